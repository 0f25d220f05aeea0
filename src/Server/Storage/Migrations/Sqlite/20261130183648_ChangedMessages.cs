using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ChangedMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_messages_room_id_updated_at",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "changed_messages",
                table: "messages",
                columns: new[] { "room_id", "updated_at" },
                filter: "updated_at <> at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "changed_messages",
                table: "messages");

            migrationBuilder.CreateIndex(
                name: "IX_messages_room_id_updated_at",
                table: "messages",
                columns: new[] { "room_id", "updated_at" });
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ReceiptsTranslationsAudits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "auto_translates",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "translate_to",
                table: "subscriptions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "was_encrypted",
                table: "rooms",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_unread",
                table: "messages",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "message_audits",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    username = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    avatar_e_tag = table.Column<string>(type: "text", nullable: true),
                    results = table.Column<int>(type: "integer", nullable: false),
                    fields = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_audits", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "read_marks",
                columns: table => new
                {
                    room_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_read_marks", x => new { x.room_id, x.thread_id, x.user_id, x.until });
                });

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_room_id_translate_to",
                table: "subscriptions",
                columns: new[] { "room_id", "translate_to" },
                filter: "auto_translates");

            migrationBuilder.CreateIndex(
                name: "unread_messages",
                table: "messages",
                columns: new[] { "room_id", "at" },
                filter: "is_unread");

            migrationBuilder.CreateIndex(
                name: "IX_message_audits_at",
                table: "message_audits",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_read_marks_user_id",
                table: "read_marks",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_audits");

            migrationBuilder.DropTable(
                name: "read_marks");

            migrationBuilder.DropIndex(
                name: "IX_subscriptions_room_id_translate_to",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "unread_messages",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "auto_translates",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "translate_to",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "was_encrypted",
                table: "rooms");

            migrationBuilder.DropColumn(
                name: "is_unread",
                table: "messages");
        }
    }
}

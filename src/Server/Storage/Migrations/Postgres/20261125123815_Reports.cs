using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    author_id = table.Column<string>(type: "text", nullable: false),
                    author_username = table.Column<string>(type: "text", nullable: false),
                    author_name = table.Column<string>(type: "text", nullable: true),
                    message_id = table.Column<string>(type: "text", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    text = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: true),
                    room = table.Column<string>(type: "text", nullable: true),
                    reporter_id = table.Column<string>(type: "text", nullable: false),
                    reporter_username = table.Column<string>(type: "text", nullable: false),
                    reporter_name = table.Column<string>(type: "text", nullable: true),
                    reporter_created_at = table.Column<long>(type: "bigint", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    dismissed_at = table.Column<long>(type: "bigint", nullable: true),
                    dismissed_by = table.Column<string>(type: "text", nullable: true),
                    dismiss_reason = table.Column<string>(type: "text", nullable: true),
                    dismiss_action = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_reports_author_id",
                table: "reports",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "IX_reports_dismissed_at_at",
                table: "reports",
                columns: new[] { "dismissed_at", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_message_id",
                table: "reports",
                column: "message_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "reports");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MessageSearchQueue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "message_search_queue",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_search_queue", x => x.key);
                });
            migrationBuilder.Sql("INSERT INTO message_search_queue(message_id) SELECT message_id FROM message_search WHERE pending IS NOT NULL ORDER BY key");
            migrationBuilder.Sql("DROP INDEX message_search_pending");
            migrationBuilder.Sql("ALTER TABLE message_search DROP COLUMN pending");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_search_queue");
        }
    }
}

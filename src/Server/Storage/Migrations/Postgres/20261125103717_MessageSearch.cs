using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class MessageSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "message_search",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_search", x => x.key);
                    table.ForeignKey(
                        name: "FK_message_search_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_search_backlog",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_search_backlog", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_message_search_message_id",
                table: "message_search",
                column: "message_id",
                unique: true);

            migrationBuilder.Sql("ALTER TABLE message_search ADD COLUMN terms tsvector");
            migrationBuilder.Sql("CREATE INDEX message_search_terms ON message_search USING gin(terms)");
            migrationBuilder.Sql("INSERT INTO message_search_backlog(id,before) SELECT 1,MAX(at)+1 FROM messages HAVING COUNT(*)>0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_search");

            migrationBuilder.DropTable(
                name: "message_search_backlog");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
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
                    key = table.Column<long>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false)
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
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    before = table.Column<long>(type: "INTEGER", nullable: false)
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

            // Terms only: the text itself is in messages. Terms are cut and folded before they come here.
            migrationBuilder.Sql("CREATE VIRTUAL TABLE message_terms USING fts5(room, text, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")");
            // Terms wait beside the place until many of them are taken into the index at once.
            migrationBuilder.Sql("ALTER TABLE message_search ADD COLUMN pending TEXT");
            migrationBuilder.Sql("CREATE INDEX message_search_pending ON message_search(key) WHERE pending IS NOT NULL");
            migrationBuilder.Sql("CREATE TRIGGER message_search_gone AFTER DELETE ON message_search BEGIN DELETE FROM message_terms WHERE rowid=old.key; END");
            migrationBuilder.Sql("INSERT INTO message_search_backlog(id,before) SELECT 1,MAX(at)+1 FROM messages HAVING COUNT(*)>0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE message_terms");

            migrationBuilder.DropTable(
                name: "message_search");

            migrationBuilder.DropTable(
                name: "message_search_backlog");
        }
    }
}

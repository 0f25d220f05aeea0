using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Inboxes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "blob_parts",
                columns: table => new
                {
                    put_id = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blob_parts", x => new { x.put_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "blob_puts",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    is_loose = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blob_puts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "blobs",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    put_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blobs", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "email_inboxes",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    sender_info = table.Column<string>(type: "TEXT", nullable: true),
                    department = table.Column<string>(type: "TEXT", nullable: true),
                    smtp_server = table.Column<string>(type: "TEXT", nullable: false),
                    smtp_port = table.Column<int>(type: "INTEGER", nullable: false),
                    smtp_username = table.Column<string>(type: "TEXT", nullable: false),
                    smtp_secret = table.Column<string>(type: "TEXT", nullable: false),
                    smtp_is_secure = table.Column<bool>(type: "INTEGER", nullable: false),
                    imap_server = table.Column<string>(type: "TEXT", nullable: false),
                    imap_port = table.Column<int>(type: "INTEGER", nullable: false),
                    imap_username = table.Column<string>(type: "TEXT", nullable: false),
                    imap_secret = table.Column<string>(type: "TEXT", nullable: false),
                    imap_is_secure = table.Column<bool>(type: "INTEGER", nullable: false),
                    imap_max_retries = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_by_name = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_email_inboxes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_blob_puts_is_loose_at",
                table: "blob_puts",
                columns: new[] { "is_loose", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_email_inboxes_email",
                table: "email_inboxes",
                column: "email",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "blob_parts");

            migrationBuilder.DropTable(
                name: "blob_puts");

            migrationBuilder.DropTable(
                name: "blobs");

            migrationBuilder.DropTable(
                name: "email_inboxes");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_email_factor",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "password_history",
                table: "users",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "refuses_mailings",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "totp_backups",
                table: "users",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "totp_secret",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "totp_step",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "totp_temp_secret",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                table: "roles",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "address",
                table: "login_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "factor_mark",
                table: "login_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "factor_until",
                table: "login_tokens",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "host",
                table: "login_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "session_id",
                table: "login_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "user_agent",
                table: "login_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "account_links",
                columns: table => new
                {
                    hashed_token = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_links", x => x.hashed_token);
                });

            migrationBuilder.CreateTable(
                name: "factor_codes",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_factor_codes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_login_tokens_session_id",
                table: "login_tokens",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_links_user_id_kind",
                table: "account_links",
                columns: new[] { "user_id", "kind" });

            migrationBuilder.CreateIndex(
                name: "IX_factor_codes_user_id",
                table: "factor_codes",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_links");

            migrationBuilder.DropTable(
                name: "factor_codes");

            migrationBuilder.DropIndex(
                name: "IX_login_tokens_session_id",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "has_email_factor",
                table: "users");

            migrationBuilder.DropColumn(
                name: "password_history",
                table: "users");

            migrationBuilder.DropColumn(
                name: "refuses_mailings",
                table: "users");

            migrationBuilder.DropColumn(
                name: "totp_backups",
                table: "users");

            migrationBuilder.DropColumn(
                name: "totp_secret",
                table: "users");

            migrationBuilder.DropColumn(
                name: "totp_step",
                table: "users");

            migrationBuilder.DropColumn(
                name: "totp_temp_secret",
                table: "users");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "roles");

            migrationBuilder.DropColumn(
                name: "address",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "factor_mark",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "factor_until",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "host",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "login_tokens");

            migrationBuilder.DropColumn(
                name: "user_agent",
                table: "login_tokens");
        }
    }
}

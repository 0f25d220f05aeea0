using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Push : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "wants_all_pushes",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql("UPDATE subscriptions SET wants_all_pushes = true WHERE notifications LIKE '%\"mobilePushNotifications\":\"all\"%'");

            migrationBuilder.AddColumn<string>(
                name: "keys",
                table: "push_tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "wants_mail",
                table: "missed_mails",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<bool>(
                name: "wants_push",
                table: "missed_mails",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "push_deliveries",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    token_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    next_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_push_deliveries", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "vapid_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    private_key = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_vapid_keys", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "subscriptions_all_pushes",
                table: "subscriptions",
                column: "room_id",
                filter: "wants_all_pushes");

            migrationBuilder.CreateIndex(
                name: "IX_push_deliveries_ended_at",
                table: "push_deliveries",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "IX_push_deliveries_next_at",
                table: "push_deliveries",
                column: "next_at",
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_push_deliveries_user_id_message_id",
                table: "push_deliveries",
                columns: new[] { "user_id", "message_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "push_deliveries");

            migrationBuilder.DropTable(
                name: "vapid_keys");

            migrationBuilder.DropIndex(
                name: "subscriptions_all_pushes",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "wants_all_pushes",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "keys",
                table: "push_tokens");

            migrationBuilder.DropColumn(
                name: "wants_mail",
                table: "missed_mails");

            migrationBuilder.DropColumn(
                name: "wants_push",
                table: "missed_mails");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Operators : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "wants_all_mails",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "active_hours",
                columns: table => new
                {
                    hour = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_active_hours", x => new { x.hour, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "held_messages",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    original = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    card_id = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_held_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_items",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    import_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_items", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    users = table.Column<int>(type: "integer", nullable: false),
                    channels = table.Column<int>(type: "integer", nullable: false),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    completed = table.Column<int>(type: "integer", nullable: false),
                    errors = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "message_days",
                columns: table => new
                {
                    day = table.Column<int>(type: "integer", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    messages = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_days", x => new { x.day, x.room_id });
                });

            migrationBuilder.CreateTable(
                name: "messages_counted",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_messages_counted", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "missed_mails",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_missed_mails", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "reply_addresses",
                columns: table => new
                {
                    hashed_token = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reply_addresses", x => x.hashed_token);
                });

            migrationBuilder.CreateIndex(
                name: "subscriptions_all_mails",
                table: "subscriptions",
                column: "room_id",
                filter: "wants_all_mails");

            migrationBuilder.CreateIndex(
                name: "IX_held_messages_message_id",
                table: "held_messages",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_held_messages_state_at",
                table: "held_messages",
                columns: new[] { "state", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_import_items_import_id_kind_key",
                table: "import_items",
                columns: new[] { "import_id", "kind", "key" });

            migrationBuilder.CreateIndex(
                name: "IX_imports_at",
                table: "imports",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_message_days_room_id_day",
                table: "message_days",
                columns: new[] { "room_id", "day" });

            migrationBuilder.CreateIndex(
                name: "IX_missed_mails_due_at",
                table: "missed_mails",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "IX_missed_mails_user_id",
                table: "missed_mails",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_reply_addresses_expires_at",
                table: "reply_addresses",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "active_hours");

            migrationBuilder.DropTable(
                name: "held_messages");

            migrationBuilder.DropTable(
                name: "import_items");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "message_days");

            migrationBuilder.DropTable(
                name: "messages_counted");

            migrationBuilder.DropTable(
                name: "missed_mails");

            migrationBuilder.DropTable(
                name: "reply_addresses");

            migrationBuilder.DropIndex(
                name: "subscriptions_all_mails",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "wants_all_mails",
                table: "subscriptions");
        }
    }
}

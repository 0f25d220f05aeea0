using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CatchingUp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "drafts",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_drafts", x => new { x.user_id, x.room_id, x.thread_id });
                });

            migrationBuilder.CreateTable(
                name: "saved_messages",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    saved_at = table.Column<long>(type: "bigint", nullable: false),
                    remind_at = table.Column<long>(type: "bigint", nullable: true),
                    is_reminded = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    done_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_messages", x => new { x.user_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "scheduled_messages",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: true),
                    is_shown_in_room = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    send_at = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scheduled_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sidebar_section_rooms",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false),
                    section_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sidebar_section_rooms", x => new { x.owner_id, x.room_id });
                });

            migrationBuilder.CreateTable(
                name: "sidebar_sections",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sidebar_sections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "thread_followers",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_thread_followers", x => new { x.user_id, x.thread_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_drafts_room_id",
                table: "drafts",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "IX_saved_messages_message_id",
                table: "saved_messages",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_saved_messages_remind_at",
                table: "saved_messages",
                column: "remind_at",
                filter: "remind_at IS NOT NULL AND NOT is_reminded");

            migrationBuilder.CreateIndex(
                name: "IX_saved_messages_room_id",
                table: "saved_messages",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "IX_scheduled_messages_room_id",
                table: "scheduled_messages",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "IX_scheduled_messages_send_at",
                table: "scheduled_messages",
                column: "send_at",
                filter: "failure IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_scheduled_messages_user_id_send_at",
                table: "scheduled_messages",
                columns: new[] { "user_id", "send_at" });

            migrationBuilder.CreateIndex(
                name: "IX_sidebar_section_rooms_room_id",
                table: "sidebar_section_rooms",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "IX_sidebar_section_rooms_section_id",
                table: "sidebar_section_rooms",
                column: "section_id");

            migrationBuilder.CreateIndex(
                name: "IX_sidebar_sections_owner_id",
                table: "sidebar_sections",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "IX_thread_followers_room_id",
                table: "thread_followers",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "IX_thread_followers_thread_id",
                table: "thread_followers",
                column: "thread_id");

            // Who followed threads before.
            migrationBuilder.Sql("""INSERT INTO thread_followers(user_id,thread_id,room_id) SELECT f.value, m.id, m.room_id FROM messages m, jsonb_array_elements_text(m.doc::jsonb->'replies') AS f(value) WHERE m.doc LIKE '%"replies":[%' AND jsonb_typeof(m.doc::jsonb->'replies')='array' AND NOT m.is_hidden ON CONFLICT DO NOTHING""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "drafts");

            migrationBuilder.DropTable(
                name: "saved_messages");

            migrationBuilder.DropTable(
                name: "scheduled_messages");

            migrationBuilder.DropTable(
                name: "sidebar_section_rooms");

            migrationBuilder.DropTable(
                name: "sidebar_sections");

            migrationBuilder.DropTable(
                name: "thread_followers");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "deleted_messages",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deleted_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "login_failures",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    username_lower = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_login_failures", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "login_tokens",
                columns: table => new
                {
                    hashed_token = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    last_token_part = table.Column<string>(type: "TEXT", nullable: true),
                    bypass_two_factor = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_login_tokens", x => x.hashed_token);
                });

            migrationBuilder.CreateTable(
                name: "message_mentions",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_mentions", x => new { x.user_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "message_stars",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_stars", x => new { x.user_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "messages",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: true),
                    thread_id = table.Column<string>(type: "TEXT", nullable: true),
                    is_shown_in_room = table.Column<bool>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    is_pinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_hidden = table.Column<bool>(type: "INTEGER", nullable: false),
                    doc = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "permissions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_permissions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "removed_subscriptions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    removed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_removed_subscriptions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    is_protected = table.Column<bool>(type: "INTEGER", nullable: false),
                    mandatory_two_factor = table.Column<bool>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    name_lower = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    topic = table.Column<string>(type: "TEXT", nullable: true),
                    announcement = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    is_read_only = table.Column<bool>(type: "INTEGER", nullable: false),
                    react_when_read_only = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_archived = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_default = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_featured = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_broadcast = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_encrypted = table.Column<bool>(type: "INTEGER", nullable: false),
                    join_code = table.Column<string>(type: "TEXT", nullable: true),
                    hidden_system_messages = table.Column<string>(type: "TEXT", nullable: true),
                    custom_fields = table.Column<string>(type: "TEXT", nullable: true),
                    creator_id = table.Column<string>(type: "TEXT", nullable: true),
                    creator_username = table.Column<string>(type: "TEXT", nullable: true),
                    creator_name = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    avatar_e_tag = table.Column<string>(type: "TEXT", nullable: true),
                    parent_id = table.Column<string>(type: "TEXT", nullable: true),
                    muted = table.Column<string>(type: "TEXT", nullable: false),
                    unmuted = table.Column<string>(type: "TEXT", nullable: false),
                    direct_key = table.Column<string>(type: "TEXT", nullable: true),
                    member_count = table.Column<int>(type: "INTEGER", nullable: false),
                    message_count = table.Column<long>(type: "INTEGER", nullable: false),
                    talk_count = table.Column<long>(type: "INTEGER", nullable: false),
                    group_mention_count = table.Column<long>(type: "INTEGER", nullable: false),
                    last_message_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_message_id = table.Column<string>(type: "TEXT", nullable: true),
                    stamp = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rooms", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "settings",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subscriptions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    is_favorite = table.Column<bool>(type: "INTEGER", nullable: false),
                    hidden_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_listed = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: true),
                    seen_count = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_group_count = table.Column<long>(type: "INTEGER", nullable: false),
                    counted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    is_marked_unread = table.Column<bool>(type: "INTEGER", nullable: false),
                    direct_unread = table.Column<int>(type: "INTEGER", nullable: false),
                    user_mentions = table.Column<int>(type: "INTEGER", nullable: false),
                    unread_threads = table.Column<string>(type: "TEXT", nullable: false),
                    unread_threads_user = table.Column<string>(type: "TEXT", nullable: false),
                    unread_threads_group = table.Column<string>(type: "TEXT", nullable: false),
                    is_blocked = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_blocker = table.Column<bool>(type: "INTEGER", nullable: false),
                    ignored = table.Column<string>(type: "TEXT", nullable: false),
                    notifications = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriptions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "uploads",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    room_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    size_bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    width = table.Column<int>(type: "INTEGER", nullable: true),
                    height = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_uploads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    username = table.Column<string>(type: "TEXT", nullable: true),
                    username_lower = table.Column<string>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    email_lower = table.Column<string>(type: "TEXT", nullable: true),
                    is_email_verified = table.Column<bool>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    require_password_change = table.Column<bool>(type: "INTEGER", nullable: false),
                    require_password_change_reason = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    status_default = table.Column<string>(type: "TEXT", nullable: false),
                    status_text = table.Column<string>(type: "TEXT", nullable: false),
                    utc_offset = table.Column<double>(type: "REAL", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: true),
                    bio = table.Column<string>(type: "TEXT", nullable: true),
                    nickname = table.Column<string>(type: "TEXT", nullable: true),
                    custom_fields = table.Column<string>(type: "TEXT", nullable: true),
                    preferences = table.Column<string>(type: "TEXT", nullable: true),
                    avatar_origin = table.Column<string>(type: "TEXT", nullable: true),
                    avatar_e_tag = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_login_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_deleted_messages_room_id_deleted_at",
                table: "deleted_messages",
                columns: new[] { "room_id", "deleted_at" });

            migrationBuilder.CreateIndex(
                name: "IX_login_failures_address_at",
                table: "login_failures",
                columns: new[] { "address", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_login_failures_username_lower_at",
                table: "login_failures",
                columns: new[] { "username_lower", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_login_tokens_user_id_at",
                table: "login_tokens",
                columns: new[] { "user_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_message_mentions_message_id",
                table: "message_mentions",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_message_mentions_user_id_room_id_at",
                table: "message_mentions",
                columns: new[] { "user_id", "room_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_message_stars_message_id",
                table: "message_stars",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_message_stars_user_id_room_id_at",
                table: "message_stars",
                columns: new[] { "user_id", "room_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_room_id_at",
                table: "messages",
                columns: new[] { "room_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_room_id_updated_at",
                table: "messages",
                columns: new[] { "room_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_thread_id_at",
                table: "messages",
                columns: new[] { "thread_id", "at" },
                filter: "thread_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_removed_subscriptions_user_id_removed_at",
                table: "removed_subscriptions",
                columns: new[] { "user_id", "removed_at" });

            migrationBuilder.CreateIndex(
                name: "IX_rooms_direct_key",
                table: "rooms",
                column: "direct_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rooms_name_lower",
                table: "rooms",
                column: "name_lower",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rooms_parent_id",
                table: "rooms",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "IX_rooms_type_name_lower",
                table: "rooms",
                columns: new[] { "type", "name_lower" });

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_room_id_user_id",
                table: "subscriptions",
                columns: new[] { "room_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_user_id",
                table: "subscriptions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_uploads_message_id",
                table: "uploads",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_uploads_room_id_at",
                table: "uploads",
                columns: new[] { "room_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_users_email_lower",
                table: "users",
                column: "email_lower",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_updated_at",
                table: "users",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "IX_users_username_lower",
                table: "users",
                column: "username_lower",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deleted_messages");

            migrationBuilder.DropTable(
                name: "login_failures");

            migrationBuilder.DropTable(
                name: "login_tokens");

            migrationBuilder.DropTable(
                name: "message_mentions");

            migrationBuilder.DropTable(
                name: "message_stars");

            migrationBuilder.DropTable(
                name: "messages");

            migrationBuilder.DropTable(
                name: "permissions");

            migrationBuilder.DropTable(
                name: "removed_subscriptions");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropTable(
                name: "settings");

            migrationBuilder.DropTable(
                name: "subscriptions");

            migrationBuilder.DropTable(
                name: "uploads");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}

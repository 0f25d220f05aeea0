using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What a fresh workspace grants to whom, and what administrators do with rooms and guests.</summary>
/// <remarks>Rows: ADM-043, ADM-044, ADM-045, ADM-047, ADM-048, ADM-071, ADM-073, ADM-075, ADM-083, ADM-085, ADM-087, ADM-088, ADM-089, ADM-091,
/// ADM-092, ADM-096.</remarks>
public sealed class AdministrationRowTests(Workspaces workspaces)
{
    [Fact]
    public async Task ADM_083_ADM_085_ADM_087_ADM_088_ADM_089_ADM_091_ADM_092_ADM_096_rights_have_the_roles_that_clients_expect()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "rights");
        await using var cast = await Cast.OnAsync(server);
        var granted = (await cast.Admin.GetAsync("permissions.listAll")).OrThrow()["update"].EnumerateArray().ToDictionary(p => p.Text("_id")!, p => p.Texts("roles")!.Order(StringComparer.Ordinal).ToList());
        foreach (var (roles, rights) in new[]
        {
            ("admin", "create-user bulk-register-user delete-user edit-other-user-active-status edit-other-user-info edit-other-user-password edit-other-user-avatar edit-other-user-totp logout-other-user assign-roles "
                + "assign-admin-role user-generate-access-token view-full-other-user-info view-user-administration view-other-user-channels access-permissions access-setting-permissions access-mailer send-mail manage-oauth-apps manage-incoming-integrations manage-own-incoming-integrations manage-outgoing-integrations manage-own-outgoing-integrations "
                + "manage-assets manage-emoji manage-sounds manage-user-status manage-cloud register-on-cloud manage-selected-settings edit-privileged-setting view-privileged-setting view-statistics view-logs "
                + "view-engagement-dashboard view-device-management logout-device-management view-room-administration view-import-operations run-import get-server-info test-admin-options clear-oembed-cache "
                + "view-moderation-console manage-moderation-actions unarchive-room delete-d clean-channel-history edit-room-retention-policy add-user-to-any-c-room add-all-to-room mail-messages view-join-code view-all-teams auto-translate"),
            ("admin user", "create-personal-access-tokens delete-own-message create-team mobile-upload-file"),
            ("admin app bot user", "create-c create-d create-p"),
            ("admin owner", "archive-room delete-c delete-p set-moderator set-owner set-leader set-readonly set-react-when-readonly force-delete-message toggle-room-e2e-encryption delete-team convert-team edit-team view-all-team-channels"),
            ("admin moderator owner", "add-user-to-joined-room mute-user remove-user edit-room edit-room-avatar edit-message delete-message pin-message post-readonly create-invite-links view-broadcast-member-list "
                + "add-team-member edit-team-member add-team-channel edit-team-channel remove-team-channel"),
            ("admin moderator owner user", "mention-all mention-here view-outside-room"), ("admin app bot", "join-without-join-code send-many-messages api-bypass-rate-limit"),
            ("app bot", "message-impersonate bypass-time-limit-edit-and-delete"), ("admin anonymous app bot user", "view-c-room leave-c leave-p"), ("admin app bot guest user", "view-d-room"),
            ("admin anonymous guest user", "view-p-room"), ("anonymous app bot guest", "view-joined-room"), ("admin anonymous user", "preview-c-room"), ("admin app guest user", "start-discussion"),
            ("admin app owner user", "start-discussion-other-user"), ("admin auditor", "can-audit"), ("admin auditor-log", "can-audit-log"), ("", "add-user-to-any-p-room"),
        })
        {
            foreach (var right in rights.Split(' '))
                Assert.True(granted.TryGetValue(right, out var have) && string.Join(' ', have) == roles, $"{right}: {(granted.TryGetValue(right, out var h) ? string.Join(' ', h) : "there is none")}, not {roles}");
        }

        foreach (var (real, printed) in new[] { ("Accounts_AllowUsernameChange", "Accounts_AllowUsernameChang"), ("Accounts_Default_User_Preferences_collapseMediaByDefault", "Collapse_Embedded_Media_By_Default"), ("Accounts_Default_User_Preferences_hideRoles", "Hide_roles") })
        {
            await cast.Admin.GetAsync("settings/" + real).SucceedsAsync();
            await cast.Admin.GetAsync("settings/" + printed).AssertRefusedAsync("error-setting-not-found");
        }

        foreach (var name in new[] { "bulk-create-c", "clean-group-history", "clean-direct-history", "reset-other-user-e2e-key", "restart_server", "snippet-message" })
            Assert.False((await UpdateAsync(cast.Admin, name, "admin")).Succeeded, name);
        Assert.False((await UpdateAsync(cast.Admin, "create-c", "nobody-has-this-role")).Succeeded);
        Assert.False((await cast.Admin.PostAsync("permissions.update", new { permissions = "create-c" })).Succeeded);
        Assert.Equal(HttpStatusCode.Forbidden, (await UpdateAsync(cast.Bob.Rest, "create-c", "user")).Status);
        Assert.Equal(["admin", "app", "bot", "user"], await RolesOfAsync("create-c"));
        await UpdateAsync(cast.Admin, "create-c", "admin").SucceedsAsync();
        Assert.Equal(["admin"], await RolesOfAsync("create-c"));
        Assert.False((await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("refused") })).Succeeded);

        async Task<IEnumerable<string>> RolesOfAsync(string right) =>
            (await cast.Admin.GetAsync("permissions.listAll")).OrThrow()["update"].EnumerateArray().Single(p => p.Text("_id") == right).Texts("roles")!.Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task ADM_043_ADM_044_ADM_045_ADM_047_ADM_048_ADM_071_ADM_073_ADM_075_rooms_of_the_workspace_and_guests_in_them()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "guests");
        await using var cast = await Cast.OnAsync(server);
        var (ada, admin) = (cast.Ada.Rest, cast.Admin);
        var (hall, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));

        // Only administrators make a room one of all; whoever comes later is in it, guests are not.
        await ada.PostAsync("rooms.saveRoomSettings", new { rid = hall, @default = true }).AssertRefusedAsync("error-action-not-allowed");
        await admin.PostAsync("rooms.saveRoomSettings", new { rid = hall, @default = true, favorite = new { favorite = true, defaultValue = true } }).SucceedsAsync();
        var later = Scratch.Name("newcomer");
        await admin.PostAsync("users.create", new { username = later, name = later, email = later + "@example.org", password = "a newcomer's words" }).SucceedsAsync();
        using var newcomer = await server.LoginAsync(later, "a newcomer's words");
        await Eventually.Async(async () => (await newcomer.GetAsync($"subscriptions.getOne?roomId={hall}")).OrThrow()["subscription"] is { ValueKind: JsonValueKind.Object } own && own.Flag("f"), "whoever comes later is in it");
        var name = Scratch.Name("guest");
        var made = (await admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "a guest's own words", roles = new[] { "guest" } })).OrThrow()["user"];
        using var guest = await server.LoginAsync(name, "a guest's own words");
        Assert.Equal(JsonValueKind.Null, (await guest.GetAsync($"subscriptions.getOne?roomId={hall}")).OrThrow()["subscription"].ValueKind);

        foreach (var refused in new[]
        {
            await guest.PostAsync("channels.create", new { name = Scratch.Name("guests") }), await guest.PostAsync("groups.create", new { name = Scratch.Name("guests") }),
            await guest.PostAsync("im.create", new { username = cast.Bob.Username }), await guest.PostAsync("channels.join", new { roomId = hall }), await guest.GetAsync($"channels.history?roomId={hall}"),
            await guest.PostAsync("chat.postMessage", new { roomId = hall, text = "let me in" }),
        })
            Assert.False(refused.Succeeded, refused.Request);
        await ada.PostAsync("groups.invite", new { roomId = closed, userId = made.Text("_id") }).SucceedsAsync();
        await guest.PostAsync("chat.postMessage", new { roomId = closed, text = "thank you" }).SucceedsAsync();
        Assert.True((await guest.GetAsync($"groups.history?roomId={closed}")).Succeeded);
        Assert.True((await admin.GetAsync("statistics?refresh=true")).OrThrow()["activeGuests"].GetInt32() >= 1);

        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-p", roles = new[] { "admin" } } } }).SucceedsAsync();
        await ada.PostAsync("rooms.saveRoomSettings", new { rid = hall, roomType = "p" }).AssertRefusedAsync("error-action-not-allowed");
        Assert.Equal("c", (await Cast.RoomInfoAsync(cast.Ada, hall)).Text("t"));
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-p", roles = new[] { "admin", "user" } } } }).SucceedsAsync();
        await ada.PostAsync("rooms.saveRoomSettings", new { rid = hall, roomType = "p" }).SucceedsAsync();

        var picture = "data:image/png;base64," + Convert.ToBase64String(Cast.Picture);
        await cast.Bob.Rest.PostAsync("rooms.saveRoomSettings", new { rid = hall, roomAvatar = picture }).AssertRefusedAsync("error-action-not-allowed");
        await admin.PostAsync("rooms.saveRoomSettings", new { rid = hall, roomAvatar = picture }).SucceedsAsync();
        Assert.NotNull((await Cast.RoomInfoAsync(cast.Ada, hall)).Text("avatarETag"));

        var roomName = (await Cast.RoomInfoAsync(cast.Ada, hall)).Text("name")!;
        var selector = Uri.EscapeDataString(JsonSerializer.Serialize(new { name = roomName }));
        Assert.Contains((await admin.GetAsync("rooms.autocomplete.adminRooms?selector=" + selector)).OrThrow()["items"].EnumerateArray(), item => item.Text("_id") == hall);
        Assert.False((await cast.Bob.Rest.GetAsync("rooms.autocomplete.adminRooms?selector=" + selector)).Succeeded);

        var invite = (await ada.PostAsync("findOrCreateInvite", new { rid = hall, days = 1, maxUses = 5 })).OrThrow()["_id"].GetString();
        Assert.Equal(invite, (await ada.PostAsync("findOrCreateInvite", new { rid = hall, days = 1, maxUses = 5 })).OrThrow()["_id"].GetString());
        await newcomer.PostAsync("channels.leave", new { roomId = hall });
        Assert.True((await newcomer.PostAsync("validateInviteToken", new { token = invite })).OrThrow()["valid"].GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Delete, "removeInvite/" + invite, null)).Status);
        Assert.False((await newcomer.PostAsync("validateInviteToken", new { token = invite })).OrThrow()["valid"].GetBoolean());
        await newcomer.PostAsync("useInviteToken", new { token = invite }).AssertRefusedAsync("error-invalid-token");

        await admin.PostAsync("rooms.changeArchivationState", new { rid = hall, action = "archive" }).SucceedsAsync();
        Assert.False((await Cast.TrySayAsync(cast.Bob, hall, "still here?")).Succeeded);
        await admin.PostAsync("rooms.changeArchivationState", new { rid = hall, action = "unarchive" }).SucceedsAsync();
        await Cast.SayAsync(cast.Bob, hall, "here again");
    }

    private static Task<RestReply> UpdateAsync(RestClient caller, string right, params string[] roles) => caller.PostAsync("permissions.update", new { permissions = new[] { new { _id = right, roles } } });
}

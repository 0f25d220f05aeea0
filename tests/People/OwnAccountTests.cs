using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>What people change about themselves, and their departure: ACC-006, ACC-039, ACC-048, ACC-061, ACC-064, ACC-067, ACC-068, ADM-049, ADM-077, LEG-052, SET-178.</summary>
public sealed class OwnAccountTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_039_profile_is_edited_within_its_limits_and_the_workspaces_switches(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await EditAsync(new { name = "Ada Lovelace", bio = "counts", nickname = "Countess", statusText = new string('x', 200) }).SucceedsAsync();
        var me = (await ada.Rest.GetAsync("me")).OrThrow();
        Assert.Equal(("Ada Lovelace", "counts", "Countess", 120), (me["name"].GetString(), me["bio"].GetString(), me["nickname"].GetString(), me["statusText"].GetString()!.Length));
        await EditAsync(new { bio = new string('x', 261) }).AssertRefusedAsync("error-bio-size-exceeded");
        await EditAsync(new { nickname = new string('x', 121) }).AssertRefusedAsync("error-nickname-size-exceeded");
        foreach (var (setting, data) in new (string, object)[]
        {
            ("Accounts_AllowRealNameChange", new { name = "Other" }), ("Accounts_AllowUsernameChange", new { username = "other" }), ("Accounts_AllowEmailChange", new { email = "other@example.org" }),
            ("Accounts_AllowUserStatusMessageChange", new { statusText = "other" }), ("Accounts_AllowPasswordChange", new { newPassword = "another one" }), ("Accounts_AllowUserProfileChange", new { bio = "other" }),
        })
        {
            await admin.PostAsync("settings/" + setting, new { value = false }).SucceedsAsync();
            await EditAsync(data).AssertRefusedAsync("error-not-allowed");
            await ada.Rest.PostAsync("users.update", new { userId = ada.Id, data = setting == "Accounts_AllowPasswordChange" ? new { password = "another one" } : data }).AssertRefusedAsync("error-action-not-allowed");
            await admin.PostAsync("settings/" + setting, new { value = true }).SucceedsAsync();
        }

        Task<RestReply> EditAsync(object data) => ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Person_cannot_confirm_their_own_address_or_make_themselves_more_by_editing_their_account(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var ada = cast.Ada;
        var email = Scratch.Name("unproven") + "@example.org";
        await ada.Rest.PostAsync("users.update", new { userId = ada.Id, data = new { email, verified = true } }).SucceedsAsync();
        Assert.False((await ada.Rest.GetAsync("me")).OrThrow()["emails"][0].Flag("verified"));
        await ada.Rest.PostAsync("users.update", new { userId = ada.Id, data = new { roles = new[] { "user", "admin" } } }).AssertRefusedAsync("error-action-not-allowed");
        await ada.Rest.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { name = "Bobby" } }).AssertRefusedAsync("error-action-not-allowed");
        await ada.Rest.PostAsync("users.create", new { username = "more", name = "more", email = "more@example.org", password = "open sesame" }).AssertRefusedAsync("error-action-not-allowed");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_048_shortest_time_of_idleness_is_a_minute(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await SetAsync(59).AssertRefusedAsync("invalid-idle-time-limit-value");
        await SetAsync(60).SucceedsAsync();
        Assert.Equal(60, (await cast.Ada.Rest.GetAsync("users.getPreferences")).OrThrow()["preferences"].GetProperty("idleTimeLimit").GetInt32());

        Task<RestReply> SetAsync(int idleTimeLimit) => cast.Ada.Rest.PostAsync("users.setPreferences", new { data = new { idleTimeLimit } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_061_invisible_and_own_texts_can_be_forbidden(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Ada.ConnectAsync();
        await StatusAsync(new { status = "offline" }).SucceedsAsync();
        Assert.Equal("offline", (await cast.Bob.Rest.GetAsync("users.getStatus?userId=" + cast.Ada.Id)).OrThrow()["status"].GetString());
        await cast.Admin.PostAsync("settings/Accounts_AllowInvisibleStatusOption", new { value = false }).SucceedsAsync();
        await StatusAsync(new { status = "offline" }).AssertRefusedAsync("error-status-not-allowed");
        await StatusAsync(new { status = "busy" }).SucceedsAsync();
        await StatusAsync(new { status = "sleeping" }).AssertRefusedAsync("error-invalid-status");
        await cast.Admin.PostAsync("settings/Accounts_AllowUserStatusMessageChange", new { value = false }).SucceedsAsync();
        await StatusAsync(new { message = "gone fishing" }).AssertRefusedAsync("error-not-allowed");

        Task<RestReply> StatusAsync(object body) => cast.Ada.Rest.PostAsync("users.setStatus", body);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_064_ADM_077_nobody_is_told_of_others_while_broadcasting_is_disabled(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Presence_broadcast_disabled"] = "true" });
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-logged", "user-status", false);
        var from = line.Position;
        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "busy", message = "quietly" }).SucceedsAsync();
        var list = (await cast.Bob.Rest.GetAsync("users.presence?ids=" + cast.Ada.Id)).OrThrow();
        Assert.Equal((0, true), (list["users"].GetArrayLength(), list["full"].GetBoolean()));
        await cast.Ada.Rest.PostAsync("presence.enableBroadcast").AssertRefusedAsync("error-unauthorized");
        await cast.Admin.PostAsync("presence.enableBroadcast").SucceedsAsync();
        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "away", message = "aloud" }).SucceedsAsync();
        await line.WaitEventAsync("notify-logged", "user-status", args => args[0][3].GetString() == "aloud", from);
        Assert.Equal(0, line.Frames(frame => frame.GetRawText().Contains("quietly", StringComparison.Ordinal)));
        Assert.False((await cast.Ada.Rest.GetAsync("settings.public?_id=Presence_broadcast_disabled")).OrThrow()["settings"][0].GetProperty("value").GetBoolean());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_067_own_account_goes_only_where_allowed_and_with_the_password(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-logged", "Users:Deleted", false);
        using var leaver = await Scenario.RegisterAsync(server, cast.Admin, "leaver");
        await DeleteAsync(leaver.Password).AssertRefusedAsync("error-not-allowed");
        await cast.Admin.PostAsync("settings/Accounts_AllowDeleteOwnAccount", new { value = true }).SucceedsAsync();
        await DeleteAsync("wrong").AssertRefusedAsync("error-invalid-password");
        await DeleteAsync(leaver.Password).SucceedsAsync();
        await line.WaitEventAsync("notify-logged", "Users:Deleted", args => args[0].GetProperty("userId").GetString() == leaver.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await leaver.Rest.GetAsync("me")).Status);
        await cast.Admin.GetAsync("users.info?userId=" + leaver.Id).AssertRefusedAsync("error-invalid-user");

        Task<RestReply> DeleteAsync(string password) => leaver.Rest.PostAsync("users.deleteOwnAccount", new { password = Calls.Sha256(password) });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_068_last_owner_confirms_what_becomes_of_the_rooms(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_AllowDeleteOwnAccount"] = "true" });
        await using var cast = await Cast.OnAsync(server);
        var shared = await cast.RoomAsync();
        var alone = (await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("alone") })).OrThrow()["channel"].GetProperty("_id").GetString()!;
        var refusal = await DeleteAsync(false);
        refusal.AssertRefused("user-last-owner");
        Assert.Single(refusal["details"].Texts("shouldChangeOwner"));
        Assert.Single(refusal["details"].Texts("shouldBeRemoved"));

        await DeleteAsync(true).SucceedsAsync();

        Assert.Contains("owner", (await Cast.SubscriptionAsync(cast.Bob, shared)).Texts("roles"));
        Assert.False((await cast.Admin.GetAsync("rooms.info?roomId=" + alone)).Succeeded);

        Task<RestReply> DeleteAsync(bool confirmRelinquish) => cast.Ada.Rest.PostAsync("users.deleteOwnAccount", new { password = Calls.Sha256(cast.Ada.Password), confirmRelinquish });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task LEG_052_SET_178_what_somebody_wrote_goes_stays_or_loses_its_author_as_the_workspace_says(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        using var stage = await Scenario.Room("will").With("ada", "bob", "eve", "dan").OnAsync(server);
        foreach (var (nickname, erasure) in new[] { ("bob", "Delete"), ("eve", "Keep"), ("dan", "Unlink") })
        {
            await stage.SayAsync(nickname, "by " + nickname);
            await stage.Admin.PostAsync("settings/Message_ErasureType", new { value = erasure }).SucceedsAsync();
            await stage.Admin.PostAsync("users.delete", new { userId = stage[nickname].Id, confirmRelinquish = true }).SucceedsAsync();
            await Eventually.Async(async () => await LeftAsync(nickname) == erasure, $"{erasure} has happened");
        }

        async Task<string> LeftAsync(string nickname)
        {
            var members = (await stage["ada"].Rest.GetAsync("channels.members?roomId=" + stage.RoomId)).OrThrow()["members"].Ids();
            var left = (await stage["ada"].Rest.GetAsync("channels.history?roomId=" + stage.RoomId)).OrThrow()["messages"].EnumerateArray().Where(m => m.GetProperty("msg").GetString() == "by " + nickname).ToList();
            if (members.Contains(stage[nickname].Id)) return "nothing";
            if (left.Count == 0) return "Delete";
            var author = left[0].GetProperty("u").GetProperty("_id").GetString();
            return author == stage[nickname].Id ? "Keep" : author == "rocket.cat" && left[0].GetProperty("alias").GetString() == "Removed User" ? "Unlink" : "nonsense";
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_049_list_of_people_shows_and_finds_by_private_data_only_for_those_who_may(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var byMail = "users.list?query=" + Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string> { ["emails.address"] = cast.Bob.Username + "@example.org" }));
        Assert.Equal([cast.Bob.Id], (await cast.Admin.GetAsync(byMail)).OrThrow()["users"].Ids());
        await cast.Ada.Rest.GetAsync(byMail).AssertRefusedAsync("error-invalid-query");
        var byName = "users.list?query=" + Uri.EscapeDataString(JsonSerializer.Serialize(new { username = cast.Bob.Username }));
        var seen = (await cast.Ada.Rest.GetAsync(byName)).OrThrow()["users"][0];
        Assert.False(seen.TryGetProperty("emails", out _));
        Assert.False(seen.TryGetProperty("roles", out _));
        Assert.True((await cast.Admin.GetAsync(byName)).OrThrow()["users"][0].TryGetProperty("emails", out _));
    }

    [Fact]
    public async Task ACC_006_refused_sign_ins_are_logged_with_what_is_allowed_and_never_the_password()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Login_Logs_Enabled"] = "true", ["Login_Logs_Username"] = "true" }, "loginlog");
        var name = Scratch.Name("burglar");
        await server.TryLoginAsync(name, "crowbar-crowbar");
        await Eventually.Async(() => Task.FromResult(server.Log().Contains(name, StringComparison.Ordinal)), "the log names the account");
        var line = server.Log().Split('\n').Single(l => l.Contains(name, StringComparison.Ordinal));
        Assert.Contains("Failed sign-in", line, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("crowbar", server.Log(), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who did what to the workspace.</summary>
public sealed class AuditTrailTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_090_Each_administrative_act_leaves_its_entry_without_secrets_and_a_refused_one_none(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "trail");
        await using var cast = await Cast.OnAsync(server);
        var admin = cast.Admin;
        await admin.PostAsync("settings/Site_Name", new { value = "Renamed" }).SucceedsAsync();
        await admin.PostAsync("settings/SMTP_Password", new { value = "hush hush" }).SucceedsAsync();
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-c", roles = new[] { "admin" } } } }).SucceedsAsync();
        await admin.PostAsync("users.update", new { userId = cast.Bob.Id, data = new { name = "Robert", password = "a wholly new one" } }).SucceedsAsync();
        await admin.PostAsync("users.setActiveStatus", new { userId = cast.Bob.Id, activeStatus = false }).SucceedsAsync();
        var role = (await admin.PostAsync("roles.create", new { name = Scratch.Name("role") })).OrThrow()["role"];
        await admin.PostAsync("roles.addUserToRole", new { roleId = role.Text("_id"), username = cast.Ada.Username }).SucceedsAsync();
        await admin.PostAsync("users.createToken", new { userId = cast.Ada.Id }).SucceedsAsync();
        await admin.PostAsync("users.logout", new { userId = cast.Ada.Id }).SucceedsAsync();
        var app = await LoginAppEntries.AddAsync(admin);
        await admin.PostAsync("users.delete", new { userId = cast.Bob.Id }).SucceedsAsync();

        var setting = Assert.Single(await ReadAsync("action=setting&objectId=Site_Name"));
        Assert.Equal(("setting.change", "Parley", "Renamed"), (setting.Text("action"), setting.GetProperty("before").Text("value"), setting.GetProperty("after").Text("value")));
        Assert.Equal((admin.UserId, ParleyServer.AdminUsername), (setting.GetProperty("actor").Text("_id"), setting.GetProperty("actor").Text("username")));
        Assert.Equal("127.0.0.1", setting.Text("ip"));
        Assert.Equal(["admin"], Assert.Single(await ReadAsync("objectType=permission&objectId=create-c")).GetProperty("after").Texts("roles"));
        Assert.Equal(["user.delete", "user.deactivate", "user.update"], (await ReadAsync($"action=user&objectId={cast.Bob.Id}")).SkipLast(1).Select(e => e.Text("action")));
        var update = Assert.Single(await ReadAsync($"action=user.update&objectId={cast.Bob.Id}"));
        Assert.Equal("Robert", update.GetProperty("after").Text("name"));
        Assert.False(update.GetProperty("after").TryGetProperty("email", out _));
        foreach (var action in new[] { "role.create", "role.add-user", "user.create-token", "user.log-out", "oauth-app.create" })
            Assert.NotEmpty(await ReadAsync("action=" + action));
        var everything = JsonSerializer.Serialize(await ReadAsync("count=500"));
        foreach (var secret in new[] { "hush hush", "a wholly new one", app.Text("clientSecret"), "$2" })
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);

        var before = await ReadAsync("count=500");
        Assert.False((await admin.PostAsync("users.update", new { userId = cast.Ada.Id, data = new { username = "two words" } })).Succeeded);
        Assert.False((await admin.PostAsync("settings/Site_Name", new { value = new { } })).Succeeded);
        Assert.Equal(before.Count, (await ReadAsync("count=500")).Count);
        Assert.Empty(await ReadAsync("from=2999-01-01T00:00:00.000Z"));
        Assert.Equal(before.Count(e => e.GetProperty("actor").Text("username") == ParleyServer.AdminUsername), (await ReadAsync($"count=500&actor={ParleyServer.AdminUsername}")).Count);
        var eve = await cast.PersonAsync("eve");
        Assert.Equal(HttpStatusCode.Forbidden, (await eve.Rest.GetAsync("audit-trail.list")).Status);

        async Task<List<JsonElement>> ReadAsync(string query) => [.. (await admin.GetAsync("audit-trail.list?" + query)).OrThrow()["entries"].EnumerateArray()];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_084_Whoever_looks_after_one_setting_hears_of_that_one_alone(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "single-setting");
        await using var cast = await Cast.OnAsync(server);
        await GrantAsync("manage-selected-settings");
        await GrantAsync("change-setting-Message_MaxAllowedSize");
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-logged", "private-settings-changed");
        await cast.Admin.PostAsync("settings/Message_AllowEditing_BlockEditInMinutes", new { value = 7 }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Message_MaxAllowedSize", new { value = 4000 }).SucceedsAsync();
        await line.WaitAsync(frame => Refusals.IsEvent(frame, "notify-logged", "private-settings-changed") && frame.GetRawText().Contains("Message_MaxAllowedSize", StringComparison.Ordinal), "news of the one setting");
        await line.DrainAsync();
        Assert.Equal(0, line.Frames(frame => frame.GetRawText().Contains("Message_AllowEditing_BlockEditInMinutes", StringComparison.Ordinal)));

        Task GrantAsync(string permission) => cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = permission, roles = new[] { "admin", "user" } } } }).SucceedsAsync();
    }
}

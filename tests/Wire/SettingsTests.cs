using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>How settings are read and changed.</summary>
public sealed class SettingsTests(Workspaces workspaces)
{
    /// <summary>SET-004: all of a batch or none.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Batch_with_one_wrong_value_changes_nothing(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var admin = await cast.LineOfAdminAsync();

        await admin.CallAsync("saveSettings", (object)new[] { Pair("Message_MaxAll", 77), Pair("Message_AllowEditing", "perhaps") }).AssertRefusedAsync("error-invalid-setting-value");
        await admin.CallAsync("saveSettings", (object)new[] { Pair("Message_MaxAll", 77), Pair("nothing-has-this-id", 1) }).AssertRefusedAsync("error-setting-not-found");

        Assert.NotEqual(77, (await ValueAsync(cast.Admin, "Message_MaxAll")).GetInt32());
    }

    /// <summary>SET-005, SET-006.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Members_read_public_settings_only_and_change_none(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var bob = cast.Bob.Rest;

        var listed = (await bob.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().Select(s => s.GetProperty("_id").GetString()).ToList();
        Assert.Contains("Message_AllowEditing", listed);
        Assert.DoesNotContain("API_Upper_Count_Limit", listed);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.GetAsync("settings/API_Upper_Count_Limit")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.PostAsync("settings/Message_AllowEditing", new { value = false })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.PostAsync("settings/nothing-has-this-id", new { value = false })).Status);
        var line = await cast.LineAsync(cast.Bob);
        Assert.Empty((await line.CallAsync("private-settings/get")).EnumerateArray());
        await line.CallAsync("saveSettings", (object)new[] { Pair("Message_AllowEditing", false) }).AssertRefusedAsync("error-action-not-allowed");
        using var visitor = cast.Server.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("settings")).Status);
    }

    /// <summary>SET-007: those who may read all settings hear of each change; others do not.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Change_is_told_to_administrators_at_once(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var line = await cast.LineOfAdminAsync();
        await line.SubscribeAsync("stream-notify-logged", "private-settings-changed", false);

        await cast.Admin.PostAsync("settings/API_Default_Count", new { value = 49 }).SucceedsAsync();

        var told = await line.WaitAsync(frame => frame.GetRawText().Contains("API_Default_Count", StringComparison.Ordinal), "the change is told");
        Assert.Contains("49", told.GetRawText(), StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/API_Default_Count", new { value = 50 }).SucceedsAsync();
    }

    /// <summary>SET-008, SET-009, SET-011.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Environment_gives_forces_locks_and_hides_settings(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["Message_MaxAll"] = "31",
            ["OVERWRITE_SETTING_Message_AllowPinning"] = "false",
            ["SETTINGS_BLOCKED"] = "Message_AllowStarring, Message_AllowEditing",
            ["SETTINGS_HIDDEN"] = "Message_AllowDeleting",
        }, "environment");
        var admin = await server.AdminAsync();

        var all = (await admin.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().ToDictionary(s => s.GetProperty("_id").GetString()!);
        Assert.Equal((31, "processEnvValue"), (all["Message_MaxAll"].GetProperty("value").GetInt32(), all["Message_MaxAll"].GetProperty("valueSource").GetString()));
        Assert.True(all["Message_AllowPinning"].GetProperty("blocked").GetBoolean());
        Assert.False(all["Message_AllowPinning"].GetProperty("value").GetBoolean());
        Assert.True(all["Message_AllowStarring"].GetProperty("blocked").GetBoolean());
        Assert.False(all.ContainsKey("Message_AllowDeleting"));
        await admin.PostAsync("settings/Message_AllowPinning", new { value = true }).AssertRefusedAsync("error-setting-locked");
        await admin.PostAsync("settings/Message_AllowStarring", new { value = false }).AssertRefusedAsync("error-setting-locked");
        await admin.PostAsync("settings/Message_AllowDeleting", new { value = false }).AssertRefusedAsync("error-setting-not-found");

        await admin.PostAsync("settings/Message_MaxAll", new { value = 12 }).SucceedsAsync();
        await server.RestartAsync();
        Assert.Equal(12, (await ValueAsync(admin, "Message_MaxAll")).GetInt32());
        await admin.PostAsync("settings/Message_MaxAll", new { value = all["Message_MaxAll"].GetProperty("packageValue").GetInt32() }).SucceedsAsync();
        var reset = (await admin.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().Single(s => s.GetProperty("_id").ValueEquals("Message_MaxAll"));
        Assert.Equal("packageValue", reset.GetProperty("valueSource").GetString());
    }

    /// <summary>SET-010: a secret goes in and never comes out.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Secret_is_never_sent_back(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var line = await cast.LineOfAdminAsync();
        await line.SubscribeAsync("stream-notify-logged", "private-settings-changed", false);

        await cast.Admin.PostAsync("settings/SMTP_Password", new { value = "hush-hush" }).SucceedsAsync();

        await line.WaitAsync(frame => frame.GetRawText().Contains("SMTP_Password", StringComparison.Ordinal), "the change is told");
        Assert.Equal(0, line.Frames(frame => frame.GetRawText().Contains("hush-hush", StringComparison.Ordinal)));
        Assert.Equal("", (await ValueAsync(cast.Admin, "SMTP_Password")).GetString());
        Assert.DoesNotContain("hush-hush", (await cast.Admin.GetAsync("settings?count=0")).Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", (await line.CallAsync("private-settings/get")).GetRawText(), StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/SMTP_Password", new { value = "" }).SucceedsAsync();
    }

    /// <summary>ADM-093, ADM-094, ADM-095: a role that may change one setting sees and changes just that one.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Right_to_one_setting_opens_that_one_alone(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "grants");
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Bob);
        await cast.Admin.PostAsync("permissions.update", new
        {
            permissions = new[]
            {
                new { _id = "manage-selected-settings", roles = new[] { "admin", "user" } },
                new { _id = "change-setting-API_Upper_Count_Limit", roles = new[] { "user" } },
            },
        }).SucceedsAsync();

        var seen = (await line.CallAsync("private-settings/get")).EnumerateArray().Select(s => s.GetProperty("_id").GetString());
        Assert.Equal(["API_Upper_Count_Limit"], seen);
        await cast.Bob.Rest.PostAsync("settings/API_Upper_Count_Limit", new { value = 90 }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("settings/API_Default_Count", new { value = 1 })).Status);
        var refusal = await Assert.ThrowsAsync<DdpException>(() => line.CallAsync("saveSettings", (object)new[] { Pair("API_Upper_Count_Limit", 10), Pair("API_Default_Count", 1) }));
        Assert.Contains("API_Default_Count", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(90, (await ValueAsync(cast.Admin, "API_Upper_Count_Limit")).GetInt32());

        var grant = await PermissionAsync("change-setting-API_Upper_Count_Limit");
        Assert.Equal(("settings", "API_Upper_Count_Limit", "change-setting-General"),
            (grant.GetProperty("level").GetString(), grant.GetProperty("settingId").GetString(), grant.GetProperty("groupPermissionId").GetString()));
        Assert.Equal(["user"], (await PermissionAsync("change-setting-General")).GetProperty("roles").EnumerateArray().Select(r => r.GetString()));

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "change-setting-API_Upper_Count_Limit", roles = Array.Empty<string>() } } }).SucceedsAsync();
        Assert.Empty((await PermissionAsync("change-setting-General")).GetProperty("roles").EnumerateArray());
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("settings/API_Upper_Count_Limit", new { value = 91 })).Status);

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "access-setting-permissions", roles = Array.Empty<string>() } } }).SucceedsAsync();
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "change-setting-API_Upper_Count_Limit", roles = new[] { "user" } } } })
            .AssertRefusedAsync("error-edit-permissions-not-allowed");

        async Task<JsonElement> PermissionAsync(string id) =>
            (await cast.Admin.GetAsync("permissions.listAll")).OrThrow()["update"].EnumerateArray().Single(p => p.GetProperty("_id").ValueEquals(id));
    }

    private static object Pair(string id, object value) => new { _id = id, value };

    private static async Task<JsonElement> ValueAsync(RestClient admin, string id) => (await admin.GetAsync("settings/" + id)).OrThrow()["value"];
}

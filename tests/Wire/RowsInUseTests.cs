using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What administrators set or do, and what becomes of it for everybody else.</summary>
/// <remarks>Rows: SET-029, SET-054, SET-134, SET-173, SET-225, ADM-010, ADM-011, ADM-036, ADM-081, ADM-099.</remarks>
public sealed class RowsInUseTests(Workspaces workspaces, SettingServer rows) : IClassFixture<SettingServer>
{
    [Fact]
    public async Task SET_029_SET_054_who_signs_up_keeps_the_rules_of_the_form()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        using var visitor = stage.Server.Anonymous();
        await stage.SetAsync("Accounts_RequireNameForSignUp", true);
        Assert.False((await RegisterAsync(new { username = Scratch.Name("nameless"), email = Scratch.Name("mail") + "@example.org", pass = "open sesame" })).Succeeded);
        await stage.SetAsync("Accounts_RequireNameForSignUp", false);
        await RegisterAsync(new { username = Scratch.Name("nameless"), email = Scratch.Name("mail") + "@example.org", pass = "open sesame" }).SucceedsAsync();

        var name = Scratch.Name("unconfirmed");
        await stage.SetAsync("Accounts_EmailVerification", true);
        await RegisterAsync(new { username = name, name, email = name + "@example.org", pass = "open sesame" }).SucceedsAsync();
        (await stage.Server.TryLoginAsync(name, "open sesame")).AssertRefused("error-invalid-email");
        await stage.SetAsync("Accounts_EmailVerification", false);
        Assert.True((await stage.Server.TryLoginAsync(name, "open sesame")).Succeeded);

        name = Scratch.Name("waiting");
        await stage.SetAsync("Accounts_ManuallyApproveNewUsers", true);
        await RegisterAsync(new { username = name, name, email = name + "@example.org", pass = "open sesame" }).AssertRefusedAsync("error-invalid-reason");
        await RegisterAsync(new { username = name, name, email = name + "@example.org", pass = "open sesame", reason = "curious" }).SucceedsAsync();
        (await stage.Server.TryLoginAsync(name, "open sesame")).AssertRefused("error-user-is-not-activated");
        await stage.SetAsync("Accounts_ManuallyApproveNewUsers", false);

        // Fields of the workspace's own: which is wrong is said, and a definition that is none refuses.
        await stage.SetAsync("Accounts_CustomFields", """{"team":{"type":"select","required":true,"options":["red","blue"]},"motto":{"type":"text","minLength":3,"maxLength":10}}""");
        foreach (var (fields, wrong) in new (object, string)[] { (new { motto = "carry on" }, "team"), (new { team = "green" }, "team"), (new { team = "red", motto = "no" }, "motto"), (new { team = "red", motto = "far too long a motto" }, "motto") })
        {
            var refusal = await WithFieldsAsync(fields);
            refusal.AssertRefused("error-user-registration-custom-field");
            Assert.Contains("The field " + wrong, refusal.Body.GetRawText(), StringComparison.Ordinal);
        }

        var member = (await WithFieldsAsync(new { team = "red", motto = "carry on" })).OrThrow()["user"].Text("_id");
        Assert.False((await stage.Cast.Bob.Rest.GetAsync("users.info?userId=" + member)).OrThrow()["user"].TryGetProperty("customFields", out _));
        await stage.SetAsync("Accounts_CustomFields", """{"team":{"type":"text","public":true},"motto":{"type":"text"},"secret":{"type":"text","public":true,"private":true}}""");
        var open = (await stage.Cast.Bob.Rest.GetAsync("users.info?userId=" + member)).OrThrow()["user"].GetProperty("customFields");
        Assert.Equal("""{"team":"red"}""", open.GetRawText());
        Assert.Equal("carry on", (await stage.Admin.GetAsync("users.info?userId=" + member)).OrThrow()["user"].GetProperty("customFields").Text("motto"));
        await stage.SetAsync("Accounts_CustomFields", "{ no json");
        await WithFieldsAsync(new { team = "red" }).AssertRefusedAsync("error-invalid-customfield-json");

        Task<RestReply> RegisterAsync(object account) => visitor.PostAsync("users.register", account);

        Task<RestReply> WithFieldsAsync(object customFields)
        {
            var fresh = Scratch.Name("fielded");
            return RegisterAsync(new { username = fresh, name = fresh, email = fresh + "@example.org", pass = "open sesame", customFields });
        }
    }

    [Fact]
    public async Task SET_173_links_are_previewed_as_far_as_the_workspace_wants()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        await using var site = new PageSite();
        var roomId = await stage.Cast.RoomAsync();
        await stage.SetManyAsync(("SSRF_Allowlist", "127.0.0.1"), ("API_EmbedIgnoredHosts", ""), ("API_EmbedSafePorts", $"{site.Port}"), ("API_Embed_UserAgent", "Previewer/7"));
        await PreviewedAsync("one", "Page one");
        Assert.Equal("Previewer/7", site.Agents[^1]);

        // The next tells that the one before was passed over: messages are looked at in their order.
        await SilentAsync("API_Embed", false, true);
        await SilentAsync("API_EmbedSafePorts", "80, 443", $"{site.Port}");
        await SilentAsync("API_EmbedIgnoredHosts", "127.0.0.0/8", "");

        // What was read is kept until it is thrown away.
        var asked = site.Agents.Count;
        await PreviewedAsync("one", "Page one");
        Assert.Equal(asked, site.Agents.Count);
        await stage.Admin.PostAsync("settings/API_Embed_clear_cache_now", new { execute = true }).SucceedsAsync();
        await PreviewedAsync("one", "Page one");
        Assert.Equal(asked + 1, site.Agents.Count);

        async Task PreviewedAsync(string page, string title)
        {
            var id = await stage.Cast.SayAsync(roomId, $"see http://127.0.0.1:{site.Port}/{page}");
            await Eventually.Async(async () => (await Cast.MessageAsync(stage.Cast.Ada, id)).GetRawText().Contains(title, StringComparison.Ordinal), "the page is previewed");
        }

        async Task SilentAsync<T>(string setting, T without, T with)
            where T : notnull
        {
            await stage.SetAsync(setting, without);
            var page = Scratch.Name("page");
            await stage.Cast.SayAsync(roomId, $"see http://127.0.0.1:{site.Port}/{page}");
            await Eventually.Async(async () => (await stage.Admin.GetAsync("settings/" + setting)).Succeeded, "the message is looked at");
            await stage.SetAsync(setting, with);
            await PreviewedAsync(Scratch.Name("next"), "Page next");
            Assert.DoesNotContain(site.Paths, path => path.Contains(page, StringComparison.Ordinal) && setting != "API_Embed");
        }
    }

    [Fact]
    public async Task SET_225_each_switch_stops_its_part_at_once_and_starts_it_again()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (cast, admin) = (stage.Cast, stage.Admin);
        var watcher = await cast.LineAsync(cast.Bob);
        await watcher.SubscribeAsync("stream-notify-logged", "user-status", false);
        await watcher.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/notification", false);
        var roomId = await cast.RoomAsync();

        // Who comes and goes.
        await stage.SetAsync("Troubleshoot_Disable_Presence_Broadcast", true);
        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "busy", message = "untold" }).SucceedsAsync();
        await stage.SetAsync("Troubleshoot_Disable_Presence_Broadcast", false);
        await cast.Ada.Rest.PostAsync("users.setStatus", new { status = "away", message = "told" }).SucceedsAsync();
        var told = await watcher.WaitEventAsync("notify-logged", "user-status", args => args[0][0].ValueEquals(cast.Ada.Id));
        Assert.Equal("told", told[0][3].GetString());

        // Notices, mails too.
        await stage.SetAsync("Troubleshoot_Disable_Notifications", true);
        await cast.SayAsync(roomId, $"@{cast.Bob.Username} unheard");
        await stage.SetAsync("Troubleshoot_Disable_Notifications", false);
        await cast.SayAsync(roomId, $"@{cast.Bob.Username} heard");
        var notice = await watcher.WaitAsync(frame => frame.GetRawText().Contains(cast.Bob.Id + "/notification", StringComparison.Ordinal), "a notice comes");
        Assert.Contains("heard", notice.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("unheard", notice.GetRawText(), StringComparison.Ordinal);

        // Reaching a team by its name.
        var team = Scratch.Name("crew");
        var teamRoom = (await cast.Ada.Rest.PostAsync("teams.create", new { name = team, type = 0, members = new[] { cast.Bob.Username } })).OrThrow()["team"].Text("roomId")!;
        await stage.SetAsync("Troubleshoot_Disable_Teams_Mention", true);
        Assert.DoesNotContain("\"team\"", await MentionsAsync(), StringComparison.Ordinal);
        await stage.SetAsync("Troubleshoot_Disable_Teams_Mention", false);
        Assert.Contains("\"team\"", await MentionsAsync(), StringComparison.Ordinal);
        foreach (var setting in new[] { "Sessions_Monitor", "Statistics_Generator", "Instance_Broadcast" })
            Assert.False((await admin.GetAsync("settings/Troubleshoot_Disable_" + setting)).OrThrow()["value"].GetBoolean());

        async Task<string> MentionsAsync() => (await Cast.MessageAsync(cast.Ada, await cast.SayAsync(teamRoom, $"@{team} all of you"))).TryGetProperty("mentions", out var mentions) ? mentions.GetRawText() : "";
    }

    [Fact]
    public async Task SET_134_ADM_010_ADM_011_figures_are_kept_each_day_and_counters_only_rise()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "daily");
        await using var cast = await Cast.OnAsync(server);
        var before = (await cast.Admin.GetAsync("statistics?refresh=true")).OrThrow()["joinJitsiButton"].GetInt64();
        foreach (var happened in new object[] { new { eventName = "updateCounter", settingsId = "Jitsi_Click_To_Join_Count" }, new { eventName = "nobody-knows-this", settingsId = "x" }, new { eventName = "updateCounter", settingsId = "Site_Name" } })
            await cast.Bob.Rest.PostAsync("statistics.telemetry", new { @params = new[] { happened, happened } }).SucceedsAsync();
        Assert.Equal(before + 2, (await cast.Admin.GetAsync("statistics?refresh=true")).OrThrow()["joinJitsiButton"].GetInt64());
        Assert.Equal("Parley", (await cast.Admin.GetAsync("settings/Site_Name")).OrThrow()["value"].GetString());

        // It leaves the server only where that is wanted, and only for the address that is named.
        await using var collector = StandIn.Start(_ => (200, new { }));
        await cast.Admin.PostAsync("settings/Statistics_Report_Url", new { value = collector.Url + "figures" }).SucceedsAsync();
        Assert.False((await cast.Admin.GetAsync("settings/Statistics_reporting")).OrThrow()["value"].GetBoolean());
        Assert.Equal(2, await TotalAsync());
        await server.RestartLaterAsync(TimeSpan.FromDays(2));
        await Eventually.Async(async () => await TotalAsync() == 3, "the report of the day is made", TimeSpan.FromSeconds(90));
        Assert.Empty(collector.Requests);
        await cast.Admin.PostAsync("settings/Statistics_reporting", new { value = true }).SucceedsAsync();
        await server.RestartLaterAsync(TimeSpan.FromDays(4));
        await Eventually.Async(() => Task.FromResult(collector.Requests.Count == 1), "the report is sent", TimeSpan.FromSeconds(90));
        var kept = (await cast.Admin.GetAsync("statistics")).OrThrow();
        Assert.Equal(("POST", "/figures", kept["_id"].GetString()), (collector.Requests[0].Method, collector.Requests[0].Path, collector.Requests[0].Body.Text("_id")));
        foreach (var name in new[] { cast.Ada.Username, cast.Ada.Id, "warden@example.org" }) Assert.DoesNotContain(name, collector.Requests[0].Body.GetRawText(), StringComparison.Ordinal);
        var times = (await cast.Admin.GetAsync("statistics.list?count=2&sort=" + Uri.EscapeDataString("""{"createdAt":1}"""))).OrThrow()["statistics"].EnumerateArray().Select(s => s.Text("createdAt")!).ToList();
        Assert.Equal(2, times.Count);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);

        async Task<int> TotalAsync() => (await cast.Admin.GetAsync("statistics.list")).OrThrow()["total"].GetInt32();
    }

    [Fact]
    public async Task ADM_036_moderator_deactivates_whoever_was_reported()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (cast, admin) = (stage.Cast, stage.Admin);
        var (moderator, rude) = (await cast.PersonAsync("moderator"), await cast.PersonAsync("rude"));
        var role = (await admin.PostAsync("roles.create", new { name = Scratch.Name("moderators"), scope = "Users" })).OrThrow()["role"].Text("_id")!;
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "manage-moderation-actions", roles = new[] { "admin", role } } } }).SucceedsAsync();
        await admin.PostAsync("roles.addUserToRole", new { roleId = role, username = moderator.Username }).SucceedsAsync();
        var own = (await rude.Rest.PostAsync("channels.create", new { name = Scratch.Name("owned"), members = new[] { cast.Bob.Username } })).OrThrow()["channel"].MessageId();
        var said = await Cast.SayAsync(rude, own, "something rude");
        (await ModerationEntries.ReportAsync(cast.Bob, said)).OrThrow();

        await cast.Bob.Rest.PostAsync("users.setActiveStatus", new { userId = rude.Id, activeStatus = false }).AssertRefusedAsync("unauthorized");
        await moderator.Rest.PostAsync("users.setActiveStatus", new { userId = rude.Id, activeStatus = false }).AssertRefusedAsync("user-last-owner");
        Assert.True((await rude.Rest.GetAsync("me")).Succeeded);
        await moderator.Rest.PostAsync("moderation.user.deleteReportedMessages", new { userId = rude.Id }).SucceedsAsync();
        await moderator.Rest.PostAsync("users.setActiveStatus", new { userId = rude.Id, activeStatus = false, confirmRelinquish = true }).SucceedsAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await rude.Rest.GetAsync("me")).Status);
        Assert.False((await cast.Bob.Rest.GetAsync("chat.getMessage?msgId=" + said)).Succeeded);
        Assert.Equal(0, (await admin.GetAsync("moderation.reportsByUsers?selector=" + rude.Username)).OrThrow()["total"].GetInt32());
    }

    [Fact]
    public async Task ADM_081_ADM_099_presence_and_first_roles_are_what_they_say()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        Assert.Contains("admin", (await stage.Admin.GetAsync("me")).OrThrow().Body.Texts("roles")!);
        var roomId = await cast.RoomAsync();
        var owners = (await cast.Bob.Rest.GetAsync($"channels.roles?roomId={roomId}")).OrThrow()["roles"].EnumerateArray().Where(r => r.Texts("roles")!.Contains("owner")).Select(r => r.GetProperty("u").Text("_id")!);
        Assert.Equal([cast.Ada.Id], owners);
        await cast.Ada.Rest.PostAsync("channels.addLeader", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Contains((await cast.Bob.Rest.GetAsync($"channels.roles?roomId={roomId}")).OrThrow()["roles"].EnumerateArray(), r => r.GetProperty("u").Text("_id") == cast.Bob.Id && r.Texts("roles")!.Contains("leader"));

        Assert.Equal("offline", await StatusAsync());
        var line = await cast.Ada.ConnectAsync();
        await BecomesAsync("online");
        await line.CallAsync("UserPresence:away");
        await BecomesAsync("away");
        await line.CallAsync("UserPresence:online");
        await BecomesAsync("online");
        foreach (var chosen in new[] { "busy", "offline", "online" })
        {
            await cast.Ada.Rest.PostAsync("users.setStatus", new { status = chosen, message = "" }).SucceedsAsync();
            await BecomesAsync(chosen);
        }

        await line.DisposeAsync();
        await BecomesAsync("offline");

        async Task<string?> StatusAsync() => (await cast.Bob.Rest.GetAsync("users.getPresence?userId=" + cast.Ada.Id)).OrThrow()["presence"].GetString();
        Task BecomesAsync(string status) => Eventually.Async(async () => await StatusAsync() == status, "Ada is " + status);
    }

    /// <summary>A site of plain pages that remembers who asked for what.</summary>
    private sealed class PageSite : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Lock _lock = new();
        private readonly List<(string Path, string Agent)> _asked = [];
        private readonly Task _serving;

        public PageSite()
        {
            Port = Scratch.FreePort();
            _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Port { get; }

        public IReadOnlyList<string> Agents
        {
            get { lock (_lock) return [.. _asked.Select(a => a.Agent)]; }
        }

        public IReadOnlyList<string> Paths
        {
            get { lock (_lock) return [.. _asked.Select(a => a.Path)]; }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var path = context.Request.Url!.AbsolutePath.Trim('/');
                    lock (_lock) _asked.Add((path, context.Request.UserAgent ?? ""));
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.Close(Encoding.UTF8.GetBytes($"<html><head><title>Page {path}</title><meta property=\"og:title\" content=\"Page {path}\"></head></html>"), willBlock: true);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who did what to the workspace.</summary>
/// <remarks>Rows: SEC-084, SEC-090.</remarks>
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
    public async Task SEC_090_Sign_ins_branding_rooms_exports_audits_and_moderation_leave_their_entries_too(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "trail");
        await using var cast = await Cast.OnAsync(server);
        var admin = cast.Admin;
        var roomId = await cast.RoomAsync();
        var said = await cast.SayAsync(roomId, "rude words");
        await cast.Bob.Rest.PostAsync("chat.reportMessage", new { messageId = said, description = "rude" }).SucceedsAsync();
        await admin.PostAsync("moderation.dismissReports", new { msgId = said, reason = "fine by us" }).SucceedsAsync();
        await admin.PostAsync("custom-user-status.create", new { name = Scratch.Name("away"), statusType = "away" }).SucceedsAsync();
        var picture = new ByteArrayContent(Cast.Picture);
        picture.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("image/png");
        await admin.SendAsync(HttpMethod.Post, "emoji-custom.create", new MultipartFormDataContent { { picture, "emoji", "dot.png" }, { new StringContent(Scratch.Name("dot").Replace("-", "", StringComparison.Ordinal)), "name" } }).SucceedsAsync();
        await admin.PostAsync("rooms.saveRoomSettings", new { rid = roomId, roomTopic = "by order", joinCode = "open sesame" }).SucceedsAsync();
        await admin.PostAsync("rooms.changeArchivationState", new { rid = roomId, action = "archive" }).SucceedsAsync();
        await admin.PostAsync("rooms.changeArchivationState", new { rid = roomId, action = "unarchive" }).SucceedsAsync();
        var line = await cast.LineOfAdminAsync();
        await line.CallAsync("auditGetMessages", new { rid = roomId, startDate = new Dictionary<string, long> { ["$date"] = 0 }, endDate = new Dictionary<string, long> { ["$date"] = 4102444800000 }, users = Array.Empty<string>(), msg = "rude words", type = "" });
        await admin.PostAsync("rooms.cleanHistory", new { roomId, latest = "2020-01-01T00:00:00.000Z", oldest = "2019-01-01T00:00:00.000Z" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.setTopic", new { roomId, topic = "my own affair" }).SucceedsAsync();
        await cast.Ada.Rest.GetAsync("users.requestDataDownload").SucceedsAsync();
        await admin.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        var invite = (await admin.PostAsync("findOrCreateInvite", new { rid = roomId, days = 1, maxUses = 5 })).OrThrow();
        await admin.PostAsync("rooms.delete", new { roomId }).SucceedsAsync();
        using var visitor = server.Anonymous();
        Assert.False((await visitor.PostAsync("login", new { user = cast.Ada.Username, password = "wrong" })).Succeeded);
        Assert.False((await visitor.PostAsync("login", new { user = "my-password-in-the-wrong-field", password = "wrong" })).Succeeded);
        using var again = await server.LoginAsync(cast.Bob.Username, cast.Bob.Password);

        var all = (await admin.GetAsync("audit-trail.list?count=500")).OrThrow()["entries"].EnumerateArray().ToList();
        foreach (var action in new[]
        {
            "moderation.dismiss", "user-status.create", "emoji.create", "room.update", "room.archive", "room.unarchive", "room.prune", "room.delete", "audit.messages", "invite.create", "export.own-data", "session.begin",
        })
            Assert.Contains(all, entry => entry.Text("action") == action);
        var change = Assert.Single(all, entry => entry.Text("action") == "room.update");
        Assert.Equal(("by order", "(hidden)"), (change.GetProperty("after").Text("roomTopic"), change.GetProperty("after").Text("joinCode")));
        var refused = all.Where(entry => entry.Text("action") == "session.refuse").ToList();
        Assert.Equal(2, refused.Count);
        Assert.Single(refused, entry => entry.GetProperty("object").Text("_id") == cast.Ada.Id && entry.GetProperty("after").Text("because") == "password" && entry.Text("ip") == "127.0.0.1");
        Assert.Contains(all, entry => entry.Text("action") == "session.begin" && entry.GetProperty("actor").Text("_id") == cast.Bob.Id);
        var text = JsonSerializer.Serialize(all);
        foreach (var secret in new[] { "my-password-in-the-wrong-field", "open sesame", "rude words", "my own affair", invite["_id"].GetString()! })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SEC_090_Trail_goes_to_a_collector_in_order_over_datagrams_and_over_a_connection()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "syslog");
        var admin = await server.AdminAsync();
        await admin.PostAsync("settings/Site_Name", new { value = "before the collector" }).SucceedsAsync();
        using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await admin.PostAsync("settings/Audit_Trail_Syslog_Address", new { value = $"127.0.0.1:{((IPEndPoint)datagrams.Client.LocalEndPoint!).Port}" }).SucceedsAsync();
        await admin.PostAsync("settings/Audit_Trail_Syslog_Enabled", new { value = true }).SucceedsAsync();
        await admin.PostAsync("settings/Site_Name", new { value = "a \"name\"]\nwith a trap" }).SucceedsAsync();
        using var time = new CancellationTokenSource(Eventually.Patience);
        string line;
        do line = System.Text.Encoding.UTF8.GetString((await datagrams.ReceiveAsync(time.Token)).Buffer);
        while (!line.Contains("Site_Name", StringComparison.Ordinal));
        Assert.Matches(@"^<109>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+ parley \d+ setting\.change \[parley@32473 id=""\w+"" actorId=""\w+"" actor=""warden"" address=""127\.0\.0\.1"" action=""setting\.change"" objectType=""setting"" objectId=""Site_Name""", line);
        Assert.Contains("with a trap", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await admin.PostAsync("settings/Audit_Trail_Syslog_Enabled", new { value = false }).SucceedsAsync();
        await admin.PostAsync("settings/Audit_Trail_Syslog_Protocol", new { value = "tcp" }).SucceedsAsync();
        await admin.PostAsync("settings/Audit_Trail_Syslog_Address", new { value = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" }).SucceedsAsync();
        foreach (var name in new[] { "one", "two" }) await admin.PostAsync("settings/Site_Name", new { value = name }).SucceedsAsync();
        // It goes on where it stopped: what happened in between is not lost.
        await admin.PostAsync("settings/Audit_Trail_Syslog_Enabled", new { value = true }).SucceedsAsync();
        var received = "";
        while (!received.Contains("\"two\"", StringComparison.Ordinal))
        {
            using var connection = await listener.AcceptTcpClientAsync(time.Token);
            using var reader = new StreamReader(connection.GetStream());
            received += await reader.ReadToEndAsync(time.Token);
        }
        Assert.True(received.IndexOf("\"one\"", StringComparison.Ordinal) < received.IndexOf("\"two\"", StringComparison.Ordinal));
        Assert.DoesNotContain("before the collector\"}}", received, StringComparison.Ordinal);
        var first = System.Text.RegularExpressions.Regex.Match(received, @"^(\d+) (<109>1 )");
        Assert.True(first.Success, received[..Math.Min(80, received.Length)]);
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

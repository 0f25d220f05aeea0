using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Push;

/// <summary>Gateways, and what happens to a push before it leaves.</summary>
/// <remarks>Rows: NOT-022, NOT-023, NOT-024, NOT-025, NOT-026, NOT-032.</remarks>
public sealed class WaitingPushTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_032_gateways_are_asked_in_turn_and_their_answers_are_heeded(Engine engine)
    {
        var refusals = 0;
        await using var gateway = await PushServer.StartAsync(request => request.Json.Text("token") switch
        {
            "busy" when Interlocked.Increment(ref refusals) <= 2 => (500, null),
            "unknown" => (406, null),
            "refused" => (422, new { code = 131 }),
            "forbidden" => (401, null),
            _ => (200, null),
        });
        await using var broken = await PushServer.StartAsync(_ => (503, null));
        await using var server = await workspaces.PrivateAsync(engine, PushStage.Environment(("Push_request_content_from_server", "false")), "push");
        await using var cast = await Cast.OnAsync(server);
        // Two lines: the first one fails, the second is asked instead. It takes effect at once.
        await cast.SetAsync("Push_gateway", $"{broken.Url}\n{gateway.Url}");
        foreach (var (type, token) in new[] { ("gcm", "busy"), ("apn", "unknown"), ("gcm", "refused"), ("gcm", "forbidden"), ("apn", "fine") }) await cast.Bob.Rest.RegisterAsync(type, token, "chat.parley." + token);
        var messageId = await cast.SayAsync(await cast.RoomAsync("im"), "by a gateway");
        var deliveries = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, messageId, 5);
        Assert.Equal(["failed:1", "failed:1", "gone:1", "sent:1", "sent:3"], deliveries.Select(d => $"{d.Text("state")}:{d.Number("tries")}").Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=unknown", null)).Status);
        await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=refused", null).SucceedsAsync();
        var asked = gateway.Requests.Single(request => request.Json.Text("token") == "fine");
        Assert.Equal(("POST", "/push/apn/send"), (asked.Method, asked.Path));
        var options = asked.Json.GetProperty("options");
        var unique = (await cast.Admin.GetAsync("settings.public?query=" + Uri.EscapeDataString("{\"_id\":\"uniqueID\"}"))).OrThrow()["settings"][0].Text("value");
        Assert.Equal((unique, "chat.parley.fine", cast.Ada.Username, "by a gateway", "MESSAGE"), (options.Text("uniqueId"), options.Text("topic"), options.Text("title"), options.Text("text"), options.GetProperty("apn").Text("category")));
        Assert.Equal(messageId, options.GetProperty("payload").Text("messageId"));
        Assert.All(gateway.Requests.Where(request => request.Path == "/push/gcm/send"), request => Assert.False(request.Json.GetProperty("options").TryGetProperty("topic", out _)));

        // Who runs the workspace sees how it went, not what was said; nobody else sees anything.
        var seen = (await cast.Admin.GetAsync("push.deliveries?state=failed")).OrThrow();
        Assert.Contains(seen["deliveries"].EnumerateArray(), d => d.Text("reason") == "The gateway answered 422" && d.GetProperty("u").Text("username") == cast.Bob.Username);
        Assert.True(seen["counts"].GetProperty("sent").GetInt32() >= 2);
        Assert.DoesNotContain("by a gateway", seen.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync("push.deliveries")).Status);
        await cast.Ada.Rest.GetAsync($"notices.explain?messageId={messageId}&userId={cast.Bob.Id}").AssertRefusedAsync("error-not-allowed");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_022_NOT_023_NOT_024_NOT_026_who_is_here_or_reads_or_rests_is_not_disturbed(Engine engine)
    {
        await using var gateway = await PushServer.StartAsync(_ => (200, null));
        await using var server = await workspaces.PrivateAsync(engine, PushStage.Environment(("Push_request_content_from_server", "false"), ("Push_gateway", gateway.Url.ToString())), "push");
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var (roomId, direct) = (await cast.RoomAsync("groups", cleo.Username), await cast.RoomAsync("im"));
        await cast.Bob.Rest.RegisterAsync("gcm", "of-bob");
        await cleo.Rest.RegisterAsync("gcm", "of-cleo");

        // While Bob is at a client his phone is silent; once he has left, all that waited comes, in order.
        string first, second;
        await using (var line = await ListenAsync(cast.Bob))
        {
            first = await cast.SayAsync(roomId, "first");
            second = await cast.SayAsync(roomId, "second");
            await WaitAsync(gateway, "of-cleo", second);
            Assert.True((await ExplainAsync(cast.Bob, first)).GetProperty("isWaiting").GetBoolean());
            Assert.DoesNotContain(gateway.Requests, request => request.Json.Text("token") == "of-bob");
        }
        await WaitAsync(gateway, "of-bob", second);
        Assert.Equal([first, second], ToldTo(gateway, "of-bob"));

        // Reading anything clears what waits, of every room.
        await using (var line = await ListenAsync(cast.Bob))
        {
            first = await cast.SayAsync(roomId, "read in time");
            await WaitAsync(gateway, "of-cleo", first);
            await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = direct }).SucceedsAsync();
        }
        await Eventually.Async(async () => !(await ExplainAsync(cast.Bob, first)).GetProperty("isWaiting").GetBoolean(), "nothing waits");
        second = await cast.SayAsync(roomId, "not read");
        await WaitAsync(gateway, "of-bob", second);
        Assert.DoesNotContain(first, ToldTo(gateway, "of-bob"));

        // Who wants to be left alone is, on every device, and is told why.
        await PreferAsync(cast.Bob, new { doNotDisturbUntil = 4_000_000_000_000 });
        first = await cast.SayAsync(roomId, $"not now, @{cast.Bob.Username}");
        await WaitAsync(gateway, "of-cleo", first);
        Assert.Equal("push:quietTime mail:channelOff", await ReasonsAsync(cast.Bob, first));
        await using (var line = await ListenAsync(cast.Bob))
        {
            var quiet = await cast.SayAsync(roomId, $"still not, @{cast.Bob.Username}");
            await PreferAsync(cast.Bob, new { doNotDisturbUntil = 0 });
            var loud = await cast.SayAsync(roomId, "now");
            await line.WaitEventAsync("notify-user", cast.Bob.Id + "/notification", args => args[0].GetProperty("payload").Text("_id") == loud);
            Assert.Equal(0, line.Frames(frame => Refusals.IsEvent(frame, "notify-user", cast.Bob.Id + "/notification") && frame.GetRawText().Contains(quiet, StringComparison.Ordinal)));
        }
        Assert.DoesNotContain(first, ToldTo(gateway, "of-bob"));

        // Quiet hours: all of the day but one minute that is not now, in some zone.
        var hour = (DateTimeOffset.Parse((await Cast.MessageAsync(cast.Ada, first)).Text("ts"), System.Globalization.CultureInfo.InvariantCulture).UtcDateTime.Hour + 12) % 24;
        await PreferAsync(cast.Bob, new { quietHours = $"{hour:00}:01-{hour:00}:00 UTC" });
        Assert.StartsWith("push:quietTime", await ReasonsAsync(cast.Bob, first), StringComparison.Ordinal);
        await PreferAsync(cast.Bob, new { quietHours = $"{hour:00}:00-{hour:00}:01 UTC" });
        Assert.StartsWith("push:mention", await ReasonsAsync(cast.Bob, first), StringComparison.Ordinal);
        foreach (var nonsense in new[] { "22:00", "22:00-7:00 UTC", "25:00-07:00 UTC", "22:00-07:00 Nowhere/Land", "22:00-22:00 UTC" })
            await cast.Bob.Rest.PostAsync("users.setPreferences", new { data = new { quietHours = nonsense } }).AssertRefusedAsync("invalid-params");
        await PreferAsync(cast.Bob, new { quietHours = "" });

        // A word of one's own reaches the phone, where nothing else would; what nobody wants does not.
        await PreferAsync(cast.Bob, new { pushNotifications = "mentions", highlights = new[] { "Deploy" } });
        first = await cast.SayAsync(roomId, "idle talk");
        second = await cast.SayAsync(roomId, "we deploy");
        await WaitAsync(gateway, "of-bob", second);
        Assert.DoesNotContain(first, ToldTo(gateway, "of-bob"));
        Assert.Equal("push:onlyMentions mail:channelOff", (await ReasonsAsync(cast.Bob, first)).Replace("mail:onlyMentions", "mail:channelOff", StringComparison.Ordinal));
        await cast.Bob.Rest.GetAsync("notices.explain?messageId=nothing").AssertRefusedAsync("error-message-not-found");
        var stranger = await cast.PersonAsync("dora");
        await stranger.Rest.GetAsync("notices.explain?messageId=" + first).AssertRefusedAsync("error-message-not-found");
    }

    [Fact]
    public async Task NOT_025_two_nodes_send_each_push_once_and_a_restart_loses_none()
    {
        await using var gateway = await PushServer.StartAsync(_ => (200, null));
        var environment = PushStage.Environment(("Push_request_content_from_server", "false"), ("Push_gateway", gateway.Url.ToString()));
        await using var nodes = await workspaces.ClusterAsync(environment, environment);
        await using var cast = await Cast.OnAsync(nodes[0]);
        await cast.Bob.Rest.RegisterAsync("gcm", "of-bob");
        var direct = await cast.RoomAsync("im");
        var sent = new List<string>();
        for (var i = 0; i < 20; i++) sent.Add(await cast.SayAsync(direct, "message " + i));
        await WaitAsync(gateway, "of-bob", sent[^1]);
        await Eventually.Async(() => Task.FromResult(ToldTo(gateway, "of-bob").Distinct().Count() == sent.Count), "all are told");
        var last = await cast.SayAsync(direct, "the end");
        await WaitAsync(gateway, "of-bob", last);
        Assert.Equal(sent.Append(last).Order(StringComparer.Ordinal), ToldTo(gateway, "of-bob").Order(StringComparer.Ordinal));
    }

    /// <summary>A connection that is known to be there, and ends when the test says so.</summary>
    private static async Task<DdpClient> ListenAsync(Person person)
    {
        var line = await person.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", person.Id + "/notification", false);
        await Eventually.Async(async () => (await person.Rest.GetAsync("users.getPresence")).OrThrow()["presence"].ValueEquals("online"), "the person is online");
        return line;
    }

    private static Task PreferAsync(Person person, object data) => person.Rest.PostAsync("users.setPreferences", new { data }).SucceedsAsync();

    private static async Task<JsonElement> ExplainAsync(Person person, string messageId) => (await person.Rest.GetAsync("notices.explain?messageId=" + messageId)).OrThrow().Body;

    private static async Task<string> ReasonsAsync(Person person, string messageId) =>
        string.Join(' ', (await ExplainAsync(person, messageId)).GetProperty("channels").EnumerateArray().Where(c => c.Text("channel") != "desktop").Select(c => $"{c.Text("channel")}:{c.Text("reason")}"));

    private static Task<PushRequest> WaitAsync(PushServer gateway, string token, string messageId) =>
        gateway.WaitAsync(request => request.Json.Text("token") == token && MessageOf(request) == messageId, $"{token} is told of {messageId}");

    private static List<string> ToldTo(PushServer gateway, string token) => [.. gateway.Requests.Where(request => request.Json.Text("token") == token).Select(MessageOf)];

    private static string MessageOf(PushRequest request) => request.Json.GetProperty("options").GetProperty("payload").Text("messageId");
}

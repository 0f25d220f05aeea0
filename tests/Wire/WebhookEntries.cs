using System.Net.Http.Json;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for webhooks.</summary>
internal static class WebhookEntries
{
    private const string Listed = "integrations count offset total";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET integrations.list", new(Listed + " items", cast => cast.Admin.GetAsync("integrations.list")));
        all.Add("GET integrations.get", new("integration", async cast => await cast.Admin.GetAsync("integrations.get?integrationId=" + (await IncomingAsync(cast.Admin)).Text("_id"))));
        all.Add("GET integrations.history", new("history items count offset total", async cast => await cast.Admin.GetAsync("integrations.history?id=" + (await OutgoingAsync(cast.Admin)).Text("_id"))));
        all.Add("POST integrations.create", new("integration", cast => cast.Admin.PostAsync("integrations.create", Incoming())));
        all.Add("PUT integrations.update", new("integration", async cast => await UpdateAsync(cast.Admin, (await IncomingAsync(cast.Admin)).Text("_id")!, Incoming() with { name = "renamed" })));
        all.Add("POST integrations.remove", new("integration", async cast => await cast.Admin.PostAsync("integrations.remove", new { type = "webhook-incoming", integrationId = (await IncomingAsync(cast.Admin)).Text("_id") })));
        all.Add("GET channels.getIntegrations", new(Listed, cast => cast.Admin.GetAsync("channels.getIntegrations?roomId=GENERAL")));
        all.Add("GET groups.getIntegrations", new(Listed, async cast =>
        {
            var room = (await cast.Admin.PostAsync("groups.create", new { name = Scratch.Name("group") })).OrThrow()["group"].Text("_id");
            return await cast.Admin.GetAsync("groups.getIntegrations?roomId=" + room);
        }));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("addIncomingIntegration", new("_id token channel", async cast => await (await cast.LineOfAdminAsync()).CallAsync("addIncomingIntegration", Incoming())));
        all.Add("updateIncomingIntegration", new("_id token channel", async cast => await (await cast.LineOfAdminAsync()).CallAsync("updateIncomingIntegration", (await IncomingAsync(cast.Admin)).Text("_id"), Incoming())));
        all.Add("deleteIncomingIntegration", new("true", async cast => await (await cast.LineOfAdminAsync()).CallAsync("deleteIncomingIntegration", (await IncomingAsync(cast.Admin)).Text("_id"))));
        all.Add("addOutgoingIntegration", new("_id token urls event", async cast => await (await cast.LineOfAdminAsync()).CallAsync("addOutgoingIntegration", Outgoing())));
        all.Add("updateOutgoingIntegration", new("_id token urls event", async cast => await (await cast.LineOfAdminAsync()).CallAsync("updateOutgoingIntegration", (await OutgoingAsync(cast.Admin)).Text("_id"), Outgoing() with { token = "mine" })));
        all.Add("deleteOutgoingIntegration", new("true", async cast => await (await cast.LineOfAdminAsync()).CallAsync("deleteOutgoingIntegration", (await OutgoingAsync(cast.Admin)).Text("_id"))));
        all.Add("clearIntegrationHistory", new("true", async cast => await (await cast.LineOfAdminAsync()).CallAsync("clearIntegrationHistory", (await OutgoingAsync(cast.Admin)).Text("_id"))));
        all.Add("replayOutgoingIntegration", new("true", async cast =>
        {
            var room = (await cast.Admin.PostAsync("channels.create", new { name = Scratch.Name("calls") })).OrThrow()["channel"];
            var hook = await OutgoingAsync(cast.Admin, Outgoing() with { channel = "#" + room.Text("name") });
            await cast.Admin.PostAsync("chat.postMessage", new { roomId = room.Text("_id"), text = "call" }).SucceedsAsync();
            var run = await RunAsync(cast.Admin, hook.Text("_id")!, r => r.Flag("finished"));
            return await (await cast.LineOfAdminAsync()).CallAsync("replayOutgoingIntegration", new { integrationId = hook.Text("_id"), historyId = run.Text("_id") });
        }));
    }

    public sealed record IncomingDraft(string type, string name, bool enabled, string username, string channel, bool scriptEnabled)
    {
        public string? alias { get; init; }
        public string? avatar { get; init; }
        public string? emoji { get; init; }
        public string? script { get; init; }
        public string? scriptEngine { get; init; }
        public bool overrideDestinationChannelEnabled { get; init; }
        public bool? renewToken { get; init; }
    }

    public sealed record OutgoingDraft(string type, string name, bool enabled, string username, string channel, bool scriptEnabled, string @event, string[] urls)
    {
        public string? token { get; init; }
        public string? script { get; init; }
        public string? alias { get; init; }
        public string? targetRoom { get; init; }
        public string[]? triggerWords { get; init; }
        public bool triggerWordAnywhere { get; init; }
        public bool runOnEdits { get; init; }
        public bool impersonateUser { get; init; }
        public bool retryFailedCalls { get; init; }
        public int retryCount { get; init; }
        public string? retryDelay { get; init; }
    }

    public static IncomingDraft Incoming(string channel = "#general") => new("webhook-incoming", Scratch.Name("in"), true, "rocket.cat", channel, false);

    /// <summary>To an address that is refused, where it needs no receiver.</summary>
    public static OutgoingDraft Outgoing(string url = "http://127.0.0.1:1/", string channel = "#general") => new("webhook-outgoing", Scratch.Name("out"), true, "rocket.cat", channel, false, "sendMessage", [url]);

    public static async Task<JsonElement> IncomingAsync(RestClient admin, IncomingDraft? draft = null) => (await admin.PostAsync("integrations.create", draft ?? Incoming())).OrThrow()["integration"];

    public static async Task<JsonElement> OutgoingAsync(RestClient admin, OutgoingDraft? draft = null) => (await admin.PostAsync("integrations.create", draft ?? Outgoing())).OrThrow()["integration"];

    public static Task<RestReply> UpdateAsync(RestClient admin, string id, object draft)
    {
        var body = JsonSerializer.SerializeToNode(draft)!.AsObject();
        body["integrationId"] = id;
        return admin.SendAsync(HttpMethod.Put, "integrations.update", JsonContent.Create(body));
    }

    public static string Address(JsonElement integration) => $"/hooks/{integration.Text("_id")}/{integration.Text("token")}";

    public static async Task<IReadOnlyList<JsonElement>> RunsAsync(RestClient admin, string id) => [.. (await admin.GetAsync($"integrations.history?id={id}&count=100")).OrThrow()["history"].EnumerateArray()];

    /// <summary>Waits for a run that fits.</summary>
    public static async Task<JsonElement> RunAsync(RestClient admin, string id, Func<JsonElement, bool> fits, TimeSpan? patience = null)
    {
        JsonElement? found = null;
        await Eventually.Async(async () => (found = (await RunsAsync(admin, id)).Where(fits).Select(r => (JsonElement?)r).FirstOrDefault()) is not null, "a run of the webhook", patience);
        return found!.Value;
    }
}

using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary>Webhooks across nodes: INT-004, INT-053.</summary>
public sealed class WebhookNodeTests(Workspaces workspaces)
{
    [Fact]
    public async Task INT_004_053_What_one_node_changes_holds_on_the_other_and_one_of_them_tries_again()
    {
        var failures = 1;
        await using var service = StandIn.Start(_ => (Interlocked.Decrement(ref failures) >= 0 ? 503 : 200, (object)new { }));
        var trusting = new Dictionary<string, string?> { ["SSRF_Allowlist"] = "127.0.0.1" };
        await using var cluster = await workspaces.ClusterAsync(trusting, trusting);
        using var stage = await Scenario.Room("calls").With("ada").OnAsync(cluster[0]);
        var outgoing = (await WebhookEntries.OutgoingAsync(stage.Admin, WebhookEntries.Outgoing(service.Url.ToString(), "#" + stage.RoomName) with { retryFailedCalls = true, retryCount = 3 })).Text("_id");
        var incoming = await WebhookEntries.IncomingAsync(stage.Admin, WebhookEntries.Incoming("#" + stage.RoomName));

        using var other = cluster[1].Anonymous();
        await Eventually.Async(async () => (await other.PostAsync(WebhookEntries.Address(incoming), new { })).Succeeded, "the other node knows both");
        await other.PostAsync(WebhookEntries.Address(incoming), new { text = "by the other" }).SucceedsAsync();
        await WebhookEntries.RunAsync(stage.Admin, outgoing, run => run.Flag("finished"));
        Assert.Equal(2, service.Requests.Count);
        Assert.Single(await WebhookEntries.RunsAsync(stage.Admin, outgoing));

        await WebhookEntries.UpdateAsync(stage.Admin, incoming.Text("_id"), WebhookEntries.Incoming("#" + stage.RoomName) with { enabled = false }).SucceedsAsync();
        await Eventually.Async(async () => (await other.PostAsync(WebhookEntries.Address(incoming), new { })).Status == HttpStatusCode.ServiceUnavailable, "the other node knows that it is off");
    }
}

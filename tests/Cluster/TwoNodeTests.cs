using System.Collections.Concurrent;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary>Two nodes over PostgreSQL and Redis are one workspace.</summary>
public sealed class TwoNodeTests(Workspaces workspaces)
{
    [Fact]
    public async Task Messages_arrive_live_both_ways()
    {
        await using var cluster = await workspaces.ClusterAsync(2);
        using var stage = await Scenario.Room("bridge").With("ada", "bob").OnAsync(cluster[0]);
        await using var ada = await stage["ada"].ConnectAsync(cluster[0]);
        await using var bob = await stage["bob"].ConnectAsync(cluster[1]);
        await ada.SubscribeRoomAsync(stage.RoomId);
        await bob.SubscribeRoomAsync(stage.RoomId);

        await ada.CallAsync("sendMessage", new { _id = "bridgeFromAda0001", rid = stage.RoomId, msg = "from the first node" });
        await bob.WaitMessageAsync(stage.RoomId, message => message.Text() == "from the first node");
        await bob.CallAsync("sendMessage", new { _id = "bridgeFromBob0001", rid = stage.RoomId, msg = "from the second node" });
        await ada.WaitMessageAsync(stage.RoomId, message => message.Text() == "from the second node");

        // Nodes that are to keep to themselves do, until they may speak again.
        await stage.Admin.PostAsync("settings/Troubleshoot_Disable_Instance_Broadcast", new { value = true }).SucceedsAsync();
        await stage.SayAsync("ada", "kept to the node");
        await ada.WaitMessageAsync(stage.RoomId, message => message.Text() == "kept to the node");
        await stage.Admin.PostAsync("settings/Troubleshoot_Disable_Instance_Broadcast", new { value = false }).SucceedsAsync();
        await stage.SayAsync("ada", "told again");
        await bob.WaitMessageAsync(stage.RoomId, message => message.Text() == "told again");
        Assert.DoesNotContain(bob.Messages(stage.RoomId), message => message.Text() == "kept to the node");

        // Whoever listens on the other node is told of it on the desktop, once.
        var notices = stage["bob"].Id + "/notification";
        await bob.SubscribeAsync("stream-notify-user", notices, false);
        await Eventually.Async(async () => (await stage["bob"].Rest.GetAsync("users.getPresence")).OrThrow()["presence"].ValueEquals("online"), "Bob is online");
        foreach (var text in new[] { "first notice", "second notice" })
        {
            await stage.SayAsync("ada", text);
            await bob.WaitEventAsync("notify-user", notices, args => args[0].GetProperty("text").GetString()!.EndsWith(text, StringComparison.Ordinal));
        }
        Assert.Equal(2, bob.Frames(frame => Refusals.IsEvent(frame, "notify-user", notices)));
    }

    [Fact]
    public async Task Client_of_a_killed_node_reconnects_elsewhere_and_misses_nothing()
    {
        await using var cluster = await workspaces.ClusterAsync(2);
        using var stage = await Scenario.Room("bridge").With("ada", "bob").OnAsync(cluster[0]);
        using var adaRest = stage["ada"].At(cluster[0]);
        using var bobFirst = stage["bob"].At(cluster[1]);
        using var bobLater = stage["bob"].At(cluster[0]);
        var bob = await stage["bob"].ConnectAsync(cluster[1]);
        await bob.SubscribeRoomAsync(stage.RoomId);

        var acknowledged = new ConcurrentBag<string>();
        using var finished = new CancellationTokenSource();
        var talking = new[]
        {
            Task.Run(() => TalkAsync(stage.RoomId, "ada", [adaRest], acknowledged, finished.Token)),
            Task.Run(() => TalkAsync(stage.RoomId, "bob", [bobFirst, bobLater], acknowledged, finished.Token)),
        };
        await Eventually.Async(() => Task.FromResult(acknowledged.Count >= 60), "they talk");
        await cluster[1].KillHardAsync();
        await bob.WaitClosedAsync();
        var replica = new ReplicaOfRoom(stage.RoomId);
        foreach (var message in bob.Messages(stage.RoomId))
            replica.Take(message);
        await bob.DisposeAsync();

        // As clients do: listen first, then ask for what was missed.
        await using var again = await stage["bob"].ConnectAsync(cluster[0]);
        await again.SubscribeRoomAsync(stage.RoomId);
        await replica.SyncAsync(bobLater);
        var before = acknowledged.Count;
        await Eventually.Async(() => Task.FromResult(acknowledged.Count >= before + 60), "they talk on");
        await finished.CancelAsync();
        await Task.WhenAll(talking);

        (await adaRest.PostAsync("chat.sendMessage", new { message = new { _id = "bridgeTheEnd00001", rid = stage.RoomId, msg = "the end" } })).OrThrow();
        await again.WaitMessageAsync(stage.RoomId, message => message.Text() == "the end");
        foreach (var message in again.Messages(stage.RoomId))
            replica.Take(message);

        var final = await stage.ReadAllAsync(adaRest);
        Assert.Empty(acknowledged.Except(final.Keys));
        Assert.Equal(final.Keys.Order(StringComparer.Ordinal), replica.Messages.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Sends until told to stop; a message without an answer goes again, under the same id, through the next door.</summary>
    private static async Task TalkAsync(string roomId, string who, RestClient[] doors, ConcurrentBag<string> acknowledged, CancellationToken finished)
    {
        var door = 0;
        for (var number = 0; !finished.IsCancellationRequested; number++)
        {
            var id = $"bridge{who}{number:d8}";
            while (true)
            {
                try
                {
                    await doors[door].PostAsync("chat.sendMessage", new { message = new { _id = id, rid = roomId, msg = $"{who} {number}" } });
                    acknowledged.Add(id);
                    break;
                }
                catch (HttpRequestException) when (door + 1 < doors.Length)
                {
                    door++;
                }
            }
        }
    }
}

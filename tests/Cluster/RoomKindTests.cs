using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary>Teams and discussions across nodes: ROOM-009, ROOM-014, ROOM-024, ROOM-029.</summary>
public sealed class RoomKindTests(Workspaces workspaces)
{
    [Fact]
    public async Task What_one_node_changes_the_people_of_another_hear()
    {
        await using var cluster = await workspaces.ClusterAsync(2);
        using var stage = await Scenario.Room("parent").With("ada", "bob").Without("eve").OnAsync(cluster[0]);
        using var ada = stage["ada"].At(cluster[0]);
        await using var bob = await stage["bob"].ConnectAsync(cluster[1]);
        await using var eve = await stage["eve"].ConnectAsync(cluster[1]);
        var subscriptions = stage["bob"].Id + "/subscriptions-changed";
        await bob.SubscribeAsync("stream-notify-user", subscriptions, false);
        await bob.SubscribeRoomAsync(stage.RoomId);

        var discussion = (await ada.PostAsync("rooms.createDiscussion", new { prid = stage.RoomId, t_name = "aside", reply = "first" })).OrThrow()["discussion"].MessageId();
        await bob.WaitMessageAsync(stage.RoomId, message => message.TryGetProperty("drid", out var drid) && drid.ValueEquals(discussion) && message.Number("dcount") == 1);

        var team = (await ada.PostAsync("channels.convertToTeam", new { channelId = stage.RoomId })).OrThrow()["team"].MessageId();
        await bob.WaitEventAsync("notify-user", subscriptions, args => args[1].GetProperty("rid").ValueEquals(stage.RoomId) && args[1].Flag("teamMain"));
        var roomId = (await ada.PostAsync("channels.create", new { name = Scratch.Name("room"), extraData = new { teamId = team } })).OrThrow()["channel"].MessageId();
        await eve.SubscribeRoomAsync(roomId);
        await ada.PostAsync("teams.update", new { teamId = team, data = new { type = RoomKindActs.Private } }).SucceedsAsync();
        await eve.WaitAsync(frame => frame.TryGetProperty("msg", out var kind) && kind.ValueEquals("nosub"), "the end of the subscription");
        await Assert.ThrowsAsync<DdpException>(() => eve.SubscribeRoomAsync(roomId));

        await ada.PostAsync("teams.delete", new { teamId = team, roomsToRemove = new[] { roomId } }).SucceedsAsync();
        await bob.WaitEventAsync("notify-user", subscriptions, args => args[0].ValueEquals("removed") && args[1].GetProperty("rid").ValueEquals(stage.RoomId));
    }
}

using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

public sealed class RemovedMemberTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Removed_member_gets_no_further_messages(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("secret").With("ada", "bob", "cleo").OnAsync(server);
        await AssertSilentAfterRemovalAsync(stage, [server]);
    }

    [Fact]
    public async Task Removed_member_gets_no_further_messages_on_any_node()
    {
        await using var cluster = await workspaces.ClusterAsync(2);
        using var stage = await Scenario.PrivateRoom("secret").With("ada", "bob", "cleo").OnAsync(cluster[0]);
        await AssertSilentAfterRemovalAsync(stage, [cluster[0], cluster[1]]);
    }

    /// <summary>Bob is removed while he listens at each node; Cleo, who stays, shows that the message went round.</summary>
    private static async Task AssertSilentAfterRemovalAsync(Stage stage, ParleyServer[] nodes)
    {
        var (bobs, cleos) = (new List<DdpClient>(), new List<DdpClient>());
        try
        {
            foreach (var node in nodes)
            {
                bobs.Add(await stage["bob"].ConnectAsync(node));
                await bobs[^1].SubscribeRoomAsync(stage.RoomId);
                cleos.Add(await stage["cleo"].ConnectAsync(node));
                await cleos[^1].SubscribeRoomAsync(stage.RoomId);
            }

            await stage.SayAsync("ada", "before");
            foreach (var listener in bobs.Concat(cleos))
                await listener.WaitMessageAsync(stage.RoomId, message => message.Text() == "before");

            (await stage["ada"].Rest.PostAsync("groups.kick", new { roomId = stage.RoomId, userId = stage["bob"].Id })).OrThrow();
            await stage.SayAsync("ada", "after");
            foreach (var listener in cleos)
                await listener.WaitMessageAsync(stage.RoomId, message => message.Text() == "after");

            foreach (var bob in bobs)
            {
                await bob.DrainAsync();
                Assert.DoesNotContain(bob.Messages(stage.RoomId), message => message.Text() == "after");
                await Assert.ThrowsAsync<DdpException>(() => bob.SubscribeRoomAsync(stage.RoomId));
            }

            Assert.False((await stage["bob"].Rest.GetAsync($"groups.history?roomId={stage.RoomId}")).Succeeded);
        }
        finally
        {
            foreach (var listener in bobs.Concat(cleos))
                await listener.DisposeAsync();
        }
    }
}

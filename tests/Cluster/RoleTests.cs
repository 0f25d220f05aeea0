using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary><c>PARLEY_ROLES</c>: one program, nodes that do a part of the work.</summary>
public sealed class RoleTests(Workspaces workspaces)
{
    [Fact]
    public async Task Web_node_and_realtime_node_are_one_workspace()
    {
        await using var cluster = await workspaces.ClusterAsync(Role("web"), Role("realtime"));
        var (web, realtime) = (cluster[0], cluster[1]);
        using var stage = await Scenario.PrivateRoom("split").With("ada", "bob").OnAsync(web);
        await using var bob = await stage["bob"].ConnectAsync(realtime);
        await bob.SubscribeRoomAsync(stage.RoomId);

        await stage.SayAsync("ada", "posted at the web node");
        await bob.WaitMessageAsync(stage.RoomId, message => message.Text() == "posted at the web node");
        await bob.CallAsync("sendMessage", new { _id = Scratch.Name("split"), rid = stage.RoomId, msg = "sent at the realtime node" });
        Assert.Contains(await stage.ReadAllAsync(stage["ada"].Rest), entry => entry.Value.Text() == "sent at the realtime node");

        (await stage["ada"].Rest.PostAsync(stage.Route("kick"), new { roomId = stage.RoomId, userId = stage["bob"].Id })).OrThrow();
        await stage.SayAsync("ada", "after Bob went");
        await bob.DrainAsync();
        Assert.DoesNotContain(bob.Messages(stage.RoomId), message => message.Text() == "after Bob went");
    }

    [Fact]
    public async Task Doors_without_their_role_stay_shut_and_health_is_everywhere()
    {
        await using var cluster = await workspaces.ClusterAsync(Role("web"), Role("realtime, worker"), Role("worker"));
        for (var node = 0; node < 3; node++)
        {
            using var visitor = cluster[node].Anonymous();
            foreach (var path in new[] { "/livez", "/readyz", "/health", "/metrics" })
                Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).Status);
            var (web, sockets) = (node == 0, node == 1);
            var info = await visitor.GetAsync("info");
            Assert.Equal(web ? HttpStatusCode.OK : HttpStatusCode.NotFound, info.Status);
            if (!web) Assert.Equal("This node does not have the role web", info["error"].GetString());
            Assert.Equal(web ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await visitor.GetAsync("/avatar/somebody")).Status);
            Assert.Equal(sockets ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await visitor.GetAsync("/sockjs/info")).Status);
            var socket = await visitor.GetAsync("/websocket");
            Assert.Equal(sockets ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, socket.Status);
            if (!sockets) Assert.Contains("realtime", socket.Body.GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("web,reltime", "does not know \"reltime\"")]
    [InlineData("web", "needs REDIS_URL")]
    public async Task Roles_that_make_no_sense_end_the_start_with_a_sentence(string roles, string sentence)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ParleyServer.StartAsync(new ServerOptions { Name = "roles", Environment = new Dictionary<string, string?> { ["PARLEY_ROLES"] = roles, ["TEST_MODE"] = null } }));
        var path = failure.Message[(failure.Message.LastIndexOf(' ') + 1)..];
        Assert.Contains(sentence, await ReadSharedAsync(path), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Role(string roles) => new() { ["PARLEY_ROLES"] = roles };

    private static async Task<string> ReadSharedAsync(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync();
    }
}

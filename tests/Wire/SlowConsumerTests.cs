using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>One phone in a tunnel costs the others nothing.</summary>
public sealed class SlowConsumerTests(Workspaces workspaces)
{
    private const int Senders = 8;
    private const int MessagesEach = 250;

    /// <summary>Close to the largest message that is allowed, so that few messages fill every buffer on the way.</summary>
    private static readonly string Text = string.Join(' ', Enumerable.Repeat("slow", 900));

    [Fact]
    public async Task Consumer_that_does_not_read_is_closed_and_others_hear_everything()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "slow");
        using var stage = await Scenario.Room("tunnel").With("ada", "bob", "cleo").OnAsync(server);
        await using var healthy = await stage["bob"].ConnectAsync();
        await healthy.SubscribeRoomAsync(stage.RoomId);
        await using var slow = await DdpClient.ConnectAsync(server.Url, receiveBufferBytes: 8 * 1024);
        await slow.ResumeAsync(stage["cleo"].Rest.Token!);
        await slow.SubscribeRoomAsync(stage.RoomId);
        slow.PauseReading();

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            for (var number = 0; number < MessagesEach; number++)
                await stage.SayAsync("ada", $"{sender}.{number} {Text}");
        }));
        await stage.SayAsync("ada", "the end");

        await healthy.WaitMessageAsync(stage.RoomId, message => message.Text() == "the end");
        Assert.Equal((Senders * MessagesEach) + 1, healthy.Messages(stage.RoomId).Count);

        slow.ResumeReading();
        await slow.WaitClosedAsync();
        Assert.True(slow.Messages(stage.RoomId).Count < Senders * MessagesEach, "The slow one heard everything, so nothing was proved");
    }
}

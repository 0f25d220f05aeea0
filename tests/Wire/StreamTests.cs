using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Passing news over live streams: MSG-012, and the sidebar of every member.</summary>
public sealed class StreamTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_012_typing_is_heard_from_members_under_their_own_name_only(Engine engine)
    {
        using var stage = await Scenario.Room("typing").With("ada", "bob").Without("eve").OnAsync(await workspaces.SharedAsync(engine));
        var name = stage.RoomId + "/user-activity";
        await using var ada = await stage["ada"].ConnectAsync();
        await using var bob = await stage["bob"].ConnectAsync();
        await using var eve = await stage["eve"].ConnectAsync();
        await ada.SubscribeAsync("stream-notify-room", name, false);

        await WriteAsync(eve, stage["eve"].Username);
        await WriteAsync(bob, stage["ada"].Username);
        await WriteAsync(bob, stage["bob"].Username);
        var heard = await ada.WaitEventAsync("notify-room", name, args => args[1].GetArrayLength() > 0);
        Assert.Equal((stage["bob"].Username, "user-typing"), (heard[0].GetString(), heard[1][0].GetString()));
        await bob.CallAsync("stream-notify-room", name, stage["bob"].Username, Array.Empty<string>(), new { });
        await ada.WaitEventAsync("notify-room", name, args => args[0].ValueEquals(stage["bob"].Username) && args[1].GetArrayLength() == 0);

        async Task WriteAsync(DdpClient line, string displayName)
        {
            try
            {
                await line.CallAsync("stream-notify-room", name, displayName, new[] { "user-typing" }, new { });
            }
            catch (DdpException)
            {
                // A refusal is as good as silence.
            }
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Sidebar_learns_of_rooms_that_appear_change_and_go(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var bob = await cast.LineAsync(cast.Bob);
        foreach (var list in new[] { "subscriptions-changed", "rooms-changed" })
            await bob.SubscribeAsync("stream-notify-user", $"{cast.Bob.Id}/{list}", false);

        var roomId = await cast.RoomAsync("groups");
        await SubscriptionAsync("inserted");
        await RoomAsync("inserted");
        await cast.Ada.Rest.PostAsync("groups.setTopic", new { roomId, topic = "roses" }).SucceedsAsync();
        await bob.WaitEventAsync("notify-user", cast.Bob.Id + "/rooms-changed", args => args[0].ValueEquals("updated") && args[1].MessageId() == roomId && args[1].TryGetProperty("topic", out var topic) && topic.ValueEquals("roses"));
        var position = bob.Position;
        await cast.SayAsync(roomId, $"@{cast.Bob.Username}");
        await bob.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("updated") && args[1].GetProperty("rid").ValueEquals(roomId) && args[1].Number("unread") == 1, position);
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        await SubscriptionAsync("removed");
        await RoomAsync("removed");

        Task SubscriptionAsync(string action) => bob.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals(action) && args[1].GetProperty("rid").ValueEquals(roomId));
        Task RoomAsync(string action) => bob.WaitEventAsync("notify-user", cast.Bob.Id + "/rooms-changed", args => args[0].ValueEquals(action) && args[1].MessageId() == roomId);
    }
}

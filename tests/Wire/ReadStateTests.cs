using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What counts as unread: ROOM-067, ROOM-068, ROOM-069, ROOM-071.</summary>
/// <remarks>Rows: SET-113.</remarks>
public sealed class ReadStateTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_067_room_counts_by_the_policy_of_the_workspace(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var (roomId, pair) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();
        await cast.SayAsync(roomId, "plain");
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));
        await cast.SayAsync(roomId, $"@{cast.Bob.Username} personal");
        await cast.SayAsync(roomId, "@all together");
        await cast.SayAsync(pair, "plain");
        var seen = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.Equal((1, 1), (seen.Number("userMentions"), seen.Number("groupMentions")));

        foreach (var (policy, count) in new[] { ("user_and_group_mentions_only", 2), ("all_messages", 3), ("user_mentions_only", 1), ("group_mentions_only", 1) })
        {
            await cast.Admin.PostAsync("settings/Unread_Count", new { value = policy }).SucceedsAsync();
            Assert.Equal((policy, count), (policy, (await Cast.SubscriptionAsync(cast.Bob, roomId)).Number("unread")));
        }

        Assert.Equal(1, (await Cast.SubscriptionAsync(cast.Bob, pair)).Number("unread"));
        await cast.Admin.PostAsync("settings/Unread_Count_DM", new { value = "mentions_only" }).SucceedsAsync();
        Assert.Equal(0, (await Cast.SubscriptionAsync(cast.Bob, pair)).Number("unread"));
        Assert.Equal(0, (await Cast.SubscriptionAsync(cast.Ada, roomId)).Number("unread"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_068_thread_reply_marks_the_thread_of_those_concerned_and_not_the_room(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync("channels", cleo.Username);
        var root = await Cast.SayAsync(cast.Bob, roomId, "who comes?");
        foreach (var person in new[] { cast.Bob, cleo })
            await person.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();

        await cast.SayAsync(roomId, $"me, @{cast.Bob.Username}", root);

        var marked = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.Equal([root], marked.Texts("tunread"));
        Assert.Equal([root], marked.Texts("tunreadUser"));
        Assert.Equal((0, true), (marked.Number("unread"), marked.Flag("alert")));
        Assert.Empty((await Cast.SubscriptionAsync(cleo, roomId)).Texts("tunread"));
        await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));
        await (await cast.LineAsync(cast.Bob)).CallAsync("readThreads", root);
        var read = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.Empty(read.Texts("tunread"));
        Assert.False(read.Flag("alert"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_069_reading_clears_all_numbers_on_every_device(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var device = await cast.LineAsync(cast.Bob);
        await device.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);
        await cast.SayAsync(roomId, $"@{cast.Bob.Username} and @all");
        Assert.Equal(2, (await Cast.SubscriptionAsync(cast.Bob, roomId)).Number("unread"));

        var position = device.Position;
        await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();
        await device.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].GetProperty("rid").ValueEquals(roomId) && !args[1].Flag("alert") && args[1].Number("unread") == 0, position);
        var read = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.Equal((0, 0, 0, false), (read.Number("unread"), read.Number("userMentions"), read.Number("groupMentions"), read.Flag("alert")));
        Assert.True(read.TryGetProperty("ls", out _));

        // Whoever writes has read.
        await cast.SayAsync(roomId, $"@{cast.Bob.Username}?");
        await Cast.SayAsync(cast.Bob, roomId, "yes");
        Assert.False((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_071_room_becomes_unread_again_from_a_message_of_somebody_else(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        await cast.Bob.Rest.PostAsync("subscriptions.unread", new { roomId }).AssertRefusedAsync("error-no-message-for-unread");
        var (theirs, own) = (await cast.SayAsync(roomId), await Cast.SayAsync(cast.Bob, roomId));
        Assert.False((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));

        await cast.Bob.Rest.PostAsync("subscriptions.unread", new { firstUnreadMessage = new { _id = own } }).AssertRefusedAsync("error-action-not-allowed");
        foreach (var body in new object[] { new { firstUnreadMessage = new { _id = theirs } }, new { roomId } })
        {
            await cast.Bob.Rest.PostAsync("subscriptions.unread", body).SucceedsAsync();
            Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));
            await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();
            Assert.False((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("alert"));
        }
    }
}

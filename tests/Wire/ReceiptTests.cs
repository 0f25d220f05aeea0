using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who has read a message: MSG-057, SET-184.</summary>
public sealed class ReceiptTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_057_message_counts_as_unread_until_the_last_member_has_read_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var plain = await cast.SayAsync(await cast.RoomAsync());
        Assert.False((await Cast.MessageAsync(cast.Ada, plain)).TryGetProperty("unread", out _));
        await SwitchOnAsync(cast, keepsReaders: false);
        var cleo = await cast.PersonAsync();
        var (roomId, small) = (await cast.RoomAsync("channels", cleo.Username), await cast.RoomAsync());
        var device = await cast.LineAsync(cast.Ada);
        await device.SubscribeRoomAsync(roomId);
        await device.SubscribeRoomAsync(small);
        var (message, other) = (await cast.SayAsync(roomId), await cast.SayAsync(small));
        Assert.True((await Cast.MessageAsync(cast.Ada, message)).Flag("unread"));
        var before = (await Cast.MessageAsync(cast.Ada, message)).GetProperty("_updatedAt").GetString()!;

        await ReadAsync(cast.Bob, roomId);
        await ReadAsync(cast.Bob, small);
        // The small room is looked at behind the large one, and there nobody else is waited for.
        await device.WaitMessageAsync(small, candidate => candidate.MessageId() == other && !candidate.TryGetProperty("unread", out _));
        Assert.True((await Cast.MessageAsync(cast.Ada, message)).Flag("unread"));

        await ReadAsync(cleo, roomId);
        await device.WaitMessageAsync(roomId, candidate => candidate.MessageId() == message && !candidate.TryGetProperty("unread", out _));
        Assert.False((await Cast.MessageAsync(cast.Bob, message)).TryGetProperty("unread", out _));
        var missed = (await cast.Ada.Rest.GetAsync($"chat.syncMessages?roomId={roomId}&lastUpdate={Uri.EscapeDataString(before)}")).OrThrow()["result"].GetProperty("updated");
        Assert.Contains(missed.EnumerateArray(), m => m.MessageId() == message && !m.TryGetProperty("unread", out _));
        Assert.Equal(0, (await ReceiptsAsync(cast.Ada, message)).GetArrayLength());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_057_those_who_leave_are_not_waited_for(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, keepsReaders: false);
        var roomId = await cast.RoomAsync();
        var device = await cast.LineAsync(cast.Ada);
        await device.SubscribeRoomAsync(roomId);
        var message = await cast.SayAsync(roomId);

        await cast.Bob.Rest.PostAsync("channels.leave", new { roomId }).SucceedsAsync();

        await device.WaitMessageAsync(roomId, candidate => candidate.MessageId() == message && !candidate.TryGetProperty("unread", out _));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_057_receipts_name_who_has_read_and_when(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, keepsReaders: true);
        var (cleo, stranger) = (await cast.PersonAsync(), await cast.PersonAsync("eve"));
        var roomId = await cast.RoomAsync("groups", cleo.Username);
        var message = await cast.SayAsync(roomId);
        Assert.Equal(0, (await ReceiptsAsync(cast.Ada, message)).GetArrayLength());

        await ReadAsync(cast.Bob, roomId);
        var receipts = await ReceiptsAsync(cast.Ada, message);
        Assert.Equal([cast.Ada.Id, cast.Bob.Id], receipts.EnumerateArray().Select(r => r.GetProperty("userId").GetString()));
        var first = receipts[1];
        Assert.Equal((message, roomId, cast.Bob.Username), (first.GetProperty("messageId").GetString(), first.GetProperty("roomId").GetString(), first.GetProperty("user").GetProperty("username").GetString()));
        var read = first.GetProperty("ts").GetDateTimeOffset();

        // Whoever answers has read, and the first reading is what counts.
        await Cast.SayAsync(cleo, roomId, "yes");
        await ReadAsync(cast.Bob, roomId);
        receipts = await ReceiptsAsync(cast.Bob, message);
        Assert.Equal([cast.Ada.Id, cast.Bob.Id, cleo.Id], receipts.EnumerateArray().Select(r => r.GetProperty("userId").GetString()));
        Assert.Equal(read, receipts[1].GetProperty("ts").GetDateTimeOffset());

        await stranger.Rest.GetAsync("chat.getMessageReadReceipts?messageId=" + message).AssertRefusedAsync("error-invalid-room");
        await cast.Ada.Rest.GetAsync("chat.getMessageReadReceipts?messageId=nothing").AssertRefusedAsync("error-invalid-message");
        Assert.False((await cast.Ada.Rest.GetAsync("chat.getMessageReadReceipts")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_057_reply_in_a_thread_is_read_by_opening_the_thread(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, keepsReaders: true);
        var roomId = await cast.RoomAsync();
        var root = await Cast.SayAsync(cast.Bob, roomId, "who comes?");
        var device = await cast.LineAsync(cast.Ada);
        await device.SubscribeRoomAsync(roomId);
        var reply = await cast.SayAsync(roomId, "me", root);
        await ReadAsync(cast.Bob, roomId);
        await ReadAsync(cast.Ada, roomId);
        await device.WaitMessageAsync(roomId, candidate => candidate.MessageId() == root && !candidate.TryGetProperty("unread", out _));
        Assert.True((await Cast.MessageAsync(cast.Ada, reply)).Flag("unread"));
        Assert.Equal(0, (await ReceiptsAsync(cast.Ada, reply)).GetArrayLength());

        await (await cast.LineAsync(cast.Bob)).CallAsync("readThreads", root);

        await device.WaitMessageAsync(roomId, candidate => candidate.MessageId() == reply && !candidate.TryGetProperty("unread", out _));
        Assert.Equal([cast.Ada.Id, cast.Bob.Id], (await ReceiptsAsync(cast.Ada, reply)).EnumerateArray().Select(r => r.GetProperty("userId").GetString()));
    }

    internal static async Task SwitchOnAsync(Cast cast, bool keepsReaders)
    {
        await cast.Admin.PostAsync("settings/Message_Read_Receipt_Enabled", new { value = true }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Message_Read_Receipt_Store_Users", new { value = keepsReaders }).SucceedsAsync();
    }

    private static Task ReadAsync(Person person, string roomId) => person.Rest.PostAsync("subscriptions.read", new { rid = roomId }).SucceedsAsync();

    private static async Task<JsonElement> ReceiptsAsync(Person person, string messageId) =>
        (await person.Rest.GetAsync("chat.getMessageReadReceipts?messageId=" + messageId)).OrThrow()["receipts"];
}

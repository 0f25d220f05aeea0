using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Pruning and retention: ROOM-031, ROOM-076.</summary>
/// <remarks>Rows: SET-211, SET-210.</remarks>
public sealed class PruneTests(Workspaces workspaces)
{
    private const string Epoch = "1970-01-01T00:00:00.000Z";
    private const string Never = "2100-01-01T00:00:00.000Z";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_076_prune_removes_what_was_chosen_and_open_clients_drop_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var (pinned, gone) = (await cast.SayAsync(roomId, "pinned"), await cast.SayAsync(roomId, "gone"));
        var root = await cast.SayAsync(roomId, "root");
        var reply = await Cast.SayAsync(cast.Bob, roomId, "reply", root);
        await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = pinned }).SucceedsAsync();
        var aside = (await cast.DiscussAsync(new { prid = roomId, t_name = "aside" })).MessageId();
        await (await cast.LineAsync(cast.Ada)).CallAsync("cleanRoomHistory", new { roomId, latest = Date(4_000_000_000_000), oldest = Date(0) }).AssertRefusedAsync("error-not-allowed");
        await cast.Ada.Rest.PostAsync("rooms.cleanHistory", new { roomId, latest = Never, oldest = Epoch }).AssertRefusedAsync("error-not-allowed");
        await cast.Admin.PostAsync("rooms.cleanHistory", new { roomId, latest = Epoch, oldest = Never }).AssertRefusedAsync("error-invalid-dates");
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-room", roomId + "/deleteMessageBulk", false);

        await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch, excludePinned = true, ignoreThreads = true, ignoreDiscussion = true });

        var args = await line.WaitEventAsync("notify-room", roomId + "/deleteMessageBulk", _ => true);
        Assert.Contains(gone, args[0].Texts("ids"));
        Assert.True(args[0].Flag("excludePinned") && args[0].Flag("ignoreDiscussion") && args[0].GetProperty("ts").TryGetProperty("$gte", out _));
        var left = await IdsAsync(cast.Bob, roomId);
        Assert.True(left.Contains(pinned) && left.Contains(root) && left.Contains(reply) && !left.Contains(gone));
        await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + aside).SucceedsAsync();
        Assert.Contains(gone, (await cast.Bob.Rest.GetAsync($"chat.syncMessages?roomId={roomId}&lastUpdate={Epoch}")).OrThrow()["result"].GetProperty("deleted").Ids());

        await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch });
        Assert.Empty(await IdsAsync(cast.Bob, roomId));
        var room = await Cast.RoomInfoAsync(cast.Bob, roomId);
        Assert.Equal((0, false), (room.Number("msgs"), room.TryGetProperty("lastMessage", out _)));
        await Eventually.Async(async () => !(await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + aside)).Succeeded, "the discussion went with its message");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_076_limit_range_and_authors_narrow_a_prune(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var ids = new List<string>();
        for (var number = 0; number < 4; number++)
            ids.Add(await Cast.SayAsync(number % 2 == 0 ? cast.Ada : cast.Bob, roomId, "line " + number));
        var second = (await Cast.MessageAsync(cast.Ada, ids[1])).GetProperty("ts").GetString();

        Assert.Equal(0, await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch, users = new[] { "nobody-is-called-so" } }));
        Assert.Equal(1, await PruneAsync(cast, new { roomId, latest = second, oldest = Epoch, inclusive = false }));
        Assert.Equal(1, await PruneAsync(cast, new { roomId, latest = second, oldest = second, inclusive = true }));
        Assert.Equal(1, await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch, users = new[] { cast.Ada.Username } }));
        Assert.Equal([ids[3]], await IdsAsync(cast.Ada, roomId));
        for (var number = 0; number < 3; number++)
            await cast.SayAsync(roomId);
        Assert.Equal(2, await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch, limit = 2 }));
        Assert.Equal(2, (await IdsAsync(cast.Ada, roomId)).Count);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_076_long_history_goes_in_chunks_to_the_last(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => cast.SayAsync(roomId)));

        Assert.Equal(450, await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch }));
        Assert.Empty(await IdsAsync(cast.Ada, roomId));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_076_files_only_leaves_the_message_with_a_notice(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var plain = await cast.SayAsync(roomId);
        var uploaded = (await Cast.UploadAsync(cast.Ada, roomId)).OrThrow()["message"];

        Assert.Equal(1, await PruneAsync(cast, new { roomId, latest = Never, oldest = Epoch, filesOnly = true }));

        Assert.Equal(2, (await IdsAsync(cast.Bob, roomId)).Count);
        var left = await Cast.MessageAsync(cast.Bob, uploaded.MessageId());
        Assert.False(left.TryGetProperty("file", out _));
        Assert.True(Assert.Single(left.GetProperty("attachments").EnumerateArray()).TryGetProperty("text", out _));
        Assert.Equal("hello", (await Cast.MessageAsync(cast.Bob, plain)).Text());
        await Eventually.Async(async () => (await cast.Ada.Rest.GetAsync("channels.files?roomId=" + roomId)).OrThrow()["total"].GetInt32() == 0, "the file is gone");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_031_policy_removes_what_a_room_does_not_keep_and_nothing_else(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["OVERWRITE_SETTING_RetentionPolicy_Advanced_Precision"] = "true",
            ["OVERWRITE_SETTING_RetentionPolicy_Advanced_Precision_Cron"] = "* * * * * *",
            ["OVERWRITE_SETTING_RetentionPolicy_AppliesToChannels"] = "true",
        }, "retention");
        await using var cast = await Cast.OnAsync(server);
        var (short_, kept, off) = (await cast.RoomAsync(), await cast.RoomAsync(), await cast.RoomAsync());
        foreach (var roomId in new[] { short_, kept, off })
            await cast.SayAsync(roomId);
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = short_, retentionEnabled = true }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("rooms.saveRoomSettings", new { rid = short_, retentionMaxAge = 0 }).AssertRefusedAsync("error-invalid-settings");
        await cast.Admin.PostAsync("rooms.saveRoomSettings", new { rid = short_, retentionEnabled = true, retentionOverrideGlobal = true, retentionMaxAge = 0.000001 }).SucceedsAsync();
        await cast.Admin.PostAsync("rooms.saveRoomSettings", new { rid = off, retentionEnabled = false, retentionOverrideGlobal = true, retentionMaxAge = 0.000001 }).SucceedsAsync();
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, short_)).GetProperty("retention").Flag("overrideGlobal"));

        await cast.Admin.PostAsync("settings/RetentionPolicy_Enabled", new { value = true }).SucceedsAsync();

        await Eventually.Async(async () => (await IdsAsync(cast.Ada, short_)).Count == 0, "the policy ran");
        foreach (var roomId in new[] { kept, off })
            Assert.Single(await IdsAsync(cast.Ada, roomId));
    }

    private static Dictionary<string, long> Date(long milliseconds) => new() { ["$date"] = milliseconds };

    private static async Task<int> PruneAsync(Cast cast, object request) => (await cast.Admin.PostAsync("rooms.cleanHistory", request)).OrThrow()["count"].GetInt32();

    private static async Task<List<string>> IdsAsync(Person reader, string roomId) => (await reader.Rest.GetAsync($"channels.messages?roomId={roomId}&count=100")).OrThrow()["messages"].Ids();
}

using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Lists of rooms and of what is in them: ROOM-063, ROOM-072, ROOM-074, ROOM-075, ROOM-080, MSG-063, MSG-065.</summary>
public sealed class RoomListTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_063_search_box_finds_people_and_rooms_that_one_may_know(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var stem = Scratch.Name("spot");
        var open = (await cast.Ada.Rest.PostAsync("channels.create", new { name = stem + "-open" })).OrThrow()["channel"].MessageId();
        var closed = (await cast.Ada.Rest.PostAsync("groups.create", new { name = stem + "-closed" })).OrThrow()["group"].MessageId();

        async Task<JsonElement> LookAsync(Person person, string text) => (await person.Rest.GetAsync("spotlight?query=" + Uri.EscapeDataString(text))).OrThrow().Body;
        Assert.Equal([open], (await LookAsync(cast.Bob, "#" + stem)).GetProperty("rooms").Ids());
        Assert.Empty((await LookAsync(cast.Bob, "#" + stem)).GetProperty("users").Ids());
        Assert.DoesNotContain(closed, (await LookAsync(cast.Ada, stem)).GetProperty("rooms").Ids().Except([closed]));
        Assert.Equal([cast.Ada.Id], (await LookAsync(cast.Bob, "@" + cast.Ada.Username)).GetProperty("users").Ids());
        Assert.Empty((await LookAsync(cast.Bob, "@" + cast.Ada.Username)).GetProperty("rooms").Ids());
        var found = await (await cast.LineAsync(cast.Bob)).CallAsync("spotlight", cast.Ada.Username, new[] { cast.Ada.Username }, new { users = true, rooms = true });
        Assert.DoesNotContain(cast.Ada.Id, found.GetProperty("users").Ids());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_072_rooms_and_subscriptions_come_by_what_changed_since_with_those_that_went(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (kept, left) = (await cast.RoomAsync(), await cast.RoomAsync());
        var untouched = await cast.RoomAsync();
        var since = (await Cast.SubscriptionAsync(cast.Bob, untouched)).GetProperty("_updatedAt").GetString()!;
        await cast.SayAsync(kept, "news");
        await cast.Bob.Rest.PostAsync("channels.leave", new { roomId = left }).SucceedsAsync();

        var subscriptions = (await cast.Bob.Rest.GetAsync("subscriptions.get?updatedSince=" + Uri.EscapeDataString(since))).OrThrow();
        Assert.Contains(kept, subscriptions["update"].EnumerateArray().Select(s => s.GetProperty("rid").GetString()));
        Assert.DoesNotContain(left, subscriptions["update"].EnumerateArray().Select(s => s.GetProperty("rid").GetString()));
        Assert.Single(subscriptions["remove"].EnumerateArray());
        var rooms = (await cast.Bob.Rest.GetAsync("rooms.get?updatedSince=" + Uri.EscapeDataString(since))).OrThrow();
        Assert.Contains(kept, rooms["update"].Ids());
        Assert.Contains(left, rooms["remove"].Ids());

        var counters = (await cast.Bob.Rest.GetAsync("channels.counters?roomId=" + kept)).OrThrow();
        Assert.Equal((true, 1), (counters["joined"].GetBoolean(), counters["unreads"].GetInt32()));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_074_pinned_starred_and_mentioning_messages_have_lists_by_page(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var marked = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var id = await cast.SayAsync(roomId, $"@{cast.Bob.Username} {i}");
            await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = id }).SucceedsAsync();
            await cast.Bob.Rest.PostAsync("chat.starMessage", new { messageId = id }).SucceedsAsync();
            marked.Insert(0, id);
        }

        await cast.SayAsync(roomId, "plain");
        foreach (var (route, key) in new[] { ("chat.getPinnedMessages", "messages"), ("chat.getStarredMessages", "messages"), ("chat.getMentionedMessages", "messages") })
        {
            var page = (await cast.Bob.Rest.GetAsync($"{route}?roomId={roomId}&count=2")).OrThrow();
            Assert.Equal((route, 3), (route, page["total"].GetInt32()));
            Assert.Equal(marked[..2], page[key].Ids());
            Assert.Equal(marked[2..], (await cast.Bob.Rest.GetAsync($"{route}?roomId={roomId}&count=2&offset=2")).OrThrow()[key].Ids());
        }

        Assert.Equal(0, (await cast.Ada.Rest.GetAsync($"chat.getStarredMessages?roomId={roomId}")).OrThrow()["total"].GetInt32());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_075_threads_are_listed_all_followed_or_unread_and_found_by_words(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var own = await Cast.SayAsync(cast.Bob, roomId, "lunch?");
        var other = await cast.SayAsync(roomId, "budget?");
        await cast.SayAsync(roomId, "yes", own);
        await cast.SayAsync(roomId, "no", other);

        Assert.Equal(new[] { own, other }.Order(), (await ThreadsAsync(cast.Bob, roomId, "")).Order());
        Assert.Equal([own], await ThreadsAsync(cast.Bob, roomId, "&type=following"));
        Assert.Equal([own], await ThreadsAsync(cast.Bob, roomId, "&type=unread"));
        Assert.Equal([other], await ThreadsAsync(cast.Bob, roomId, "&text=BUDGET"));
        await (await cast.LineAsync(cast.Bob)).CallAsync("readThreads", own);
        Assert.Empty(await ThreadsAsync(cast.Bob, roomId, "&type=unread"));
        Assert.Equal([own], await ThreadsAsync(cast.Bob, roomId, "&type=following"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_080_lists_of_each_kind_show_what_one_may_see(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var (channel, group, pair) = (await cast.RoomAsync(), await cast.RoomAsync("groups"), await cast.RoomAsync("im"));
        await cast.SayAsync(pair, "hello");
        var name = (await Cast.RoomInfoAsync(cast.Ada, channel)).GetProperty("name").GetString();

        Assert.Contains(channel, (await cast.Bob.Rest.GetAsync("channels.list.joined?count=100")).OrThrow()["channels"].Ids());
        Assert.DoesNotContain(channel, (await cleo.Rest.GetAsync("channels.list.joined?count=100")).OrThrow()["channels"].Ids());
        Assert.Equal([channel], (await cleo.Rest.GetAsync("channels.list?query=" + Uri.EscapeDataString(JsonSerializer.Serialize(new { name })))).OrThrow()["channels"].Ids());
        Assert.Equal([group], (await cast.Bob.Rest.GetAsync("groups.list")).OrThrow()["groups"].Ids());
        Assert.Empty((await cleo.Rest.GetAsync("groups.list")).OrThrow()["groups"].Ids());
        Assert.Equal([pair], (await cast.Bob.Rest.GetAsync("im.list")).OrThrow()["ims"].Ids());
        Assert.False((await cast.Bob.Rest.GetAsync("im.list.everyone")).Succeeded);
        Assert.True((await cast.Admin.GetAsync("im.list.everyone?count=1")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_063_thread_is_read_by_page_and_what_changed_since(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync("groups");
        var root = await cast.SayAsync(roomId, "root");
        var replies = new List<string>();
        for (var i = 0; i < 3; i++) replies.Add(await Cast.SayAsync(cast.Bob, roomId, $"reply {i}", root));

        var page = (await cast.Ada.Rest.GetAsync($"chat.getThreadMessages?tmid={root}&count=2")).OrThrow();
        Assert.Equal((3, 2), (page["total"].GetInt32(), page["messages"].GetArrayLength()));
        Assert.Equal(replies[..2], page["messages"].Ids());
        Assert.Equal(replies[2..], (await cast.Ada.Rest.GetAsync($"chat.getThreadMessages?tmid={root}&count=2&offset=2")).OrThrow()["messages"].Ids());
        var since = (await Cast.MessageAsync(cast.Ada, replies[2])).GetProperty("_updatedAt").GetString()!;
        await cast.Bob.Rest.PostAsync("chat.update", new { roomId, msgId = replies[0], text = "changed" }).SucceedsAsync();
        var changed = (await cast.Ada.Rest.GetAsync($"chat.syncThreadMessages?tmid={root}&updatedSince={Uri.EscapeDataString(since)}")).OrThrow()["messages"];
        Assert.Contains(replies[0], changed.GetProperty("update").Ids());
        Assert.False((await cleo.Rest.GetAsync($"chat.getThreadMessages?tmid={root}")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_065_history_is_loaded_backwards_and_tells_what_was_not_loaded(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var said = new List<string>();
        for (var i = 0; i < 5; i++) said.Add(await cast.SayAsync(roomId, $"number {i}"));
        var line = await cast.LineAsync(cast.Bob);
        var seen = (await Cast.MessageAsync(cast.Bob, said[0])).GetProperty("ts").GetDateTimeOffset();

        var newest = await line.CallAsync("loadHistory", roomId, null, 2, new Dictionary<string, long> { ["$date"] = seen.ToUnixTimeMilliseconds() }, true);
        Assert.Equal([said[4], said[3]], newest.GetProperty("messages").Ids());
        Assert.Equal((2, said[1]), (newest.Number("unreadNotLoaded"), newest.GetProperty("firstUnread").MessageId()));
        var older = await line.CallAsync("loadHistory", roomId, newest.GetProperty("messages")[1].GetProperty("ts"), 2, null, true);
        Assert.Equal([said[2], said[1]], older.GetProperty("messages").Ids());
    }

    private static async Task<List<string>> ThreadsAsync(Person person, string roomId, string options) =>
        (await person.Rest.GetAsync($"chat.getThreadsList?rid={roomId}{options}")).OrThrow()["threads"].Ids();
}

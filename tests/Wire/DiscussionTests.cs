using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Discussions: ROOM-007, ROOM-008, ROOM-009, ROOM-010, ROOM-022.</summary>
public sealed class DiscussionTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_007_discussion_is_a_room_of_its_own_that_the_parent_shows(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var parent = await cast.RoomAsync();
        var discussion = await cast.DiscussAsync(new { prid = parent, t_name = "What about tea?", reply = "green", users = new[] { cast.Bob.Username } });
        var id = discussion.MessageId();

        Assert.Equal((parent, "What about tea?", "c"), (discussion.GetProperty("prid").GetString(), discussion.GetProperty("fname").GetString(), discussion.GetProperty("t").GetString()));
        var bobs = await Cast.SubscriptionAsync(cast.Bob, id);
        Assert.Equal((parent, "What about tea?"), (bobs.GetProperty("prid").GetString(), bobs.GetProperty("fname").GetString()));
        Assert.Contains("owner", (await Cast.SubscriptionAsync(cast.Ada, id)).Texts("roles"));
        var note = (await NotesAsync(cast.Bob, parent))[0];
        Assert.Equal(("discussion-created", "What about tea?", id), (note.GetProperty("t").GetString(), note.Text(), note.GetProperty("drid").GetString()));
        Assert.Equal(["green"], (await cast.Bob.Rest.GetAsync("channels.messages?roomId=" + id)).OrThrow()["messages"].EnumerateArray().Select(RoomReading.Text));
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, parent)).Flag("alert"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_008_reach_follows_the_parent(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var closed = await cast.RoomAsync("groups");
        var discussion = await cast.DiscussAsync(new { prid = closed, t_name = "aside" });
        var id = discussion.MessageId();
        Assert.Equal("p", discussion.GetProperty("t").GetString());

        await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + id).SucceedsAsync();
        await eve.Rest.GetAsync("rooms.info?roomId=" + id).AssertRefusedAsync("error-room-not-found");
        await (await cast.LineAsync(eve)).CallAsync("joinRoom", id).AssertRefusedAsync("error-invalid-room");
        Assert.False((await Cast.TrySayAsync(eve, id)).Succeeded);
        await Cast.SayAsync(cast.Bob, id, "entered by writing");
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cast.Bob, id)).ValueKind);

        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId = closed, userId = cast.Bob.Id }).SucceedsAsync();
        await cast.Bob.Rest.GetAsync("rooms.getDiscussions?roomId=" + closed).AssertRefusedAsync("error-room-not-found");
        await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = id, t_name = "deeper" }).AssertRefusedAsync("error-nested-discussion");
        await eve.Rest.PostAsync("rooms.createDiscussion", new { prid = closed, t_name = "mine" }).AssertRefusedAsync("error-invalid-room");
        var team = await cast.TeamAsync(RoomKindActs.Private);
        Assert.Equal("p", (await cast.DiscussAsync(new { prid = await cast.RoomInAsync(team), t_name = "aside" })).GetProperty("t").GetString());
        Assert.Equal("p", (await cast.DiscussAsync(new { prid = await cast.RoomAsync("im"), t_name = "aside" })).GetProperty("t").GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_008_public_discussion_closes_with_its_parent(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var parent = await cast.RoomAsync();
        var id = (await cast.DiscussAsync(new { prid = parent, t_name = "aside" })).MessageId();
        await eve.Rest.GetAsync("rooms.info?roomId=" + id).SucceedsAsync();
        var line = await cast.LineAsync(eve);
        await line.SubscribeRoomAsync(id);

        await cast.Ada.Rest.PostAsync("channels.setType", new { roomId = parent, type = "p" }).SucceedsAsync();

        await line.WaitAsync(frame => frame.TryGetProperty("msg", out var kind) && kind.ValueEquals("nosub"), "the end of the subscription");
        await eve.Rest.GetAsync("rooms.info?roomId=" + id).AssertRefusedAsync("error-room-not-found");
        await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + id).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_009_parent_shows_count_and_last_activity_live(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var parent = await cast.RoomAsync();
        var id = (await cast.DiscussAsync(new { prid = parent, t_name = "aside" })).MessageId();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(parent);
        foreach (var text in new[] { "one", "two", "three" })
            await cast.SayAsync(id, text);

        var shown = await line.WaitMessageAsync(parent, message => message.TryGetProperty("drid", out var drid) && drid.ValueEquals(id) && message.Number("dcount") == 3);

        Assert.True(shown.TryGetProperty("dlm", out _));
        var note = (await NotesAsync(cast.Bob, parent))[0];
        Assert.Equal((3, true), (note.Number("dcount"), note.TryGetProperty("dlm", out _)));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_009_message_starts_one_discussion_and_its_author_comes_along(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var parent = await cast.RoomAsync("channels", cleo.Username);
        var source = await Cast.SayAsync(cast.Bob, parent, "tea or coffee?");

        var first = await cast.DiscussAsync(new { prid = parent, pmid = source, t_name = "drinks" });
        var second = (await cleo.Rest.PostAsync("rooms.createDiscussion", new { prid = parent, pmid = source, t_name = "other" })).OrThrow()["discussion"];

        Assert.Equal(first.MessageId(), second.MessageId());
        foreach (var person in new[] { cast.Ada, cast.Bob, cleo })
            Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(person, first.MessageId())).ValueKind);
        var note = Assert.Single(await NotesAsync(cast.Bob, parent));
        Assert.Equal("tea or coffee?", note.GetProperty("attachments")[0].GetProperty("text").GetString());
        var quoted = (await cast.Bob.Rest.GetAsync("channels.messages?roomId=" + first.MessageId())).OrThrow()["messages"].EnumerateArray().Last();
        Assert.Equal("tea or coffee?", quoted.GetProperty("attachments")[0].GetProperty("text").GetString());
        await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = parent, pmid = "nothing-has-this-id", t_name = "x" }).AssertRefusedAsync("error-invalid-message");
        await cast.Ada.Rest.PostAsync("rooms.createDiscussion", new { prid = await cast.RoomAsync(), pmid = source, t_name = "x" }).AssertRefusedAsync("error-invalid-arguments");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_009_deleting_the_message_deletes_the_discussion(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var parent = await cast.RoomAsync();
        var id = (await cast.DiscussAsync(new { prid = parent, t_name = "aside", users = new[] { cast.Bob.Username } })).MessageId();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/rooms-changed", false);

        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId = parent, msgId = (await NotesAsync(cast.Ada, parent))[0].MessageId() }).SucceedsAsync();

        await line.WaitEventAsync("notify-user", cast.Bob.Id + "/rooms-changed", args => args[0].ValueEquals("removed") && args[1].GetProperty("_id").ValueEquals(id));
        await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + id).AssertRefusedAsync("error-room-not-found");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_010_room_lists_its_discussions_newest_first_with_search(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var parent = await cast.RoomAsync();
        var ids = new List<string>();
        foreach (var name in new[] { "tea", "coffee", "green tea" })
            ids.Add((await cast.DiscussAsync(new { prid = parent, t_name = name })).MessageId());

        Assert.Equal(ids.AsEnumerable().Reverse(), (await NotesAsync(cast.Bob, parent)).Select(note => note.GetProperty("drid").GetString()));
        Assert.Equal(["green tea", "tea"], (await NotesAsync(cast.Bob, parent, "TEA")).Select(RoomReading.Text));
        var rooms = (await cast.Bob.Rest.GetAsync("rooms.getDiscussions?count=2&roomId=" + parent)).OrThrow();
        Assert.Equal((2, 3), (rooms["count"].GetInt32(), rooms["total"].GetInt32()));
        Assert.Equal(["coffee", "green tea"], rooms["discussions"].EnumerateArray().Select(room => room.GetProperty("fname").GetString()));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_022_discussion_keeps_its_own_name_and_changes_only_the_one_shown(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var discussion = await cast.DiscussAsync(new { prid = await cast.RoomAsync(), t_name = "aside" });
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = discussion.MessageId(), roomName = "What about milk?" }).SucceedsAsync();

        var room = await Cast.RoomInfoAsync(cast.Bob, discussion.MessageId());
        Assert.Equal((discussion.GetProperty("name").GetString(), "What about milk?"), (room.GetProperty("name").GetString(), room.GetProperty("fname").GetString()));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_007_switch_and_rights_are_obeyed(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "discussions");
        await using var cast = await Cast.OnAsync(server);
        var parent = await cast.RoomAsync();
        var (own, bobs) = (await cast.SayAsync(parent), await Cast.SayAsync(cast.Bob, parent));
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "start-discussion-other-user", roles = new[] { "admin" } } } }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("rooms.createDiscussion", new { prid = parent, pmid = own, t_name = "x" }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Bob.Rest.PostAsync("rooms.createDiscussion", new { prid = parent, pmid = bobs, t_name = "x" }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Discussion_enabled", new { value = false }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("rooms.createDiscussion", new { prid = parent, t_name = "x" }).AssertRefusedAsync("error-action-not-allowed");
        await (await cast.LineAsync(cast.Bob)).CallAsync("createDiscussion", new { prid = parent, t_name = "x", users = Array.Empty<string>() }).AssertRefusedAsync("error-action-not-allowed");
    }

    private static async Task<List<JsonElement>> NotesAsync(Person reader, string roomId, string text = "") =>
        [.. (await reader.Rest.GetAsync($"chat.getDiscussions?roomId={roomId}&text={text}")).OrThrow()["messages"].EnumerateArray()];
}

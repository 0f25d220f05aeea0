using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What people keep for later: saved messages with reminders, scheduled messages, drafts, threads and mentions of all rooms, sections of the sidebar.</summary>
public sealed class LaterTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Saved_messages_are_kept_done_and_removed_for_their_owner_alone(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("groups");
        var (first, second) = (await cast.SayAsync(roomId, "the first"), await cast.SayAsync(roomId, "the second"));
        var line = await cast.LineAsync(cast.Bob);
        var news = await NewsAsync(line, cast.Bob);

        await SaveAsync(cast.Bob, first).SucceedsAsync();
        await SaveAsync(cast.Bob, second).SucceedsAsync();
        await SaveAsync(cast.Bob, second).SucceedsAsync();
        Assert.Equal([second, first], await SavedIdsAsync(cast.Bob));
        Assert.Equal("the second", (await SavedAsync(cast.Bob))[0].GetProperty("message").Text("msg"));
        Assert.Empty(await SavedIdsAsync(cast.Ada));
        await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("saved") && args[1].Text("messageId") == first);

        (await cast.Bob.Rest.PostAsync("later.setDone", new { messageId = first, done = true })).OrThrow();
        Assert.Equal([second], await SavedIdsAsync(cast.Bob));
        Assert.Equal([first], await SavedIdsAsync(cast.Bob, "?done=true"));
        (await cast.Bob.Rest.PostAsync("later.setDone", new { messageId = first, done = false })).OrThrow();
        await cast.Bob.Rest.PostAsync("later.remove", new { messageId = second }).SucceedsAsync();
        Assert.Equal([first], await SavedIdsAsync(cast.Bob));
        await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("saved-removed") && args[1].Text("messageId") == second);
        await cast.Bob.Rest.PostAsync("later.remove", new { messageId = second }).AssertRefusedAsync("error-not-saved");
        await cast.Ada.Rest.PostAsync("later.setDone", new { messageId = first, done = true }).AssertRefusedAsync("error-not-saved");

        // Nobody saves what they cannot read, and who was removed reads it no more.
        var stranger = await cast.PersonAsync("eve");
        await SaveAsync(stranger, first).AssertRefusedAsync("error-message-not-found");
        await SaveAsync(cast.Bob, "nowhere").AssertRefusedAsync("error-message-not-found");
        await SaveAsync(cast.Bob, first, DateTimeOffset.UtcNow.AddMinutes(-1)).AssertRefusedAsync("error-invalid-date");
        await SaveAsync(cast.Bob, first, DateTimeOffset.UtcNow.AddYears(2)).AssertRefusedAsync("error-invalid-date");
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Empty(await SavedIdsAsync(cast.Bob));
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Equal([first], await SavedIdsAsync(cast.Bob));

        // What is deleted is saved no longer.
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = first }).SucceedsAsync();
        await Eventually.Async(async () => (await cast.Bob.Rest.GetAsync("later.list")).OrThrow()["total"].GetInt32() == 0, "the deleted message is saved no longer");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Reminders_come_once_at_their_time(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var (message, other) = (await cast.SayAsync(roomId, "call the bank"), await cast.SayAsync(roomId, "done before"));
        var line = await cast.LineAsync(cast.Bob);
        var news = await NewsAsync(line, cast.Bob);
        var at = DateTimeOffset.UtcNow.AddSeconds(3);
        await SaveAsync(cast.Bob, other, at).SucceedsAsync();
        await SaveAsync(cast.Bob, message, at).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("later.setDone", new { messageId = other, done = true }).SucceedsAsync();

        var heard = await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("reminder"));
        Assert.Equal(message, heard[1].Text("messageId"));
        Assert.Equal("call the bank", heard[1].GetProperty("message").Text("msg"));
        Assert.True(DateTimeOffset.UtcNow >= at);
        Assert.True((await SavedAsync(cast.Bob))[0].GetProperty("reminded").GetBoolean());

        // A second one shows that the first came only once, and that what was done is quiet.
        await SaveAsync(cast.Bob, await cast.SayAsync(roomId, "again"), DateTimeOffset.UtcNow.AddSeconds(2)).SucceedsAsync();
        await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("reminder") && args[1].GetProperty("message").Text("msg") == "again");
        Assert.Equal(2, line.Frames(frame => Refusals.IsEvent(frame, "notify-user", news) && frame.GetProperty("fields").GetProperty("args")[0].ValueEquals("reminder")));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Scheduled_messages_are_sent_at_their_time_by_the_rules_of_then(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, closing) = (await cast.RoomAsync(), await cast.RoomAsync());
        var root = await cast.SayAsync(roomId, "root");
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeRoomAsync(roomId);
        var writer = await cast.LineAsync(cast.Bob);
        var news = await NewsAsync(writer, cast.Bob);
        var at = DateTimeOffset.UtcNow.AddSeconds(4);

        var plain = (await ScheduleAsync(cast.Bob, roomId, "plain", at)).OrThrow()["scheduled"];
        var reply = (await cast.Bob.Rest.PostAsync("scheduled.create", new { roomId, text = "reply", sendAt = at, tmid = root })).OrThrow()["scheduled"].Text("_id");
        var refused = (await ScheduleAsync(cast.Bob, closing, "too late", at)).OrThrow()["scheduled"].Text("_id");
        var dropped = (await ScheduleAsync(cast.Bob, roomId, "dropped", at)).OrThrow()["scheduled"].Text("_id");
        var moved = (await ScheduleAsync(cast.Bob, roomId, "moved", at)).OrThrow()["scheduled"].Text("_id");
        await cast.Bob.Rest.PostAsync("scheduled.remove", new { scheduledId = dropped }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("scheduled.update", new { scheduledId = moved, sendAt = at.AddHours(1), text = "moved on" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.archive", new { roomId = closing }).SucceedsAsync();
        Assert.Empty(line.Messages(roomId));

        var sent = await line.WaitMessageAsync(roomId, m => m.MessageId() == plain.Text("_id"));
        Assert.Equal(("plain", cast.Bob.Id), (sent.Text("msg"), sent.GetProperty("u").Text("_id")));
        Assert.True(DateTimeOffset.UtcNow >= at);
        Assert.Equal(root, (await line.WaitMessageAsync(roomId, m => m.MessageId() == reply)).Text("tmid"));
        await writer.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("scheduled") && args[1].Text("_id") == refused && args[1].TryGetProperty("error", out var error) && error.ValueEquals("error-room-archived"));
        await writer.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("scheduled-removed") && args[1].Text("_id") == plain.Text("_id"));
        var left = (await cast.Bob.Rest.GetAsync("scheduled.list")).OrThrow()["messages"];
        Assert.Equal([refused, moved], left.EnumerateArray().Select(m => m.Text("_id")));
        Assert.Equal("moved on", left[1].Text("msg"));

        (await cast.Bob.Rest.PostAsync("scheduled.sendNow", new { scheduledId = moved })).OrThrow();
        await line.WaitMessageAsync(roomId, m => m.MessageId() == moved);
        await cast.Bob.Rest.PostAsync("scheduled.sendNow", new { scheduledId = moved }).AssertRefusedAsync("error-scheduled-message-not-found");
        await cast.Bob.Rest.PostAsync("scheduled.sendNow", new { scheduledId = refused }).AssertRefusedAsync("error-room-archived");
        Assert.DoesNotContain(line.Messages(roomId), m => m.MessageId() == dropped);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Scheduling_follows_the_rules_of_writing(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var (roomId, secret) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = secret, encrypted = true }).SucceedsAsync();
        var at = DateTimeOffset.UtcNow.AddHours(1);
        var eve = await cast.PersonAsync("eve");
        await ScheduleAsync(eve, secret, "in", at).AssertRefusedAsync("error-invalid-room");
        await ScheduleAsync(eve, roomId, "in", at).AssertRefusedAsync("error-invalid-room");
        await ScheduleAsync(cast.Bob, secret, "clear words", at).AssertRefusedAsync("error-room-encrypted");
        await ScheduleAsync(cast.Bob, roomId, " ", at).AssertRefusedAsync("invalid-params");
        await ScheduleAsync(cast.Bob, roomId, new string('x', 5001), at).AssertRefusedAsync("error-message-size-exceeded");
        await ScheduleAsync(cast.Bob, roomId, "past", DateTimeOffset.UtcNow).AssertRefusedAsync("error-invalid-date");
        await cast.Bob.Rest.PostAsync("scheduled.create", new { roomId, text = "when", sendAt = "tomorrow" }).AssertRefusedAsync("invalid-params");
        await cast.Bob.Rest.PostAsync("scheduled.create", new { roomId, text = "reply", sendAt = at, tmid = await cast.SayAsync(await cast.RoomAsync(), "elsewhere") }).AssertRefusedAsync("error-invalid-message");
        await cast.Ada.Rest.PostAsync("channels.setReadOnly", new { roomId, readOnly = true }).SucceedsAsync();
        await ScheduleAsync(cast.Bob, roomId, "in", at).AssertRefusedAsync("You_have_been_muted");

        var own = (await ScheduleAsync(cast.Ada, roomId, "mine", at)).OrThrow()["scheduled"].Text("_id");
        foreach (var act in new[] { "update", "remove", "sendNow" }) await cast.Bob.Rest.PostAsync("scheduled." + act, new { scheduledId = own }).AssertRefusedAsync("error-scheduled-message-not-found");
        Assert.DoesNotContain((await cast.Bob.Rest.GetAsync("scheduled.list")).OrThrow()["messages"].EnumerateArray(), m => m.Text("_id") == own);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Drafts_follow_their_writer_and_stay_out_of_encrypted_rooms(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var (roomId, secret) = (await cast.RoomAsync("groups"), await cast.RoomAsync("groups"));
        var root = await cast.SayAsync(roomId, "root");
        var line = await cast.LineAsync(cast.Bob);
        var news = await NewsAsync(line, cast.Bob);
        await DraftAsync(cast.Bob, roomId, "be").SucceedsAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DraftAsync(cast.Bob, roomId, "begun").SucceedsAsync()));
        await DraftAsync(cast.Bob, roomId, "a reply", root).SucceedsAsync();
        Assert.Equal([(roomId, "a reply"), (roomId, "begun")], (await DraftsAsync(cast.Bob)).Select(d => (d.Text("rid"), d.Text("msg"))));
        Assert.Empty(await DraftsAsync(cast.Ada));
        await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("draft") && args[1].TryGetProperty("tmid", out var tmid) && tmid.ValueEquals(root));

        (await DraftAsync(cast.Bob, roomId, "  ", root)).OrThrow();
        Assert.Equal(["begun"], (await DraftsAsync(cast.Bob)).Select(d => d.Text("msg")));
        await line.WaitEventAsync("notify-user", news, args => args[0].ValueEquals("draft-removed"));

        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = secret, encrypted = true }).SucceedsAsync();
        await DraftAsync(cast.Bob, secret, "clear words").AssertRefusedAsync("error-room-encrypted");
        await DraftAsync(await cast.PersonAsync("eve"), roomId, "in").AssertRefusedAsync("error-invalid-room");
        await DraftAsync(cast.Bob, roomId, new string('x', 5001)).AssertRefusedAsync("error-message-size-exceeded");

        // With the room, all that was kept of it goes.
        await SaveAsync(cast.Bob, root).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("groups.delete", new { roomId }).SucceedsAsync();
        await Eventually.Async(async () => (await DraftsAsync(cast.Bob)).Count == 0 && (await cast.Bob.Rest.GetAsync("later.list")).OrThrow()["total"].GetInt32() == 0, "drafts and saved messages go with their room");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Threads_and_mentions_of_all_rooms_are_found_in_one_place(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (open, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));
        var (mine, foreign, silent) = (await Cast.SayAsync(cast.Bob, open, "bob asks"), await cast.SayAsync(closed, "ada asks"), await cast.SayAsync(open, "nobody of ours"));
        await cast.SayAsync(open, "answer", mine);
        var only = await cast.SayAsync(open, "answer", silent);
        await Cast.SayAsync(cast.Bob, closed, "answer of bob", foreign);
        Assert.Equal([foreign, mine], await ThreadsAsync(cast.Bob, ""));
        Assert.Equal([foreign, mine], await ThreadsAsync(cast.Bob, "?type=following"));
        Assert.Equal([mine], await ThreadsAsync(cast.Bob, "?type=mine"));
        Assert.Equal([mine], await ThreadsAsync(cast.Bob, "?type=unread"));
        Assert.Equal([mine], await ThreadsAsync(cast.Bob, "?offset=1&count=1"));
        await cast.Bob.Rest.GetAsync("threads.list?type=everything").AssertRefusedAsync("invalid-params");

        // Following by hand, and no longer.
        await cast.Bob.Rest.PostAsync("chat.followMessage", new { mid = silent }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("chat.unfollowMessage", new { mid = mine }).SucceedsAsync();
        Assert.Equal(new HashSet<string> { silent, foreign }, (await ThreadsAsync(cast.Bob, "")).ToHashSet());

        var (here, there) = (await cast.SayAsync(open, $"@{cast.Bob.Username} look"), await cast.SayAsync(closed, $"@{cast.Bob.Username} look here too"));
        Assert.Equal([there, here], await MentionsAsync(cast.Bob));

        // Who is no longer in a room has no threads and mentions there; and a thread without replies is none.
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId = closed, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Equal([silent], await ThreadsAsync(cast.Bob, ""));
        Assert.Equal([here], await MentionsAsync(cast.Bob));
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId = open, msgId = only }).SucceedsAsync();
        Assert.Empty(await ThreadsAsync(cast.Bob, ""));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Sections_arrange_rooms_for_oneself_and_for_everybody(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (open, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/sections", false);
        await line.SubscribeAsync("stream-notify-logged", "sections", false);
        var (clients, later) = (await AddSectionAsync(cast.Bob.Rest, "Clients"), await AddSectionAsync(cast.Bob.Rest, "Later"));
        await line.WaitEventAsync("notify-user", cast.Bob.Id + "/sections", _ => true);
        await PlaceAsync(cast.Bob.Rest, open, clients).SucceedsAsync();
        await PlaceAsync(cast.Bob.Rest, open, later).SucceedsAsync();
        await PlaceAsync(cast.Bob.Rest, closed, clients).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("sections.update", new { sectionId = later, name = "Some day", position = 0 }).SucceedsAsync();
        Assert.Equal([("Some day", open), ("Clients", closed)], (await SectionsAsync(cast.Bob)).Select(s => (s.Text("name"), s.GetProperty("rooms")[0].GetString()!)));
        Assert.Empty(await SectionsAsync(cast.Ada));

        // A shared one is the administrator's to make; each sees the rooms they are in.
        await cast.Bob.Rest.PostAsync("sections.create", new { name = "Forged", shared = true }).AssertRefusedAsync("error-not-allowed");
        var shared = (await cast.Admin.PostAsync("sections.create", new { name = "Company", shared = true })).OrThrow()["section"].Text("_id");
        try
        {
            await line.WaitEventAsync("notify-logged", "sections", _ => true);
            await PlaceAsync(cast.Admin, open, shared).SucceedsAsync();
            await PlaceAsync(cast.Admin, closed, shared).AssertRefusedAsync("error-invalid-room");
            await PlaceAsync(cast.Bob.Rest, open, shared).AssertRefusedAsync("error-not-allowed");
            Assert.Equal(open, Assert.Single((await SectionsAsync(cast.Ada)).Single(s => s.Text("_id") == shared).GetProperty("rooms").EnumerateArray()).GetString());
            Assert.Empty((await SectionsAsync(await cast.PersonAsync("eve"))).Single(s => s.Text("_id") == shared).GetProperty("rooms").EnumerateArray());
            await cast.Bob.Rest.PostAsync("sections.takeAway", new { roomId = open, shared = true }).AssertRefusedAsync("error-not-allowed");
        }
        finally
        {
            await cast.Admin.PostAsync("sections.remove", new { sectionId = shared }).SucceedsAsync();
        }

        foreach (var act in new[] { "update", "remove" }) await cast.Ada.Rest.PostAsync("sections." + act, new { sectionId = clients }).AssertRefusedAsync("error-section-not-found");
        await PlaceAsync(await StrangerAsync(cast), closed, clients).AssertRefusedAsync("error-invalid-room");
        foreach (var name in new[] { " ", new string('x', 61), "two\nlines" }) await cast.Bob.Rest.PostAsync("sections.create", new { name }).AssertRefusedAsync("error-invalid-name");
        await cast.Bob.Rest.PostAsync("sections.takeAway", new { roomId = closed }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("sections.remove", new { sectionId = later }).SucceedsAsync();
        Assert.Empty((await SectionsAsync(cast.Bob)).Single().GetProperty("rooms").EnumerateArray());
    }

    private static async Task<RestClient> StrangerAsync(Cast cast) => (await cast.PersonAsync("eve")).Rest;

    private static async Task<string> NewsAsync(DdpClient line, Person person)
    {
        await line.SubscribeAsync("stream-notify-user", person.Id + "/later", false);
        return person.Id + "/later";
    }

    private static Task<RestReply> SaveAsync(Person person, string messageId, DateTimeOffset? remindAt = null) =>
        remindAt is null ? person.Rest.PostAsync("later.save", new { messageId }) : person.Rest.PostAsync("later.save", new { messageId, remindAt });

    private static async Task<JsonElement> SavedAsync(Person person, string query = "") => (await person.Rest.GetAsync("later.list" + query)).OrThrow()["saved"];

    private static async Task<List<string>> SavedIdsAsync(Person person, string query = "") => [.. (await SavedAsync(person, query)).EnumerateArray().Select(s => s.Text("messageId"))];

    private static Task<RestReply> ScheduleAsync(Person person, string roomId, string text, DateTimeOffset sendAt) => person.Rest.PostAsync("scheduled.create", new { roomId, text, sendAt });

    private static Task<RestReply> DraftAsync(Person person, string roomId, string text, string? tmid = null) =>
        tmid is null ? person.Rest.PostAsync("drafts.set", new { roomId, text }) : person.Rest.PostAsync("drafts.set", new { roomId, text, tmid });

    private static async Task<List<JsonElement>> DraftsAsync(Person person) => [.. (await person.Rest.GetAsync("drafts.list")).OrThrow()["drafts"].EnumerateArray()];

    private static async Task<List<string>> ThreadsAsync(Person person, string query) => [.. (await person.Rest.GetAsync("threads.list" + query)).OrThrow()["threads"].EnumerateArray().Select(t => t.MessageId())];

    private static async Task<List<string>> MentionsAsync(Person person) => [.. (await person.Rest.GetAsync("mentions.list")).OrThrow()["messages"].EnumerateArray().Select(t => t.MessageId())];

    private static async Task<string> AddSectionAsync(RestClient rest, string name) => (await rest.PostAsync("sections.create", new { name })).OrThrow()["section"].Text("_id");

    private static Task<RestReply> PlaceAsync(RestClient rest, string roomId, string sectionId) => rest.PostAsync("sections.place", new { roomId, sectionId });

    private static async Task<List<JsonElement>> SectionsAsync(Person person) => [.. (await person.Rest.GetAsync("sections.list")).OrThrow()["sections"].EnumerateArray()];
}

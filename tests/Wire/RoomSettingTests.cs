using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What kinds of rooms may be set, and what their members see of it: ROOM-019, ROOM-022, ROOM-023, ROOM-024, ROOM-027, ROOM-029, ROOM-030, ROOM-036, ROOM-064, MSG-069.</summary>
public sealed class RoomSettingTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_019_newcomer_enters_default_rooms_and_finds_the_favourite_among_them(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "defaults");
        await using var cast = await Cast.OnAsync(server);
        var (plain, favourite) = (await cast.RoomAsync(), await cast.RoomAsync());
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new Dictionary<string, object> { ["rid"] = plain, ["default"] = true }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = plain, featured = true }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("rooms.saveRoomSettings", new Dictionary<string, object> { ["rid"] = plain, ["default"] = true }).SucceedsAsync();
        await cast.Admin.PostAsync("rooms.saveRoomSettings", new Dictionary<string, object> { ["rid"] = favourite, ["default"] = true, ["favorite"] = new { favorite = true, defaultValue = true } }).SucceedsAsync();

        var username = Scratch.Name("newcomer");
        await cast.Admin.PostAsync("users.create", new { username, name = "Newcomer", email = username + "@example.org", password = "open sesame", verified = true, joinDefaultChannels = true }).SucceedsAsync();
        using var newcomer = await server.LoginAsync(username, "open sesame");

        await Eventually.Async(async () => (await FlagOfAsync(plain), await FlagOfAsync(favourite)) == (false, true), "the newcomer is in both rooms");
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, favourite)).Flag("favorite"));

        async Task<bool?> FlagOfAsync(string roomId) =>
            (await newcomer.GetAsync("subscriptions.getOne?roomId=" + roomId)).OrThrow()["subscription"] is { ValueKind: JsonValueKind.Object } subscription ? subscription.Flag("f") : null;
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_022_settings_that_make_no_sense_for_a_kind_are_refused(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.EncryptingAsync(engine));
        var (open, closed, direct) = (await cast.RoomAsync(), await cast.RoomAsync("groups"), await cast.RoomAsync("im"));
        var tower = (await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("tower"), extraData = new { broadcast = true } })).OrThrow()["channel"].MessageId();

        await SaveAsync(cast.Ada, new { rid = open, nothingLikeThis = 1 }).AssertRefusedAsync("error-invalid-settings");
        await SaveAsync(cast.Ada, new { rid = open, encrypted = true }).AssertRefusedAsync("error-action-not-allowed");
        await SaveAsync(cast.Ada, new { rid = closed, joinCode = "sesame" }).AssertRefusedAsync("error-invalid-room");
        await SaveAsync(cast.Ada, new { rid = tower, readOnly = false }).AssertRefusedAsync("error-action-not-allowed");
        await SaveAsync(cast.Ada, new { rid = direct, roomTopic = "x" }).AssertRefusedAsync("error-action-not-allowed");
        await SaveAsync(cast.Bob, new { rid = closed, encrypted = true }).AssertRefusedAsync("error-action-not-allowed");

        await SaveAsync(cast.Ada, new { rid = closed, encrypted = true }).SucceedsAsync();
        await SaveAsync(cast.Bob, new { rid = direct, encrypted = true }).SucceedsAsync();
        Assert.Contains("room_e2e_enabled", await cast.Bob.NotesAsync(closed, "groups"));
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, direct)).Flag("encrypted"));
        await SaveAsync(cast.Ada, new { rid = closed, encrypted = false }).SucceedsAsync();
        Assert.Contains("room_e2e_disabled", await cast.Bob.NotesAsync(closed, "groups"));

        static Task<RestReply> SaveAsync(Person person, object changes) => person.Rest.PostAsync("rooms.saveRoomSettings", changes);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_024_members_hear_of_a_new_name_kind_and_archive_in_their_subscription(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, name) = (await cast.RoomAsync(), Scratch.Name("renamed"));
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        await cast.Ada.Rest.PostAsync("channels.rename", new { roomId, name }).SucceedsAsync();
        await HearsAsync(subscription => subscription.GetProperty("name").ValueEquals(name));
        await cast.Ada.Rest.PostAsync("channels.setType", new { roomId, type = "p" }).SucceedsAsync();
        await HearsAsync(subscription => subscription.GetProperty("t").ValueEquals("p"));
        await cast.Ada.Rest.PostAsync("groups.archive", new { roomId }).SucceedsAsync();
        await HearsAsync(subscription => subscription.Flag("archived"));

        Task HearsAsync(Func<JsonElement, bool> shows) =>
            line.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("updated") && args[1].GetProperty("rid").ValueEquals(roomId) && shows(args[1]));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_027_members_of_a_broadcast_room_do_not_see_each_other(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = (await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("tower"), members = new[] { cast.Bob.Username }, extraData = new { broadcast = true } })).OrThrow()["channel"].MessageId();

        Assert.Equal(2, (await cast.Ada.Rest.GetAsync("channels.members?roomId=" + roomId)).OrThrow()["total"].GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync("channels.members?roomId=" + roomId)).Status);
        await cast.Bob.Rest.GetAsync("channels.online?_id=" + roomId).AssertRefusedAsync("error-not-allowed");
        await (await cast.LineAsync(cast.Bob)).CallAsync("getUsersOfRoom", roomId, true).AssertRefusedAsync("error-not-allowed");
        Assert.Equal(2, (await (await cast.LineAsync(cast.Ada)).CallAsync("getUsersOfRoom", roomId, true)).Number("total"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_029_large_room_is_gone_at_once_and_its_members_hear_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var aside = (await cast.DiscussAsync(new { prid = roomId, t_name = "aside", users = new[] { cast.Bob.Username } })).MessageId();
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).GetProperty("name").GetString();
        await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => cast.SayAsync(roomId)));
        var id = await cast.SayAsync(roomId, "last");
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);

        await cast.Ada.Rest.PostAsync("channels.delete", new { roomId }).SucceedsAsync();

        await cast.Bob.Rest.GetAsync("rooms.info?roomId=" + roomId).AssertRefusedAsync("error-room-not-found");
        Assert.False((await Cast.TrySayAsync(cast.Bob, roomId)).Succeeded);
        Assert.False((await cast.Bob.Rest.GetAsync("chat.getMessage?msgId=" + id)).Succeeded);
        await cast.Bob.Rest.PostAsync("channels.create", new { name }).SucceedsAsync();
        foreach (var gone in new[] { roomId, aside })
            await line.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("removed") && args[1].GetProperty("rid").ValueEquals(gone));
        var removed = (await cast.Bob.Rest.GetAsync("rooms.get?updatedSince=1970-01-01T00:00:00.000Z")).OrThrow()["remove"].Ids();
        Assert.True(removed.Contains(roomId) && removed.Contains(aside));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_069_hidden_kinds_of_notes_leave_the_history_that_was_shown_already(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.invite", new { roomId, userId = (await cast.PersonAsync()).Id }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.setTopic", new { roomId, topic = "bread" }).SucceedsAsync();
        Assert.Equal(["au", "room_changed_topic"], await cast.Bob.NotesAsync(roomId));

        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, systemMessages = new[] { "au" } }).SucceedsAsync();
        Assert.Equal(["room_changed_topic"], await cast.Bob.NotesAsync(roomId));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, systemMessages = Array.Empty<string>() }).SucceedsAsync();
        Assert.Equal(["au", "room_changed_topic"], await cast.Bob.NotesAsync(roomId));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_036_only_the_adder_hears_who_was_there_already(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, roomId) = (await cast.PersonAsync(), await cast.RoomAsync());
        var (adas, bobs) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        await adas.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/message", false);
        await bobs.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/message", false);

        await adas.CallAsync("addUsersToRoom", new { rid = roomId, users = new[] { cast.Bob.Username, cleo.Username } });

        var told = await adas.WaitEventAsync("notify-user", cast.Ada.Id + "/message", args => args[0].GetProperty("rid").ValueEquals(roomId));
        Assert.Contains(cast.Bob.Username, told[0].Text());
        Assert.DoesNotContain(cleo.Username, told[0].Text());
        Assert.Equal(["au"], await cast.Bob.NotesAsync(roomId));
        await bobs.DrainAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => bobs.WaitAsync(frame => Refusals.IsEvent(frame, "notify-user", cast.Bob.Id + "/message"), "nothing", patience: TimeSpan.Zero));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_064_administrators_find_any_room_by_kind_without_its_messages(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var closed = await cast.RoomAsync("groups");
        var name = (await Cast.RoomInfoAsync(cast.Ada, closed)).GetProperty("name").GetString()!;
        await cast.SayAsync(closed, "secret");
        var aside = (await cast.DiscussAsync(new { prid = closed, t_name = name + "-aside" })).MessageId();

        Assert.Equal([closed], await FindAsync(""));
        Assert.Equal([closed], await FindAsync("&types=p"));
        Assert.Equal([aside], await FindAsync("&types=discussions"));
        Assert.Empty(await FindAsync("&types=c"));
        var room = (await cast.Admin.GetAsync("rooms.adminRooms.getRoom?rid=" + closed)).OrThrow().Body;
        Assert.Equal((name, false), (room.GetProperty("name").GetString(), room.TryGetProperty("lastMessage", out _)));
        foreach (var path in new[] { "rooms.adminRooms.getRoom?rid=" + closed, "rooms.autocomplete.adminRooms?selector=" + Uri.EscapeDataString("{}") })
            await cast.Ada.Rest.GetAsync(path).AssertRefusedAsync("error-not-authorized");

        async Task<List<string>> FindAsync(string types) => (await cast.Admin.GetAsync($"rooms.adminRooms?filter={name}{types}")).OrThrow()["rooms"].Ids();
    }
}

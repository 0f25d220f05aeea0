using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// Rooms and their members: ROOM-001, ROOM-002, ROOM-004, ROOM-005, ROOM-013, ROOM-015, ROOM-016, ROOM-018, ROOM-021, ROOM-024, ROOM-026, ROOM-028, ROOM-029,
/// ROOM-036, ROOM-039, ROOM-040, ROOM-041, ROOM-042, ROOM-062.
/// </summary>
public sealed class RoomTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_001_creator_owns_the_room_and_chosen_members_find_it_unread(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        foreach (var (prefix, key, type) in new[] { ("channels", "channel", "c"), ("groups", "group", "p") })
        {
            var name = Scratch.Name("garden");
            var room = (await cast.Ada.Rest.PostAsync(prefix + ".create", new { name, members = new[] { cast.Bob.Username }, readOnly = true, extraData = new { topic = "roses" } })).OrThrow()[key];

            Assert.Equal(type, room.GetProperty("t").GetString());
            Assert.Equal(name, room.GetProperty("name").GetString());
            Assert.Equal("roses", room.GetProperty("topic").GetString());
            Assert.True(room.GetProperty("ro").GetBoolean());
            Assert.Contains("owner", (await Cast.SubscriptionAsync(cast.Ada, room.MessageId())).Texts("roles"));
            var bobs = await Cast.SubscriptionAsync(cast.Bob, room.MessageId());
            Assert.True(bobs.Flag("alert") && bobs.Flag("open"));
            Assert.Empty(bobs.Texts("roles"));
        }

        var broadcast = (await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("tower"), extraData = new { broadcast = true } })).OrThrow()["channel"];
        Assert.True(broadcast.GetProperty("ro").GetBoolean());
        Assert.False((await cast.Ada.Rest.PostAsync("channels.create", new { name = Scratch.Name("vault"), extraData = new { encrypted = true } })).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_002_names_follow_the_pattern_and_are_taken_once(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var name = Scratch.Name("Garden");
        var room = (await cast.Ada.Rest.PostAsync("channels.create", new { name })).OrThrow()["channel"];

        Assert.True((await cast.Bob.Rest.GetAsync("rooms.nameExists?roomName=" + name)).OrThrow()["exists"].GetBoolean());
        Assert.False((await cast.Bob.Rest.GetAsync("rooms.nameExists?roomName=" + Scratch.Name("free"))).OrThrow()["exists"].GetBoolean());
        await cast.Bob.Rest.PostAsync("channels.create", new { name }).AssertRefusedAsync("error-duplicate-channel-name");
        await cast.Bob.Rest.PostAsync("groups.create", new { name = name.ToLowerInvariant() }).AssertRefusedAsync("error-duplicate-channel-name");
        await cast.Bob.Rest.PostAsync("channels.create", new { name = "with blank" }).AssertRefusedAsync("error-invalid-room-name");
        await cast.Ada.Rest.PostAsync("channels.archive", new { roomId = room.MessageId() }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("channels.create", new { name }).AssertRefusedAsync("error-archived-duplicate-name");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_004_same_people_share_one_direct_room(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var pair = await OpenAsync(cast.Ada, new { username = cast.Bob.Username });
        Assert.Equal(pair, await OpenAsync(cast.Bob, new { username = cast.Ada.Username }));
        Assert.Equal(string.Concat(new[] { cast.Ada.Id, cast.Bob.Id }.Order(StringComparer.Ordinal)), pair);

        var three = await OpenAsync(cast.Ada, new { usernames = $"{cast.Bob.Username},{cleo.Username}" });
        Assert.NotEqual(pair, three);
        Assert.Equal(three, await OpenAsync(cleo, new { usernames = $"{cast.Ada.Username},{cast.Bob.Username}" }));

        var own = await OpenAsync(cast.Ada, new { username = cast.Ada.Username });
        Assert.Equal(own, await OpenAsync(cast.Ada, new { username = cast.Ada.Username }));
        Assert.Equal(1, (await Cast.RoomInfoAsync(cast.Ada, own)).Number("usersCount"));

        var crowd = new List<string>();
        for (var number = 0; number < 8; number++)
            crowd.Add((await cast.PersonAsync("guest")).Username);
        await cast.Ada.Rest.PostAsync("im.create", new { usernames = string.Join(',', crowd) }).AssertRefusedAsync("error-direct-message-max-user-exceeded");
        await OpenAsync(cast.Ada, new { usernames = string.Join(',', crowd.Take(7)) });

        static async Task<string> OpenAsync(Person person, object body) => (await person.Rest.PostAsync("im.create", body)).OrThrow()["room"].MessageId();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_005_direct_room_shows_at_the_other_side_with_the_first_message_and_stays_as_it_is(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var pair = await cast.RoomAsync("im");
        Assert.True((await Cast.SubscriptionAsync(cast.Ada, pair)).Flag("open"));
        Assert.False((await Cast.SubscriptionAsync(cast.Bob, pair)).Flag("open"));
        await cast.SayAsync(pair);
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, pair)).Flag("open"));

        var three = (await cast.Ada.Rest.PostAsync("im.create", new { usernames = $"{cast.Bob.Username},{cleo.Username}" })).OrThrow()["room"].MessageId();
        Assert.True((await Cast.SubscriptionAsync(cleo, three)).Flag("open"));

        foreach (var roomId in new[] { pair, three })
        {
            var line = await cast.LineAsync(cast.Ada);
            await line.CallAsync("addUsersToRoom", new { rid = roomId, users = new[] { cleo.Username } }).AssertRefusedAsync("error-cant-invite-for-direct-room");
            Assert.False((await cast.Ada.Rest.PostAsync("rooms.leave", new { roomId })).Succeeded);
            Assert.False((await cast.Ada.Rest.PostAsync("rooms.delete", new { roomId })).Succeeded);
            await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, roomName = Scratch.Name("ours") }).AssertRefusedAsync("error-action-not-allowed");
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_013_join_code_is_asked_of_everybody_without_the_bypass_and_shown_to_nobody(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.setJoinCode", new { roomId, joinCode = "sesame" }).SucceedsAsync();

        await cleo.Rest.PostAsync("channels.join", new { roomId }).AssertRefusedAsync("error-code-invalid");
        await cleo.Rest.PostAsync("channels.join", new { roomId, joinCode = "barley" }).AssertRefusedAsync("error-code-invalid");
        var seen = await Cast.RoomInfoAsync(cast.Bob, roomId);
        Assert.True(seen.Flag("joinCodeRequired"));
        Assert.DoesNotContain("sesame", seen.GetRawText(), StringComparison.Ordinal);
        await cleo.Rest.PostAsync("channels.join", new { roomId, joinCode = "sesame" }).SucceedsAsync();
        await cast.Admin.PostAsync("channels.join", new { roomId }).SucceedsAsync();

        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, joinCode = "" }).SucceedsAsync();
        await (await cast.PersonAsync("dora")).Rest.PostAsync("channels.join", new { roomId }).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_015_outsider_cannot_tell_a_private_room_from_none(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var roomId = await cast.RoomAsync("groups");
        var messageId = await cast.SayAsync(roomId);
        const string Nothing = "nothing-has-this-id";
        string[] doors =
        [
            "groups.info?roomId={0}", "groups.history?roomId={0}", "groups.messages?roomId={0}", "groups.members?roomId={0}", "groups.files?roomId={0}", "groups.roles?roomId={0}",
            "rooms.info?roomId={0}", "chat.syncMessages?roomId={0}&lastUpdate=1970-01-01T00:00:00.000Z", "chat.search?roomId={0}&searchText=hello", "chat.getPinnedMessages?roomId={0}",
            "chat.getDeletedMessages?roomId={0}&since=1970-01-01T00:00:00.000Z", "chat.getThreadsList?rid={0}", "chat.getMentionedMessages?roomId={0}", "chat.getStarredMessages?roomId={0}",
        ];
        foreach (var door in doors)
        {
            var address = System.Text.CompositeFormat.Parse(door);
            var closed = await eve.Rest.GetAsync(string.Format(null, address, roomId));
            var missing = await eve.Rest.GetAsync(string.Format(null, address, Nothing));
            Assert.False(closed.Succeeded, door);
            Assert.Equal((missing.Status, missing.Body.GetRawText()), (closed.Status, closed.Body.GetRawText()));
        }

        var line = await cast.LineAsync(eve);
        Assert.Equal(JsonValueKind.False, (await line.CallAsync("canAccessRoom", roomId, eve.Id)).ValueKind);
        Assert.Equal(JsonValueKind.False, (await line.CallAsync("loadHistory", roomId, null, 50, null)).ValueKind);
        await line.CallAsync("joinRoom", roomId).AssertRefusedAsync("error-invalid-room");
        Assert.False((await eve.Rest.GetAsync("chat.getMessage?msgId=" + messageId)).Succeeded);
        Assert.False((await Cast.TrySayAsync(eve, roomId)).Succeeded);

        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.False((await cast.Bob.Rest.GetAsync("groups.history?roomId=" + roomId)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_015_file_link_tells_outsiders_nothing_however_they_say_who_they_are(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var roomId = await cast.RoomAsync("groups");
        var link = FileLink(await Cast.UploadAsync(cast.Ada, roomId));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = cast.Server.Url };
        foreach (var person in new[] { cast.Bob, eve })
        {
            var expected = person == eve ? HttpStatusCode.Forbidden : HttpStatusCode.OK;
            var pair = $"rc_uid={person.Id}{{0}}rc_token={person.Rest.Token}";
            Assert.Equal(expected, await AskAsync(link, ("X-User-Id", person.Id), ("X-Auth-Token", person.Rest.Token!)));
            Assert.Equal(expected, await AskAsync(link, ("Cookie", pair.Replace("{0}", "; ", StringComparison.Ordinal))));
            Assert.Equal(expected, await AskAsync(link + "?" + pair.Replace("{0}", "&", StringComparison.Ordinal)));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(link));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync($"{link}?rc_uid={cast.Bob.Id}&rc_token=made-up"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("/file-upload/nothing-has-this-id/words.txt", ("X-User-Id", eve.Id), ("X-Auth-Token", eve.Rest.Token!)));

        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync(link)).Status);

        async Task<HttpStatusCode> AskAsync(string path, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static string FileLink(RestReply upload) => upload.OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_016_people_leave_but_the_last_owner_stays(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        foreach (var prefix in new[] { "channels", "groups" })
        {
            var roomId = await cast.RoomAsync(prefix);
            await cast.Ada.Rest.PostAsync(prefix + ".leave", new { roomId }).AssertRefusedAsync("error-you-are-last-owner");
            await cast.Ada.Rest.PostAsync(prefix + ".addOwner", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
            await cast.Ada.Rest.PostAsync("rooms.leave", new { roomId }).SucceedsAsync();

            Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cast.Ada, roomId)).ValueKind);
            Assert.Equal(1, (await Cast.RoomInfoAsync(cast.Bob, roomId)).Number("usersCount"));
            var note = await LatestAsync(cast.Bob, prefix, roomId);
            Assert.Equal(("ul", cast.Ada.Username), (note.GetProperty("t").GetString(), note.Text()));
        }

        var open = await cast.RoomAsync();
        await (await cast.PersonAsync()).Rest.PostAsync("channels.leave", new { roomId = open }).AssertRefusedAsync("error-user-not-in-room");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_018_hidden_room_comes_back_with_a_new_message_or_a_visit(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        foreach (var prefix in new[] { "channels", "groups", "im" })
        {
            var roomId = await cast.RoomAsync(prefix);
            await cast.SayAsync(roomId);
            await cast.Bob.Rest.PostAsync(prefix + ".close", new { roomId }).SucceedsAsync();
            Assert.False((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("open"), prefix);
            await cast.SayAsync(roomId, "anybody here?");
            Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("open"), prefix);

            var line = await cast.LineAsync(cast.Bob);
            await line.CallAsync("hideRoom", roomId);
            Assert.False((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("open"), prefix);
            await line.CallAsync("openRoom", roomId);
            Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("open"), prefix);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_021_each_setting_is_kept_noted_and_closed_to_members(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var name = Scratch.Name("meadow");
        var changes = new (string Setting, object Value, string Field, string Note)[]
        {
            ("roomName", name, "name", "r"),
            ("roomTopic", "roses", "topic", "room_changed_topic"),
            ("roomAnnouncement", "open day", "announcement", "room_changed_announcement"),
            ("roomDescription", "behind the house", "description", "room_changed_description"),
            ("readOnly", true, "ro", "room-set-read-only"),
            ("reactWhenReadOnly", true, "reactWhenReadOnly", "room-allowed-reacting"),
            ("roomType", "p", "t", "room_changed_privacy"),
        };
        foreach (var (setting, value, field, note) in changes)
        {
            var body = new Dictionary<string, object> { ["rid"] = roomId, [setting] = value };
            await cast.Bob.Rest.PostAsync("rooms.saveRoomSettings", body).AssertRefusedAsync("error-action-not-allowed");
            await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", body).SucceedsAsync();
            Assert.Equal(value.ToString(), (await Cast.RoomInfoAsync(cast.Bob, roomId)).GetProperty(field).ToString());
            Assert.Equal(note, (await LatestAsync(cast.Ada, setting == "roomType" ? "groups" : "channels", roomId)).GetProperty("t").GetString());
        }

        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, roomColour = "red" }).AssertRefusedAsync("error-invalid-settings");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_024_renamed_room_keeps_its_id_and_history_and_frees_its_name(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (before, after) = (Scratch.Name("before"), Scratch.Name("after"));
        var roomId = (await cast.Ada.Rest.PostAsync("channels.create", new { name = before, members = new[] { cast.Bob.Username } })).OrThrow()["channel"].MessageId();
        var messageId = await cast.SayAsync(roomId);

        await cast.Ada.Rest.PostAsync("channels.rename", new { roomId, name = after }).SucceedsAsync();

        Assert.Equal(after, (await Cast.SubscriptionAsync(cast.Bob, roomId)).GetProperty("name").GetString());
        Assert.Contains(messageId, (await cast.Bob.Rest.GetAsync($"channels.history?roomName={after}")).OrThrow()["messages"].Ids());
        Assert.False((await cast.Bob.Rest.GetAsync($"channels.info?roomName={before}")).Succeeded);
        await cast.Bob.Rest.PostAsync("channels.create", new { name = before }).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_026_read_only_room_is_written_by_owners_moderators_and_the_unmuted(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var messageId = await cast.SayAsync(roomId);
        await cast.Ada.Rest.PostAsync("channels.setReadOnly", new { roomId, readOnly = true }).SucceedsAsync();
        var ada = await cast.LineAsync(cast.Ada);

        Assert.False((await Cast.TrySayAsync(cast.Bob, roomId)).Succeeded);
        await cast.Bob.Rest.PostAsync("chat.react", new { messageId, emoji = "smile" }).AssertRefusedAsync("error-not-allowed");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, reactWhenReadOnly = true }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("chat.react", new { messageId, emoji = "smile" }).SucceedsAsync();

        await ada.CallAsync("unmuteUserInRoom", new { rid = roomId, username = cast.Bob.Username });
        Assert.Contains(cast.Bob.Username, (await Cast.RoomInfoAsync(cast.Ada, roomId)).Texts("unmuted"));
        await Cast.SayAsync(cast.Bob, roomId, "may I?");
        await ada.CallAsync("muteUserInRoom", new { rid = roomId, username = cast.Bob.Username });
        Assert.False((await Cast.TrySayAsync(cast.Bob, roomId)).Succeeded);

        await ada.CallAsync("unmuteUserInRoom", new { rid = roomId, username = cast.Bob.Username });
        var cleo = await cast.PersonAsync();
        await cast.Ada.Rest.PostAsync("channels.invite", new { roomId, userId = cleo.Id }).SucceedsAsync();
        Assert.False((await Cast.TrySayAsync(cleo, roomId)).Succeeded);
        await cast.Ada.Rest.PostAsync("channels.addModerator", new { roomId, userId = cleo.Id }).SucceedsAsync();
        await Cast.SayAsync(cleo, roomId);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_028_archived_room_keeps_its_history_and_takes_nothing_new(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var messageId = await cast.SayAsync(roomId);
        Assert.False((await cast.Bob.Rest.PostAsync("channels.archive", new { roomId })).Succeeded);
        await cast.Ada.Rest.PostAsync("channels.archive", new { roomId }).SucceedsAsync();

        await Cast.TrySayAsync(cast.Ada, roomId).AssertRefusedAsync("error-room-archived");
        await cast.Bob.Rest.PostAsync("chat.react", new { messageId, emoji = "smile" }).AssertRefusedAsync("error-room-archived");
        Assert.Contains(messageId, (await cast.Bob.Rest.GetAsync($"channels.history?roomId={roomId}")).OrThrow()["messages"].Ids());
        Assert.True((await Cast.RoomInfoAsync(cast.Bob, roomId)).Flag("archived"));
        await (await cast.PersonAsync()).Rest.PostAsync("channels.join", new { roomId }).AssertRefusedAsync("error-room-archived");

        var pair = await cast.RoomAsync("im");
        Assert.False((await cast.Ada.Rest.PostAsync("rooms.changeArchivationState", new { rid = pair, action = "archive" })).Succeeded);
        Assert.False((await cast.Ada.Rest.PostAsync("channels.unarchive", new { roomId })).Succeeded);
        await cast.Admin.PostAsync("channels.unarchive", new { roomId }).SucceedsAsync();
        await Cast.SayAsync(cast.Bob, roomId, "back again");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_029_deleted_room_is_gone_for_all_with_what_was_in_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("groups");
        var messageId = await cast.SayAsync(roomId);
        var file = FileLink(await Cast.UploadAsync(cast.Ada, roomId));
        Assert.Equal(HttpStatusCode.OK, (await cast.Bob.Rest.GetAsync(file)).Status);
        var bob = await cast.LineAsync(cast.Bob);
        await bob.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);
        Assert.False((await cast.Bob.Rest.PostAsync("rooms.delete", new { roomId })).Succeeded);

        await cast.Ada.Rest.PostAsync("rooms.delete", new { roomId }).SucceedsAsync();

        await bob.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("removed") && args[1].GetProperty("rid").ValueEquals(roomId));
        foreach (var person in new[] { cast.Ada, cast.Bob })
        {
            Assert.False((await person.Rest.GetAsync("rooms.info?roomId=" + roomId)).Succeeded);
            Assert.False((await person.Rest.GetAsync("chat.getMessage?msgId=" + messageId)).Succeeded);
            Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(person, roomId)).ValueKind);
            Assert.Equal(HttpStatusCode.Forbidden, (await person.Rest.GetAsync(file)).Status);
        }

        var uploads = Path.Combine(cast.Server.DataFolder, "files");
        var id = file.Split('/')[2];
        await Eventually.Async(() => Task.FromResult(Directory.GetFiles(uploads, id + "*", SearchOption.AllDirectories).Length == 0), "the bytes of the file go");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_036_invited_people_find_the_room_unread_and_only_the_entitled_invite(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        foreach (var prefix in new[] { "channels", "groups" })
        {
            var (cleo, dora) = (await cast.PersonAsync(), await cast.PersonAsync("dora"));
            var roomId = await cast.RoomAsync(prefix);
            Assert.False((await cast.Bob.Rest.PostAsync(prefix + ".invite", new { roomId, userId = cleo.Id })).Succeeded);
            await cast.Ada.Rest.PostAsync(prefix + ".invite", new { roomId, userIds = new[] { cleo.Id, dora.Id } }).SucceedsAsync();

            var seen = await Cast.SubscriptionAsync(cleo, roomId);
            Assert.True(seen.Flag("alert") && seen.Flag("open"));
            var notes = (await cast.Ada.Rest.GetAsync($"{prefix}.history?roomId={roomId}")).OrThrow()["messages"].EnumerateArray().Where(note => note.GetProperty("t").ValueEquals("au")).ToList();
            Assert.Equal(new[] { cleo.Username, dora.Username }.Order(), notes.Select(RoomReading.Text).Order());
            Assert.All(notes, note => Assert.Equal(cast.Ada.Username, note.GetProperty("u").GetProperty("username").GetString()));
            await cast.Ada.Rest.PostAsync(prefix + ".invite", new { roomId, userId = cleo.Id }).SucceedsAsync();
            Assert.Equal(4, (await Cast.RoomInfoAsync(cast.Ada, roomId)).Number("usersCount"));
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_039_roles_are_granted_per_room_and_everybody_sees_it_live(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var bob = await cast.LineAsync(cast.Bob);
        await bob.SubscribeAsync("stream-notify-logged", "roles-change", false);
        foreach (var (act, role) in new[] { ("Owner", "owner"), ("Moderator", "moderator"), ("Leader", "leader") })
        {
            var body = new { roomId, userId = cast.Bob.Id };
            Assert.False((await (await cast.PersonAsync()).Rest.PostAsync("channels.add" + act, body)).Succeeded);
            await cast.Ada.Rest.PostAsync("channels.add" + act, body).SucceedsAsync();
            await cast.Ada.Rest.PostAsync("channels.add" + act, body).AssertRefusedAsync("error-user-already-" + role);
            var heard = await WaitAsync("added", role);
            Assert.Equal((roomId, cast.Bob.Username), (heard.GetProperty("scope").GetString(), heard.GetProperty("u").GetProperty("username").GetString()));
            var listed = (await cast.Bob.Rest.GetAsync("channels.roles?roomId=" + roomId)).OrThrow()["roles"].EnumerateArray();
            Assert.Contains(role, listed.Single(entry => entry.GetProperty("u").MessageId() == cast.Bob.Id).Texts("roles"));
            var note = await LatestAsync(cast.Ada, "channels", roomId);
            Assert.Equal(("subscription-role-added", role), (note.GetProperty("t").GetString(), note.GetProperty("role").GetString()));

            await cast.Ada.Rest.PostAsync("channels.remove" + act, body).SucceedsAsync();
            await WaitAsync("removed", role);
            Assert.DoesNotContain(role, (await Cast.SubscriptionAsync(cast.Bob, roomId)).Texts("roles"));
        }

        await cast.Ada.Rest.PostAsync("channels.removeOwner", new { roomId, userId = cast.Ada.Id }).AssertRefusedAsync("error-remove-last-owner");

        async Task<JsonElement> WaitAsync(string type, string role) =>
            (await bob.WaitEventAsync("notify-logged", "roles-change", args => args[0].GetProperty("type").ValueEquals(type) && args[0].GetProperty("_id").ValueEquals(role) && args[0].GetProperty("scope").ValueEquals(roomId)))[0];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_040_removed_member_loses_roles_and_room_and_the_last_owner_cannot_be_removed(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.addModerator", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();
        var line = await cast.LineAsync(cast.Bob);
        await line.CallAsync("removeUserFromRoom", new { rid = roomId, username = cast.Ada.Username }).AssertRefusedAsync("error-you-are-last-owner");

        await cast.Ada.Rest.PostAsync("channels.kick", new { roomId, userId = cast.Bob.Id }).SucceedsAsync();

        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cast.Bob, roomId)).ValueKind);
        var note = await LatestAsync(cast.Ada, "channels", roomId);
        Assert.Equal(("ru", cast.Bob.Username, cast.Ada.Username), (note.GetProperty("t").GetString(), note.Text(), note.GetProperty("u").GetProperty("username").GetString()));
        await cast.Ada.Rest.PostAsync("channels.kick", new { roomId, userId = cast.Bob.Id }).AssertRefusedAsync("error-user-not-in-room");
        await cast.Bob.Rest.PostAsync("channels.join", new { roomId }).SucceedsAsync();
        Assert.Empty((await Cast.SubscriptionAsync(cast.Bob, roomId)).Texts("roles"));
        Assert.False((await cast.Bob.Rest.PostAsync("channels.kick", new { roomId, userId = cast.Ada.Id })).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_041_muted_member_reads_but_cannot_write_until_unmuted(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var messageId = await cast.SayAsync(roomId);
        var (ada, bob) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        await bob.CallAsync("muteUserInRoom", new { rid = roomId, username = cast.Ada.Username }).AssertRefusedAsync("error-not-allowed");

        await ada.CallAsync("muteUserInRoom", new { rid = roomId, username = cast.Bob.Username });
        await Cast.TrySayAsync(cast.Bob, roomId).AssertRefusedAsync("You_have_been_muted");
        await bob.CallAsync("sendMessage", new { rid = roomId, msg = "hello?" }).AssertRefusedAsync("You_have_been_muted");
        await cast.Bob.Rest.PostAsync("chat.react", new { messageId, emoji = "smile" }).AssertRefusedAsync("error-not-allowed");
        Assert.Contains(messageId, (await cast.Bob.Rest.GetAsync($"channels.history?roomId={roomId}")).OrThrow()["messages"].Ids());
        Assert.Contains(cast.Bob.Username, (await Cast.RoomInfoAsync(cast.Bob, roomId)).Texts("muted"));
        Assert.Equal("user-muted", (await LatestAsync(cast.Ada, "channels", roomId)).GetProperty("t").GetString());

        await ada.CallAsync("unmuteUserInRoom", new { rid = roomId, username = cast.Bob.Username });
        Assert.Equal("user-unmuted", (await LatestAsync(cast.Ada, "channels", roomId)).GetProperty("t").GetString());
        await Cast.SayAsync(cast.Bob, roomId);
        var pair = await cast.RoomAsync("im");
        Assert.NotEmpty((await Assert.ThrowsAsync<DdpException>(() => ada.CallAsync("muteUserInRoom", new { rid = pair, username = cast.Bob.Username }))).Code);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_042_block_silences_both_sides_until_it_is_lifted(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("im");
        await cast.SayAsync(roomId);
        var ada = await cast.LineAsync(cast.Ada);

        await ada.CallAsync("blockUser", new { rid = roomId, blocked = cast.Bob.Id });
        Assert.True((await Cast.SubscriptionAsync(cast.Ada, roomId)).Flag("blocker"));
        Assert.True((await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("blocked"));
        await Cast.TrySayAsync(cast.Bob, roomId).AssertRefusedAsync("room_is_blocked");
        await Cast.TrySayAsync(cast.Ada, roomId).AssertRefusedAsync("room_is_blocked");

        await ada.CallAsync("unblockUser", new { rid = roomId, blocked = cast.Bob.Id });
        await Cast.SayAsync(cast.Bob, roomId);
        await cast.SayAsync(roomId);
        Assert.NotEmpty((await Assert.ThrowsAsync<DdpException>(() => ada.CallAsync("blockUser", new { rid = roomId, blocked = cast.Ada.Id }))).Code);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_062_favourite_is_personal_and_live_on_other_devices(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var device = await cast.LineAsync(cast.Bob);
        await device.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);
        foreach (var isFavourite in new[] { true, false })
        {
            await cast.Bob.Rest.PostAsync("rooms.favorite", new { roomId, favorite = isFavourite }).SucceedsAsync();
            await device.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[0].ValueEquals("updated") && args[1].GetProperty("rid").ValueEquals(roomId) && args[1].Flag("f") == isFavourite);
            Assert.Equal(isFavourite, (await Cast.SubscriptionAsync(cast.Bob, roomId)).Flag("f"));
            Assert.False((await Cast.SubscriptionAsync(cast.Ada, roomId)).Flag("f"));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await (await cast.PersonAsync()).Rest.PostAsync("rooms.favorite", new { roomId, favorite = true })).Status);
    }

    private static async Task<JsonElement> LatestAsync(Person reader, string prefix, string roomId) =>
        (await reader.Rest.GetAsync($"{prefix}.history?roomId={roomId}&count=1")).OrThrow()["messages"][0];
}

using System.Globalization;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// Messages and what people do to them: MSG-002, MSG-003, MSG-014, MSG-027, MSG-028, MSG-030, MSG-046, MSG-048, MSG-049, MSG-053, MSG-054, MSG-055, MSG-059, MSG-060, MSG-061, MSG-064, MSG-067.
/// </summary>
public sealed class MessageTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_002_repeated_id_stores_one_message_and_a_foreign_id_is_refused(Engine engine)
    {
        using var stage = await Scenario.Room("ids").With("ada", "bob").OnAsync(await workspaces.SharedAsync(engine));
        var id = Scratch.Name("m");
        var first = await stage.SayAsync("ada", "once", id);
        var again = await stage.SayAsync("ada", "twice", id);
        Assert.Equal(("once", first.GetProperty("ts").GetString()), (again.Text(), again.GetProperty("ts").GetString()));
        Assert.False((await stage["bob"].Rest.PostAsync("chat.sendMessage", new { message = new { _id = id, rid = stage.RoomId, msg = "mine" } })).Succeeded);
        await using var line = await stage["bob"].ConnectAsync();
        await Assert.ThrowsAsync<DdpException>(() => line.CallAsync("sendMessage", new { _id = id, rid = stage.RoomId, msg = "mine" }));
        Assert.Equal("once", Assert.Single(await stage.ReadAllAsync(stage["bob"].Rest)).Value.Text());
        Assert.Equal(1, (await Cast.RoomInfoAsync(stage["ada"], stage.RoomId)).Number("msgs"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_003_clock_that_is_far_off_is_refused_and_a_little_is_corrected(Engine engine)
    {
        using var stage = await Scenario.Room("clock").With("ada").OnAsync(await workspaces.SharedAsync(engine));
        await using var line = await stage["ada"].ConnectAsync();
        await SayAsync(TimeSpan.FromMinutes(-2)).AssertRefusedAsync("error-message-ts-out-of-sync");
        await SayAsync(TimeSpan.FromMinutes(2)).AssertRefusedAsync("error-message-ts-out-of-sync");
        var stored = await SayAsync(TimeSpan.FromSeconds(30));
        var skew = DateTimeOffset.FromUnixTimeMilliseconds(stored.GetProperty("ts").GetProperty("$date").GetInt64()) - DateTimeOffset.UtcNow;
        Assert.True(skew.Duration() < TimeSpan.FromSeconds(20), $"{skew}");

        Task<JsonElement> SayAsync(TimeSpan off) => line.CallAsync("sendMessage", new Dictionary<string, object>
        {
            ["rid"] = stage.RoomId,
            ["msg"] = "late",
            ["ts"] = new Dictionary<string, long> { ["$date"] = (DateTimeOffset.UtcNow + off).ToUnixTimeMilliseconds() },
        });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Too_long_and_blank_texts_are_refused(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var id = await cast.SayAsync(roomId, new string('x', 5000));
        await Cast.TrySayAsync(cast.Ada, roomId, new string('x', 5001)).AssertRefusedAsync("error-message-size-exceeded");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = id, text = new string('x', 5001) }).AssertRefusedAsync("error-message-size-exceeded");
        Assert.False((await Cast.TrySayAsync(cast.Ada, roomId, "   \n ")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_014_only_bots_speak_under_another_name(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        Assert.False((await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "I am the boss", alias = "Boss" })).Succeeded);
        Assert.False((await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "look", avatar = "https://example.org/boss.png" })).Succeeded);
        Assert.False((await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "me too", alias = "Boss" } })).Succeeded);

        await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username = cast.Bob.Username }).SucceedsAsync();
        var posted = (await cast.Bob.Rest.PostAsync("chat.postMessage", new { roomId, text = "beep", alias = "Robot", avatar = "https://example.org/robot.png" })).OrThrow()["message"];
        Assert.Equal(("Robot", cast.Bob.Username), (posted.GetProperty("alias").GetString(), posted.GetProperty("u").GetProperty("username").GetString()));
        var unsafeReply = await cast.Bob.Rest.PostAsync("chat.postMessage", new { roomId, text = "beep", alias = "Robot", avatar = "javascript:alert(1)" });
        Assert.DoesNotContain("javascript:", unsafeReply.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_027_mentions_and_rooms_are_stored_as_they_resolve_at_sending(Engine engine)
    {
        using var stage = await Scenario.Room("names").With("ada", "bob").OnAsync(await workspaces.SharedAsync(engine));
        using var secret = await Scenario.PrivateRoom("secret").With("eve").OnAsync(await workspaces.SharedAsync(engine));
        var bob = stage["bob"];
        var message = await stage.SayAsync("ada", $"@{bob.Username.ToUpperInvariant()} and @{Scratch.Name("nobody")} see #{stage.RoomName} not #{secret.RoomName}, mail x@{bob.Username} @all");
        var mentions = message.GetProperty("mentions").EnumerateArray().ToList();
        Assert.Equal(new[] { bob.Id, "all" }.Order(), mentions.Select(RoomReading.MessageId).Order());
        var person = mentions.Single(mention => mention.MessageId() == bob.Id);
        Assert.Equal((bob.Username, "bob", "user"), (person.GetProperty("username").GetString(), person.GetProperty("name").GetString(), person.GetProperty("type").GetString()));
        Assert.Equal(stage.RoomId, Assert.Single(message.GetProperty("channels").EnumerateArray()).MessageId());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_028_addressing_all_needs_the_right_and_a_room_that_is_small_enough(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var (pair, three) = (await cast.RoomAsync(), await cast.RoomAsync("channels", cleo.Username));
        await cast.Admin.PostAsync("settings/Message_MaxAll", new { value = 2 }).SucceedsAsync();
        await cast.SayAsync(pair, "hello @all");
        await Cast.TrySayAsync(cast.Ada, three, "hello @all").AssertRefusedAsync("error-action-not-allowed");

        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "mention-all", roles = new[] { "owner" } }, new { _id = "mention-here", roles = new[] { "owner" } } } }).SucceedsAsync();
        foreach (var group in new[] { "@all", "@here" })
        {
            await Cast.TrySayAsync(cast.Bob, pair, group + " hello").AssertRefusedAsync("error-action-not-allowed");
            await cast.SayAsync(pair, group + " hello");
        }

        Assert.DoesNotContain((await cast.Ada.Rest.GetAsync($"channels.history?roomId={pair}")).OrThrow()["messages"].EnumerateArray(), message => message.GetProperty("u").MessageId() == cast.Bob.Id);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_030_mentioned_person_enters_a_public_channel_but_no_private_room(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, gone) = (await cast.PersonAsync(), await cast.PersonAsync("gone"));
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = gone.Id, activeStatus = false }).SucceedsAsync();
        var (open, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));

        await cast.SayAsync(open, $"ask @{cleo.Username} or @{gone.Username}");
        var joined = await Cast.SubscriptionAsync(cleo, open);
        Assert.Equal(1, joined.Number("userMentions"));
        Assert.Equal(3, (await Cast.RoomInfoAsync(cast.Ada, open)).Number("usersCount"));

        await cast.SayAsync(closed, $"ask @{cleo.Username}");
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cleo, closed)).ValueKind);
        Assert.False((await cleo.Rest.GetAsync("groups.history?roomId=" + closed)).Succeeded);

        var guarded = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.setJoinCode", new { roomId = guarded, joinCode = "sesame" }).SucceedsAsync();
        await cast.SayAsync(guarded, $"ask @{cleo.Username}");
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(cleo, guarded)).ValueKind);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_046_own_message_is_edited_live_and_others_only_with_the_right(Engine engine)
    {
        using var stage = await Scenario.Room("edit").With("ada", "bob", "cleo").OnAsync(await workspaces.SharedAsync(engine));
        await using var cleo = await stage["cleo"].ConnectAsync();
        await cleo.SubscribeRoomAsync(stage.RoomId);
        var id = (await stage.SayAsync("bob", "frist")).MessageId();

        await EditAsync("cleo", "hijacked").AssertRefusedAsync("error-action-not-allowed");
        var edited = (await EditAsync("bob", $"first, @{stage["cleo"].Username}")).OrThrow()["message"];
        Assert.Equal(stage["bob"].Id, edited.GetProperty("editedBy").MessageId());
        Assert.True(edited.TryGetProperty("editedAt", out _));
        Assert.Equal(stage["cleo"].Id, edited.GetProperty("mentions")[0].MessageId());
        await cleo.WaitMessageAsync(stage.RoomId, message => message.MessageId() == id && message.Text().StartsWith("first", StringComparison.Ordinal));
        Assert.Equal(stage["ada"].Id, (await EditAsync("ada", "by the owner")).OrThrow()["message"].GetProperty("editedBy").MessageId());
        Assert.Equal("by the owner", (await Cast.MessageAsync(stage["bob"], id)).Text());

        Task<RestReply> EditAsync(string who, string text) => stage[who].Rest.PostAsync("chat.update", new { roomId = stage.RoomId, msgId = id, text });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_046_and_MSG_048_windows_close_for_authors_but_not_for_those_with_the_bypass(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["OVERWRITE_SETTING_Message_AllowEditing_BlockEditInMinutes"] = "10",
            ["OVERWRITE_SETTING_Message_AllowDeleting_BlockDeleteInMinutes"] = "20",
        });
        await using var cast = await Cast.OnAsync(server);
        var robot = await cast.PersonAsync("robot");
        await cast.Admin.PostAsync("users.update", new { userId = robot.Id, data = new { roles = new[] { "bot", "user" } } }).SucceedsAsync();
        var roomId = await cast.RoomAsync("channels", robot.Username);
        var (bobs, robots) = (await Cast.SayAsync(cast.Bob, roomId, "soon too old"), await Cast.SayAsync(robot, roomId, "never too old"));

        await server.RestartLaterAsync(TimeSpan.FromMinutes(9));
        await EditAsync(cast.Bob, bobs).SucceedsAsync();
        await server.RestartLaterAsync(TimeSpan.FromMinutes(11));
        await EditAsync(cast.Bob, bobs).AssertRefusedAsync("error-message-editing-blocked");
        await EditAsync(robot, robots).SucceedsAsync();
        await server.RestartLaterAsync(TimeSpan.FromMinutes(21));
        await DeleteAsync(cast.Bob, bobs).AssertRefusedAsync("error-message-deleting-blocked");
        Assert.Equal("better", (await Cast.MessageAsync(cast.Bob, bobs)).Text());
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = bobs }).SucceedsAsync();
        await DeleteAsync(robot, robots).SucceedsAsync();

        Task<RestReply> EditAsync(Person who, string msgId) => who.Rest.PostAsync("chat.update", new { roomId, msgId, text = "better" });
        Task<RestReply> DeleteAsync(Person who, string msgId) => who.Rest.PostAsync("chat.delete", new { roomId, msgId });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_048_switches_close_editing_and_deleting_to_authors_but_not_to_the_entitled(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["OVERWRITE_SETTING_Message_AllowEditing"] = "false",
            ["OVERWRITE_SETTING_Message_AllowDeleting"] = "false",
            ["OVERWRITE_SETTING_Message_ShowDeletedStatus"] = "true",
        });
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        var id = await Cast.SayAsync(cast.Bob, roomId, "too late");
        await cast.Bob.Rest.PostAsync("chat.update", new { roomId, msgId = id, text = "x" }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Bob.Rest.PostAsync("chat.delete", new { roomId, msgId = id }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = id, text = "owners may" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = id }).SucceedsAsync();

        var placeholder = await Cast.MessageAsync(cast.Bob, id);
        Assert.Equal(("rm", ""), (placeholder.GetProperty("t").GetString(), placeholder.Text()));
        Assert.False(placeholder.TryGetProperty("md", out _));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_048_deleted_message_disappears_for_all_and_foreign_ones_need_the_right(Engine engine)
    {
        using var stage = await Scenario.Room("delete").With("ada", "bob", "cleo").OnAsync(await workspaces.SharedAsync(engine));
        await using var cleo = await stage["cleo"].ConnectAsync();
        await cleo.SubscribeAsync("stream-notify-room", stage.RoomId + "/deleteMessage", false);
        var (mine, theirs) = ((await stage.SayAsync("bob", "mine")).MessageId(), (await stage.SayAsync("cleo", "theirs")).MessageId());

        await DeleteAsync("bob", theirs).AssertRefusedAsync("error-action-not-allowed");
        await DeleteAsync("bob", mine).SucceedsAsync();
        await DeleteAsync("ada", theirs).SucceedsAsync();
        foreach (var id in new[] { mine, theirs })
        {
            await cleo.WaitEventAsync("notify-room", stage.RoomId + "/deleteMessage", args => args[0].MessageId() == id);
            Assert.False((await stage["cleo"].Rest.GetAsync("chat.getMessage?msgId=" + id)).Succeeded);
        }

        Assert.Empty(await stage.ReadAllAsync(stage["bob"].Rest));
        Task<RestReply> DeleteAsync(string who, string msgId) => stage[who].Rest.PostAsync("chat.delete", new { roomId = stage.RoomId, msgId });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_049_link_becomes_a_quote_only_for_an_author_who_may_read_the_source(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var eve = await cast.PersonAsync("eve");
        var (closed, open) = (await cast.RoomAsync("groups"), await cast.RoomAsync("channels", eve.Username));
        var source = await cast.SayAsync(closed, "the plan");
        var link = $"{cast.Server.Url.ToString().TrimEnd('/')}/group/closed?msg={source}";

        var quoted = await Cast.MessageAsync(cast.Bob, await cast.SayAsync(open, $"[ ]({link}) see"));
        var quote = Assert.Single(quoted.GetProperty("attachments").EnumerateArray());
        Assert.Equal(("the plan", cast.Ada.Username, link), (quote.GetProperty("text").GetString(), quote.GetProperty("author_name").GetString(), quote.GetProperty("message_link").GetString()));

        var pried = await Cast.MessageAsync(eve, await Cast.SayAsync(eve, open, $"[ ]({link}) see"));
        Assert.DoesNotContain("the plan", pried.GetRawText(), StringComparison.Ordinal);

        // A chain of quotes ends at two levels.
        var second = await cast.SayAsync(open, $"[ ]({link}) second");
        var third = await cast.SayAsync(open, $"[ ]({LinkTo(second)}) third");
        var fourth = await Cast.MessageAsync(cast.Bob, await cast.SayAsync(open, $"[ ]({LinkTo(third)}) fourth"));
        Assert.Contains("second", fourth.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("the plan", fourth.GetRawText(), StringComparison.Ordinal);

        string LinkTo(string id) => $"{cast.Server.Url.ToString().TrimEnd('/')}/channel/open?msg={id}";
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_053_reaction_toggles_and_reaches_everybody(Engine engine)
    {
        using var stage = await Scenario.Room("react").With("ada", "bob").OnAsync(await workspaces.SharedAsync(engine));
        await using var line = await stage["ada"].ConnectAsync();
        await line.SubscribeRoomAsync(stage.RoomId);
        var id = (await stage.SayAsync("ada", "cake?")).MessageId();

        await ReactAsync("bob", ":tada:").SucceedsAsync();
        await line.WaitMessageAsync(stage.RoomId, message => message.MessageId() == id && message.TryGetProperty("reactions", out _));
        await ReactAsync("ada", "tada").SucceedsAsync();
        Assert.Equal([stage["bob"].Username, stage["ada"].Username], (await ReactionsAsync()).GetProperty(":tada:").Texts("usernames"));
        await ReactAsync("bob", ":tada:").SucceedsAsync();
        Assert.Equal([stage["ada"].Username], (await ReactionsAsync()).GetProperty(":tada:").Texts("usernames"));
        await stage["ada"].Rest.PostAsync("chat.react", new { messageId = id, emoji = "tada", shouldReact = true }).SucceedsAsync();
        Assert.Equal([stage["ada"].Username], (await ReactionsAsync()).GetProperty(":tada:").Texts("usernames"));
        await ReactAsync("ada", "tada").SucceedsAsync();
        Assert.False((await Cast.MessageAsync(stage["bob"], id)).TryGetProperty("reactions", out var left) && left.EnumerateObject().Any());
        await ReactAsync("bob", ":nothing_like_this:").AssertRefusedAsync("error-not-allowed");

        Task<RestReply> ReactAsync(string who, string emoji) => stage[who].Rest.PostAsync("chat.react", new { messageId = id, emoji });
        async Task<JsonElement> ReactionsAsync() => (await Cast.MessageAsync(stage["bob"], id)).GetProperty("reactions");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_054_pinned_message_is_marked_noted_and_listed_by_those_who_may(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var id = await Cast.SayAsync(cast.Bob, roomId, "the rules");
        await cast.Bob.Rest.PostAsync("chat.pinMessage", new { messageId = id }).AssertRefusedAsync("not-authorized");

        var pinned = (await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = id })).OrThrow()["message"];
        Assert.True(pinned.Flag("pinned"));
        Assert.Equal(cast.Ada.Id, pinned.GetProperty("pinnedBy").MessageId());
        Assert.True(pinned.TryGetProperty("pinnedAt", out _));
        Assert.Equal([id], (await PanelAsync()).Ids());
        var note = (await cast.Bob.Rest.GetAsync($"channels.history?roomId={roomId}&count=1")).OrThrow()["messages"][0];
        Assert.Equal(("message_pinned", "the rules"), (note.GetProperty("t").GetString(), note.GetProperty("attachments")[0].GetProperty("text").GetString()));

        await cast.Ada.Rest.PostAsync("chat.unPinMessage", new { messageId = id }).SucceedsAsync();
        Assert.Empty((await PanelAsync()).Ids());
        Assert.False((await Cast.MessageAsync(cast.Bob, id)).Flag("pinned"));

        async Task<JsonElement> PanelAsync() => (await cast.Bob.Rest.GetAsync("chat.getPinnedMessages?roomId=" + roomId)).OrThrow()["messages"];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_055_star_is_seen_by_nobody_else(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var id = await cast.SayAsync(roomId);
        await cast.Bob.Rest.PostAsync("chat.starMessage", new { messageId = id }).SucceedsAsync();
        Assert.Equal([cast.Bob.Id], (await Cast.MessageAsync(cast.Bob, id)).GetProperty("starred").Ids());
        Assert.DoesNotContain(cast.Bob.Id, (await Cast.MessageAsync(cast.Ada, id)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal([id], (await PanelAsync(cast.Bob)).Ids());
        Assert.Empty((await PanelAsync(cast.Ada)).Ids());
        await cast.Bob.Rest.PostAsync("chat.unStarMessage", new { messageId = id }).SucceedsAsync();
        Assert.Empty((await PanelAsync(cast.Bob)).Ids());

        async Task<JsonElement> PanelAsync(Person person) => (await person.Rest.GetAsync("chat.getStarredMessages?roomId=" + roomId)).OrThrow()["messages"];
    }

    /// <summary>MSG-059, MSG-060 and MSG-061.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_059_thread_counts_its_replies_and_follows_those_concerned(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (cleo, dora) = (await cast.PersonAsync(), await cast.PersonAsync("dora"));
        var roomId = await cast.RoomAsync("channels", cleo.Username, dora.Username);
        var root = await cast.SayAsync(roomId, "who comes?");
        var reply = await Cast.SayAsync(cast.Bob, roomId, $"I do, and @{cleo.Username}", root);
        var parent = await Cast.MessageAsync(dora, root);
        Assert.Equal(1, parent.Number("tcount"));
        Assert.True(parent.TryGetProperty("tlm", out _));
        Assert.Equal(new[] { cast.Ada.Id, cast.Bob.Id, cleo.Id }.Order(), parent.Texts("replies").Order());

        // A reply to a reply belongs to the same thread; one that is also sent to the room is shown there.
        var nested = (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "fine", tmid = reply, tshow = true } })).OrThrow()["message"];
        Assert.Equal((root, true), (nested.GetProperty("tmid").GetString(), nested.Flag("tshow")));
        Assert.Equal(2, (await Cast.MessageAsync(dora, root)).Number("tcount"));
        Assert.Equal([reply, nested.MessageId()], (await dora.Rest.GetAsync("chat.getThreadMessages?tmid=" + root)).OrThrow()["messages"].Ids());
        var inRoom = (await dora.Rest.GetAsync($"channels.history?roomId={roomId}&showThreadMessages=false")).OrThrow()["messages"].Ids();
        Assert.Contains(nested.MessageId(), inRoom);
        Assert.DoesNotContain(reply, inRoom);

        await dora.Rest.PostAsync("chat.followMessage", new { mid = root }).SucceedsAsync();
        Assert.Contains(dora.Id, (await Cast.MessageAsync(dora, root)).Texts("replies"));
        await dora.Rest.PostAsync("chat.unfollowMessage", new { mid = root }).SucceedsAsync();
        Assert.DoesNotContain(dora.Id, (await Cast.MessageAsync(dora, root)).Texts("replies"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_064_thread_mark_goes_with_the_last_reply_and_a_deleted_parent_leaves_its_place(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var root = await cast.SayAsync(roomId, "who comes?");
        var (first, second) = (await cast.SayAsync(roomId, "one", root), await cast.SayAsync(roomId, "two", root));
        await DeleteAsync(first);
        Assert.Equal(1, (await Cast.MessageAsync(cast.Bob, root)).Number("tcount"));
        await DeleteAsync(root);
        Assert.Equal("rm", (await Cast.MessageAsync(cast.Bob, root)).GetProperty("t").GetString());
        Assert.Equal([second], (await cast.Bob.Rest.GetAsync("chat.getThreadMessages?tmid=" + root)).OrThrow()["messages"].Ids());

        var other = await cast.SayAsync(roomId, "and you?");
        await DeleteAsync(await cast.SayAsync(roomId, "no", other));
        Assert.False((await Cast.MessageAsync(cast.Bob, other)).TryGetProperty("tcount", out _));

        Task DeleteAsync(string msgId) => cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId }).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_067_sync_brings_what_was_written_changed_and_deleted_since(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var (kept, edited, deleted) = (await cast.SayAsync(roomId, "kept"), await cast.SayAsync(roomId, "edited"), await cast.SayAsync(roomId, "deleted"));
        var since = Uri.EscapeDataString((await Cast.MessageAsync(cast.Bob, deleted)).GetProperty("_updatedAt").GetString()!);
        var written = await cast.SayAsync(roomId, "written");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = edited, text = "better" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = deleted }).SucceedsAsync();

        var result = (await cast.Bob.Rest.GetAsync($"chat.syncMessages?roomId={roomId}&lastUpdate={since}")).OrThrow()["result"];
        Assert.Equal(new[] { edited, written }.Order(), result.GetProperty("updated").Ids().Where(id => id != deleted).Order());
        var gone = Assert.Single(result.GetProperty("deleted").EnumerateArray());
        Assert.Equal(deleted, gone.MessageId());
        Assert.True(gone.TryGetProperty("_deletedAt", out _));
        Assert.DoesNotContain(kept, result.GetProperty("updated").Ids());
        Assert.Equal([deleted], (await cast.Bob.Rest.GetAsync($"chat.getDeletedMessages?roomId={roomId}&since={since}")).OrThrow()["messages"].Ids());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task History_pages_leave_their_ends_out_unless_asked(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("groups");
        var messages = new List<JsonElement>();
        for (var number = 0; number < 5; number++)
            messages.Add(await Cast.MessageAsync(cast.Ada, await cast.SayAsync(roomId, number.ToString(CultureInfo.InvariantCulture))));
        string At(int number) => Uri.EscapeDataString(messages[number].GetProperty("ts").GetString()!);

        Assert.Equal("3 2", await PageAsync($"oldest={At(1)}&latest={At(4)}"));
        Assert.Equal("4 3 2 1", await PageAsync($"oldest={At(1)}&latest={At(4)}&inclusive=true"));
        Assert.Equal("4 3", await PageAsync("count=2"));
        Assert.Equal("2 1", await PageAsync("count=2&offset=2"));
        Assert.Equal("2 1", await PageAsync($"count=2&latest={At(3)}"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await cast.Ada.Rest.GetAsync($"groups.history?roomId={roomId}&latest=yesterday")).Status);

        async Task<string> PageAsync(string query) =>
            string.Join(' ', (await cast.Bob.Rest.GetAsync($"groups.history?roomId={roomId}&{query}")).OrThrow()["messages"].EnumerateArray().Where(RoomReading.IsWritten).Select(RoomReading.Text));
    }
}

using System.Data.Common;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Storage;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Off the record: the server carries what two people say, and keeps none of it.</summary>
/// <remarks>Rows: E2E-036, E2E-038, E2E-039, MSG-083, MSG-084, SET-195.</remarks>
public sealed class OffTheRecordTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_036_MSG_083_keys_travel_between_the_two_of_a_direct_room_only(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, eve) = (await cast.RoomAsync("im"), await cast.PersonAsync("eve"));
        var group = (await cast.Ada.Rest.PostAsync("im.create", new { usernames = $"{cast.Bob.Username},{eve.Username}" })).OrThrow()["room"].MessageId();
        var (ada, bob, stranger) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob), await cast.LineAsync(eve));
        var (toBob, toEve) = (cast.Bob.Id + "/otr", eve.Id + "/otr");
        await bob.SubscribeAsync("stream-notify-user", toBob, false);
        await stranger.SubscribeAsync("stream-notify-user", toEve, false);

        // Not another's name, not another's room, not to a third person, not without or with a huge key, nothing unknown, no strange shapes.
        await WriteAsync(stranger, toBob, "handshake", new { roomId, userId = cast.Ada.Id, publicKey = "forged" });
        await WriteAsync(stranger, toBob, "handshake", new { roomId, userId = eve.Id, publicKey = "forged" });
        await WriteAsync(ada, toEve, "handshake", new { roomId, userId = cast.Ada.Id, publicKey = "forged" });
        await WriteAsync(ada, toBob, "handshake", new { roomId = group, userId = cast.Ada.Id, publicKey = "forged" });
        await WriteAsync(ada, toBob, "handshake", new { roomId = await cast.RoomAsync(), userId = cast.Ada.Id, publicKey = "forged" });
        await WriteAsync(ada, toBob, "handshake", new { roomId, userId = cast.Bob.Id, publicKey = "forged" });
        await WriteAsync(ada, toBob, "handshake", new { roomId, userId = cast.Ada.Id });
        await WriteAsync(ada, toBob, "handshake", new { roomId, userId = cast.Ada.Id, publicKey = new string('x', 1001) });
        await WriteAsync(ada, toBob, "takeover", new { roomId, userId = cast.Ada.Id, publicKey = "forged" });
        await WriteAsync(ada, toBob, 7, new[] { "forged" });
        await WriteAsync(ada, toBob, "handshake", new { roomId, userId = cast.Ada.Id, publicKey = "{\"kty\":\"EC\"}", refresh = true, extra = "forged" });

        var heard = await bob.WaitEventAsync("notify-user", toBob, args => args[1].TryGetProperty("refresh", out _));
        Assert.Equal(("handshake", roomId, cast.Ada.Id, "{\"kty\":\"EC\"}"), (heard[0].GetString(), heard[1].Text("roomId"), heard[1].Text("userId"), heard[1].Text("publicKey")));
        foreach (var kind in new[] { "deny", "end" })
        {
            await WriteAsync(ada, toBob, kind, new { roomId, userId = cast.Ada.Id });
            await bob.WaitEventAsync("notify-user", toBob, args => args[0].ValueEquals(kind));
        }
        await stranger.DrainAsync();
        Assert.Equal(0, bob.Frames(frame => frame.GetRawText().Contains("forged", StringComparison.Ordinal)));
        Assert.Equal(0, stranger.Frames(frame => Refusals.IsEvent(frame, "notify-user", toEve)));

        // Nobody begins with somebody who is blocked, but everybody may still end.
        await bob.CallAsync("blockUser", new { rid = roomId, blocked = cast.Ada.Id });
        var position = bob.Position;
        await WriteAsync(ada, toBob, "handshake", new { roomId, userId = cast.Ada.Id, publicKey = "blocked" });
        await WriteAsync(ada, toBob, "end", new { roomId, userId = cast.Ada.Id });
        await bob.WaitEventAsync("notify-user", toBob, args => args[0].ValueEquals("end"), position);
        Assert.Equal(0, bob.Frames(frame => frame.GetRawText().Contains("\"blocked\"", StringComparison.Ordinal) && Refusals.IsEvent(frame, "notify-user", toBob)));

        static Task WriteAsync(DdpClient line, string name, object type, object payload) => line.CallAsync("stream-notify-user", name, type, payload);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_038_MSG_084_what_is_said_off_the_record_is_heard_once_and_stored_nowhere(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("im");
        var before = await Cast.SayAsync(cast.Ada, roomId, "for everybody to keep");
        var (ada, bob) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        foreach (var line in new[] { ada, bob }) await line.SubscribeRoomAsync(roomId);
        await bob.SubscribeAsync("stream-room-messages", "__my_messages__", false);
        await bob.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);
        var subscription = (await Cast.SubscriptionAsync(cast.Bob, roomId)).GetRawText();
        var (secret, other, ack) = (Scratch.Name("secret"), Scratch.Name("secret"), Scratch.Name("token"));

        var id = Scratch.Name("m");
        var sent = await ada.CallAsync("sendMessage", new { _id = id, rid = roomId, msg = $"{{\"$binary\":\"{secret}\"}}", t = "otr" });
        Assert.Equal((id, "otr", cast.Ada.Id), (sent.MessageId(), sent.Text("t"), sent.GetProperty("u").MessageId()));
        await bob.WaitMessageAsync(roomId, message => message.Text().Contains(secret, StringComparison.Ordinal) && message.Text("t") == "otr");
        await cast.Bob.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = other, t = "otr" } }).SucceedsAsync();
        var heard = await ada.WaitMessageAsync(roomId, message => message.Text() == other);

        // The reader's answer brings the message once more, by its author whatever the reader says.
        await ada.CallAsync("updateOTRAck", new { message = new { _id = heard.MessageId(), rid = roomId, msg = other, t = "otr", u = new { _id = cast.Ada.Id, username = "somebody" } }, ack });
        var answered = await bob.WaitMessageAsync(roomId, message => message.TryGetProperty("otrAck", out var token) && token.ValueEquals(ack));
        Assert.Equal((heard.MessageId(), "otr", cast.Bob.Id, ack), (answered.MessageId(), answered.Text("t"), answered.GetProperty("u").MessageId(), answered.GetProperty("otr").Text("ack")));

        await bob.DrainAsync();
        Assert.Equal(subscription, (await Cast.SubscriptionAsync(cast.Bob, roomId)).GetRawText());
        Assert.Equal(0, bob.Frames(frame => Refusals.IsEvent(frame, "notify-user", cast.Bob.Id + "/subscriptions-changed")));
        Assert.Equal(0, bob.Frames(frame => Refusals.IsEvent(frame, "room-messages", "__my_messages__")));
        var history = (await cast.Bob.Rest.GetAsync($"im.history?roomId={roomId}")).OrThrow()["messages"];
        Assert.Equal([before], history.Ids());
        var room = await Cast.RoomInfoAsync(cast.Ada, roomId);
        Assert.Equal((1, before), (room.Number("msgs"), room.GetProperty("lastMessage").MessageId()));
        Assert.False((await cast.Bob.Rest.GetAsync("chat.getMessage?msgId=" + id)).Succeeded);
        await AssertNowhereAsync(server, engine, secret, other, ack);
        foreach (var word in new[] { secret, other, ack }) Assert.DoesNotContain(word, server.Log(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_038_others_and_other_rooms_have_no_part_in_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, eve) = (await cast.RoomAsync("im"), await cast.PersonAsync("eve"));
        var stranger = await cast.LineAsync(eve);
        var admin = await cast.LineOfAdminAsync();
        var ada = await cast.LineAsync(cast.Ada);
        var group = (await cast.Ada.Rest.PostAsync("im.create", new { usernames = $"{cast.Bob.Username},{eve.Username}" })).OrThrow()["room"].MessageId();
        var own = (await cast.Ada.Rest.PostAsync("im.create", new { username = cast.Ada.Username })).OrThrow()["room"].MessageId();
        foreach (var line in new[] { stranger, admin })
        {
            await line.CallAsync("sendMessage", new { rid = roomId, msg = "x", t = "otr" }).AssertRefusedAsync("error-invalid-room");
            await line.CallAsync("updateOTRAck", new { message = new { _id = "x", rid = roomId, msg = "x" }, ack = "x" }).AssertRefusedAsync("error-invalid-room");
            await line.CallAsync("deleteOldOTRMessages", roomId).AssertRefusedAsync("error-invalid-room");
        }
        foreach (var wrong in new[] { group, own, await cast.RoomAsync(), await cast.RoomAsync("groups"), "nothing-has-this-id" })
        {
            await ada.CallAsync("sendMessage", new { rid = wrong, msg = "x", t = "otr" }).AssertRefusedAsync("error-invalid-room");
            await cast.Ada.Rest.PostAsync("chat.otr", new { roomId = wrong, type = "user_joined_otr" }).AssertRefusedAsync("error-invalid-room");
        }
        await ada.CallAsync("sendMessage", new { rid = roomId, msg = new string('x', 40_000), t = "otr" }).AssertRefusedAsync("error-message-size-exceeded");
        await ada.CallAsync("updateOTRAck", new { message = new { _id = "x", rid = roomId, msg = "x" }, ack = new string('x', 2001) }).AssertRefusedAsync("invalid-params");
        await eve.Rest.PostAsync("chat.otr", new { roomId, type = "user_joined_otr" }).AssertRefusedAsync("error-invalid-room");
        foreach (var type in new[] { "rm", "user-muted", "otr", "uj" })
            await cast.Ada.Rest.PostAsync("chat.otr", new { roomId, type }).AssertRefusedAsync("error-invalid-params");
        await cast.Ada.Rest.PostAsync("chat.otr", new { roomId }).AssertRefusedAsync("error-invalid-params");
        await cast.Ada.Rest.PostAsync("chat.otr", new { type = "user_joined_otr" }).AssertRefusedAsync("error-invalid-params");
        Assert.Equal(0, (await Cast.RoomInfoAsync(cast.Ada, roomId)).Number("msgs"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task E2E_039_MSG_084_notes_tell_that_there_was_a_conversation_and_go_with_the_next(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync("im");
        var kept = await Cast.SayAsync(cast.Bob, roomId, "this stays");
        var bob = await cast.LineAsync(cast.Bob);
        await bob.SubscribeRoomAsync(roomId);
        await bob.SubscribeAsync("stream-notify-room", roomId + "/deleteMessage", false);
        var notes = new[] { "user_joined_otr", "user_requested_otr_key_refresh", "user_key_refreshed_successfully" };
        foreach (var type in notes) await cast.Ada.Rest.PostAsync("chat.otr", new { roomId, type }).SucceedsAsync();
        var ids = new List<string>();
        foreach (var type in notes) ids.Add((await bob.WaitMessageAsync(roomId, message => message.Text("t") == type && message.GetProperty("u").MessageId() == cast.Ada.Id)).MessageId());
        Assert.Equal(1, (await Cast.SubscriptionAsync(cast.Ada, roomId)).Number("unread"));

        await bob.CallAsync("sendSystemMessages", roomId, cast.Bob.Username, notes[0]);
        await bob.CallAsync("deleteOldOTRMessages", roomId);

        foreach (var id in ids) await bob.WaitEventAsync("notify-room", roomId + "/deleteMessage", args => args[0].MessageId() == id);
        Assert.Equal([kept], (await cast.Ada.Rest.GetAsync($"im.history?roomId={roomId}")).OrThrow()["messages"].Ids());
        Assert.Equal(1, (await Cast.RoomInfoAsync(cast.Ada, roomId)).Number("msgs"));
    }

    [Fact]
    public async Task MSG_083_a_workspace_may_want_none_of_it()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("im");
        var (ada, bob) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        await bob.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/otr", false);
        await cast.Admin.PostAsync("settings/OTR_Enable", new { value = false }).SucceedsAsync();

        await ada.CallAsync("stream-notify-user", cast.Bob.Id + "/otr", "handshake", new { roomId, userId = cast.Ada.Id, publicKey = "key" });
        await ada.CallAsync("stream-notify-user", cast.Bob.Id + "/otr", "end", new { roomId, userId = cast.Ada.Id });
        await bob.WaitEventAsync("notify-user", cast.Bob.Id + "/otr", args => args[0].ValueEquals("end"));
        Assert.Equal(0, bob.Frames(frame => frame.GetRawText().Contains("handshake", StringComparison.Ordinal)));
        await ada.CallAsync("sendMessage", new { rid = roomId, msg = "x", t = "otr" }).AssertRefusedAsync("error-not-allowed");
        await cast.Ada.Rest.PostAsync("chat.otr", new { roomId, type = "user_joined_otr" }).AssertRefusedAsync("error-not-allowed");
    }

    /// <summary>Looks into every column of every table.</summary>
    private static async Task AssertNowhereAsync(ParleyServer server, Engine engine, params string[] words)
    {
        await using var connection = await RawDatabase.OpenAsync(engine, server.DatabaseUrl);
        var tables = await ReadAsync(connection, engine == Engine.Sqlite ? "SELECT name FROM sqlite_master WHERE type='table'" : "SELECT tablename FROM pg_tables WHERE schemaname='public'");
        Assert.Contains("messages", tables);
        foreach (var table in tables)
        {
            foreach (var value in await ReadAsync(connection, $"SELECT * FROM \"{table}\""))
                Assert.False(words.Any(word => value.Contains(word, StringComparison.Ordinal)), $"{table} keeps what was said off the record");
        }
    }

    private static async Task<List<string>> ReadAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.GetValue(column) is string text) values.Add(text);
                else if (reader.GetValue(column) is byte[] bytes) values.Add(System.Text.Encoding.Latin1.GetString(bytes));
            }
        }
        return values;
    }
}

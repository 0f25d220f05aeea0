using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Things of one room, asked for with the name of another; and what refusals give away.</summary>
/// <remarks>Rows: SEC-031, SEC-032.</remarks>
public sealed class CrossObjectTests(Workspaces workspaces)
{
    private const string Secret = "the combination is nineteen";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_031_room_of_a_message_is_its_own_whatever_the_request_says(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("vault").With("ada", "bob").Without("eve").OnAsync(server);
        using var own = await Scenario.Room("own").With("eve").OnAsync(server);
        var (ada, eve) = (stage["ada"], own["eve"]);
        var id = (await stage.SayAsync("ada", Secret)).GetProperty("_id").GetString()!;
        await Cast.SayAsync(stage["bob"], stage.RoomId, "and eighteen", id);
        var before = await MessageAsync();
        await using var line = await eve.ConnectAsync();
        var complaints = new Complaints();

        foreach (var (path, body) in new (string, object)[]
        {
            ("chat.update", new { roomId = own.RoomId, msgId = id, text = "mine" }), ("chat.delete", new { roomId = own.RoomId, msgId = id }), ("chat.react", new { messageId = id, emoji = "smile", roomId = own.RoomId }),
            ("chat.pinMessage", new { messageId = id, roomId = own.RoomId }), ("chat.unPinMessage", new { messageId = id }), ("chat.starMessage", new { messageId = id, rid = own.RoomId }), ("chat.followMessage", new { mid = id, rid = own.RoomId }),
            ("chat.unfollowMessage", new { mid = id }), ("chat.reportMessage", new { messageId = id, description = "mine", roomId = own.RoomId }), ("autotranslate.translateMessage", new { messageId = id, targetLanguage = "de" }),
            ("later.save", new { messageId = id }), ("chat.sendMessage", new { message = new { rid = own.RoomId, msg = "reply", tmid = id } }),
        })
            Judge(path, await eve.Rest.PostAsync(path, body));
        foreach (var path in new[] { "chat.getMessage?msgId=" + id, "chat.getMessageReadReceipts?messageId=" + id, "chat.getThreadMessages?tmid=" + id, "chat.syncThreadMessages?updatedSince=1970-01-01T00:00:00.000Z&tmid=" + id })
            Judge(path, await eve.Rest.GetAsync(path + "&roomId=" + own.RoomId + "&rid=" + own.RoomId));
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("updateMessage", [new { _id = id, rid = own.RoomId, msg = "mine" }]), ("deleteMessage", [new { _id = id, rid = own.RoomId }]), ("setReaction", [":smile:", id]), ("pinMessage", [new { _id = id, rid = own.RoomId }]),
            ("unpinMessage", [new { _id = id, rid = own.RoomId }]), ("starMessage", [new { _id = id, rid = own.RoomId, starred = true }]), ("followMessage", [new { mid = id, rid = own.RoomId }]), ("getSingleMessage", [id]),
            ("getReadReceipts", [new { messageId = id, rid = own.RoomId }]), ("getThreadMessages", [new { tmid = id, rid = own.RoomId }]), ("reportMessage", [id, "mine"]), ("loadSurroundingMessages", [new { _id = id, rid = own.RoomId }, 10]),
            ("createDiscussion", [new { prid = own.RoomId, pmid = id, t_name = "mine" }]),
        })
            await JudgeMethodAsync(method, arguments);

        // A link to it quotes nothing.
        foreach (var link in new[] { $"{server.Url}group/{stage.RoomName}?msg={id}", $"{server.Url}channel/{own.RoomName}?msg={id}" })
        {
            var sent = (await eve.Rest.PostAsync("chat.sendMessage", new { message = new { rid = own.RoomId, msg = $"[ ]({link}) what is it?" } })).OrThrow()["message"];
            complaints.AddUnless(!sent.GetRawText().Contains(Secret, StringComparison.Ordinal), "a link quotes: " + sent.GetRawText());
        }

        complaints.AssertNone();
        Assert.Equal(before.GetRawText(), (await MessageAsync()).GetRawText());

        void Judge(string door, RestReply reply)
        {
            var text = reply.Body.GetRawText();
            complaints.AddUnless(!reply.Succeeded && !text.Contains("nineteen", StringComparison.Ordinal) && !text.Contains("eighteen", StringComparison.Ordinal), $"{door}: {(int)reply.Status} {text}");
        }

        async Task JudgeMethodAsync(string method, object?[] arguments)
        {
            try
            {
                var result = await line.CallAsync(method, arguments);
                var answer = result.ValueKind == JsonValueKind.Undefined ? "" : result.GetRawText();
                complaints.AddUnless(!answer.Contains("nineteen", StringComparison.Ordinal) && !answer.Contains("eighteen", StringComparison.Ordinal), $"{method}: {answer}");
            }
            catch (DdpException)
            {
            }
        }

        async Task<JsonElement> MessageAsync() => (await ada.Rest.GetAsync("chat.getMessage?msgId=" + id)).OrThrow()["message"];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_031_edit_changes_neither_time_nor_author_nor_place_nor_visibility(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("desk").With("ada", "bob").OnAsync(server);
        var (ada, bob) = (stage["ada"], stage["bob"]);
        var sent = await stage.SayAsync("ada", "first");
        var id = sent.GetProperty("_id").GetString()!;
        await using var line = await ada.ConnectAsync();
        foreach (var change in new object[]
        {
            new { _id = id, rid = stage.RoomId, msg = "second", ts = new Dictionary<string, long> { ["$date"] = 0 } }, new { _id = id, rid = stage.RoomId, msg = "second", u = new { _id = bob.Id, username = bob.Username } },
            new { _id = id, rid = stage.RoomId, msg = "second", _hidden = true }, new { _id = id, rid = "GENERAL", msg = "second" }, new { _id = id, rid = stage.RoomId, msg = "second", pinned = true, t = "rm", starred = new[] { new { _id = bob.Id } }, tcount = 9 },
        })
        {
            try
            {
                await line.CallAsync("updateMessage", change);
            }
            catch (DdpException)
            {
            }
        }

        var now = (await bob.Rest.GetAsync("chat.getMessage?msgId=" + id)).OrThrow()["message"];
        Assert.Equal((sent.GetProperty("ts").ToString(), ada.Id, stage.RoomId), (now.GetProperty("ts").ToString(), now.GetProperty("u").GetProperty("_id").GetString(), now.GetProperty("rid").GetString()));
        foreach (var member in new[] { "t", "_hidden", "tcount" }) Assert.False(now.TryGetProperty(member, out _), member);
        Assert.False(now.Flag("pinned"));
        Assert.False(now.TryGetProperty("starred", out var stars) && stars.GetArrayLength() > 0);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_032_refused_commands_tell_nothing_of_who_is_where(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("club").With("ada", "bob", "cleo").Without("eve").OnAsync(server);
        var (bob, cleo, eve) = (stage["bob"], stage["cleo"], stage["eve"]);
        await using var line = await bob.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", bob.Id + "/message", false);
        // A member without the right is answered alike about a member, somebody outside, and nobody.
        foreach (var command in new[] { "mute", "unmute", "kick", "invite" })
        {
            var answers = new List<string>();
            foreach (var name in new[] { cleo.Username, eve.Username, "nobody-has-this-name" })
            {
                var from = line.Position;
                await line.CallAsync("slashCommand", new { cmd = command, @params = "@" + name, msg = new { rid = stage.RoomId }, triggerId = "t" });
                var note = await line.WaitAsync(frame => frame.TryGetProperty("collection", out var c) && c.ValueEquals("stream-notify-user"), "an answer", from);
                answers.Add(note.GetProperty("fields").GetProperty("args")[0].GetProperty("msg").GetString()!.Replace(name, "NAME", StringComparison.Ordinal));
            }

            Assert.Single(answers.Distinct());
        }

        foreach (var method in new[] { "muteUserInRoom", "unmuteUserInRoom", "removeUserFromRoom" })
        {
            var codes = new List<string>();
            foreach (var name in new[] { cleo.Username, eve.Username, "nobody-has-this-name" })
                codes.Add(await bob.Rest.RefusalAsync(method, new { rid = stage.RoomId, username = name }));
            Assert.Single(codes.Distinct());
        }

        // Visitors learn nothing of addresses and names by asking for mails.
        using var visitor = server.Anonymous();
        foreach (var path in new[] { "users.forgotPassword", "users.sendConfirmationEmail" })
        {
            var (known, unknown) = (await visitor.PostAsync(path, new { email = eve.Username + "@example.org" }), await visitor.PostAsync(path, new { email = "nobody-has-this@example.org" }));
            Assert.Equal((known.Status, known.Body.GetRawText()), (unknown.Status, unknown.Body.GetRawText()));
        }
    }
}

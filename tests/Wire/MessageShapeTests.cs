using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What a message may carry, and who may post it: MSG-013, MSG-016, MSG-023, MSG-039, MSG-041, MSG-050.</summary>
public sealed class MessageShapeTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_013_writer_joins_a_public_room_and_every_door_refuses_alike(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var (open, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));
        await Cast.SayAsync(cleo, open, "here I am");
        Assert.Equal(open, (await Cast.SubscriptionAsync(cleo, open)).GetProperty("rid").GetString());

        await RefusesEverywhereAsync(cast, cleo, closed, null);
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = open, readOnly = true }).SucceedsAsync();
        await RefusesEverywhereAsync(cast, cleo, open, "You_have_been_muted");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = open, readOnly = false }).SucceedsAsync();
        await (await cast.LineAsync(cast.Ada)).CallAsync("muteUserInRoom", new { rid = open, username = cleo.Username });
        await RefusesEverywhereAsync(cast, cleo, open, "You_have_been_muted");
        await cast.Ada.Rest.PostAsync("channels.archive", new { roomId = open }).SucceedsAsync();
        await RefusesEverywhereAsync(cast, cast.Bob, open, "error-room-archived");
        var pair = await cast.RoomAsync("im");
        await (await cast.LineAsync(cast.Ada)).CallAsync("blockUser", new { rid = pair, blocked = cast.Bob.Id });
        await RefusesEverywhereAsync(cast, cast.Bob, pair, "room_is_blocked");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_016_listed_words_are_masked_when_sent_and_when_edited(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await cast.Admin.PostAsync("settings/Message_BadWordsFilterList", new { value = "darn, heck,drat" }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Message_BadWordsWhitelist", new { value = "drat" }).SucceedsAsync();
        var roomId = await cast.RoomAsync();
        Assert.Equal("darn", (await Cast.MessageAsync(cast.Bob, await cast.SayAsync(roomId, "darn"))).Text());

        await cast.Admin.PostAsync("settings/Message_AllowBadWordsFilter", new { value = true }).SucceedsAsync();
        var id = await cast.SayAsync(roomId, "Darn it, what the heck! drat, darning and heckle stay");
        var sent = await Cast.MessageAsync(cast.Bob, id);
        Assert.Equal("**** it, what the ****! drat, darning and heckle stay", sent.Text());
        Assert.DoesNotContain("arn it", sent.GetProperty("md").GetRawText(), StringComparison.Ordinal);
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = id, text = "oh heck" }).SucceedsAsync();
        Assert.Equal("oh ****", (await Cast.MessageAsync(cast.Bob, id)).Text());
        Assert.Empty((await cast.Ada.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=heck")).OrThrow()["messages"].Ids());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_039_place_is_carried_as_a_point_and_found_as_one(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(roomId);

        var sent = (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "", location = new { type = "Point", coordinates = new[] { 13.4, 52.5 } } } })).OrThrow()["message"];

        var heard = await line.WaitMessageAsync(roomId, m => m.MessageId() == sent.MessageId());
        Assert.Equal("Point", heard.GetProperty("location").GetProperty("type").GetString());
        Assert.Equal([13.4, 52.5], heard.GetProperty("location").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()));
        await cast.SayAsync(roomId, "no place");
        Assert.Equal([sent.MessageId()], (await cast.Bob.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=has:location")).OrThrow()["messages"].Ids());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_041_attachments_of_integrations_keep_their_parts_and_no_link_that_runs_code(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var given = new
        {
            color = "#ff0000",
            pretext = "before",
            author_name = "Build",
            author_link = "https://example.org/a",
            author_icon = "https://example.org/i.png",
            title = "Title",
            title_link = "https://example.org/t",
            text = "Text",
            image_url = "https://example.org/p.png",
            thumb_url = "https://example.org/s.png",
            collapsed = true,
            fields = new[] { new { title = "Branch", value = "main", @short = true } },
            actions = new[] { new { type = "button", text = "Open", url = "https://example.org" } },
            mrkdwn_in = new[] { "text" },
        };
        var message = (await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "build", attachments = new[] { given } })).OrThrow()["message"];
        var kept = (await Cast.MessageAsync(cast.Bob, message.MessageId())).GetProperty("attachments")[0];
        foreach (var part in JsonSerializer.SerializeToElement(given).EnumerateObject()) Assert.Equal(part.Value.GetRawText(), JsonSerializer.Serialize(kept.GetProperty(part.Name)));

        var hostile = (await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, attachments = new[] { new { title = "x", title_link = "javascript:alert(1)", image_url = " javascript:alert(1)" } } })).OrThrow()["message"].GetProperty("attachments")[0];
        Assert.False(hostile.TryGetProperty("title_link", out _) || hostile.TryGetProperty("image_url", out _));
        foreach (var wrong in new object[] { new { color = 1 }, new { fields = new[] { new { title = "only" } } }, new { collapsed = "yes" } })
            Assert.False((await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, attachments = new[] { wrong } })).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_023_formulas_and_colours_are_parts_of_the_tree_where_the_workspace_has_them(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        async Task<string> TreeAsync(string text) => (await Cast.MessageAsync(cast.Bob, await cast.SayAsync(roomId, text))).GetProperty("md").GetRawText();
        Assert.Contains("INLINE_KATEX", await TreeAsync("so \\(x^2\\) it is"), StringComparison.Ordinal);
        Assert.Contains("\"KATEX\"", await TreeAsync("\\[x^2\\]"), StringComparison.Ordinal);
        Assert.DoesNotContain("KATEX", await TreeAsync("$$x^2$$"), StringComparison.Ordinal);
        Assert.Contains("\"COLOR\"", await TreeAsync("color:#ff8000"), StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/Katex_Dollar_Syntax", new { value = true }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/Katex_Parenthesis_Syntax", new { value = false }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/HexColorPreview_Enabled", new { value = false }).SucceedsAsync();
        Assert.Contains("\"KATEX\"", await TreeAsync("$$x^2$$"), StringComparison.Ordinal);
        Assert.DoesNotContain("KATEX", await TreeAsync("so \\(x^2\\) it is"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"COLOR\"", await TreeAsync("color:#ff8000"), StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/Katex_Enabled", new { value = false }).SucceedsAsync();
        Assert.DoesNotContain("KATEX", await TreeAsync("$$x^2$$"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_050_forwarded_message_is_a_quote_in_each_room_that_takes_it(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (source, target, silent, closed) = (await cast.RoomAsync("groups"), await cast.RoomAsync(), await cast.RoomAsync(), await cast.RoomAsync("groups"));
        var cleo = await cast.PersonAsync();
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = silent, readOnly = true }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("groups.kick", new { roomId = closed, userId = cast.Bob.Id }).SucceedsAsync();
        var message = await cast.SayAsync(source, "the plan");
        var name = (await Cast.RoomInfoAsync(cast.Ada, source)).GetProperty("name").GetString();
        var text = $"[ ]({cast.Server.Url}group/{name}?msg={message})";

        var passed = (await cast.Bob.Rest.PostAsync("chat.postMessage", new { roomId = target, text })).OrThrow()["message"].GetProperty("attachments")[0];
        Assert.Equal(("the plan", cast.Ada.Username), (passed.GetProperty("text").GetString(), passed.GetProperty("author_name").GetString()));
        await cast.Bob.Rest.PostAsync("chat.postMessage", new { roomId = silent, text }).AssertRefusedAsync("You_have_been_muted");
        Assert.False((await cast.Bob.Rest.PostAsync("chat.postMessage", new { roomId = closed, text })).Succeeded);
        // Who cannot read the source passes on nothing but the link.
        var blind = (await cleo.Rest.PostAsync("chat.postMessage", new { roomId = target, text })).OrThrow()["message"];
        Assert.False(blind.TryGetProperty("attachments", out var none) && none.GetArrayLength() > 0);
    }

    /// <param name="code">Null for rooms of which the doors say, each in its way, that there is none.</param>
    private static async Task RefusesEverywhereAsync(Cast cast, Person person, string roomId, string? code)
    {
        await Cast.TrySayAsync(person, roomId).AssertRefusedAsync(code ?? "error-room-not-found");
        await (await cast.LineAsync(person)).CallAsync("sendMessage", new { rid = roomId, msg = "hello" }).AssertRefusedAsync(code ?? "error-invalid-room");
        Assert.False((await person.Rest.PostAsync("chat.postMessage", new { roomId, text = "hello" })).Succeeded);
        Assert.False((await Cast.UploadAsync(person, roomId)).Succeeded);
    }
}

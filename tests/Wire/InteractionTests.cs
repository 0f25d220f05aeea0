using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Messages with buttons, menus and fields, and what becomes of their use.</summary>
/// <remarks>Rows: MSG-088.</remarks>
public sealed class InteractionTests(Workspaces workspaces)
{
    private static readonly object[] _question =
    [
        new { type = "section", text = new { type = "mrkdwn", text = "Deploy *now*?" } },
        new { type = "actions", blockId = "deploy", elements = new object[] { new { type = "button", actionId = "go", value = "v7", text = new { type = "plain_text", text = "Go" } } } },
        new { type = "of_next_year", anything = 1 },
    ];

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_088_bot_hears_of_its_own_buttons_and_changes_its_message(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("deploys").With("ada", "bob").Without("eve").OnAsync(server);
        var (ada, bot, eve) = (stage["ada"], stage["bob"], stage["eve"]);
        await stage.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username = bot.Username }).SucceedsAsync();
        var id = await PostAsync(bot, stage.RoomId, _question);
        await using var line = await bot.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", bot.Id + "/uiInteraction", false);

        (await UseAsync(ada, bot.Id, Used(id, stage.RoomId))).OrThrow();
        var told = await line.WaitAsync(frame => frame.GetRawText().Contains("\"blockAction\"", StringComparison.Ordinal), "the bot hears of it");
        var use = told.GetProperty("fields").GetProperty("args")[0];
        Assert.Equal(
            ("go", "deploy", "v7", id, stage.RoomId, "t1", ada.Id),
            (use.GetProperty("actionId").GetString(), use.GetProperty("blockId").GetString(), use.GetProperty("value").GetString(), use.GetProperty("mid").GetString(), use.GetProperty("rid").GetString(), use.GetProperty("triggerId").GetString(), use.GetProperty("user").GetProperty("_id").GetString()));

        await bot.Rest.PostAsync("chat.update", new { roomId = stage.RoomId, msgId = id, text = "Deployed.", blocks = Array.Empty<object>() }).SucceedsAsync();
        var changed = (await ada.Rest.GetAsync("chat.getMessage?msgId=" + id)).OrThrow()["message"];
        Assert.Equal(("Deployed.", 0), (changed.GetProperty("msg").GetString(), changed.GetProperty("blocks").GetArrayLength()));

        // Strangers neither see it nor reach the bot; nobody reaches it by another's message, or by a room of their own choice.
        (await UseAsync(eve, bot.Id, Used(id, stage.RoomId))).AssertRefused("error-room-not-found");
        using var other = await Scenario.Room("elsewhere").With("eve").OnAsync(server);
        (await UseAsync(eve, bot.Id, Used(id, other.RoomId))).AssertRefused("error-room-not-found");
        (await UseAsync(ada, ada.Id, Used(id, stage.RoomId))).AssertRefused("error-app-not-found");
        (await UseAsync(ada, "no-such-app", Used(id, stage.RoomId))).AssertRefused("error-app-not-found");
        (await UseAsync(ada, bot.Id, Used("no-such-message", stage.RoomId))).AssertRefused("error-app-not-found");
        (await UseAsync(ada, bot.Id, new { type = "viewSubmit", actionId = "go", mid = id, rid = stage.RoomId })).AssertRefused("error-invalid-params");
        (await UseAsync(ada, bot.Id, new { type = "blockAction", mid = id, rid = stage.RoomId })).AssertRefused("error-invalid-params");
        (await UseAsync(ada, bot.Id, new { type = "blockAction", actionId = "go", mid = id, payload = new { value = new string('x', 20_000) } })).AssertRefused("error-invalid-params");
        await line.DrainAsync();
        Assert.Equal(1, line.Frames(frame => frame.GetRawText().Contains("\"blockAction\"", StringComparison.Ordinal)));
        using var anonymous = server.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PostAsync("apps/ui.interaction/" + bot.Id, Used(id, stage.RoomId))).Status);
    }

    [Fact]
    public async Task MSG_088_blocks_are_kept_as_sent_within_bounds()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        using var stage = await Scenario.Room("blocks").With("ada").OnAsync(server);
        var ada = stage["ada"];
        var id = await PostAsync(ada, stage.RoomId, _question);
        var kept = (await ada.Rest.GetAsync("chat.getMessage?msgId=" + id)).OrThrow()["message"].GetProperty("blocks");
        Assert.Equal(["section", "actions", "of_next_year"], kept.EnumerateArray().Select(block => block.GetProperty("type").GetString()));

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("section")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(new object[] { "section" })).Status);
        (await SendAsync(Enumerable.Repeat(new { type = "divider" }, 51).ToArray())).AssertRefused("error-blocks-too-large");
        (await SendAsync(new object[] { new { type = "section", text = new { type = "plain_text", text = new string('x', 50_000) } } })).AssertRefused("error-blocks-too-large");

        Task<RestReply> SendAsync(object blocks) => ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = stage.RoomId, msg = "", blocks } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_088_who_mentions_people_outside_may_add_them(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("inside").With("ada", "bob").Without("eve", "cleo").OnAsync(server);
        var (ada, bob, eve, cleo) = (stage["ada"], stage["bob"], stage["eve"], stage["cleo"]);
        await using var line = await ada.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", ada.Id + "/message", false);
        var sent = (await ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = stage.RoomId, msg = $"what do you say, @{eve.Username} and @{bob.Username}?" } })).OrThrow()["message"];
        var asked = await NoteAsync(line, "not in this room");
        Assert.Equal($"@{eve.Username} is not in this room and will not see your message.", asked.GetProperty("msg").GetString());
        var block = asked.GetProperty("blocks")[0];
        var button = block.GetProperty("elements")[0];
        Assert.Equal("add-users", button.GetProperty("actionId").GetString());
        var use = new { type = "blockAction", actionId = "add-users", mid = asked.GetProperty("_id").GetString(), rid = stage.RoomId, payload = new { value = button.GetProperty("value").GetString() } };

        // The question is about one's own message: nobody adds people by another's.
        (await UseAsync(bob, "mention-core", use)).AssertRefused("error-invalid-message");
        (await UseAsync(cleo, "mention-core", use)).AssertRefused("error-room-not-found");
        (await UseAsync(ada, "mention-core", use)).OrThrow();
        var answered = await NoteAsync(line, "You added");
        Assert.Equal(asked.GetProperty("_id").GetString(), answered.GetProperty("_id").GetString());
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(eve, stage.RoomId)).ValueKind);
        Assert.Equal(sent.GetProperty("_id").GetString(), button.GetProperty("value").GetString());

        // Without the right to add people one is told, and offered nothing.
        await using var member = await bob.ConnectAsync();
        await member.SubscribeAsync("stream-notify-user", bob.Id + "/message", false);
        await stage.SayAsync("bob", $"and @{cleo.Username}?");
        Assert.False((await NoteAsync(member, "not in this room")).TryGetProperty("blocks", out _));
    }

    /// <summary>For the catalogue: somebody outside is mentioned and not added.</summary>
    internal static async Task<RestReply> DismissAsync(Cast cast)
    {
        var roomId = await cast.RoomAsync("groups");
        var sent = (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "@" + cast.Bob.Username } })).OrThrow()["message"];
        return await cast.Ada.Rest.PostAsync("apps/ui.interaction/mention-core", new { type = "blockAction", actionId = "dismiss", mid = Scratch.Name("m"), rid = roomId, payload = new { value = sent.GetProperty("_id").GetString() } });
    }

    private static object Used(string id, string roomId) =>
        new { type = "blockAction", actionId = "go", triggerId = "t1", mid = id, rid = roomId, container = new { type = "message", id }, payload = new { blockId = "deploy", value = "v7" } };

    /// <summary>At the address that all clients know.</summary>
    private static Task<RestReply> UseAsync(Person person, string appId, object body) => person.Rest.PostAsync("/api/apps/ui.interaction/" + appId, body);

    private static async Task<string> PostAsync(Person person, string roomId, object[] blocks) =>
        (await person.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = "", blocks } })).OrThrow()["message"].GetProperty("_id").GetString()!;

    private static async Task<JsonElement> NoteAsync(DdpClient line, string part)
    {
        var frame = await line.WaitAsync(f => f.TryGetProperty("collection", out var c) && c.ValueEquals("stream-notify-user") && f.GetRawText().Contains(part, StringComparison.Ordinal), "a note with: " + part);
        return frame.GetProperty("fields").GetProperty("args")[0];
    }
}

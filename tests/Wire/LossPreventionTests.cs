using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What must not leave a room unseen: SEC-012, SEC-065, APP-081, APP-082.</summary>
public sealed class LossPreventionTests(Workspaces workspaces)
{
    private const string Card = "4111 1111 1111 1111";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_065_APP_081_APP_082_messages_that_break_a_rule_wait_for_moderators(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync();
        var (moderators, moderatorsName) = await ModeratorsAsync(cast, cleo);
        // The second rule is no expression that runs in linear time, the third would match everywhere: both do no harm.
        await SetAsync(cast, ("DLP_Rules", "# cards\n\\b(?:\\d[ -]?){13,16}\\b\n(a+)+\\1$\nx*"), ("DLP_Moderator_Room", moderatorsName), ("DLP_Action", "hold"), ("DLP_Enabled", true));
        await using var bob = await cast.Bob.ConnectAsync();
        await bob.SubscribeRoomAsync(roomId);
        await using var ada = await cast.Ada.ConnectAsync();
        await ada.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/message");

        var fine = await cast.SayAsync(roomId, "pay by card " + new string('a', 4000));
        var first = await cast.SayAsync(roomId, $"mine is {Card} @{cast.Bob.Username}");
        var hidden = await cast.SayAsync(roomId, string.Join('\u200b', Card.AsEnumerable()), threadId: fine);
        var seen = await bob.WaitMessageAsync(roomId, message => message.MessageId() == first);
        Assert.Equal(0, bob.Frames(frame => frame.GetRawText().Contains("4111", StringComparison.Ordinal)));
        Assert.Contains("Message withheld", seen.Text(), StringComparison.Ordinal);
        Assert.Contains("Message withheld", (await Cast.MessageAsync(cast.Bob, hidden)).GetProperty("msg").GetString(), StringComparison.Ordinal);
        await ada.WaitEventAsync("notify-user", cast.Ada.Id + "/message", arguments => arguments[0].GetProperty("msg").GetString()!.Contains("withheld", StringComparison.Ordinal));
        Assert.DoesNotContain("4111", (await cast.Bob.Rest.GetAsync($"channels.messages?roomId={roomId}")).Body.GetRawText(), StringComparison.Ordinal);
        Assert.Empty((await cast.Bob.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=4111")).OrThrow()["messages"].EnumerateArray());
        // A claim to be encrypted in a room that is not changes nothing.
        Assert.DoesNotContain("4111", (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = Card, t = "e2e" } })).Body.GetRawText(), StringComparison.Ordinal);
        await Cast.UploadAsync(cast.Ada, roomId, Card + ".txt").AssertRefusedAsync("error-dlp-blocked");

        // Members of the moderators' room decide, nobody else; the first decision counts.
        var waiting = await WaitingAsync(cleo, 2);
        Assert.All(waiting, w => Assert.Equal((cast.Ada.Username, "c"), (w.GetProperty("u").GetProperty("username").GetString(), w.GetProperty("room").GetProperty("t").GetString())));
        var heldId = waiting.Single(w => w.GetProperty("messageId").GetString() == first).GetProperty("_id").GetString()!;
        foreach (var other in new[] { cast.Ada.Rest, cast.Bob.Rest })
        {
            await other.GetAsync("dlp.list").AssertRefusedAsync("error-not-allowed");
            await other.PostAsync("dlp.decide", new { id = heldId, approve = true }).AssertRefusedAsync("error-not-allowed");
        }
        Assert.Contains(Card, await CardsAsync(cleo, moderators, "waiting"), StringComparison.Ordinal);
        await cleo.Rest.PostAsync("commands.run", new { command = "dlp", @params = "approve " + heldId, roomId = moderators }).SucceedsAsync();
        await bob.WaitMessageAsync(roomId, message => message.MessageId() == first && message.Text().Contains(Card, StringComparison.Ordinal));
        Assert.Contains("approved by " + cleo.Username, await CardsAsync(cleo, moderators, "approved"), StringComparison.Ordinal);
        await cleo.Rest.PostAsync("dlp.decide", new { id = heldId, approve = false }).AssertRefusedAsync("error-dlp-already-decided");
        await cleo.Rest.PostAsync("dlp.decide", new { id = "nothing-has-this-id", approve = false }).AssertRefusedAsync("error-dlp-not-found");

        // Edits are judged too; what is written in its place withdraws what waited.
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = fine, text = "now " + Card }).SucceedsAsync();
        Assert.Contains("withheld", (await Cast.MessageAsync(cast.Bob, fine)).GetProperty("msg").GetString(), StringComparison.Ordinal);
        var edited = (await WaitingAsync(cleo, 1)).Single(w => w.GetProperty("messageId").GetString() == fine).GetProperty("_id").GetString();
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = fine, text = "harmless" }).SucceedsAsync();
        await cleo.Rest.PostAsync("dlp.decide", new { id = edited, approve = true }).AssertRefusedAsync("error-dlp-already-decided");
        Assert.Equal("harmless", (await Cast.MessageAsync(cast.Bob, fine)).GetProperty("msg").GetString());
        var rejected = (await WaitingAsync(cleo, 1)).Single(w => w.GetProperty("messageId").GetString() == hidden).GetProperty("_id").GetString();
        await cleo.Rest.PostAsync("dlp.decide", new { id = rejected, approve = false }).SucceedsAsync();
        Assert.Contains("decided that it is not shown", (await Cast.MessageAsync(cast.Bob, hidden)).GetProperty("msg").GetString(), StringComparison.Ordinal);

        // Without moderators nothing passes.
        await SetAsync(cast, ("DLP_Moderator_Room", "no-such-room"));
        await Cast.TrySayAsync(cast.Ada, roomId, Card).AssertRefusedAsync("error-dlp-blocked");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_065_APP_081_matches_are_masked_or_refused_in_the_rooms_chosen_and_encrypted_ones_left_alone(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["E2E_Enable"] = "true" });
        await using var cast = await Cast.OnAsync(server);
        var (roomId, other, secret) = (await cast.RoomAsync(), await cast.RoomAsync(), await cast.RoomAsync("groups"));
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).GetProperty("name").GetString()!;
        await SetAsync(cast, ("DLP_Rules", "\\d{4} ?\\d{4} ?\\d{4} ?\\d{4}\nprojekt x"), ("DLP_Action", "mask"), ("DLP_Scope", "selected"), ("DLP_Rooms", "#" + name), ("DLP_Enabled", true));

        Assert.Equal("it is #### #### #### ####, ok", await SaidAsync(cast, roomId, $"it is {Card}, ok"));
        Assert.Equal(Card, await SaidAsync(cast, other, Card));
        var file = (await Cast.UploadAsync(cast.Ada, roomId, "Projekt X.txt")).OrThrow()["message"];
        Assert.Equal("####### #.txt", file.GetProperty("attachments")[0].GetProperty("title").GetString());
        var attached = (await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "see", attachments = new[] { new { text = "about projekt x", title_link = "https://example.org/projekt x" } } })).OrThrow()["message"];
        Assert.Equal("about ####### #", attached.GetProperty("attachments")[0].GetProperty("text").GetString());

        await SetAsync(cast, ("DLP_Action", "block"), ("DLP_Scope", "except"));
        Assert.Equal(Card, await SaidAsync(cast, roomId, Card));
        await Cast.TrySayAsync(cast.Ada, other, "PROJEKT X").AssertRefusedAsync("error-dlp-blocked");
        var plain = await cast.SayAsync(other, "nothing");
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId = other, msgId = plain, text = Card }).AssertRefusedAsync("error-dlp-blocked");
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = secret, encrypted = true }).SucceedsAsync();
        (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = secret, msg = Card, t = "e2e" } })).OrThrow();
    }

    private static async Task<string?> SaidAsync(Cast cast, string roomId, string text) => (await Cast.MessageAsync(cast.Bob, await cast.SayAsync(roomId, text))).GetProperty("msg").GetString();

    private static async Task<(string Id, string Name)> ModeratorsAsync(Cast cast, Person moderator)
    {
        var name = Scratch.Name("moderators");
        var room = (await moderator.Rest.PostAsync("groups.create", new { name })).OrThrow()["group"];
        return (room.GetProperty("_id").GetString()!, name);
    }

    private static async Task SetAsync(Cast cast, params (string Id, object Value)[] settings)
    {
        foreach (var (id, value) in settings) await cast.Admin.PostAsync("settings/" + id, new { value }).SucceedsAsync();
    }

    private static async Task<List<JsonElement>> WaitingAsync(Person moderator, int atLeast)
    {
        var found = new List<JsonElement>();
        await Eventually.Async(async () => (found = [.. (await moderator.Rest.GetAsync("dlp.list")).OrThrow()["messages"].EnumerateArray()]).Count >= atLeast, "messages wait for moderators");
        return found;
    }

    private static async Task<string> CardsAsync(Person moderator, string roomId, string state)
    {
        var text = "";
        await Eventually.Async(async () => (text = (await moderator.Rest.GetAsync($"groups.messages?roomId={roomId}")).OrThrow().Body.GetRawText()).Contains(state, StringComparison.Ordinal), $"a card says {state}");
        return text;
    }
}

using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-077, MSG-078, MSG-079, MSG-080, MSG-081: lines that begin with a slash.</summary>
public sealed class SlashCommandTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Text_commands_post_the_words_with_their_art(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("commands").With("ada").OnAsync(server);
        await using var line = await stage["ada"].ConnectAsync();
        await line.SubscribeRoomAsync(stage.RoomId);
        foreach (var (command, expected) in new[] { ("shrug", "¯\\\\_(ツ)_/¯"), ("tableflip", "┻━┻"), ("unflip", "┬─┬"), ("lennyface", "͜ʖ"), ("gimme", "༼ つ ◕_◕ ༽つ") })
        {
            await RunAsync(line, stage.RoomId, command, "so be it");
            await line.WaitMessageAsync(stage.RoomId, message => message.Text().Contains("so be it", StringComparison.Ordinal) && message.Text().Contains(expected, StringComparison.Ordinal));
        }

        await RunAsync(line, stage.RoomId, "me", "waves");
        await line.WaitMessageAsync(stage.RoomId, message => message.Text() == "_waves_");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Room_commands_do_what_their_buttons_do(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("commands").With("ada", "bob").OnAsync(server);
        await using var ada = await stage["ada"].ConnectAsync();
        await using var bob = await stage["bob"].ConnectAsync();
        var (open, closed) = (Scratch.Name("open"), Scratch.Name("closed"));

        await RunAsync(ada, stage.RoomId, "create", "#" + open);
        await RunAsync(ada, stage.RoomId, "create", closed + " private");
        var made = await RoomAsync(stage["ada"], open);
        Assert.Equal("c", made.GetProperty("t").GetString());
        Assert.Equal("p", (await RoomAsync(stage["ada"], closed)).GetProperty("t").GetString());

        await RunAsync(bob, stage.RoomId, "join", "#" + open);
        var roomId = made.GetProperty("_id").GetString()!;
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(stage["bob"], roomId)).ValueKind);
        await RunAsync(bob, roomId, "hide", "");
        Assert.False((await Cast.SubscriptionAsync(stage["bob"], roomId)).GetProperty("open").GetBoolean());
        await RunAsync(ada, roomId, "topic", "what we talk about");
        Assert.Equal("what we talk about", (await Cast.RoomInfoAsync(stage["ada"], roomId)).GetProperty("topic").GetString());
        await RunAsync(bob, roomId, "leave", "");
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(stage["bob"], roomId)).ValueKind);
        await RunAsync(ada, roomId, "archive", "");
        Assert.True((await Cast.RoomInfoAsync(stage["ada"], roomId)).GetProperty("archived").GetBoolean());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task People_commands_invite_mute_kick_and_write(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("commands").With("ada").Without("bob", "cleo").OnAsync(server);
        await using var ada = await stage["ada"].ConnectAsync();
        var (bob, cleo) = (stage["bob"], stage["cleo"]);

        await RunAsync(ada, stage.RoomId, "invite", $"@{bob.Username} @{cleo.Username}");
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cleo, stage.RoomId)).ValueKind);

        await RunAsync(ada, stage.RoomId, "mute", "@" + bob.Username);
        await Cast.TrySayAsync(bob, stage.RoomId).AssertRefusedAsync("You_have_been_muted");
        await RunAsync(ada, stage.RoomId, "unmute", "@" + bob.Username);
        (await Cast.TrySayAsync(bob, stage.RoomId)).OrThrow();

        await RunAsync(ada, stage.RoomId, "kick", "@" + bob.Username);
        Assert.Equal(JsonValueKind.Null, (await Cast.SubscriptionAsync(bob, stage.RoomId)).ValueKind);

        var other = (await stage["ada"].Rest.PostAsync("channels.create", new { name = Scratch.Name("other") })).OrThrow()["channel"];
        await RunAsync(ada, stage.RoomId, "invite-all-to", "#" + other.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(cleo, other.GetProperty("_id").GetString()!)).ValueKind);

        await using var line = await bob.ConnectAsync();
        await RunAsync(ada, stage.RoomId, "msg", $"@{bob.Username} see you");
        var direct = (await bob.Rest.GetAsync("im.list")).OrThrow()["ims"].EnumerateArray().Single();
        Assert.Equal("see you", direct.GetProperty("lastMessage").GetProperty("msg").GetString());

        await RunAsync(ada, stage.RoomId, "status", "writing");
        Assert.Equal("writing", (await bob.Rest.GetAsync("users.getStatus?userId=" + stage["ada"].Id)).OrThrow()["message"].GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task What_a_command_cannot_do_is_told_to_its_author_alone(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("commands").With("ada", "bob").Without("eve").OnAsync(server);
        using var secret = await Scenario.PrivateRoom("secret").With("ada").OnAsync(server);
        await using var ada = await stage["ada"].ConnectAsync();
        await using var bob = await stage["bob"].ConnectAsync();
        await ada.SubscribeAsync("stream-notify-user", stage["ada"].Id + "/message", false);
        await bob.SubscribeAsync("stream-notify-user", stage["bob"].Id + "/message", false);
        await ada.SubscribeRoomAsync(stage.RoomId);

        await RunAsync(bob, stage.RoomId, "kick", "@" + stage["ada"].Username);
        await bob.WaitAsync(frame => IsNote(frame, "not allowed"), "the refusal");
        await RunAsync(bob, stage.RoomId, "join", "#" + secret.RoomName);
        await bob.WaitAsync(frame => IsNote(frame, "no channel called"), "a private room is not there for strangers");
        await RunAsync(bob, stage.RoomId, "join", "#nothing-has-this-name");
        await bob.WaitAsync(frame => IsNote(frame, "nothing-has-this-name"), "the missing room");
        await RunAsync(ada, stage.RoomId, "kick", "@nobody-has-this-name");
        await ada.WaitAsync(frame => IsNote(frame, "Nobody here"), "the missing person");
        await ada.DrainAsync();
        Assert.Empty(ada.Messages(stage.RoomId));
        Assert.Equal(JsonValueKind.Object, (await Cast.SubscriptionAsync(stage["ada"], stage.RoomId)).ValueKind);

        await RunAsync(bob, stage.RoomId, "no-such-command", "").AssertRefusedAsync("error-invalid-command");
        await using var eve = await stage["eve"].ConnectAsync();
        await RunAsync(eve, secret.RoomId, "shrug", "").AssertRefusedAsync("error-room-not-found");
        await RunAsync(eve, secret.RoomId, "topic", "mine").AssertRefusedAsync("error-room-not-found");

        static bool IsNote(JsonElement frame, string part) =>
            frame.TryGetProperty("collection", out var collection) && collection.ValueEquals("stream-notify-user") && frame.GetRawText().Contains(part, StringComparison.Ordinal);
    }

    private static Task<JsonElement> RunAsync(DdpClient line, string roomId, string command, string text) =>
        line.CallAsync("slashCommand", new { cmd = command, @params = text, msg = new { rid = roomId }, triggerId = "t" });

    private static async Task<JsonElement> RoomAsync(Person person, string name) => (await person.Rest.GetAsync("rooms.info?roomName=" + name)).OrThrow()["room"];
}

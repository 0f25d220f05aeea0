using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Who is told of a message on the desktop, and what they are told.</summary>
/// <remarks>Rows: NOT-002, NOT-003, NOT-004, NOT-005, NOT-006, NOT-007, NOT-009, NOT-011, NOT-012, SET-131.</remarks>
public sealed class NoticeTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_005_NOT_011_connected_people_are_told_who_wrote_what_and_where(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, direct) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        var bob = await ListenAsync(cast, cast.Bob);
        var ada = await ListenAsync(cast, cast.Ada);
        var root = await cast.SayAsync(roomId, "see *this* [page](https://example.org) and `that`");
        var told = await TellsAsync(bob, cast.Bob, root);
        Assert.Equal(("#" + name, $"{cast.Ada.Username}: see this page and that"), (told.Text("title"), told.Text("text")));
        var payload = told.GetProperty("payload");
        Assert.Equal((roomId, "c", name, cast.Ada.Id, cast.Ada.Username), (payload.Text("rid"), payload.Text("type"), payload.Text("name"), payload.GetProperty("sender").Text("_id"), payload.GetProperty("sender").Text("username")));
        Assert.Equal("see *this* [page](https://example.org) and `that`", payload.GetProperty("message").Text("msg"));

        told = await TellsAsync(bob, cast.Bob, await cast.SayAsync(direct, "psst"));
        Assert.Equal((cast.Ada.Username, "psst", "d"), (told.Text("title"), told.Text("text"), told.GetProperty("payload").Text("type")));
        var reply = await Cast.SayAsync(cast.Bob, roomId, "back", root);
        Assert.Equal(root, (await TellsAsync(ada, cast.Ada, reply)).GetProperty("payload").Text("tmid"));
        var upload = (await Cast.UploadAsync(cast.Ada, direct, "plan.txt")).OrThrow()["message"].MessageId();
        Assert.Equal("Uploaded a file: plan.txt", (await TellsAsync(bob, cast.Bob, upload)).Text("text"));

        // Nobody is told of their own message, of an edit, or of what somebody did to the room (NOT-001).
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = root, text = "changed" }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("channels.setTopic", new { roomId, topic = "new topic" }).SucceedsAsync();
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "the end"));
        Assert.Equal(4, Told(bob, cast.Bob).Count);
        Assert.Single(Told(ada, cast.Ada));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_002_NOT_003_NOT_004_NOT_009_choices_of_room_and_person_decide(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        var bob = await ListenAsync(cast, cast.Bob);

        await ChooseAsync(cast, roomId, new { desktopNotifications = "mentions" });
        await cast.SayAsync(roomId, "quiet: only mentions");
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, $"loud: @{cast.Bob.Username}"));
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "loud: @all"));
        await cast.Bob.Rest.PostAsync("users.setPreferences", new { data = new { highlights = new[] { "DEPLOY" } } }).SucceedsAsync();
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "loud: we deploy now"));

        await ChooseAsync(cast, roomId, new { muteGroupMentions = "1" });
        await cast.SayAsync(roomId, "quiet: @all again");
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, $"loud: @all and @{cast.Bob.Username}"));
        await ChooseAsync(cast, roomId, new { muteGroupMentions = "0", desktopNotifications = "nothing" });
        await cast.SayAsync(roomId, $"quiet: nothing, @{cast.Bob.Username}, not even deploy");
        await ChooseAsync(cast, roomId, new { desktopNotifications = "all", disableNotifications = "1" });
        await cast.SayAsync(roomId, $"quiet: switched off, @{cast.Bob.Username}");
        await ChooseAsync(cast, roomId, new { disableNotifications = "0" });
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "loud: all"));

        // The person's own preference counts where the room says nothing.
        await ChooseAsync(cast, roomId, new { desktopNotifications = "default" });
        await cast.Bob.Rest.PostAsync("users.setPreferences", new { data = new { desktopNotifications = "nothing" } }).SucceedsAsync();
        await cast.SayAsync(roomId, $"quiet: nothing anywhere, @{cast.Bob.Username}");
        await cast.Bob.Rest.PostAsync("users.setPreferences", new { data = new { desktopNotifications = "all" } }).SucceedsAsync();
        (await cast.Bob.Rest.GetAsync($"chat.ignoreUser?rid={roomId}&userId={cast.Ada.Id}&ignore=true")).OrThrow();
        await cast.SayAsync(roomId, $"quiet: ignored, @{cast.Bob.Username}");
        (await cast.Bob.Rest.GetAsync($"chat.ignoreUser?rid={roomId}&userId={cast.Ada.Id}&ignore=false")).OrThrow();
        await cast.Bob.Rest.PostAsync("users.setStatus", new { status = "busy" }).SucceedsAsync();
        await cast.SayAsync(roomId, $"quiet: busy, @{cast.Bob.Username}");
        await cast.Bob.Rest.PostAsync("users.setStatus", new { status = "online" }).SucceedsAsync();
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "loud: the end"));
        Assert.DoesNotContain(Told(bob, cast.Bob), text => text.Contains("quiet", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_007_replies_are_told_to_followers_and_those_named(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync("channels", cleo.Username);
        var (bob, third) = (await ListenAsync(cast, cast.Bob), await ListenAsync(cast, cleo));
        var root = await Cast.SayAsync(cast.Bob, roomId, "bob asks");
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "answer for bob", root));
        await TellsAsync(third, cleo, await cast.SayAsync(roomId, $"@{cleo.Username} knows", root));
        await TellsAsync(third, cleo, await cast.SayAsync(roomId, "now cleo follows", root));
        await cast.Bob.Rest.PostAsync("chat.unfollowMessage", new { mid = root }).SucceedsAsync();
        await cast.SayAsync(roomId, "quiet for bob", root);
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(roomId, "for all"));
        await TellsAsync(third, cleo, await cast.SayAsync(roomId, "the end"));
        Assert.DoesNotContain(Told(bob, cast.Bob), text => text.Contains("quiet for bob", StringComparison.Ordinal));
        Assert.DoesNotContain(Told(third, cleo), text => text.Contains("answer for bob", StringComparison.Ordinal));
        Assert.Contains(Told(third, cleo), text => text.Contains("quiet for bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NOT_006_NOT_012_SET_131_large_rooms_tell_those_who_asked_for_it_there_alone()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["OVERWRITE_SETTING_Notifications_Max_Room_Members"] = "2" }, "notices");
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        var (large, small) = (await cast.RoomAsync("channels", cleo.Username), await cast.RoomAsync());
        var bob = await ListenAsync(cast, cast.Bob);
        await cast.SayAsync(large, "quiet: large");
        await cast.SayAsync(large, "quiet: @all in a large one");
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(large, $"loud: @{cast.Bob.Username}"));
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(small, "loud: small"));
        await ChooseAsync(cast, large, new { desktopNotifications = "all" });
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(large, "loud: asked for"));
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(large, "loud: @all"));
        Assert.DoesNotContain(Told(bob, cast.Bob), text => text.Contains("quiet", StringComparison.Ordinal));

        // Names as the workspace wants them, of whoever wrote and of whom they name; of an encrypted message only that there is one (NOT-012).
        foreach (var setting in new[] { "UI_Use_Real_Name", "E2E_Enable" }) await cast.Admin.PostAsync("settings/" + setting, new { value = true }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Ada Lovelace" } }).SucceedsAsync();
        await cast.Bob.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { name = "Bob Builder" } }).SucceedsAsync();
        var direct = await cast.RoomAsync("im");
        var told = await TellsAsync(bob, cast.Bob, await cast.SayAsync(direct, $"*hello* @{cast.Bob.Username}"));
        Assert.Equal(("Ada Lovelace", "hello Bob Builder"), (told.Text("title"), told.Text("text")));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = direct, encrypted = true }).SucceedsAsync();
        told = await TellsAsync(bob, cast.Bob, (await cast.Ada.Rest.PostAsync("chat.sendMessage", new { message = new { rid = direct, msg = "eyJhbGciOiJBc2VhbGVk", t = "e2e" } })).OrThrow()["message"].MessageId());
        Assert.Equal(("Ada Lovelace", "Encrypted message"), (told.Text("title"), told.Text("text")));
        await cast.Admin.PostAsync("settings/Troubleshoot_Disable_Notifications", new { value = true }).SucceedsAsync();
        await cast.SayAsync(large, "quiet: halted");
        await cast.Admin.PostAsync("settings/Troubleshoot_Disable_Notifications", new { value = false }).SucceedsAsync();
        await TellsAsync(bob, cast.Bob, await cast.SayAsync(large, "loud: again"));
        Assert.DoesNotContain(Told(bob, cast.Bob), text => text.Contains("quiet", StringComparison.Ordinal));
    }

    /// <summary>A connection that is known to be there.</summary>
    internal static async Task<DdpClient> ListenAsync(Cast cast, Person person)
    {
        var line = await cast.LineAsync(person);
        await line.SubscribeAsync("stream-notify-user", person.Id + "/notification", false);
        await Eventually.Async(async () => (await person.Rest.GetAsync("users.getPresence")).OrThrow()["presence"].ValueEquals("online"), "the person is online");
        return line;
    }

    private static Task ChooseAsync(Cast cast, string roomId, object notifications) => cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications }).SucceedsAsync();

    private static async Task<JsonElement> TellsAsync(DdpClient line, Person person, string messageId) =>
        (await line.WaitEventAsync("notify-user", person.Id + "/notification", args => args[0].GetProperty("payload").Text("_id") == messageId))[0];

    private static List<string> Told(DdpClient line, Person person)
    {
        var texts = new List<string>();
        line.Frames(frame =>
        {
            if (!Refusals.IsEvent(frame, "notify-user", person.Id + "/notification")) return false;
            texts.Add(frame.GetProperty("fields").GetProperty("args")[0].Text("text"));
            return true;
        });
        return texts;
    }
}

using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>How long messages are kept, by the kind of room and by what they are.</summary>
/// <remarks>Rows: SET-207, SET-208, SET-209.</remarks>
public sealed class RetentionSettingTests(Workspaces workspaces)
{
    [Fact]
    public async Task SET_207_SET_208_SET_209_old_messages_go_where_and_when_the_policy_says()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "retention");
        await using var cast = await Cast.OnAsync(server);
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "send-many-messages", roles = new[] { "admin" } } } }).SucceedsAsync();
        var rooms = new Dictionary<string, string> { ["Channels"] = await cast.RoomAsync(), ["Groups"] = await cast.RoomAsync("groups"), ["DMs"] = await cast.RoomAsync("im") };
        var special = await cast.RoomAsync();
        foreach (var roomId in rooms.Values) await cast.SayAsync(roomId, "an old message");
        var (pinned, root) = (await cast.SayAsync(special, "old and pinned"), await cast.SayAsync(special, "an old beginning"));
        await Cast.SayAsync(cast.Bob, special, "an old reply", root);
        await cast.Ada.Rest.PostAsync("chat.pinMessage", new { messageId = pinned }).SucceedsAsync();
        var aside = (await cast.DiscussAsync(new { prid = special, t_name = "old aside" })).MessageId();
        var file = (await Cast.UploadAsync(cast.Ada, special)).OrThrow()["message"];
        var path = file.GetProperty("attachments")[0].Text("title_link")!;
        await server.RestartLaterAsync(TimeSpan.FromDays(40));
        await SetAsync("Accounts_LoginExpiration", 1000);
        foreach (var roomId in rooms.Values) await cast.SayAsync(roomId, "a fresh message");

        // Every half hour is not soon; a schedule of one's own may be.
        await SetAsync("RetentionPolicy_AppliesToChannels", true);
        await SetAsync("RetentionPolicy_MaxAge_Channels", 50);
        await SetAsync("RetentionPolicy_Advanced_Precision", true);
        await SetAsync("RetentionPolicy_Advanced_Precision_Cron", "* * * * * *");
        await SetAsync("RetentionPolicy_Enabled", true);
        await SetAsync("RetentionPolicy_DoNotPrunePinned", true);

        // One kind after the other, and each only once its messages are too old.
        foreach (var kind in new[] { "DMs", "Groups" })
        {
            await SetAsync("RetentionPolicy_AppliesTo" + kind, true);
            await GoneAsync(rooms[kind], "an old message");
            Assert.Contains("a fresh message", await TextsAsync(rooms[kind]));
        }

        Assert.Contains("an old message", await TextsAsync(rooms["Channels"]));
        await SetAsync("RetentionPolicy_MaxAge_Channels", 30);
        await GoneAsync(rooms["Channels"], "an old message");
        Assert.Contains("a fresh message", await TextsAsync(rooms["Channels"]));

        // What is exempt stays: pinned messages, threads, discussions.
        await Eventually.Async(async () => !(await TextsAsync(special)).Contains("plain words") && (await cast.Ada.Rest.GetAsync(path)).Status == System.Net.HttpStatusCode.Forbidden, "the old file went with its message");
        var left = await TextsAsync(special);
        foreach (var kept in new[] { "old and pinned", "an old beginning" }) Assert.Contains(kept, left);
        await cast.Ada.Rest.GetAsync("rooms.info?roomId=" + aside).SucceedsAsync();

        // A file alone can go; its message then says so.
        await SetAsync("RetentionPolicy_FilesOnly", true);
        await SetAsync("RetentionPolicy_DoNotPruneThreads", false);
        var later = (await Cast.UploadAsync(cast.Ada, special, "later.txt")).OrThrow()["message"];
        var words = await cast.SayAsync(special, "words of the same day");
        await server.RestartLaterAsync(TimeSpan.FromDays(80));
        await Eventually.Async(async () => !(await Cast.MessageAsync(cast.Ada, later.MessageId())).TryGetProperty("file", out _), "the file is gone");
        Assert.True((await Cast.MessageAsync(cast.Ada, later.MessageId())).GetProperty("attachments")[0].Text("text")!.Length > 0);
        Assert.Equal("words of the same day", (await Cast.MessageAsync(cast.Ada, words)).Text());

        // Without exemptions nothing stays.
        await SetAsync("RetentionPolicy_FilesOnly", false);
        await SetAsync("RetentionPolicy_DoNotPrunePinned", false);
        await SetAsync("RetentionPolicy_DoNotPruneDiscussion", false);
        await Eventually.Async(async () => (await TextsAsync(special)).Count == 0, "everything old is gone");
        await Eventually.Async(async () => !(await cast.Ada.Rest.GetAsync("rooms.info?roomId=" + aside)).Succeeded, "the discussion went too");

        // Off, or by the half hour, nothing goes in a while.
        await SetAsync("RetentionPolicy_Enabled", false);
        var stays = await cast.SayAsync(rooms["Channels"], "stays for now");
        await server.RestartLaterAsync(TimeSpan.FromDays(120));
        await SetAsync("RetentionPolicy_Advanced_Precision", false);
        await SetAsync("RetentionPolicy_Enabled", true);
        Assert.Equal("stays for now", (await Cast.MessageAsync(cast.Ada, stays)).Text());
        await SetAsync("RetentionPolicy_Advanced_Precision", true);
        await GoneAsync(rooms["Channels"], "stays for now");

        Task SetAsync(string setting, object value) => cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
        Task GoneAsync(string roomId, string text) => Eventually.Async(async () => !(await TextsAsync(roomId)).Contains(text), $"\"{text}\" is gone");

        async Task<List<string>> TextsAsync(string roomId)
        {
            foreach (var door in new[] { "channels", "groups", "im" })
            {
                if (await cast.Ada.Rest.GetAsync($"{door}.messages?roomId={roomId}&count=100") is { Succeeded: true } reply)
                    return [.. reply["messages"].EnumerateArray().Where(RoomReading.IsWritten).Select(m => m.Text())];
            }

            throw new InvalidOperationException("The room is not readable");
        }
    }
}

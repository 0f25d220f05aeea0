using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-024, MSG-087, ADM-079: what a workspace brings of its own.</summary>
/// <remarks>Rows: ADM-126.</remarks>
public sealed class CustomizationTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_126_custom_emoji_reaches_everybody_and_can_be_used_as_reaction(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("emoji").With("ada", "bob").OnAsync(server);
        await using var bob = await stage["bob"].ConnectAsync();
        await bob.SubscribeAsync("stream-notify-logged", "updateEmojiCustom", false);
        await bob.SubscribeAsync("stream-notify-logged", "deleteEmojiCustom", false);
        var name = CustomizationEntries.EmojiName();
        var message = (await stage.SayAsync("ada", "hello")).MessageId();
        await React(stage["bob"], message, name).AssertRefusedAsync("error-not-allowed");

        var id = await CustomizationEntries.EmojiAsync(stage.Admin, name);

        await bob.WaitAsync(frame => frame.GetRawText().Contains($"\"name\":\"{name}\"", StringComparison.Ordinal), "the emoji is told");
        (await React(stage["bob"], message, name)).OrThrow();
        using var http = new HttpClient { BaseAddress = server.Url };
        using var picture = await http.GetAsync($"emoji-custom/{name}.png");
        Assert.Equal("image/png", picture.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromDays(365), picture.Headers.CacheControl!.MaxAge);
        using var unknown = await http.GetAsync("emoji-custom/nothing-like-this.png");
        Assert.Equal(("image/svg+xml", TimeSpan.Zero), (unknown.Content.Headers.ContentType!.ToString(), unknown.Headers.CacheControl!.MaxAge));
        foreach (var (address, since) in new[] { ($"emoji-custom/{name}.png", picture.Content.Headers.LastModified), ("emoji-custom/nothing-like-this.png", unknown.Content.Headers.LastModified) })
        {
            using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfModifiedSince = since } };
            using var known = await http.SendAsync(again);
            Assert.Equal(System.Net.HttpStatusCode.NotModified, known.StatusCode);
        }

        // Another name and a second one; the former is nobody's then.
        var (later, alias) = (CustomizationEntries.EmojiName(), CustomizationEntries.EmojiName());
        using (var form = new MultipartFormDataContent { { new StringContent(id), "_id" }, { new StringContent(later), "name" }, { new StringContent(alias), "aliases" } })
            (await stage.Admin.SendAsync(HttpMethod.Post, "emoji-custom.update", form)).OrThrow();
        await bob.WaitAsync(frame => frame.GetRawText().Contains($"\"name\":\"{later}\"", StringComparison.Ordinal), "the change is told");
        Assert.Contains((await stage["bob"].Rest.GetAsync("emoji-custom.all?count=500")).OrThrow()["emojis"].EnumerateArray(), e => e.GetProperty("name").ValueEquals(later) && e.GetProperty("aliases")[0].ValueEquals(alias));
        (await React(stage["ada"], message, alias)).OrThrow();

        (await stage.Admin.PostAsync("emoji-custom.delete", new { emojiId = id })).OrThrow();

        await bob.WaitAsync(frame => frame.GetRawText().Contains("deleteEmojiCustom", StringComparison.Ordinal) && frame.GetRawText().Contains(id, StringComparison.Ordinal), "the removal is told");
        var gone = (await stage["bob"].Rest.GetAsync("emoji-custom.list?updatedSince=1970-01-01T00:00:00.000Z")).OrThrow()["emojis"];
        Assert.Contains(gone.GetProperty("remove").EnumerateArray(), e => e.GetProperty("_id").ValueEquals(id));
        Assert.DoesNotContain(gone.GetProperty("update").EnumerateArray(), e => e.GetProperty("_id").ValueEquals(id));
        await React(stage["ada"], message, name).AssertRefusedAsync("error-not-allowed");

        static Task<RestReply> React(Person who, string messageId, string emoji) => who.Rest.PostAsync("chat.react", new { messageId, emoji, shouldReact = true });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Emoji_is_a_picture_with_a_free_name_and_only_managers_add_it(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var (name, alias) = (CustomizationEntries.EmojiName(), CustomizationEntries.EmojiName());
        (await CustomizationEntries.CreateAsync(cast.Admin, name, alias)).OrThrow();

        await CustomizationEntries.CreateAsync(cast.Ada.Rest, CustomizationEntries.EmojiName()).AssertRefusedAsync("not_authorized");
        await CustomizationEntries.CreateAsync(cast.Admin, alias).AssertRefusedAsync("Custom_Emoji_Error_Name_Or_Alias_Already_In_Use");
        await CustomizationEntries.CreateAsync(cast.Admin, "two words").AssertRefusedAsync("error-input-is-not-a-valid-field");
        await CustomizationEntries.CreateAsync(cast.Admin, " ").AssertRefusedAsync("error-the-field-is-required");
        await CustomizationEntries.CreateAsync(cast.Admin, CustomizationEntries.EmojiName(), picture: "<svg onload='alert(1)'/>"u8.ToArray()).AssertRefusedAsync("emoji-is-not-image");
        await CustomizationEntries.CreateAsync(cast.Admin, CustomizationEntries.EmojiName(), picture: new byte[3 * 1024 * 1024]).AssertRefusedAsync("error-file-too-large");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Sound_is_served_with_its_real_type_and_asked_about_cheaply(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var admin = await DdpClient.ConnectAsync(server.Url);
        await admin.ResumeAsync(cast.Admin.Token!);
        var visitor = await server.ConnectAsync();
        await visitor.SubscribeAsync("stream-notify-all", "updateCustomSound", false);
        var name = Scratch.Name("sound");

        var id = (await CustomizationEntries.UploadSoundAsync(admin, name)).GetString()!;

        await visitor.WaitAsync(frame => frame.GetRawText().Contains(name, StringComparison.Ordinal), "the sound is told");
        using var http = new HttpClient { BaseAddress = server.Url };
        using var sound = await http.GetAsync($"custom-sounds/{id}.wav");
        Assert.Equal("audio/wav", sound.Content.Headers.ContentType!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, $"custom-sounds/{id}.wav");
        again.Headers.IfModifiedSince = sound.Content.Headers.LastModified;
        using var known = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var missing = await http.GetAsync("custom-sounds/nothing-has-this-id.wav");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        await admin.CallAsync("insertOrUpdateSound", new { name, extension = "wav" }).AssertRefusedAsync("Custom_Sound_Error_Name_Already_In_Use");
        await admin.CallAsync("uploadCustomSound", "<html>", "audio/wav", new { _id = id, name, extension = "wav" }).AssertRefusedAsync("error-invalid-file-type");
        await (await cast.LineAsync(cast.Ada)).CallAsync("deleteCustomSound", id).AssertRefusedAsync("not_authorized");
        await visitor.DisposeAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Custom_status_is_told_at_once_and_its_name_is_unique(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-logged", "updateCustomUserStatus", false);
        var name = Scratch.Name("status");

        (await cast.Admin.PostAsync("custom-user-status.create", new { name, statusType = "busy" })).OrThrow();

        await line.WaitAsync(frame => frame.GetRawText().Contains(name, StringComparison.Ordinal), "the status is told");
        await cast.Admin.PostAsync("custom-user-status.create", new { name, statusType = "away" }).AssertRefusedAsync("Custom_User_Status_Error_Name_Already_In_Use");
        await cast.Admin.PostAsync("custom-user-status.create", new { name = "<b>", statusType = "away" }).AssertRefusedAsync("error-input-is-not-a-valid-field");
        await cast.Admin.PostAsync("custom-user-status.create", new { name = Scratch.Name("status"), statusType = "asleep" }).AssertRefusedAsync("error-input-is-not-a-valid-field");
        await cast.Ada.Rest.PostAsync("custom-user-status.create", new { name = Scratch.Name("status") }).AssertRefusedAsync("not_authorized");
    }
}

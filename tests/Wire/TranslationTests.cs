using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Rooms read in another language: ROOM-079, MSG-058.</summary>
/// <remarks>Rows: SET-185.</remarks>
public sealed class TranslationTests(Workspaces workspaces)
{
    public static TheoryData<Engine, string> EngineAndService() =>
        new() { { Engine.Sqlite, "google-translate" }, { Engine.Postgres, "google-translate" }, { Engine.Sqlite, "deepl-translate" }, { Engine.Sqlite, "microsoft-translate" } };

    [Theory, MemberData(nameof(EngineAndService))]
    public async Task ROOM_079_new_messages_are_translated_once_for_each_language_that_members_read(Engine engine, string service)
    {
        await using var standIn = StandIn.Start(TranslationServices.Answer);
        await using var server = await ServerAsync(engine, standIn);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, service);
        var (cleo, dora) = (await cast.PersonAsync(), await cast.PersonAsync("dora"));
        var roomId = await cast.RoomAsync("channels", cleo.Username, dora.Username);
        await ReadInAsync(cast.Bob, roomId, "de");
        await ReadInAsync(cleo, roomId, "de");
        await ReadInAsync(dora, roomId, "fr");
        var own = await Cast.SubscriptionAsync(cast.Bob, roomId);
        Assert.Equal((true, "de"), (own.Flag("autoTranslate"), own.GetProperty("autoTranslateLanguage").GetString()));
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(roomId);

        var message = await cast.SayAsync(roomId, $"hello & <world> @{cast.Bob.Username} `hello` :world: https://example.org/hello\nhello");

        var translated = await line.WaitMessageAsync(roomId, candidate => candidate.MessageId() == message && candidate.TryGetProperty("translations", out _));
        Assert.Equal($"hello & <world> @{cast.Bob.Username} `hello` :world: https://example.org/hello\nhello", translated.Text());
        Assert.Equal($"hallo & <Welt> @{cast.Bob.Username} `hello` :world: https://example.org/hello\nhallo", translated.GetProperty("translations").GetProperty("de").GetString());
        Assert.Equal($"bonjour & <monde> @{cast.Bob.Username} `hello` :world: https://example.org/hello\nbonjour", translated.GetProperty("translations").GetProperty("fr").GetString());
        Assert.Equal(service, translated.GetProperty("translationProvider").GetString());
        Assert.Equal(2, standIn.Requests.Count(TranslationServices.IsTranslation));

        // A new text is translated anew, and nothing of the old one stays.
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = message, text = "world" }).SucceedsAsync();
        await line.WaitMessageAsync(roomId, candidate => candidate.MessageId() == message && candidate.TryGetProperty("translations", out var now) && now.GetProperty("de").ValueEquals("Welt"));

        // Nobody reads it in another language any more.
        await cast.Bob.Rest.PostAsync("autotranslate.saveSettings", new { roomId, field = "autoTranslate", value = false }).SucceedsAsync();
        await cleo.Rest.PostAsync("channels.leave", new { roomId }).SucceedsAsync();
        var asked = standIn.Requests.Count(TranslationServices.IsTranslation);
        var last = await cast.SayAsync(roomId, "hello");
        var french = await line.WaitMessageAsync(roomId, candidate => candidate.MessageId() == last && candidate.TryGetProperty("translations", out _));
        Assert.False(french.GetProperty("translations").TryGetProperty("de", out _));
        Assert.Equal(asked + 1, standIn.Requests.Count(TranslationServices.IsTranslation));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_058_one_message_is_translated_on_demand_and_kept_for_all(Engine engine)
    {
        await using var standIn = StandIn.Start(TranslationServices.Answer);
        await using var server = await ServerAsync(engine, standIn);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, "google-translate");
        var stranger = await cast.PersonAsync("eve");
        var roomId = await cast.RoomAsync("groups");
        var message = await cast.SayAsync(roomId, "hello world");
        await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "", attachments = new[] { new { text = "hello" } } }).SucceedsAsync();

        var asked = (await AskAsync(cast.Bob, message, "pt-BR")).OrThrow()["message"];
        Assert.Equal("olá mundo", asked.GetProperty("translations").GetProperty("pt-BR").GetString());
        Assert.Equal("hello world", asked.Text());
        var once = standIn.Requests.Count(TranslationServices.IsTranslation);
        await (await cast.LineAsync(cast.Ada)).CallAsync("autoTranslate.translateMessage", new { _id = message, rid = roomId }, "pt-BR");
        Assert.Equal(once, standIn.Requests.Count(TranslationServices.IsTranslation));
        Assert.Equal("olá mundo", (await Cast.MessageAsync(cast.Ada, message)).GetProperty("translations").GetProperty("pt-BR").GetString());

        var withAttachment = (await cast.Bob.Rest.GetAsync($"groups.messages?roomId={roomId}")).OrThrow()["messages"][0].MessageId();
        var described = (await AskAsync(cast.Bob, withAttachment, "de")).OrThrow()["message"].GetProperty("attachments")[0];
        Assert.Equal(("hello", "hallo"), (described.GetProperty("text").GetString(), described.GetProperty("translations").GetProperty("de").GetString()));

        var refused = await AskAsync(stranger, message, "de");
        Assert.Equal("Message not found.", refused["error"].GetString());
        await AskAsync(cast.Bob, message, "de\"}").AssertRefusedAsync("error-invalid-settings");
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "auto-translate", roles = new[] { "admin" } } } }).SucceedsAsync();
        await AskAsync(cast.Bob, message, "fr").AssertRefusedAsync("error-action-not-allowed");
        await cast.Bob.Rest.PostAsync("autotranslate.saveSettings", new { roomId, field = "autoTranslate", value = true }).AssertRefusedAsync("error-action-not-allowed");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_079_slow_or_failing_service_keeps_no_message_back(Engine engine)
    {
        var mayAnswer = new TaskCompletionSource();
        var isBroken = true;
        var failures = 0;
        await using var standIn = StandIn.Start(async request =>
        {
            if (!TranslationServices.IsTranslation(request)) return TranslationServices.Answer(request);
            if (isBroken)
            {
                Interlocked.Increment(ref failures);
                return (500, new { error = "no" });
            }
            await mayAnswer.Task;
            return TranslationServices.Answer(request);
        });
        await using var server = await ServerAsync(engine, standIn);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, "google-translate");
        var roomId = await cast.RoomAsync();
        await ReadInAsync(cast.Bob, roomId, "de");
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(roomId);

        var lost = await cast.SayAsync(roomId, "hello");
        await AskAsync(cast.Bob, lost, "de").AssertRefusedAsync("error-translation-failed");
        // One failed because Bob asked, one because the message was sent; only then may the service get well.
        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref failures) >= 2), "both requests failed");
        isBroken = false;
        var late = await cast.SayAsync(roomId, "hello world");
        await line.WaitMessageAsync(roomId, candidate => candidate.MessageId() == late);
        mayAnswer.SetResult();
        await line.WaitMessageAsync(roomId, candidate => candidate.MessageId() == late && candidate.TryGetProperty("translations", out _));
        Assert.False((await Cast.MessageAsync(cast.Bob, lost)).TryGetProperty("translations", out _));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_079_encrypted_rooms_reach_no_service(Engine engine)
    {
        await using var standIn = StandIn.Start(TranslationServices.Answer);
        await using var server = await ServerAsync(engine, standIn);
        await using var cast = await Cast.OnAsync(server);
        await SwitchOnAsync(cast, "google-translate");
        var (secret, open) = (await cast.RoomAsync("groups"), await cast.RoomAsync("groups"));
        await cast.Ada.Rest.PostAsync("rooms.saveRoomSettings", new { rid = secret, encrypted = true }).SucceedsAsync();
        await ReadInAsync(cast.Bob, secret, "de");
        await ReadInAsync(cast.Bob, open, "de");
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeRoomAsync(open);
        await cast.SayAsync(secret, "hello secret");
        var message = await cast.SayAsync(open, "hello");
        await line.WaitMessageAsync(open, candidate => candidate.MessageId() == message && candidate.TryGetProperty("translations", out _));
        Assert.DoesNotContain(standIn.Requests, request => request.Body.ValueKind != JsonValueKind.Undefined && request.Body.GetRawText().Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ROOM_079_languages_are_those_of_the_service_and_read_once()
    {
        await using var standIn = StandIn.Start(TranslationServices.Answer);
        await using var server = await ServerAsync(Engine.Sqlite, standIn);
        await using var cast = await Cast.OnAsync(server);
        await cast.Admin.PostAsync("settings/AutoTranslate_Enabled", new { value = true }).SucceedsAsync();
        Assert.Equal(0, (await LanguagesAsync(cast)).GetArrayLength());
        foreach (var (service, _, _) in TranslationServices.All)
        {
            await SwitchOnAsync(cast, service);
            var languages = await LanguagesAsync(cast);
            Assert.Contains(languages.EnumerateArray(), l => l.GetProperty("language").ValueEquals("de") && l.GetProperty("name").ValueEquals("German"));
            var asked = standIn.Requests.Count;
            await LanguagesAsync(cast);
            Assert.Equal(asked, standIn.Requests.Count);
        }
    }

    private static async Task<JsonElement> LanguagesAsync(Cast cast) => (await cast.Admin.GetAsync("autotranslate.getSupportedLanguages?targetLanguage=en")).OrThrow()["languages"];

    private static Task<RestReply> AskAsync(Person person, string messageId, string targetLanguage) =>
        person.Rest.PostAsync("autotranslate.translateMessage", new { messageId, targetLanguage });

    private static Task ReadInAsync(Person person, string roomId, string language) => Task.WhenAll(
        person.Rest.PostAsync("autotranslate.saveSettings", new { roomId, field = "autoTranslateLanguage", value = language }).SucceedsAsync(),
        person.Rest.PostAsync("autotranslate.saveSettings", new { roomId, field = "autoTranslate", value = true }).SucceedsAsync());

    private static async Task SwitchOnAsync(Cast cast, string service)
    {
        await cast.Admin.PostAsync("settings/AutoTranslate_Enabled", new { value = true }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/AutoTranslate_ServiceProvider", new { value = service }).SucceedsAsync();
        await cast.Admin.PostAsync("settings/" + TranslationServices.All.Single(s => s.Provider == service).KeySetting, new { value = TranslationServices.Key }).SucceedsAsync();
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "auto-translate", roles = new[] { "admin", "user" } } } }).SucceedsAsync();
    }

    private Task<ParleyServer> ServerAsync(Engine engine, StandIn standIn) =>
        workspaces.PrivateAsync(engine, new Dictionary<string, string?>(TranslationServices.All.ToDictionary(s => s.Variable, s => (string?)standIn.Url.ToString())) { ["E2E_Enable"] = "true" });
}

using System.Text.Json;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>Google Cloud Translation, version 2: https://cloud.google.com/translate/docs/reference/rest/v2/translate</summary>
internal sealed class GoogleTranslator(TranslationCalls calls, TranslationEndpoints endpoints, SettingsRegistry settings) : ITranslator
{
    public const string Id = "google-translate";
    private static readonly Uri _home = new("https://translation.googleapis.com/");

    public string Name => Id;

    public string DisplayName => "Google";

    public bool IsReady => settings.Get(TranslationSettings.GoogleKey).Length > 0;

    public async Task<IReadOnlyList<string>> TranslateAsync(IReadOnlyList<string> lines, string language, CancellationToken ct)
    {
        var answer = await calls.PostAsync(Address(""), Key, new WireObject { { "q", lines }, { "target", language }, { "format", "html" } }, ct);
        return [.. Items(answer, "translations").Select(t => t.Text("translatedText") ?? "")];
    }

    public async Task<IReadOnlyList<TargetLanguage>> LanguagesAsync(string shownIn, CancellationToken ct)
    {
        var answer = await calls.GetAsync(Address("/languages?target=" + Uri.EscapeDataString(shownIn)), Key, ct);
        return [.. Items(answer, "languages").Where(l => l.Text("language") is not null).Select(l => new TargetLanguage(l.Text("language")!, l.Text("name") ?? l.Text("language")!))];
    }

    private (string, string) Key => ("X-Goog-Api-Key", settings.Get(TranslationSettings.GoogleKey));

    private Uri Address(string rest) => new(endpoints.Google ?? _home, "language/translate/v2" + rest);

    private static IEnumerable<JsonElement> Items(JsonElement answer, string name) =>
        answer.Get("data") is { } data && data.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new TranslationFailedException("The service answered in an unknown shape.");
}

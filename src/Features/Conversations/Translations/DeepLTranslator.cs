using System.Text.Json;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>DeepL, version 2: https://developers.deepl.com/docs/api-reference/translate</summary>
internal sealed class DeepLTranslator(TranslationCalls calls, TranslationEndpoints endpoints, SettingsRegistry settings) : ITranslator
{
    public const string Id = "deepl-translate";
    private static readonly Uri _home = new("https://api.deepl.com/");
    private static readonly Uri _free = new("https://api-free.deepl.com/");

    public string Name => Id;

    public string DisplayName => "DeepL";

    public bool IsReady => Key.Length > 0;

    public async Task<IReadOnlyList<string>> TranslateAsync(IReadOnlyList<string> lines, string language, CancellationToken ct)
    {
        var body = new WireObject { { "text", lines }, { "target_lang", language.ToUpperInvariant() }, { "tag_handling", "html" } };
        var answer = await calls.PostAsync(Address("v2/translate"), Authorization, body, ct);
        if (answer.Get("translations") is not { ValueKind: JsonValueKind.Array } list) throw new TranslationFailedException("The service answered in an unknown shape.");
        return [.. list.EnumerateArray().Select(t => t.Text("text") ?? "")];
    }

    public async Task<IReadOnlyList<TargetLanguage>> LanguagesAsync(string shownIn, CancellationToken ct)
    {
        var answer = await calls.GetAsync(Address("v2/languages?type=target"), Authorization, ct);
        if (answer.ValueKind != JsonValueKind.Array) throw new TranslationFailedException("The service answered in an unknown shape.");
        return [.. answer.EnumerateArray().Where(l => l.Text("language") is not null).Select(l => new TargetLanguage(l.Text("language")!.ToLowerInvariant(), l.Text("name") ?? l.Text("language")!))];
    }

    private string Key => settings.Get(TranslationSettings.DeepLKey);

    private (string, string) Authorization => ("Authorization", "DeepL-Auth-Key " + Key);

    /// <summary>Keys of the free plan end with <c>:fx</c> and have a host of their own.</summary>
    private Uri Address(string path) => new(endpoints.DeepL ?? (Key.EndsWith(":fx", StringComparison.Ordinal) ? _free : _home), path);
}

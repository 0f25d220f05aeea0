using System.Text.Json;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Translations;

/// <summary>Azure AI Translator, version 3: https://learn.microsoft.com/azure/ai-services/translator/text-translation/reference/v3/translate</summary>
internal sealed class MicrosoftTranslator(TranslationCalls calls, TranslationEndpoints endpoints, SettingsRegistry settings) : ITranslator
{
    public const string Id = "microsoft-translate";
    private static readonly Uri _home = new("https://api.cognitive.microsofttranslator.com/");

    public string Name => Id;

    public string DisplayName => "Microsoft";

    public bool IsReady => settings.Get(TranslationSettings.MicrosoftKey).Length > 0;

    public async Task<IReadOnlyList<string>> TranslateAsync(IReadOnlyList<string> lines, string language, CancellationToken ct)
    {
        var address = Address("translate?api-version=3.0&textType=html&to=" + Uri.EscapeDataString(language));
        var answer = await calls.PostAsync(address, ("Ocp-Apim-Subscription-Key", settings.Get(TranslationSettings.MicrosoftKey)), lines.Select(l => new WireObject { { "Text", l } }).ToList(), ct);
        if (answer.ValueKind != JsonValueKind.Array) throw new TranslationFailedException("The service answered in an unknown shape.");
        return [.. answer.EnumerateArray().Select(item => item.Get("translations") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0].Text("text") ?? "" : "")];
    }

    public async Task<IReadOnlyList<TargetLanguage>> LanguagesAsync(string shownIn, CancellationToken ct)
    {
        var answer = await calls.GetAsync(Address("languages?api-version=3.0&scope=translation"), ("Accept-Language", shownIn), ct);
        if (answer.Get("translation") is not { ValueKind: JsonValueKind.Object } list) throw new TranslationFailedException("The service answered in an unknown shape.");
        return [.. list.EnumerateObject().Select(l => new TargetLanguage(l.Name, l.Value.Text("name") ?? l.Name))];
    }

    private Uri Address(string rest) => new(endpoints.Microsoft ?? _home, rest);
}

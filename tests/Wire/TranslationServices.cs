using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>The three translation services as their documentation describes them. They know a few words and respect <c>translate="no"</c>.</summary>
internal static class TranslationServices
{
    public static readonly (string Provider, string Variable, string KeySetting)[] All =
    [
        ("google-translate", "PARLEY_GOOGLE_TRANSLATE_URL", "AutoTranslate_GoogleAPIKey"),
        ("deepl-translate", "PARLEY_DEEPL_URL", "AutoTranslate_DeepLAPIKey"),
        ("microsoft-translate", "PARLEY_MICROSOFT_TRANSLATE_URL", "AutoTranslate_MicrosoftAPIKey"),
    ];

    public const string Key = "the-key";

    public static bool IsTranslation(StandInRequest request) => request.Method == "POST";

    public static (int Status, object? Answer) Answer(StandInRequest request) => (request.Method, request.Path) switch
    {
        ("POST", "/language/translate/v2") when request.Headers["X-Goog-Api-Key"] == Key && request.Body.GetProperty("format").ValueEquals("html") =>
            (200, new { data = new { translations = Texts(request.Body.GetProperty("q")).Select(t => new { translatedText = Say(t, request.Body.GetProperty("target").GetString()!), detectedSourceLanguage = "en" }) } }),
        ("GET", "/language/translate/v2/languages") => (200, new { data = new { languages = new[] { new { language = "de", name = "German" }, new { language = "fr", name = "French" }, new { language = "pt", name = "Portuguese" } } } }),
        ("POST", "/v2/translate") when request.Headers["Authorization"] == "DeepL-Auth-Key " + Key && request.Body.GetProperty("tag_handling").ValueEquals("html") =>
            (200, new { translations = Texts(request.Body.GetProperty("text")).Select(t => new { detected_source_language = "EN", text = Say(t, request.Body.GetProperty("target_lang").GetString()!) }) }),
        ("GET", "/v2/languages") => (200, new[] { new { language = "DE", name = "German", supports_formality = true }, new { language = "FR", name = "French", supports_formality = true }, new { language = "PT", name = "Portuguese", supports_formality = false } }),
        ("POST", "/translate") when request.Headers["Ocp-Apim-Subscription-Key"] == Key && request.Query.Contains("textType=html", StringComparison.Ordinal) =>
            (200, request.Body.EnumerateArray().Select(t => new { translations = new[] { new { text = Say(t.GetProperty("Text").GetString()!, request.Query.Split("to=")[1]), to = "de" } } })),
        ("GET", "/languages") => (200, new { translation = new { de = new { name = "German", nativeName = "Deutsch", dir = "ltr" }, fr = new { name = "French", nativeName = "Français", dir = "ltr" }, pt = new { name = "Portuguese", nativeName = "Português", dir = "ltr" } } }),
        _ => (403, new { error = "refused" }),
    };

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static string Say(string html, string language) => language.ToUpperInvariant() switch
    {
        "DE" => html.Replace("hello", "hallo", StringComparison.Ordinal).Replace("world", "Welt", StringComparison.Ordinal),
        "FR" => html.Replace("hello", "bonjour", StringComparison.Ordinal).Replace("world", "monde", StringComparison.Ordinal),
        "PT" => html.Replace("hello", "olá", StringComparison.Ordinal).Replace("world", "mundo", StringComparison.Ordinal),
        _ => html,
    };
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Parley.Platform.Settings;

namespace Parley.Conversations.Translations;

/// <summary>Translates texts by the service that the administrator chose, and knows the languages it offers.</summary>
internal sealed partial class TranslateText(IEnumerable<ITranslator> translators, SettingsRegistry settings, TimeProvider clock, ILogger<TranslateText> log)
{
    /// <summary>What all services take in one request.</summary>
    public const int MostLines = 50;

    private const int MostKnown = 100;
    private static readonly TimeSpan _fresh = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Provider, string ShownIn), (DateTimeOffset Until, IReadOnlyList<TargetLanguage> Languages)> _languages = new();

    public IEnumerable<ITranslator> All => translators;

    /// <summary>The chosen service; null while it has no key.</summary>
    public ITranslator? Chosen => translators.First(t => t.Name == settings.Get(TranslationSettings.Provider)) is { IsReady: true } ready ? ready : null;

    /// <returns>Empty while there is no service to ask, or when it does not answer.</returns>
    public async Task<IReadOnlyList<TargetLanguage>> LanguagesAsync(string shownIn, CancellationToken ct)
    {
        if (Chosen is not { } translator) return [];
        var key = (translator.Name, shownIn);
        if (_languages.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow()) return known.Languages;
        try
        {
            var languages = await translator.LanguagesAsync(shownIn, ct);
            if (_languages.Count >= MostKnown) _languages.Clear();
            _languages[key] = (clock.GetUtcNow() + _fresh, languages);
            return languages;
        }
        catch (TranslationFailedException failure)
        {
            LogNoLanguages(log, translator.Name, failure);
            return [];
        }
    }

    /// <summary>The service's spelling of a language: itself, or without its region where the service does not know that.</summary>
    public async Task<string> SpellingOfAsync(string language, CancellationToken ct)
    {
        var known = await LanguagesAsync("en", ct);
        if (known.Any(l => l.Code.Equals(language, StringComparison.OrdinalIgnoreCase))) return language;
        var plain = language.Split('-', '_')[0];
        return known.Any(l => l.Code.Equals(plain, StringComparison.OrdinalIgnoreCase)) ? plain : language;
    }

    /// <returns>Null when nothing was to be translated, when it stayed the same, or when the answer had lost parts of the text.</returns>
    /// <exception cref="TranslationFailedException">The service refused or failed.</exception>
    public static async Task<string?> TranslateAsync(ITranslator translator, string text, string language, CancellationToken ct)
    {
        try
        {
            return await TranslateAsync(translator, KeptParts.Of(text), text, language, ct);
        }
        catch (RegexMatchTimeoutException failure)
        {
            throw new TranslationFailedException("The text is too hard to take apart.", failure);
        }
    }

    private static async Task<string?> TranslateAsync(ITranslator translator, KeptParts kept, string text, string language, CancellationToken ct)
    {
        var lines = kept.Lines.ToArray();
        var wanted = Enumerable.Range(0, lines.Length).Where(i => KeptParts.HasWords(lines[i])).ToList();
        foreach (var part in wanted.Chunk(MostLines))
        {
            var translated = await translator.TranslateAsync([.. part.Select(i => lines[i])], language, ct);
            if (translated.Count != part.Length) throw new TranslationFailedException("The service answered with another number of lines.");
            for (var i = 0; i < part.Length; i++) lines[part[i]] = translated[i];
        }
        return wanted.Count > 0 && kept.Restore(lines) is { } whole && whole != text ? whole : null;
    }

    [LoggerMessage(EventId = 3320, Level = LogLevel.Warning, Message = "The languages of {Provider} could not be read; check its API key and the way to it.")]
    private static partial void LogNoLanguages(ILogger log, string provider, Exception failure);
}

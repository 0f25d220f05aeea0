using System.Text.RegularExpressions;
using Parley.Platform.Settings;

namespace Parley.Conversations.Messages;

/// <summary>Masks the words that the administrator does not want to read. Only whole words count, in any case.</summary>
internal sealed class WordFilter(SettingsRegistry settings)
{
    private const int MostWords = 5000;
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(200);
    private volatile Known _known = new("", "", null);

    /// <returns>The text with a star for each letter of such a word; the text itself while the filter is off.</returns>
    public string Mask(string text)
    {
        if (text.Length == 0 || !settings.Get(MessageSettings.FiltersWords) || Words() is not { } words) return text;
        try
        {
            return words.Replace(text, word => new string('*', word.Length));
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that is so hard to read is posted as it is; nobody waits for it.
            return text;
        }
    }

    private Regex? Words()
    {
        var (listed, allowed) = (settings.Get(MessageSettings.BadWords), settings.Get(MessageSettings.AllowedWords));
        var known = _known;
        if (known.Listed == listed && known.Allowed == allowed) return known.Words;
        var words = Split(listed).Except(Split(allowed), StringComparer.OrdinalIgnoreCase).Take(MostWords).Select(Regex.Escape).ToList();
        var pattern = words.Count == 0 ? null
            : new Regex($@"(?<![\p{{L}}\p{{N}}])(?:{string.Join('|', words)})(?![\p{{L}}\p{{N}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, _patience);
        _known = new(listed, allowed, pattern);
        return pattern;
    }

    private static IEnumerable<string> Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private sealed record Known(string Listed, string Allowed, Regex? Words);
}

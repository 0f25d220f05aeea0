using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Parley.Conversations.Translations;

/// <summary>
/// A message on its way to a translation service and back: code, formulas, links, emoji, people and rooms become numbered marks
/// that services leave alone, the rest becomes HTML text.
/// </summary>
internal sealed partial class KeptParts
{
    private readonly List<string> _parts = [];

    private KeptParts(string text)
    {
        var end = 0;
        var html = new System.Text.StringBuilder(text.Length + 64);
        foreach (Match kept in Kept().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[end..kept.Index])).Append(CultureInfo.InvariantCulture, $"<span class=\"notranslate\" translate=\"no\">{_parts.Count}</span>");
            _parts.Add(kept.Value);
            end = kept.Index + kept.Length;
        }
        Lines = html.Append(WebUtility.HtmlEncode(text[end..])).ToString().Split('\n');
    }

    /// <summary>HTML, line by line, because services join lines. Code over several lines is one mark in one line.</summary>
    public IReadOnlyList<string> Lines { get; }

    public static KeptParts Of(string text) => new(text);

    /// <summary>Whether a line has anything to translate.</summary>
    public static bool HasWords(string line) => Mark().Replace(line, "").Any(char.IsLetter);

    /// <returns>The text with everything kept back in its place; null when the service lost or doubled a mark.</returns>
    public string? Restore(IReadOnlyList<string> lines)
    {
        var seen = new HashSet<int>();
        var isWhole = true;
        var text = new System.Text.StringBuilder();
        foreach (var (line, index) in lines.Select((l, i) => (l, i)))
        {
            if (index > 0) text.Append('\n');
            var end = 0;
            foreach (Match mark in Mark().Matches(line))
            {
                text.Append(Plain(line[end..mark.Index]));
                end = mark.Index + mark.Length;
                if (int.TryParse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) && number < _parts.Count && seen.Add(number)) text.Append(_parts[number]);
                else isWhole = false;
            }
            text.Append(Plain(line[end..]));
        }
        return isWhole && seen.Count == _parts.Count ? text.ToString() : null;
    }

    private static string Plain(string html) => WebUtility.HtmlDecode(Tag().Replace(html, ""));

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]+`|\\\([\s\S]*?\\\)|\\\[[\s\S]*?\\\]|\$\$[\s\S]*?\$\$|\]\([^)\s]+\)|<https?://[^|>\s]+\||https?://[^\s>)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|:[\w+-]+:|(?<!\w)[@#][\w.-]*\w", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Kept();

    [GeneratedRegex(@"<span[^>]*>\s*(\d+)\s*</span>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Mark();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();
}

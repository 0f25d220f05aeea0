using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Conversations.Search;

/// <summary>What somebody typed into the search box, taken apart (MSG-072, MSG-073).</summary>
internal sealed partial class SearchQuery
{
    private const int LongestText = 1000;
    private const int MostParts = 20;

    /// <summary>Each part is a phrase of terms in order; a single word is a phrase of one.</summary>
    public List<IReadOnlyList<string>> Phrases { get; } = [];

    /// <summary>Whether the last term may go on: <c>hel</c> finds <c>hello</c>.</summary>
    public bool IsLastOpen { get; private set; }

    public Regex? Pattern { get; private set; }

    /// <summary>Usernames; any of them.</summary>
    public List<string> From { get; } = [];

    public List<string> Mentions { get; } = [];
    public List<string> FileTitles { get; } = [];
    public List<string> FileDescriptions { get; } = [];
    public bool HasStar { get; private set; }
    public bool IsPinned { get; private set; }
    public bool HasLink { get; private set; }
    public bool HasLocation { get; private set; }
    public DateTimeOffset? After { get; private set; }
    public DateTimeOffset? Before { get; private set; }
    public bool IsOldestFirst { get; private set; }

    public bool IsEmpty => Phrases.Count == 0 && Pattern is null && From.Count == 0 && Mentions.Count == 0 && FileTitles.Count == 0 && FileDescriptions.Count == 0
        && !HasStar && !IsPinned && !HasLink && !HasLocation && After is null && Before is null;

    /// <param name="me">Username that <c>from:me</c> stands for.</param>
    /// <param name="utcOffset">Hours, for whole days.</param>
    /// <param name="alwaysPattern">The workspace takes every text as a pattern.</param>
    /// <exception cref="PatternRefused">A pattern between slashes that cannot be used.</exception>
    public static SearchQuery Read(string text, string me, double utcOffset, bool alwaysPattern)
    {
        if (text.Length > LongestText) text = text[..LongestText];
        var query = new SearchQuery();
        var rest = Operator().Replace(text, match => query.Take(match.Groups["name"].Value.ToLowerInvariant(), Value(match), me, utcOffset) ? " " : match.Value).Trim();
        if (rest.Length == 0) return query;
        if (Slashed().Match(rest) is { Success: true } slashed) query.Pattern = Compile(slashed.Groups["pattern"].Value, slashed.Groups["flags"].Value);
        else if (alwaysPattern) query.Pattern = Lenient(rest);
        else query.TakeWords(rest);
        return query;
    }

    private static string Value(Match match) => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["value"].Value;

    private bool Take(string name, string value, string me, double utcOffset)
    {
        switch (name)
        {
            case "from": From.Add(value == "me" ? me : value.TrimStart('@')); return true;
            case "mention" or "mentions": Mentions.Add(value == "me" ? me : value.TrimStart('@')); return true;
            case "has" or "is": return TakeMark(value.ToLowerInvariant());
            case "file-title": FileTitles.Add(value); return true;
            case "file-desc": FileDescriptions.Add(value); return true;
            case "order" or "sort":
                IsOldestFirst = value.StartsWith("asc", StringComparison.OrdinalIgnoreCase);
                return IsOldestFirst || value.StartsWith("desc", StringComparison.OrdinalIgnoreCase);
            case "before" or "after" or "on": return TakeDay(name, value, utcOffset);
            default: return false;
        }
    }

    private bool TakeMark(string mark)
    {
        switch (mark)
        {
            case "star" or "starred": HasStar = true; return true;
            case "pin" or "pinned": IsPinned = true; return true;
            case "url" or "link": HasLink = true; return true;
            case "location" or "map": HasLocation = true; return true;
            default: return false;
        }
    }

    private bool TakeDay(string name, string value, double utcOffset)
    {
        if (!DateOnly.TryParseExact(value.Replace('/', '-').Replace('.', '-'), ["d-M-yyyy", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(-Math.Clamp(utcOffset, -14, 14));
        if (name is "after") After = start.AddDays(1);
        else if (name is "before") Before = start;
        else (After, Before) = (start, start.AddDays(1));
        return true;
    }

    private void TakeWords(string text)
    {
        foreach (Match part in Part().Matches(text))
        {
            var isQuoted = part.Groups["quoted"].Success;
            var terms = SearchText.Terms(isQuoted ? part.Groups["quoted"].Value : part.Value);
            if (terms.Count == 0 || Phrases.Count == MostParts) continue;
            Phrases.Add(terms);
            IsLastOpen = !isQuoted;
        }
    }

    /// <summary>The engine without backtracking: time grows with the text, never with the pattern's tricks.</summary>
    private static Regex Compile(string pattern, string flags)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        if (flags.Contains('i', StringComparison.Ordinal)) options |= RegexOptions.IgnoreCase;
        if (flags.Contains('m', StringComparison.Ordinal)) options |= RegexOptions.Multiline;
        if (flags.Contains('s', StringComparison.Ordinal)) options |= RegexOptions.Singleline;
        try
        {
            return new Regex(pattern, options, TimeSpan.FromMilliseconds(200));
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new PatternRefused();
        }
    }

    private static Regex Lenient(string text)
    {
        try
        {
            return Compile(text, "i");
        }
        catch (PatternRefused)
        {
            return Compile(Regex.Escape(text), "i");
        }
    }

    [GeneratedRegex("""(?<=^|\s)(?<name>from|mentions?|has|is|file-title|file-desc|order|sort|before|after|on):(?:"(?<quoted>[^"]*)"|(?<value>\S+))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Operator();

    [GeneratedRegex("^/(?<pattern>.+)/(?<flags>[gimsu]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Slashed();

    [GeneratedRegex("""(?:"(?<quoted>[^"]+)")|[^\s"]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    internal sealed class PatternRefused : Exception;
}

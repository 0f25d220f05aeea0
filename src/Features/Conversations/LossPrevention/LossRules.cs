using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Parley.Platform.Settings;

namespace Parley.Conversations.LossPrevention;

/// <summary>
/// The rules of <see cref="LossSettings.Rules"/>, ready to match. They run on an engine whose time grows only with the length of the text, so
/// nobody can make the server wait by a rule or by a message (SEC-012); expressions that engine does not know are reported and passed over.
/// </summary>
internal sealed partial class LossRules(ISettings settings, ILogger<LossRules> log)
{
    private const int MostRules = 200;
    private const int LongestRule = 1000;
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(250);
    private volatile Known _known = new("", []);

    /// <summary>Where a text breaks a rule, as ranges that do not overlap, in order.</summary>
    /// <remarks>Characters that nobody sees are passed over, so that they cannot break a number apart. A text that takes too long breaks the rules as a whole.</remarks>
    public IReadOnlyList<Range> Find(string text)
    {
        var rules = Rules();
        if (rules.Count == 0 || text.Length == 0) return [];
        var (visible, places) = Visible(text);
        var isHit = new bool[text.Length];
        try
        {
            foreach (var rule in rules)
            {
                for (var match = rule.Match(visible); match.Success; match = match.NextMatch())
                {
                    // What matches nothing would match everywhere.
                    if (match.Length > 0) isHit.AsSpan(places[match.Index]..(places[match.Index + match.Length - 1] + 1)).Fill(true);
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return [Range.All];
        }
        return RangesOf(isHit);
    }

    /// <summary>The text with <c>#</c> for each character of the ranges.</summary>
    public static string Mask(string text, IReadOnlyList<Range> ranges)
    {
        var masked = text.ToCharArray();
        foreach (var range in ranges)
        {
            foreach (ref var character in masked.AsSpan(range)) character = char.IsWhiteSpace(character) ? character : '#';
        }
        return new string(masked);
    }

    private static List<Range> RangesOf(bool[] isHit)
    {
        var ranges = new List<Range>();
        for (var i = 0; i < isHit.Length; i++)
        {
            if (!isHit[i]) continue;
            var start = i;
            while (i < isHit.Length && isHit[i]) i++;
            ranges.Add(start..i);
        }
        return ranges;
    }

    /// <returns>The text without format characters, and where each of its characters stands in the original.</returns>
    private static (string Text, int[] Places) Visible(string text)
    {
        var kept = new StringBuilder(text.Length);
        var places = new int[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (char.GetUnicodeCategory(text[i]) == System.Globalization.UnicodeCategory.Format) continue;
            places[kept.Length] = i;
            kept.Append(text[i]);
        }
        return (kept.ToString(), places);
    }

    private IReadOnlyList<Regex> Rules()
    {
        var listed = settings.Get(LossSettings.Rules);
        var known = _known;
        if (known.Listed == listed) return known.Rules;
        var rules = new List<Regex>();
        foreach (var (line, number) in listed.Split('\n').Select((line, index) => (line.Trim(), index + 1)).Where(l => l.Item1.Length > 0 && l.Item1[0] != '#').Take(MostRules))
        {
            if (Compile(line, number) is { } rule) rules.Add(rule);
        }
        _known = new(listed, rules);
        return rules;
    }

    private Regex? Compile(string pattern, int line)
    {
        if (pattern.Length > LongestRule)
        {
            LogPassedOver(log, line, "it is too long");
            return null;
        }
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, _patience);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            LogPassedOver(log, line, problem.Message);
            return null;
        }
    }

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "Line {Line} of DLP_Rules is passed over: {Reason}")]
    private static partial void LogPassedOver(ILogger log, int line, string reason);

    private sealed record Known(string Listed, IReadOnlyList<Regex> Rules);
}

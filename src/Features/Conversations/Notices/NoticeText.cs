using System.Text.RegularExpressions;

namespace Parley.Conversations.Notices;

/// <summary>The words of a message without what shapes them (NOT-012).</summary>
internal static partial class NoticeText
{
    private const int MostRead = 1000;

    /// <summary>Of long texts only the beginning, which is all that a notice shows.</summary>
    public static string Plain(string text)
    {
        var plain = CodeFence().Replace(text.Length <= MostRead ? text : text[..MostRead], "$1");
        plain = NamedLink().Replace(plain, "$1");
        plain = Emphasis().Replace(plain, "$2");
        return plain.Trim();
    }

    [GeneratedRegex("```(?:[a-z0-9+#-]*\\n)?([\\s\\S]*?)```", RegexOptions.NonBacktracking)]
    private static partial Regex CodeFence();

    /// <summary>A quotation by link has no words of its own.</summary>
    [GeneratedRegex("!?\\[([^\\]\\n]*)\\]\\([^)\\s]*\\)", RegexOptions.NonBacktracking)]
    private static partial Regex NamedLink();

    [GeneratedRegex("(\\*\\*|\\*|__|_|~~|~|`)(\\S(?:[^\\n]*?\\S)?)\\1", RegexOptions.None, 100)]
    private static partial Regex Emphasis();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Notices;

/// <summary>The words of a message without what shapes them (NOT-012).</summary>
internal static partial class NoticeText
{
    public const int Longest = 500;
    private const int MostRead = 1000;

    public static readonly Setting<bool> UsesRealNames = SettingOf.Bool("UI_Use_Real_Name", "Layout", false);

    /// <summary>How the author is called.</summary>
    public static string NameOf(JsonElement message, bool usesRealNames) =>
        message.Text("alias") ?? (usesRealNames ? message.Get("u")?.Text("name") : null) ?? message.Get("u")?.Text("username") ?? "";

    /// <summary>The text as people read it: names instead of what was typed, a file by its name; of encrypted ones only that there is one.</summary>
    public static string WordsOf(JsonElement message, bool usesRealNames)
    {
        if (message.Text("t") == "e2e") return "Encrypted message";
        var words = Plain(message.Text("msg") ?? "");
        if (usesRealNames && message.Get("mentions") is { ValueKind: JsonValueKind.Array } mentions)
        {
            foreach (var mention in mentions.EnumerateArray())
            {
                if (mention.Text("name") is { Length: > 0 } name && mention.Text("username") is { Length: > 0 } username) words = words.Replace("@" + username, name, StringComparison.Ordinal);
            }
        }
        if (words.Length == 0 && message.Get("file") is { } file) words = $"Uploaded a file: {file.Text("name")}";
        if (words.Length == 0) words = "Sent an attachment";
        return words.Length <= Longest ? words : words[..Longest] + "…";
    }

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

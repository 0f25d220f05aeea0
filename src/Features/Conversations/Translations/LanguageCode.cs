using System.Text.RegularExpressions;

namespace Parley.Conversations.Translations;

/// <summary>Codes of languages, such as <c>de</c> and <c>pt-BR</c>. They become names in documents and parts of addresses, so nothing else is taken.</summary>
internal static partial class LanguageCode
{
    public static bool IsValid(string text) => Code().IsMatch(text);

    [GeneratedRegex("^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}

using System.Buffers;

namespace Parley.Platform.MessageMarkup;

/// <summary>Character classes of the grammar. Minus one, which stands for the end of the text, is in none.</summary>
internal static class MarkupCharacters
{
    /// <summary>What ends a line.</summary>
    public static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r");

    public static bool IsBlank(int c) => c is ' ' or '\t';

    public static bool IsLineEnd(int c) => c is '\n' or '\r';

    public static bool IsDigit(int c) => (uint)(c - '0') <= 9;

    public static bool IsLetter(int c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsAlphanumeric(int c) => IsDigit(c) || IsLetter(c);

    public static bool IsHex(int c) => IsDigit(c) || (uint)((c | 0x20) - 'a') <= 'f' - 'a';

    public static bool IsUnicodeSpace(int c) => c switch
    {
        < 0x80 => c is >= 9 and <= 13 or ' ',
        0xa0 or 0x1680 or >= 0x2000 and <= 0x200a or 0x2028 or 0x2029 or 0x202f or 0x205f or 0x3000 or 0xfeff => true,
        _ => false,
    };

    /// <summary>A character that glues a following mention or colour to the word before it.</summary>
    public static bool IsWordText(int c) =>
        c is >= 0x20 and <= 0x27 or >= 0x2b and <= 0x5a or >= 0x61 and <= 0x7a or >= 0x80;

    public static bool IsHost(int c) => IsAlphanumeric(c) || c is '-' or '_' or >= 0x80;

    public static bool IsScheme(int c) => IsAlphanumeric(c) || c is '+' or '-' or '.';

    public static bool IsShortCode(int c) => IsScheme(c) || c == '_';

    public static bool IsMention(int c) =>
        IsAlphanumeric(c) || c is '-' or '.' or '_' || (c >= 0x80 && char.IsLetter((char)c));

    /// <summary>Punctuation that does not belong to an address when a blank follows.</summary>
    public static bool IsTrailingPunctuation(int c) =>
        c is '!' or '"' or '%' or '\'' or '(' or ')' or '*' or ',' or '.' or ':' or ';' or '=' or '~';

    public static bool IsMailLocal(int c) =>
        IsAlphanumeric(c) ||
        c is '!' or '$' or '%' or '&' or '\'' or '*' or '+' or '-' or '=' or '^' or '_' or '`' or '{' or '|' or '}' or '~' ||
        (c >= 0x80 && !IsUnicodeSpace(c));
}

using System.Globalization;
using System.Text;
using AnyAscii;

namespace Parley.Conversations.Search;

/// <summary>Cuts text into the terms that are indexed and looked for.</summary>
internal static class SearchText
{
    private const int LongestTerm = 64;

    /// <summary>Terms in order, repeated as they stand.</summary>
    public static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var term = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsUnspaced(rune.Value) && Rune.IsLetter(rune))
            {
                End(terms, term);
                terms.Add(rune.ToString());
            }
            else if (Rune.IsLetterOrDigit(rune) || category is UnicodeCategory.LetterNumber)
            {
                Append(term, rune);
            }
            else if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                // An accent written apart is folded like one written together; vowel signs of other scripts stay.
                if (term.Length > 0 && rune.Value is not (>= 0x300 and <= 0x36f)) term.Append(rune.ToString());
            }
            else
            {
                End(terms, term);
            }
        }
        End(terms, term);
        return terms;
    }

    /// <summary>The terms with blanks between: what an index that cuts at blanks takes.</summary>
    public static string Join(IEnumerable<string> terms) => string.Join(' ', terms);

    private static void Append(StringBuilder term, Rune rune)
    {
        if (term.Length >= LongestTerm) return;
        if (rune.Value is (>= 0xc0 and <= 0x24f) or (>= 0x1e00 and <= 0x1eff)) term.Append(rune.ToString().Transliterate().ToLowerInvariant());
        else term.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    private static void End(List<string> terms, StringBuilder term)
    {
        if (term.Length > 0) terms.Add(term.ToString());
        term.Clear();
    }

    /// <summary>Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar: words stand without blanks.</summary>
    private static bool IsUnspaced(int rune) => rune is
        (>= 0x3400 and <= 0x9fff) or (>= 0xf900 and <= 0xfaff) or (>= 0x20000 and <= 0x3ffff) or (>= 0x3040 and <= 0x30ff) or (>= 0x31f0 and <= 0x31ff)
        or (>= 0x0e00 and <= 0x0eff) or (>= 0x1780 and <= 0x17ff) or (>= 0x1000 and <= 0x109f);
}

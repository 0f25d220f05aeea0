using System.Collections.Frozen;
using static Parley.Platform.MessageMarkup.MarkupCharacters;

namespace Parley.Platform.MessageMarkup;

/// <summary>Finds emoji by name, as emoticon, and as such.</summary>
internal sealed class EmojiReader(MarkupSource source, bool areEmoticonsOn)
{
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Emoticons =
        MarkupTables.Emoticons.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The emoji at <paramref name="p"/>; null when there is none.</summary>
    public Emoji? Any(int p, out int end) => Unicode(p, out end) ?? Named(p, out end);

    /// <summary>An emoji by name or emoticon.</summary>
    public Emoji? Named(int p, out int end)
    {
        end = NamedEnd(p, out var shortCode);
        if (end == p)
        {
            return null;
        }

        if (shortCode is not null)
        {
            return new Emoji(source.Slice(p, end), shortCode);
        }

        var name = source.Slice(p + 1, end - 1);
        return new Emoji(name, name);
    }

    /// <summary>Where the named emoji or emoticon at <paramref name="p"/> ends; <paramref name="p"/> when there is none.</summary>
    public int NamedEnd(int p) => NamedEnd(p, out _);

    /// <summary>Whether a letter or digit can open an emoticon.</summary>
    public bool CanOpenEmoticon(int c) => areEmoticonsOn && c is '0' or '8' or 'B' or 'D' or 'O' or 'X';

    /// <summary>An emoji typed as such; sequences and joined emoji are one.</summary>
    public Emoji? Unicode(int p, out int end)
    {
        end = UnicodeEnd(p);
        return end > p ? new Emoji(source.Slice(p, end), null) : null;
    }

    /// <summary>Where the emoji typed at <paramref name="p"/> ends; -1 when there is none.</summary>
    public int UnicodeEnd(int p)
    {
        var first = source.CodePoint(p);
        if (first < 0x80)
        {
            return KeycapEnd(p, first);
        }

        if (first is >= 0x1f1e6 and <= 0x1f1ff)
        {
            return source.CodePoint(p + 2) is >= 0x1f1e6 and <= 0x1f1ff ? p + 4 : -1;
        }

        var q = ElementEnd(p, isJoined: false);
        if (q < 0)
        {
            return -1;
        }

        if (first == 0x1f3f4 && TagsEnd(q) is var tagged && tagged > q)
        {
            return tagged;
        }

        while (source.At(q) == 0x200d && ElementEnd(q + 1, isJoined: true) is var next && next > 0)
        {
            q = next;
        }

        return q;
    }

    private int KeycapEnd(int p, int first)
    {
        if (!IsDigit(first) && first is not ('#' or '*'))
        {
            return -1;
        }

        var q = source.At(p + 1) == 0xfe0f ? p + 2 : p + 1;
        return source.At(q) == 0x20e3 ? q + 1 : -1;
    }

    private int TagsEnd(int p)
    {
        var q = p;
        while (source.CodePoint(q) is >= 0xe0020 and <= 0xe007e)
        {
            q += 2;
        }

        return q > p && source.CodePoint(q) == 0xe007f ? q + 2 : p;
    }

    private int ElementEnd(int p, bool isJoined)
    {
        var c = source.CodePoint(p);
        if (c < 0x80)
        {
            return -1;
        }

        var q = p + (c > 0xffff ? 2 : 1);
        var isDressed = source.At(q) == 0xfe0f;
        if (!IsIn(MarkupTables.EmojiRanges, c) && !((isDressed || isJoined) && IsIn(MarkupTables.PictographRanges, c)))
        {
            return -1;
        }

        if (isDressed)
        {
            q++;
        }

        return source.CodePoint(q) is >= 0x1f3fb and <= 0x1f3ff ? q + 2 : q;
    }

    private int NamedEnd(int p, out string? shortCode)
    {
        shortCode = null;
        var c = source.At(p);
        if (c == ':')
        {
            var q = p + 1;
            while (IsShortCode(source.At(q)))
            {
                q++;
            }

            if (q > p + 1 && source.At(q) == ':')
            {
                return q + 1;
            }
        }

        if (!areEmoticonsOn || c is not ('#' or '%' or '\'' or '(' or '*' or '-' or '0' or '8' or ':' or ';' or '<' or '='
            or '>' or 'B' or 'D' or 'O' or 'X' or '\\'))
        {
            return p;
        }

        for (var length = Math.Min(MarkupTables.LongestEmoticon, source.End - p); length >= 2; length--)
        {
            if (Emoticons.TryGetValue(source.Span(p, p + length), out shortCode))
            {
                return p + length;
            }
        }

        return p;
    }

    private static bool IsIn(ReadOnlySpan<int> ranges, int codePoint)
    {
        if (codePoint < ranges[0])
        {
            return false;
        }

        int low = 0, high = (ranges.Length / 2) - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (codePoint < ranges[middle * 2])
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[(middle * 2) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}

namespace Parley.Platform.MessageMarkup;

/// <summary>The text being read and where reading must stop. Positions are UTF-16 offsets; ends are exclusive.</summary>
internal sealed class MarkupSource(string text)
{
    public string Text { get; } = text;

    /// <summary>Shorter than the text while the label of a link is read.</summary>
    public int End { get; set; } = text.Length;

    /// <summary>The UTF-16 unit at <paramref name="position"/>, or -1 beyond the end.</summary>
    public int At(int position) => position < End ? Text[position] : -1;

    /// <summary>The code point at <paramref name="position"/>, or -1 beyond the end.</summary>
    public int CodePoint(int position)
    {
        if (position >= End)
        {
            return -1;
        }

        var c = Text[position];
        return char.IsHighSurrogate(c) && position + 1 < Text.Length && char.IsLowSurrogate(Text[position + 1])
            ? char.ConvertToUtf32(c, Text[position + 1])
            : c;
    }

    public bool StartsWith(string expected, int position) =>
        string.CompareOrdinal(Text, position, expected, 0, expected.Length) == 0;

    public string Slice(int start, int end) => Text[start..end];

    public ReadOnlySpan<char> Span(int start, int end) => Text.AsSpan(start, end - start);
}

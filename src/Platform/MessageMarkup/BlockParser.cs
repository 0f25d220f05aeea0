using System.Globalization;
using static Parley.Platform.MessageMarkup.MarkupCharacters;

namespace Parley.Platform.MessageMarkup;

/// <summary>Cuts the text into blocks by what its lines begin with.</summary>
internal sealed class BlockParser
{
    private const string Fence = "```";

    /// <summary>A longer text cannot be one to three emoji in practice.</summary>
    private const int LongestBigEmoji = 512;

    private readonly MarkupSource _source;
    private readonly MarkupOptions _options;
    private readonly InlineParser _inline;
    private int _p;

    // Positions from which a closer is known to be missing.
    private int _noFenceFrom = int.MaxValue;
    private int _noDollarsFrom = int.MaxValue;
    private int _noBracketFrom = int.MaxValue;

    public BlockParser(string text, MarkupOptions options)
    {
        _source = new MarkupSource(text);
        _options = options;
        _inline = new InlineParser(_source, options);
    }

    public IReadOnlyList<MarkupBlock> Parse()
    {
        if (_source.End == 0)
        {
            return [];
        }

        if (_source.End <= LongestBigEmoji && _inline.ReadBigEmoji() is { } emoji)
        {
            return [new BigEmoji(emoji)];
        }

        var blocks = new List<MarkupBlock>(1);
        while (_p < _source.End)
        {
            blocks.Add(Block());
        }

        return blocks;
    }

    private MarkupBlock Block()
    {
        var c = _source.At(_p);
        MarkupBlock? special = c switch
        {
            '#' => Heading(),
            '>' => Quote(),
            '-' => (MarkupBlock?)Tasks() ?? Bullets('-'),
            '*' => Bullets('*'),
            >= '0' and <= '9' => Numbers(),
            '`' => Code(),
            '$' => DollarFormula(),
            '\\' => BracketFormula(),
            _ => null,
        };
        if (special is not null)
        {
            return special;
        }

        var blank = SkipBlanks(_p);
        if (IsLineEnd(_source.At(blank)))
        {
            _p = AfterLineEnd(blank);
            return LineBreak.Instance;
        }

        return new Paragraph(Line(_p));
    }

    /// <summary>Reads the line from <paramref name="start"/> and moves behind it.</summary>
    private IReadOnlyList<MarkupInline> Line(int start)
    {
        var line = _inline.ReadLine(start, out var end);
        _p = AfterLineEnd(end);
        return line;
    }

    private Heading? Heading()
    {
        var q = _p;
        while (_source.At(q) == '#')
        {
            q++;
        }

        var level = q - _p;
        var start = SkipBlanks(q);
        var end = LineEnd(start);
        if (level > 4 || start == q || start == end)
        {
            return null;
        }

        // The line end stays: clients draw a heading and then a line break.
        _p = end;
        return new Heading(level, _source.Slice(start, end));
    }

    private Quote? Quote()
    {
        List<Paragraph>? lines = null;
        while (_source.At(_p) == '>' && HasText(SkipBlanks(_p + 1), out var start))
        {
            (lines ??= []).Add(new Paragraph(Line(start)));
        }

        return lines is null ? null : new Quote(lines);
    }

    private Tasks? Tasks()
    {
        List<TaskItem>? items = null;
        while (_source.At(_p) == '-' && _source.At(_p + 1) == ' ' && _source.At(_p + 2) == '[' &&
            _source.At(_p + 3) is ' ' or 'x' && _source.At(_p + 4) == ']' && IsBlank(_source.At(_p + 5)) &&
            HasText(SkipBlanks(_p + 5), out var start))
        {
            var isDone = _source.At(_p + 3) == 'x';
            (items ??= []).Add(new TaskItem(isDone, Line(start)));
        }

        return items is null ? null : new Tasks(items);
    }

    private UnorderedList? Bullets(char bullet)
    {
        List<ListItem>? items = null;
        while (_source.At(_p) == bullet && IsBlank(_source.At(_p + 1)) && HasText(SkipBlanks(_p + 1), out var start))
        {
            var line = _inline.ReadLine(start, out var end);

            // An asterisk without a partner means that the bullet is itself the partner: bold text, not a list.
            if (bullet == '*' && _inline.SawLooseStar)
            {
                break;
            }

            _p = AfterLineEnd(end);
            (items ??= []).Add(new ListItem(line));
        }

        return items is null ? null : new UnorderedList(items);
    }

    private OrderedList? Numbers()
    {
        List<ListItem>? items = null;
        while (true)
        {
            var q = _p;
            while (q - _p < 15 && IsDigit(_source.At(q)))
            {
                q++;
            }

            if (q == _p || _source.At(q) != '.' || !IsBlank(_source.At(q + 1)) || !HasText(SkipBlanks(q + 1), out var start))
            {
                break;
            }

            var number = long.Parse(_source.Span(_p, q), NumberStyles.None, CultureInfo.InvariantCulture);
            (items ??= []).Add(new ListItem(Line(start), number == 0 ? null : number));
        }

        return items is null ? null : new OrderedList(items);
    }

    private Code? Code()
    {
        if (!_source.StartsWith(Fence, _p) || _p >= _noFenceFrom)
        {
            return null;
        }

        var q = _p + 3;
        while (IsAlphanumeric(_source.At(q)) || _source.At(q) is ' ' or '-' or '.' or '_')
        {
            q++;
        }

        if (!IsLineEnd(_source.At(q)))
        {
            return null;
        }

        var language = _source.Slice(_p + 3, q);
        while (IsLineEnd(_source.At(q)))
        {
            q++;
        }

        var close = _source.Text.IndexOf(Fence, q, StringComparison.Ordinal);
        if (close < 0)
        {
            _noFenceFrom = _p;
            return null;
        }

        if (close == q || !IsLineEnd(_source.At(close - 1)))
        {
            return null;
        }

        var lines = new List<string>();
        while (q < close)
        {
            var end = LineEnd(q);
            lines.Add(_source.Slice(q, end));
            q = AfterLineEnd(end);
        }

        _p = close + Fence.Length;
        return new Code(language.Length == 0 ? "none" : language, lines);
    }

    private Katex? DollarFormula() =>
        _options.DollarKatex && _source.At(_p + 1) == '$' ? Formula("$$", ref _noDollarsFrom) : null;

    private Katex? BracketFormula() =>
        _options.ParenthesisKatex && _source.At(_p + 1) == '[' ? Formula("\\]", ref _noBracketFrom) : null;

    private Katex? Formula(string closer, ref int noneFrom)
    {
        if (_p >= noneFrom)
        {
            return null;
        }

        var start = _p + 2;
        var close = _source.Text.IndexOf(closer, start, StringComparison.Ordinal);
        if (close < 0)
        {
            noneFrom = _p;
            return null;
        }

        _p = close + closer.Length;
        return new Katex(_source.Slice(start, close));
    }

    private bool HasText(int at, out int start)
    {
        start = at;
        return at < _source.End && !IsLineEnd(_source.At(at));
    }

    private int SkipBlanks(int p)
    {
        while (IsBlank(_source.At(p)))
        {
            p++;
        }

        return p;
    }

    private int LineEnd(int p)
    {
        var length = _source.Span(p, _source.End).IndexOfAny(LineEnds);
        return length < 0 ? _source.End : p + length;
    }

    /// <summary>The position after the line end at <paramref name="p"/>, or <paramref name="p"/> when there is none.</summary>
    private int AfterLineEnd(int p) =>
        _source.At(p) == '\r' && _source.At(p + 1) == '\n' ? p + 2 : IsLineEnd(_source.At(p)) ? p + 1 : p;
}

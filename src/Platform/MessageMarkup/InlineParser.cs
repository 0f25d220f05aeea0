using static Parley.Platform.MessageMarkup.MarkupCharacters;

namespace Parley.Platform.MessageMarkup;

/// <summary>Reads what stands inside lines.</summary>
/// <remarks>
/// Time is linear in the text. Marks nest at most <see cref="MaxDepth"/> deep, the outcome of each mark is
/// remembered, scans that found no closer are not repeated, and beyond a ceiling of characters read again marks
/// stay plain text. The web client's <c>parse.ts</c> is the same algorithm.
/// </remarks>
internal sealed class InlineParser
{
    private const int MaxDepth = 32;
    private const char Line = '\n';
    private const char LinkLabel = ']';

    private readonly MarkupSource _source;
    private readonly MarkupOptions _options;
    private readonly EmojiReader _emoji;
    private readonly AddressReader _addresses;
    private readonly long _workCeiling;

    private Dictionary<int, (MarkupInline? Node, int End)>? _memo;
    private (int From, int At, string? Target, int End)? _nextTarget;
    private int _noDollarFrom = int.MaxValue;
    private int _noParenthesisFrom = int.MaxValue;
    private int _depth;
    private long _work;

    public InlineParser(MarkupSource source, MarkupOptions options)
    {
        _source = source;
        _options = options;
        _emoji = new EmojiReader(source, options.Emoticons);
        _addresses = new AddressReader(source, options.CustomDomains);
        _workCeiling = 4096 + (source.Text.Length * 24L);
    }

    /// <summary>Whether the last line held an asterisk that marks nothing.</summary>
    public bool SawLooseStar { get; private set; }

    /// <summary>Reads from <paramref name="p"/> to the end of the line, or of the text.</summary>
    public IReadOnlyList<MarkupInline> ReadLine(int p, out int end)
    {
        SawLooseStar = false;
        var line = new InlineBuilder(_source);
        while (p < _source.End && !IsLineEnd(_source.At(p)))
        {
            p = Item(p, Line, ref line);
        }

        end = p;
        return line.Build();
    }

    /// <summary>One to three emoji with blanks and line ends between, and nothing else; otherwise null.</summary>
    public IReadOnlyList<Emoji>? ReadBigEmoji()
    {
        List<Emoji>? found = null;
        for (var p = 0; ;)
        {
            while (IsBlank(_source.At(p)) || IsLineEnd(_source.At(p)))
            {
                p++;
            }

            if (p >= _source.End)
            {
                return found;
            }

            if (found?.Count == 3 || _emoji.Any(p, out p) is not { } emoji)
            {
                return null;
            }

            (found ??= new List<Emoji>(3)).Add(emoji);
        }
    }

    /// <summary>Adds the item at <paramref name="p"/>; returns the position after it.</summary>
    /// <param name="context">The mark being read, or <see cref="Line"/>, or <see cref="LinkLabel"/>.</param>
    private int Item(int p, char context, ref InlineBuilder into)
    {
        var end = ReadItem(p, context, ref into);
        _work += end - p;
        return end;
    }

    private int ReadItem(int p, char context, ref InlineBuilder into)
    {
        int end;
        if (IsBlank(_source.At(p)))
        {
            end = p + 1;
            while (IsBlank(_source.At(end)))
            {
                end++;
            }

            into.AddText(p, end);
            return end;
        }

        switch (Construct(p, context, out end))
        {
            case null:
                return Text(p, context, ref into);
            case PlainText:
                into.AddText(p, end);
                return end;
            case Emoji { ShortCode: null } emoji:
                into.Add(emoji);
                // A name or emoticon right after an emoji stays text.
                var glued = _emoji.NamedEnd(end);
                into.AddText(end, glued);
                return glued;
            case var node:
                into.Add(node);
                return end;
        }
    }

    /// <summary>What opens at <paramref name="p"/>; null when it is text. Plain text stands for its whole source.</summary>
    private MarkupInline? Construct(int p, char context, out int end)
    {
        var c = _source.At(p);
        end = p;
        if (context == LinkLabel)
        {
            return c is '*' or '_' or '~' ? Emphasis(p, context, out end) : null;
        }

        var inLine = context == Line;
        switch (c)
        {
            case '!':
                return inLine ? Image(p, out end) : null;
            case '#' or '@':
                return Emoji(p, context, out end) ?? Mention(p, out end);
            case '$':
                return inLine ? DollarFormula(p, out end) : null;
            case '+':
                return inLine ? _addresses.Phone(p, out end) : null;
            case '<':
                return Emoji(p, context, out end) ?? AngleLink(p, out end);
            case '[':
                return LabelledLink(p, out end);
            case '\\':
                return (inLine ? ParenthesisFormula(p, out end) : null) ?? Emoji(p, context, out end);
            case '`':
                return inLine ? InlineCode(p, out end) : null;
            case '_':
                return (inLine ? _addresses.Bare(p, out end) : null) ?? Emphasis(p, context, out end);
            case '*' or '~':
                return Emphasis(p, context, out end) ?? Emoji(p, context, out end);
            default:
                return Emoji(p, context, out end) ?? (inLine ? Word(p, c, out end) : null);
        }
    }

    /// <summary>Constructs that look like words.</summary>
    private MarkupInline? Word(int p, int c, out int end)
    {
        end = p;
        if (!IsAlphanumeric(c) && c < 0x80)
        {
            return null;
        }

        if (c == 'c' && _options.Colors && Color(p, out end) is { } color)
        {
            return color;
        }

        if (c == 'm' && _source.StartsWith("mailto:", p) && _addresses.Mail(p + 7, out end) is { } mail)
        {
            return mail;
        }

        return _addresses.Mail(p, out end) ?? _addresses.Bare(p, out end);
    }

    /// <summary>Text that opens nothing: a run of letters or one character, with what it keeps from opening.</summary>
    private int Text(int p, char context, ref InlineBuilder into)
    {
        var c = _source.At(p);
        if (c == '\\' && context == Line && _source.At(p + 1) is '#' or '*' or '.' or '_' or '`' or '~')
        {
            var escaped = _emoji.NamedEnd(p + 2);
            into.AddText(p + 1, escaped);
            return escaped;
        }

        if (c == '*' && context == Line)
        {
            SawLooseStar = true;
        }

        int q;
        var isWord = false;
        if (IsAlphanumeric(c))
        {
            q = Letters(p);
            if (_source.At(q) == '_' && context != '_')
            {
                isWord = true;
                for (var e = q; IsAlphanumeric(_source.At(e)) || _source.At(e) == '_'; e++)
                {
                    if (_source.At(e) == '_')
                    {
                        q = e + 1;
                    }
                }
            }
        }
        else
        {
            q = p + (_source.CodePoint(p) > 0xffff ? 2 : 1);
        }

        if (context != LinkLabel)
        {
            q = Absorb(q, context == Line && !isWord);
        }

        into.AddText(p, q);
        return q;
    }

    /// <summary>Letters and digits, up to where a colour or an emoticon begins among them.</summary>
    private int Letters(int p)
    {
        for (var q = p + 1; ; q++)
        {
            var c = _source.At(q);
            if (!IsAlphanumeric(c) ||
                (c == 'c' && _options.Colors && Color(q, out _) is not null) ||
                (_emoji.CanOpenEmoticon(c) && _emoji.NamedEnd(q) > q))
            {
                return q;
            }
        }
    }

    /// <summary>Where text ends that begins before <paramref name="q"/>: what stands right after text stays text.</summary>
    private int Absorb(int q, bool alsoAddresses)
    {
        var c = _source.At(q);
        if (c == -1 || IsBlank(c) || IsLineEnd(c))
        {
            return q;
        }

        if (_emoji.NamedEnd(q) is var named && named > q)
        {
            return named;
        }

        if (c is '@' or '#')
        {
            var e = q + 1;
            while (IsMention(_source.At(e)))
            {
                e++;
            }

            return e > q + 1 && IsWordText(_source.At(q - 1)) ? _emoji.NamedEnd(e) : q;
        }

        if (!alsoAddresses)
        {
            return q;
        }

        return c == '+' && _addresses.PhoneEnd(q) is var phone && phone > q ? _emoji.NamedEnd(phone)
            : IsAlphanumeric(c) || c >= 0x80 ? _addresses.BareEnd(q, endsAtCloser: true)
            : q;
    }

    private MarkupInline? Emphasis(int p, char context, out int end)
    {
        end = p;
        var mark = (char)_source.At(p);
        if (mark == context)
        {
            return null;
        }

        return (_source.At(p + 1) == mark ? Emphasis(p, mark, 2, out end) : null) ?? Emphasis(p, mark, 1, out end);
    }

    private MarkupInline? Emphasis(int p, char mark, int width, out int end)
    {
        end = p;
        if (_depth >= MaxDepth || _work > _workCeiling)
        {
            return null;
        }

        var key = (p * 3) + width;
        if (_memo is not null && _memo.TryGetValue(key, out var known))
        {
            end = known.End;
            return known.Node;
        }

        _depth++;
        var node = ReadEmphasis(p, mark, width, out end);
        _depth--;
        (_memo ??= [])[key] = (node, end);
        return node;
    }

    private MarkupInline? ReadEmphasis(int p, char mark, int width, out int end)
    {
        end = p;
        var content = new InlineBuilder(_source);
        var q = p + width;
        while (_source.At(q) is var c && c != mark)
        {
            if (c == -1 || IsLineEnd(c))
            {
                return null;
            }

            q = Item(q, mark, ref content);
        }

        if (content.IsEmpty || (width == 2 && _source.At(q + 1) != mark))
        {
            return null;
        }

        end = q + width;
        if (mark == '_' && IsLetter(_source.At(end)))
        {
            // A word goes on after the mark, so the marks are part of words.
            while (IsLetter(_source.At(end)))
            {
                end++;
            }

            return new PlainText(_source.Slice(p, end));
        }

        return content.IsBlank ? new PlainText(_source.Slice(p, end))
            : mark == '*' ? new Bold(content.Build())
            : mark == '_' ? new Italic(content.Build())
            : new Strike(content.Build());
    }

    private InlineCode? InlineCode(int p, out int end)
    {
        var rest = _source.Span(p + 1, _source.End);
        var close = rest.IndexOfAny('`', '\n', '\r');
        end = p + close + 2;
        return close > 0 && rest[close] == '`' ? new InlineCode(_source.Slice(p + 1, end - 1)) : null;
    }

    private InlineKatex? DollarFormula(int p, out int end)
    {
        end = p;
        if (!_options.DollarKatex || p >= _noDollarFrom)
        {
            return null;
        }

        var close = _source.Text.IndexOf('$', p + 1);
        if (close < 0)
        {
            _noDollarFrom = p;
            return null;
        }

        end = close + 1;
        return new InlineKatex(_source.Slice(p + 1, close));
    }

    private InlineKatex? ParenthesisFormula(int p, out int end)
    {
        end = p;
        if (!_options.ParenthesisKatex || _source.At(p + 1) != '(' || p >= _noParenthesisFrom)
        {
            return null;
        }

        var close = _source.Text.IndexOf("\\)", p + 2, StringComparison.Ordinal);
        if (close < 0)
        {
            _noParenthesisFrom = p;
            return null;
        }

        end = close + 2;
        return new InlineKatex(_source.Slice(p + 2, close));
    }

    private Color? Color(int p, out int end)
    {
        end = p;
        if (!_source.StartsWith("color:#", p))
        {
            return null;
        }

        var start = p + 7;
        var q = start;
        while (q - start < 9 && IsHex(_source.At(q)))
        {
            q++;
        }

        var count = q - start;
        if (count is not (3 or 4 or 6 or 8) || IsWordText(_source.At(q)))
        {
            return null;
        }

        end = q;
        var digits = count <= 4 ? 1 : 2;
        byte Channel(int index)
        {
            var at = start + (index * digits);
            return at >= start + count ? (byte)255
                : (byte)((Convert.ToInt32(_source.Slice(at, at + 1), 16) * 16) +
                    Convert.ToInt32(_source.Slice(at + digits - 1, at + digits), 16));
        }

        return new Color(Channel(0), Channel(1), Channel(2), Channel(3));
    }

    private MarkupInline? Mention(int p, out int end)
    {
        var q = MentionEnd(p + 1);
        end = q;
        if (q == p + 1)
        {
            return null;
        }

        if (_source.At(p) == '#')
        {
            return new ChannelMention(_source.Slice(p + 1, q));
        }

        if (_source.At(q) is '@' or ':' && MentionEnd(q + 1) is var server && server > q + 1)
        {
            end = server;
        }

        return new UserMention(_source.Slice(p + 1, end));
    }

    private int MentionEnd(int p)
    {
        while (IsMention(_source.At(p)))
        {
            p++;
        }

        return p;
    }

    /// <summary>An emoji; by name or emoticon only where no word goes on after it, otherwise it is text.</summary>
    private MarkupInline? Emoji(int p, char context, out int end)
    {
        if (_emoji.Unicode(p, out end) is { } unicode)
        {
            return unicode;
        }

        if (_emoji.Named(p, out end) is not { } named)
        {
            return null;
        }

        var c = _source.At(end);
        if (c == -1 || IsBlank(c) || IsLineEnd(c) || c == context)
        {
            return named;
        }

        var next = _emoji.NamedEnd(end);
        if (next == end && _emoji.UnicodeEnd(end) < 0 && Construct(end, context, out _) is not (null or PlainText))
        {
            return named;
        }

        end = next;
        return new PlainText(_source.Slice(p, end));
    }

    // Links with a label

    private MarkupInline? LabelledLink(int p, out int end)
    {
        end = p;
        if (_depth >= MaxDepth || _work > _workCeiling)
        {
            return null;
        }

        if (_memo is not null && _memo.TryGetValue(p * 3, out var known))
        {
            end = known.End;
            return known.Node;
        }

        var (at, target) = NextTarget(p + 1, out end);
        var node = target is null ? null : new Link(target, ReadLabel(p + 1, at, target));
        (_memo ??= [])[p * 3] = (node, end);
        return node;
    }

    /// <summary>The first <c>](</c> at or after <paramref name="from"/> and the address after it, if one is there.</summary>
    private (int At, string? Target) NextTarget(int from, out int end)
    {
        if (_nextTarget is not { } next || from < next.From || from > next.At)
        {
            var at = _source.Text.IndexOf("](", from, StringComparison.Ordinal);
            end = 0;
            var target = at < 0 ? null : _addresses.Target(at + 2, ')', out end);
            next = (from, at < 0 ? int.MaxValue : at, target, end + 1);
            _nextTarget = next;
        }

        end = next.End;
        return (next.At, next.Target);
    }

    private IReadOnlyList<MarkupInline> ReadLabel(int start, int labelEnd, string target)
    {
        if (start == labelEnd)
        {
            return [new PlainText(target)];
        }

        var (outerEnd, outerMemo, outerTarget) = (_source.End, _memo, _nextTarget);
        (_source.End, _memo, _nextTarget) = (labelEnd, null, null);
        _depth++;
        var label = new InlineBuilder(_source);
        for (var p = start; p < labelEnd;)
        {
            p = Item(p, LinkLabel, ref label);
        }

        _depth--;
        (_source.End, _memo, _nextTarget) = (outerEnd, outerMemo, outerTarget);
        return label.Build();
    }

    private Image? Image(int p, out int end)
    {
        end = p;
        return _source.At(p + 1) == '[' &&
            LabelledLink(p + 1, out end) is Link { Label: [PlainText label] } link
                ? new Image(link.Source, label.Value)
                : null;
    }

    private Link? AngleLink(int p, out int end)
    {
        if (_addresses.Target(p + 1, '|', out end) is not { } target)
        {
            return null;
        }

        var start = end + 1;
        for (var q = start; ; q++)
        {
            switch (_source.At(q))
            {
                case -1 or '\n' or '\r' or '|' or '<':
                case '>' when q == start:
                    return null;
                case '>':
                    end = q + 1;
                    return new Link(target, [new PlainText(_source.Slice(start, q))]);
            }
        }
    }
}

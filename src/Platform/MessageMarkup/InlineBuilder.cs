using System.Text;

namespace Parley.Platform.MessageMarkup;

/// <summary>Collects the nodes of a line; neighbouring text becomes one node, and one string, at the end.</summary>
internal struct InlineBuilder(MarkupSource source)
{
    private List<MarkupInline>? _nodes;
    private StringBuilder? _joined;
    private int _start;
    private int _end;

    public readonly bool IsEmpty => _nodes is null && _joined is null && _start == _end;

    /// <summary>Nothing but blanks so far.</summary>
    public readonly bool IsBlank =>
        _nodes is null && _joined is null && source.Span(_start, _end).IsWhiteSpace();

    public void AddText(int start, int end)
    {
        if (start == end)
        {
            return;
        }

        if (_start != _end && _end != start)
        {
            Join();
        }

        if (_start == _end)
        {
            _start = start;
        }

        _end = end;
    }

    public void Add(MarkupInline node)
    {
        Flush();
        (_nodes ??= new List<MarkupInline>(4)).Add(node);
    }

    public IReadOnlyList<MarkupInline> Build()
    {
        Flush();
        return (IReadOnlyList<MarkupInline>?)_nodes ?? [];
    }

    private void Join()
    {
        (_joined ??= new StringBuilder()).Append(source.Span(_start, _end));
        _start = _end = 0;
    }

    private void Flush()
    {
        if (_joined is not null)
        {
            Join();
            (_nodes ??= new List<MarkupInline>(4)).Add(new PlainText(_joined.ToString()));
            _joined = null;
        }
        else if (_start != _end)
        {
            (_nodes ??= new List<MarkupInline>(4)).Add(new PlainText(source.Slice(_start, _end)));
            _start = _end = 0;
        }
    }
}

using System.Text;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>
/// One event for many people on topics that differ by the person's id only: serialised once, the id is put in for each.
/// </summary>
public sealed class UserFrames(string stream, string suffix, IReadOnlyList<object?> args)
{
    private const string Mark = "__someone________";
    private readonly ReadOnlyMemory<byte> _template = StreamHub.Changed(stream, Mark + suffix, args);
    private int _at = -1;

    public ReadOnlyMemory<byte> For(string userId)
    {
        if (_at < 0) _at = _template.Span.IndexOf(Encoding.ASCII.GetBytes(Mark));
        var id = Encoding.UTF8.GetBytes(userId);
        var frame = new byte[_template.Length - Mark.Length + id.Length];
        _template.Span[.._at].CopyTo(frame);
        id.CopyTo(frame.AsSpan(_at));
        _template.Span[(_at + Mark.Length)..].CopyTo(frame.AsSpan(_at + id.Length));
        return frame;
    }
}

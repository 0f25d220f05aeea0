using System.Globalization;
using Parley.Administration.Contracts;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Parley.Server;

/// <summary>Hands what is logged to the administrators' view of it. What comes before the server is put together waits.</summary>
internal sealed class LogTail(ITextFormatter formatter) : ILogEventSink
{
    private const int MostEarly = 200;
    private readonly Lock _lock = new();
    private List<(string Text, DateTimeOffset At)>? _early = [];
    private ILogTail? _readers;

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        var line = text.ToString().TrimEnd();
        lock (_lock)
        {
            if (_early is { Count: < MostEarly } early) early.Add((line, logEvent.Timestamp));
        }
        _readers?.Add(line, logEvent.Timestamp);
    }

    public void Attach(ILogTail readers)
    {
        List<(string Text, DateTimeOffset At)> early;
        lock (_lock)
        {
            early = _early ?? [];
            _early = null;
            _readers = readers;
        }
        foreach (var (text, at) in early) readers.Add(text, at);
    }
}

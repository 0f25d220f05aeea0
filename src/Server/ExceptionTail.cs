using System.Globalization;
using System.Text;
using Parley.Platform.Events;
using Parley.Platform.Telemetry;
using Serilog.Core;
using Serilog.Events;

namespace Parley.Server;

/// <summary>Passes on what is logged as an error with an exception, each kind at most once a minute: a fault that repeats itself must not flood anybody (SET-159).</summary>
internal sealed class ExceptionTail : ILogEventSink
{
    private const int MostCalls = 12;
    private const int MostKinds = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _told = [];
    private EventDispatcher? _events;

    public void Attach(EventDispatcher events) => _events = events;

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Error || logEvent.Exception is not { } failure || _events is not { } events) return;
        var kind = $"{logEvent.MessageTemplate.Text} {failure.GetType().FullName}";
        lock (_lock)
        {
            if (_told.TryGetValue(kind, out var last) && logEvent.Timestamp - last < _pause) return;
            if (_told.Count >= MostKinds) _told.Clear();
            _told[kind] = logEvent.Timestamp;
        }
        events.Enqueue("exceptions", new ExceptionLogged(logEvent.RenderMessage(CultureInfo.InvariantCulture), Trace(failure)));
    }

    private static string Trace(Exception failure)
    {
        var text = new StringBuilder();
        for (var inner = failure; inner is not null; inner = inner.InnerException) text.Append(inner.GetType().FullName).Append('\n');
        foreach (var line in (failure.StackTrace ?? "").Split('\n').Take(MostCalls)) text.Append(line.TrimEnd()).Append('\n');
        return text.ToString();
    }
}

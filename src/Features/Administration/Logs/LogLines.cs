using Parley.Administration.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Administration.Logs;

/// <summary>The last lines of this node's log, and those that follow, to whoever listens (ADM-122). Lines hold no secrets and no message text.</summary>
internal sealed class LogLines(ISettings settings, StreamHub hub) : ILogTail
{
    private const int MostLines = 10_000;
    private const int LongestLine = 4_000;
    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();

    public void Add(string text, DateTimeOffset at)
    {
        var line = new LogLine(Id.New(), text.Length > LongestLine ? text[..LongestLine] : text, at);
        var limit = Math.Clamp(settings.Get(AdministrationSettings.LogLines), 1, MostLines);
        lock (_lock)
        {
            _lines.Enqueue(line);
            while (_lines.Count > limit) _lines.Dequeue();
        }
        hub.EmitHere("stdout", "stdout", [line.View()]);
    }

    public IReadOnlyList<WireObject> All()
    {
        lock (_lock) return [.. _lines.Select(l => l.View())];
    }

    private sealed record LogLine(string Id, string Text, DateTimeOffset At)
    {
        public WireObject View() => new() { { "id", Id }, { "string", Text }, { "ts", At } };
    }
}

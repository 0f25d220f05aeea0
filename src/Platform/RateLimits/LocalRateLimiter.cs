using System.Collections.Concurrent;

namespace Parley.Platform.RateLimits;

/// <summary>Windows in memory, for a workspace of one node. Old windows are swept as new ones come.</summary>
public sealed class LocalRateLimiter(TimeProvider clock) : IRateLimiter
{
    private const int SweepAbove = 50_000;
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    public ValueTask<RateLimitState> TakeAsync(string key, RateLimit limit) => ValueTask.FromResult(TakeHere(key, limit));

    public RateLimitState TakeHere(string key, RateLimit limit)
    {
        var now = clock.GetUtcNow();
        if (_windows.Count > SweepAbove) Sweep(now);
        var window = _windows.GetOrAdd(key, static _ => new Window());
        lock (window)
        {
            if (now >= window.ResetsAt)
            {
                window.Taken = 0;
                window.ResetsAt = now.AddMilliseconds(limit.IntervalMs);
            }
            window.Taken++;
            return new(window.Taken <= limit.Calls, Math.Max(0, limit.Calls - window.Taken), window.ResetsAt);
        }
    }

    public ValueTask ForgetAsync(string key)
    {
        _windows.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask GiveBackAsync(string key)
    {
        if (_windows.TryGetValue(key, out var window))
        {
            lock (window) window.Taken = Math.Max(0, window.Taken - 1);
        }
        return ValueTask.CompletedTask;
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, window) in _windows)
        {
            if (window.ResetsAt < now) _windows.TryRemove(key, out _);
        }
    }

    private sealed class Window
    {
        public DateTimeOffset ResetsAt = DateTimeOffset.MinValue;
        public int Taken;
    }
}

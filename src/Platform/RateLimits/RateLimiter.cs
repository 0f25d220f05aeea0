using System.Collections.Concurrent;

namespace Parley.Platform.RateLimits;

/// <summary>At most <paramref name="Calls"/> within <paramref name="IntervalMs"/> milliseconds.</summary>
public readonly record struct RateLimit(int Calls, int IntervalMs);

public readonly record struct RateLimitState(bool IsAllowed, int Remaining, DateTimeOffset ResetsAt);

/// <summary>Fixed windows in memory, one per key; each node counts for itself. Old windows are swept as new ones come.</summary>
public sealed class RateLimiter(TimeProvider clock)
{
    private const int SweepAbove = 50_000;
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    public RateLimitState Take(string key, RateLimit limit)
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

    public double NowSeconds() => clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

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

namespace Parley.Platform.RateLimits;

/// <summary>At most <paramref name="Calls"/> within <paramref name="IntervalMs"/> milliseconds.</summary>
public readonly record struct RateLimit(int Calls, int IntervalMs);

public readonly record struct RateLimitState(bool IsAllowed, int Remaining, DateTimeOffset ResetsAt);

/// <summary>Counts calls in fixed windows, one per key.</summary>
public interface IRateLimiter
{
    /// <summary>Takes one call for the whole workspace.</summary>
    ValueTask<RateLimitState> TakeAsync(string key, RateLimit limit);

    /// <summary>The count begins anew.</summary>
    ValueTask ForgetAsync(string key);

    /// <summary>A call that was taken does not count.</summary>
    ValueTask GiveBackAsync(string key);

    /// <summary>Takes one call of something that lives on this node only, such as a connection.</summary>
    RateLimitState TakeHere(string key, RateLimit limit);
}

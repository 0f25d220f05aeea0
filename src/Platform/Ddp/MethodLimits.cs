using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>How often methods may be called, alike over a socket and through <c>method.call</c>.</summary>
public sealed class MethodLimits(DdpMethods methods, IRateLimiter limiter, ServerMode mode, TimeProvider clock)
{
    private static readonly RateLimit _perConnection = new(600, 60_000);

    /// <summary>
    /// A person counts on all their connections and nodes, a visitor by address. Logins count by connection, because a whole
    /// office comes back from one address after a restart; wrong passwords are counted elsewhere.
    /// </summary>
    /// <param name="connection">Null over REST, whose routes have limits of their own.</param>
    /// <exception cref="WireError"><c>too-many-requests</c>.</exception>
    public async ValueTask TakeAsync(string method, Caller? caller, string? address, DdpConnection? connection)
    {
        if (mode.IsTest) return;
        if (connection is not null) Check(limiter.TakeHere("ddp " + connection.Id, _perConnection));
        if (!methods.All.TryGetValue(method, out var declared) || declared.Limit is not { } limit) return;
        if (caller is null && connection is not null && method == "login") Check(limiter.TakeHere($"ddp {connection.Id} login", limit));
        else Check(await limiter.TakeAsync($"ddp {caller?.UserId ?? address ?? connection?.Id} {method}", limit));
    }

    private void Check(RateLimitState state)
    {
        if (state.IsAllowed) return;
        var wait = Math.Max(0, (long)(state.ResetsAt - clock.GetUtcNow()).TotalMilliseconds);
        throw new WireError("too-many-requests", "Too many requests; slow down and try again", details: new WireObject { { "timeToReset", wait } });
    }
}

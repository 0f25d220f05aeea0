using System.Net;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>How often one kind of caller may call: a switch, a number and a time in milliseconds.</summary>
internal sealed class MethodRule
{
    private const string Group = "Rate Limiter";
    private const string Section = "DDP Rate Limiter";
    private const int LongestMs = 86_400_000;
    private readonly Setting<bool> _enabled;
    private readonly Setting<long> _calls;
    private readonly Setting<long> _ms;

    public MethodRule(string name, int calls, int ms)
    {
        var prefix = $"DDP_Rate_Limit_{name}_";
        _enabled = SettingOf.Bool(prefix + "Enabled", Group, true, Section);
        _calls = new(prefix + "Requests_Allowed", "int", Group, calls) { Section = Section, EnabledWhen = [new(_enabled.Id, true)] };
        _ms = new(prefix + "Interval_Time", "int", Group, ms) { Section = Section, EnabledWhen = [new(_enabled.Id, true)] };
    }

    public IEnumerable<Setting> Settings => [_enabled, _calls, _ms];

    /// <param name="factor">Multiplies both the calls and the time.</param>
    /// <returns>Null while the rule is switched off.</returns>
    public RateLimit? In(ISettings settings, int factor) => !settings.Get(_enabled)
        ? null
        : new((int)Math.Clamp(settings.Get(_calls) * factor, 1, int.MaxValue), (int)Math.Clamp(settings.Get(_ms) * factor, 1, LongestMs));
}

public static class MethodLimitSettings
{
    internal static readonly MethodRule ByAddress = new("IP", 120_000, 60_000);
    internal static readonly MethodRule ByUser = new("User", 1200, 60_000);
    internal static readonly MethodRule ByConnection = new("Connection", 600, 60_000);
    internal static readonly MethodRule ByUserAndMethod = new("User_By_Method", 20, 10_000);
    internal static readonly MethodRule ByConnectionAndMethod = new("Connection_By_Method", 10, 10_000);

    public static IReadOnlyList<Setting> All => [.. new[] { ByAddress, ByUser, ByConnection, ByUserAndMethod, ByConnectionAndMethod }.SelectMany(rule => rule.Settings)];
}

/// <summary>
/// How often methods may be called, alike over a socket and through <c>method.call</c> (SEC-071, SET-206). Rules by address, person, connection, and by
/// method for the latter two; some methods have a limit of their own, which takes the place of the rules by method.
/// </summary>
public sealed class MethodLimits(DdpMethods methods, IRateLimiter limiter, ISettings settings, PermissionRegistry permissions, ServerMode mode, TimeProvider clock)
{
    /// <summary>Typing, presence and the like come more often, in bursts.</summary>
    private const int StreamFactor = 4;

    /// <summary>
    /// A person counts on all their connections and nodes, a visitor by address. Logins count by connection, because a whole
    /// office comes back from one address after a restart; wrong passwords are counted elsewhere.
    /// </summary>
    /// <param name="connection">Null over REST, whose routes have limits of their own.</param>
    /// <exception cref="WireError"><c>too-many-requests</c>.</exception>
    public async ValueTask TakeAsync(string method, Caller? caller, string? address, DdpConnection? connection)
    {
        if (mode.IsTest || (caller is not null && permissions.Has(caller, RestPermissions.BypassLimits))) return;
        var isStream = method.StartsWith("stream-", StringComparison.Ordinal);
        var (kind, factor) = isStream ? ("stream ", StreamFactor) : ("", 1);
        // Counters that nodes share are asked at once: one way to Redis and back.
        var shared = new List<Task<RateLimitState>>(3);
        if (address is not null && !IsOwn(address)) Share($"ddp {kind}address {address}", MethodLimitSettings.ByAddress.In(settings, factor));
        if (caller is not null) Share($"ddp {kind}user {caller.UserId}", MethodLimitSettings.ByUser.In(settings, factor));
        if (connection is not null) TakeHere($"ddp {kind}{connection.Id}", MethodLimitSettings.ByConnection.In(settings, factor));
        if (methods.All.TryGetValue(method, out var declared) && declared.Limit is { } limit)
        {
            if (caller is null && connection is not null && method == "login") TakeHere($"ddp {connection.Id} login", limit);
            else Share($"ddp {caller?.UserId ?? address ?? connection?.Id} {method}", limit);
        }
        else
        {
            // A name that is no method must not make a counter of its own.
            var name = isStream || declared is not null ? method : "?";
            if (caller is not null) Share($"ddp user {caller.UserId} {name}", MethodLimitSettings.ByUserAndMethod.In(settings, factor));
            if (connection is not null) TakeHere($"ddp connection {connection.Id} {name}", MethodLimitSettings.ByConnectionAndMethod.In(settings, factor));
        }
        foreach (var state in await Task.WhenAll(shared)) Check(state);

        void Share(string key, RateLimit? rule)
        {
            if (rule is { } most) shared.Add(limiter.TakeAsync(key, most).AsTask());
        }

        void TakeHere(string key, RateLimit? rule)
        {
            if (rule is { } most) Check(limiter.TakeHere(key, most));
        }
    }

    private static bool IsOwn(string address) => IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed);

    private void Check(RateLimitState state)
    {
        if (state.IsAllowed) return;
        var wait = Math.Max(0, (long)(state.ResetsAt - clock.GetUtcNow()).TotalMilliseconds);
        throw new WireError("too-many-requests", "Too many requests; slow down and try again", details: new WireObject { { "timeToReset", wait } });
    }
}

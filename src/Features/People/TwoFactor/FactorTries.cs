using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Telemetry;

namespace Parley.People.TwoFactor;

/// <summary>Guesses of codes, counted per account and per address, never by what the client says of itself (SEC-041).</summary>
internal sealed class FactorTries(IRateLimiter limiter, ServerMode mode)
{
    private static readonly RateLimit _perAccount = new(5, 15 * 60_000);
    private static readonly RateLimit _perAddress = new(50, 15 * 60_000);

    /// <summary>Before the code is looked at, so that many at once count too.</summary>
    /// <returns>Whether no further try is left.</returns>
    /// <exception cref="WireError"><c>error-too-many-requests</c>.</exception>
    public async Task<bool> CountAsync(string userId, string? address)
    {
        var account = await limiter.TakeAsync(KeyOf(userId), _perAccount);
        var source = address is null || mode.IsTest ? new RateLimitState(true, 0, default) : await limiter.TakeAsync(KeyFrom(address), _perAddress);
        if (!account.IsAllowed || !source.IsAllowed) throw new WireError("error-too-many-requests", "Too many codes were tried; wait a few minutes", 401);
        return account.Remaining == 0;
    }

    /// <summary>A right code begins the count of the account anew, and does not count against the address: many people may share one.</summary>
    public async Task SucceedAsync(string userId, string? address)
    {
        await limiter.ForgetAsync(KeyOf(userId));
        if (address is not null && !mode.IsTest) await limiter.GiveBackAsync(KeyFrom(address));
    }

    private static string KeyOf(string userId) => "factor of " + userId;

    private static string KeyFrom(string address) => "factor from " + address;
}

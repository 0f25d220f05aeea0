using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Devices;
using Parley.People.TwoFactor;
using Parley.Platform.Ids;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

/// <summary>How long a session token lives; personal access tokens live until removed.</summary>
internal sealed class TokenLifetime(TimeProvider clock, SettingsRegistry settings)
{
    public DateTimeOffset ExpiryOf(DateTimeOffset issued) => issued.AddDays(Math.Clamp(settings.Get(AccountSettings.LoginExpirationDays), 1, 36500));

    /// <summary>Sessions that began before this are over.</summary>
    public DateTimeOffset OldestAlive() => clock.GetUtcNow().AddDays(-Math.Clamp(settings.Get(AccountSettings.LoginExpirationDays), 1, 36500));

    public bool IsOver(LoginTokenRow token) => token.Type is null && ExpiryOf(token.At) < clock.GetUtcNow();
}

internal static class LoginTokens
{
    private const int MostPerPerson = 50;

    /// <summary>As Meteor stores it: base64 of SHA-256 over the token's text.</summary>
    public static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Adds a session inside a unit; the oldest one goes when a person has too many.</summary>
    /// <returns>The token, which only the caller will ever see, and whether another session went: then <see cref="Sessions.ReviewAsync"/> follows the commit.</returns>
    public static async Task<(string Token, bool HasEndedAnother)> IssueAsync(WriteUnit unit, string userId, Device device, DateTimeOffset? factorUntil, CancellationToken ct)
    {
        var token = Id.NewSecret();
        var sessions = unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == userId && t.Type == null);
        var surplus = await sessions.OrderByDescending(t => t.At).Skip(MostPerPerson - 1).ToListAsync(ct);
        unit.Db.RemoveRange(surplus);
        unit.Db.Add(new LoginTokenRow
        {
            HashedToken = Hash(token),
            UserId = userId,
            At = unit.Now,
            SessionId = Id.New(),
            Address = device.Address,
            UserAgent = device.UserAgent,
            Host = device.Host,
            FactorUntil = factorUntil,
            FactorMark = factorUntil is null ? null : ConfirmFactor.MarkOf(device.UserAgent, device.Address),
        });
        await unit.Db.SaveChangesAsync(ct);
        return (token, surplus.Count > 0);
    }
}

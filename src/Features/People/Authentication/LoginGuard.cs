using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

/// <summary>Blocks further tries after too many wrong passwords, for the account and for the address. Kept in the database, so every node counts alike.</summary>
internal sealed class LoginGuard(IStore store, SettingsRegistry settings, TimeProvider clock)
{
    /// <exception cref="WireError"><c>error-login-blocked-for-user</c>, <c>error-login-blocked-for-ip</c>.</exception>
    public async Task CheckAsync(string usernameLower, string? address, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.BlockFailures)) return;
        var now = clock.GetUtcNow();
        if (address is not null && settings.Get(AccountSettings.BlockByIp) && !IsExempt(address))
        {
            var since = now.AddMinutes(-settings.Get(AccountSettings.MinutesByIp));
            var failures = await store.ReadAsync(db => db.Set<LoginFailureRow>().CountAsync(f => f.Address == address && f.At > since, ct), ct);
            if (failures >= settings.Get(AccountSettings.AttemptsByIp))
                throw new WireError("error-login-blocked-for-ip", "Login has been temporarily blocked for this address", 401);
        }
        if (settings.Get(AccountSettings.BlockByUser))
        {
            var since = now.AddMinutes(-settings.Get(AccountSettings.MinutesByUser));
            var failures = await store.ReadAsync(db => db.Set<LoginFailureRow>().CountAsync(f => f.UsernameLower == usernameLower && f.At > since, ct), ct);
            if (failures >= settings.Get(AccountSettings.AttemptsByUser))
                throw new WireError("error-login-blocked-for-user", "Login has been temporarily blocked for this user", 401);
        }
    }

    public Task RecordFailureAsync(string usernameLower, string? address, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.BlockFailures)) return Task.CompletedTask;
        var longest = Math.Max(settings.Get(AccountSettings.MinutesByUser), settings.Get(AccountSettings.MinutesByIp));
        return store.WriteAsync(async unit =>
        {
            var old = unit.Now.AddMinutes(-longest);
            await unit.Db.Set<LoginFailureRow>().Where(f => f.At < old).ExecuteDeleteAsync(ct);
            // Addresses are kept only while they are counted.
            var failure = new LoginFailureRow { UsernameLower = Truncate(usernameLower), Address = settings.Get(AccountSettings.BlockByIp) ? address ?? "" : "", At = unit.Now };
            unit.Db.Add(failure);
            await unit.Db.SaveChangesAsync(ct);
            if (settings.Get(AccountSettings.NotifyBlocks)) await AnnounceAsync(unit, failure, ct);
            return true;
        }, ct);
    }

    /// <summary>After a right password the account's own wrong ones count no longer.</summary>
    public async Task ForgiveAsync(UserRow user, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.BlockFailures)) return;
        string[] names = [user.UsernameLower ?? "", user.EmailLower ?? ""];
        if (!await store.ReadAsync(db => db.Set<LoginFailureRow>().AnyAsync(f => names.Contains(f.UsernameLower), ct), ct)) return;
        await store.WriteAsync(unit => unit.Db.Set<LoginFailureRow>().Where(f => names.Contains(f.UsernameLower)).ExecuteDeleteAsync(ct), ct);
    }

    /// <summary>The try that fills the measure is told once.</summary>
    private async Task AnnounceAsync(WriteUnit unit, LoginFailureRow failure, CancellationToken ct)
    {
        var failures = unit.Db.Set<LoginFailureRow>();
        var (minutesByUser, minutesByIp) = (settings.Get(AccountSettings.MinutesByUser), settings.Get(AccountSettings.MinutesByIp));
        var (sinceByUser, sinceByIp) = (unit.Now.AddMinutes(-minutesByUser), unit.Now.AddMinutes(-minutesByIp));
        var ofUser = await failures.CountAsync(f => f.UsernameLower == failure.UsernameLower && f.At > sinceByUser, ct);
        if (settings.Get(AccountSettings.BlockByUser) && ofUser == settings.Get(AccountSettings.AttemptsByUser))
            unit.Publish(new LoginBlocked(failure.UsernameLower, IsAddress: false, ofUser, unit.Now.AddMinutes(minutesByUser)));
        if (failure.Address.Length == 0 || !settings.Get(AccountSettings.BlockByIp) || IsExempt(failure.Address)) return;
        var ofAddress = await failures.CountAsync(f => f.Address == failure.Address && f.At > sinceByIp, ct);
        if (ofAddress == settings.Get(AccountSettings.AttemptsByIp)) unit.Publish(new LoginBlocked(failure.Address, IsAddress: true, ofAddress, unit.Now.AddMinutes(minutesByIp)));
    }

    private static string Truncate(string name) => name.Length > 254 ? name[..254] : name;

    private bool IsExempt(string address) =>
        settings.Get(AccountSettings.IpAllowList).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(address);
}

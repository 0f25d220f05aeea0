using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <summary>A person sets up, renews or drops their authenticator app (ACC-025, ACC-026).</summary>
internal sealed class Authenticator(IStore store, ISettings settings, AuthenticatorCodes codes, Sessions sessions, UserStore users, FactorTries tries)
{
    /// <returns>The secret that the app must learn. What was set up before counts until the new one is confirmed.</returns>
    /// <exception cref="WireError"><c>error-invalid-user</c> while an address is not confirmed, <c>error-not-allowed</c> where it is switched off.</exception>
    public async Task<(string Secret, string Url)> BeginAsync(Caller caller, CancellationToken ct)
    {
        if (!settings.Get(TwoFactorSettings.Enabled) || !settings.Get(TwoFactorSettings.ByTotp)) throw WireError.NotAllowed("2fa:enable");
        var secret = AuthenticatorCodes.NewSecret();
        var username = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == caller.UserId, ct);
            if (row.Username is null) throw WireError.InvalidUser("2fa:enable");
            if (row is { Email: not null, IsEmailVerified: false }) throw new WireError("error-invalid-user", "You need to verify your emails before setting up 2FA");
            row.TotpTempSecret = codes.Seal(row.Id, secret);
            await unit.Db.SaveChangesAsync(ct);
            return row.Username;
        }, ct);
        return (secret, AuthenticatorCodes.UrlOf(secret, settings.Get(AccountSettings.SiteName), username));
    }

    /// <summary>The first right code puts it in force and ends all other sessions.</summary>
    /// <returns>Backup codes, shown this once; null for a wrong code.</returns>
    /// <exception cref="WireError"><c>invalid-totp</c> when none is being set up.</exception>
    public async Task<string[]?> ConfirmAsync(Caller caller, string code, CancellationToken ct)
    {
        var user = await GetAsync(caller, ct);
        if (user.TotpTempSecret is not { } secret) throw new WireError("invalid-totp");
        await tries.CountAsync(caller.UserId, caller.Address);
        if (codes.StepOf(user.Id, secret, code) is not { } step) return null;
        await tries.SucceedAsync(user.Id, caller.Address);
        var (shown, stored) = AuthenticatorCodes.NewBackups();
        var changed = await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == user.Id && u.TotpTempSecret == secret)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.TotpSecret, secret).SetProperty(u => u.TotpTempSecret, (string?)null).SetProperty(u => u.TotpBackups, stored)
                .SetProperty(u => u.TotpStep, step).SetProperty(u => u.UpdatedAt, unit.Now), ct), ct);
        if (changed == 0) throw new WireError("invalid-totp");
        users.Forget(user.Id);
        await sessions.RemoveOthersAsync(caller, ct);
        return shown;
    }

    /// <returns>False for a wrong code.</returns>
    public async Task<bool> DropAsync(Caller caller, string code, CancellationToken ct)
    {
        var user = await GetAsync(caller, ct);
        await tries.CountAsync(caller.UserId, caller.Address);
        if (!await codes.TakeAsync(user, code, ct)) return false;
        await tries.SucceedAsync(user.Id, caller.Address);
        await ClearAsync(store, user.Id, ct);
        users.Forget(user.Id);
        return true;
    }

    /// <returns>New backup codes; null for a wrong code. The old ones are void.</returns>
    /// <exception cref="WireError"><c>invalid-totp</c> without an authenticator.</exception>
    public async Task<string[]?> RenewBackupsAsync(Caller caller, string code, CancellationToken ct)
    {
        var user = await GetAsync(caller, ct);
        if (user.TotpSecret is null) throw new WireError("invalid-totp");
        await tries.CountAsync(caller.UserId, caller.Address);
        if (!await codes.TakeAsync(user, code, ct)) return null;
        await tries.SucceedAsync(user.Id, caller.Address);
        var (shown, stored) = AuthenticatorCodes.NewBackups();
        await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.TotpBackups, stored), ct), ct);
        return shown;
    }

    /// <exception cref="WireError"><c>invalid-totp</c> without an authenticator.</exception>
    public async Task<int> CountBackupsAsync(Caller caller, CancellationToken ct)
    {
        var user = await GetAsync(caller, ct);
        return user.TotpSecret is null ? throw new WireError("invalid-totp") : user.TotpBackups.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    internal static Task ClearAsync(IStore store, string userId, CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == userId)
        .ExecuteUpdateAsync(s => s.SetProperty(u => u.TotpSecret, (string?)null).SetProperty(u => u.TotpTempSecret, (string?)null).SetProperty(u => u.TotpBackups, "")
            .SetProperty(u => u.UpdatedAt, unit.Now), ct), ct);

    private Task<UserRow> GetAsync(Caller caller, CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstAsync(u => u.Id == caller.UserId, ct), ct);
}

using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Devices;
using Parley.People.TwoFactor;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Passwords;

/// <summary>A mailed link lets its reader choose a new password; every session ends (ACC-021).</summary>
internal sealed class ResetPassword(IStore store, NewPassword rules, Sessions sessions, LogIn logIn, ConfirmFactor factor, SettingsRegistry settings, TimeProvider clock)
{
    /// <param name="password">The text; null when only <paramref name="digest"/> was sent, which a workspace with a password policy refuses.</param>
    /// <returns>A new session.</returns>
    /// <exception cref="WireError"><c>403</c> for a link that is unknown, used or over, those of <see cref="NewPassword"/>, and
    /// <c>2fa-enabled</c> when the password is changed but an authenticator code is needed to sign in.</exception>
    public async Task<LogIn.Result> ExecuteAsync(string token, string? password, string? digest, Device device, CancellationToken ct)
    {
        var user = await FindOwnerAsync(token, ct) ?? throw Expired();
        if (password is null && settings.Get(PasswordPolicy.Enabled)) throw new WireError("error-password-policy-not-met", "The rules of this workspace need the password itself");
        var hash = password is not null ? await rules.CheckAsync(user, password, ct) : await rules.CheckDigestAsync(user, digest ?? throw Expired(), ct);
        await store.WriteAsync(async unit =>
        {
            if (await AccountLinks.TakeAsync(unit, token, AccountLinkRow.Reset, ct) is not { } link) throw Expired();
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == user.Id, ct);
            await rules.ApplyAsync(unit, row, hash, ct);
            row.RequirePasswordChange = false;
            row.RequirePasswordChangeReason = null;
            // The link came to this address, so its reader owns it.
            if (link.Email is not null && string.Equals(link.Email, row.Email, StringComparison.OrdinalIgnoreCase)) row.IsEmailVerified = true;
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await sessions.LogOutEverywhereAsync(user.Id, ct);
        if (factor.HasTotp(user)) throw new WireError("2fa-enabled", "The password was changed. Sign in with it and a code of your authenticator", 401);
        return await logIn.BeginAsync(user.Id, device, ct);
    }

    /// <summary>Whether the link would still do.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken ct) => await FindOwnerAsync(token, ct) is not null;

    private Task<UserRow?> FindOwnerAsync(string token, CancellationToken ct) => store.ReadAsync(async db =>
        await AccountLinks.FindAsync(db, token, AccountLinkRow.Reset, clock.GetUtcNow(), ct) is { } link
            ? await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == link.UserId && u.IsActive, ct)
            : null, ct);

    private static WireError Expired() => new("403", "Token expired", 401);
}

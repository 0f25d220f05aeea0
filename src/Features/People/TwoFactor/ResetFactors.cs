using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <summary>Helps somebody who lost their factors: they are signed out everywhere and told by mail (ACC-032). Who has none stays as they are.</summary>
internal sealed class ResetFactors(IStore store, ITwoFactor factor, PermissionRegistry permissions, ISettings settings, Sessions sessions, UserStore users, IMailer mailer, MailTemplates templates)
{
    public static readonly Permission EditOtherTotp = new("edit-other-user-totp", "admin");

    /// <param name="user">Null for the caller's own account.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-two-factor-not-enabled</c>, and those of <see cref="ITwoFactor"/>.</exception>
    public async Task ExecuteAsync(Caller caller, string? userId, CancellationToken ct)
    {
        if (userId is not null && userId != caller.UserId && !permissions.Has(caller, EditOtherTotp)) throw new WireError("error-not-allowed", "Not allowed");
        if (!settings.Get(TwoFactorSettings.Enabled)) throw new WireError("error-two-factor-not-enabled", "Two factor authentication is not enabled");
        await factor.RequireAsync(caller, FactorDemand.Fresh, ct);
        var target = userId ?? caller.UserId;
        if (!await store.ReadAsync(db => db.Set<UserRow>().AnyAsync(u => u.Id == target && (u.TotpSecret != null || u.TotpTempSecret != null), ct), ct)) return;
        await Authenticator.ClearAsync(store, target, ct);
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<FactorCodeRow>().Where(c => c.UserId == target).ExecuteDeleteAsync(ct);
            var row = await unit.Db.Set<UserRow>().AsNoTracking().FirstAsync(u => u.Id == target, ct);
            await unit.AuditAsync(caller, "user.reset-factors", "user", row.Id, row.Username, null, null, ct);
            if (row.Email is not { } address) return true;
            mailer.Queue(unit, templates.Compose(address, "[Site_Name]: your second factor was reset",
                "<p>The authenticator of your account <strong>[username]</strong> was removed and you were signed out everywhere.</p><p>If nobody should have done this, write to your administrators.</p>",
                new Dictionary<string, string?> { ["username"] = row.Username }));
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
        users.Forget(target);
        await sessions.LogOutEverywhereAsync(target, ct);
    }
}

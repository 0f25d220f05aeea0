using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Activation;

/// <summary>Lets an account in, or keeps it out: whoever is kept out is signed out everywhere and told by mail (ACC-069).</summary>
internal sealed class SetActiveStatus(IStore store, PermissionRegistry permissions, Sessions sessions, AccountMails mails, IEnumerable<IAccountDeparture> departures, EventDispatcher events)
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(2);

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-user</c>, <c>user-last-owner</c>, <c>error-action-not-allowed</c> for the last administrator.</exception>
    public async Task ExecuteAsync(Caller caller, string userId, bool isActive, bool confirmRelinquish, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.EditOtherActive) && !permissions.Has(caller, AccountPermissions.ManageModeration)) throw WireError.NotAllowed("setUserActiveStatus");
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct), ct) ?? throw WireError.InvalidUser("setUserActiveStatus");
        if (!isActive && user.RoleList.Contains("admin"))
        {
            UserRules.CheckMayManage(permissions, caller, user);
            await store.ReadAsync(async db =>
            {
                await SaveUser.EnsureOtherAdminAsync(db, userId, ct);
                return true;
            }, ct);
        }
        if (!isActive)
        {
            foreach (var departure in departures) await departure.PrepareAsync(userId, confirmRelinquish, ct);
        }
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == userId, ct);
            if (!isActive && row.RoleList.Contains("admin")) await SaveUser.EnsureOtherAdminAsync(unit.Db, userId, ct);
            var isChange = row.IsActive != isActive;
            row.IsActive = isActive;
            row.Reason = isActive ? null : row.Reason;
            row.UpdatedAt = unit.Now;
            if (!isActive) await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == userId).ExecuteDeleteAsync(ct);
            if (isChange) mails.Activation(unit, row, isActive);
            await unit.AuditAsync(caller, isActive ? "user.activate" : "user.deactivate", "user", row.Id, row.Username, new WireObject { { "active", isChange ? !isActive : isActive } }, new WireObject { { "active", isActive } }, ct);
            unit.Publish(new UserActivationChanged(userId, row.Username ?? "", isActive), userId);
            return true;
        }, ct);
        // Whoever looks next finds the conversations of the account closed or open.
        await events.DrainedAsync(userId, _longestWait, ct);
        if (isActive) await sessions.ReviewAsync(userId);
        else await sessions.LogOutEverywhereAsync(userId, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Calendar;
using Parley.People.Contracts;
using Parley.People.OAuthProvider;
using Parley.People.Passwords;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Departure;

/// <summary>An account goes for good, by an administrator's hand or its owner's (ACC-067, ACC-068).</summary>
internal sealed class DeleteAccount(IStore store, PasswordHashes passwords, Sessions sessions, PermissionRegistry permissions, SettingsRegistry settings, IEnumerable<IAccountDeparture> departures)
{
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-user</c>, <c>error-cannot-delete-app-user</c>, <c>error-action-not-allowed</c>, <c>user-last-owner</c>.</exception>
    public async Task ExecuteAsync(Caller caller, string userId, bool confirmRelinquish, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.DeleteUser)) throw WireError.NotAllowed("deleteUser");
        var user = await FindAsync(userId, ct) ?? throw WireError.InvalidUser("deleteUser");
        if (user.Type == "app") throw new WireError("error-cannot-delete-app-user", "Deleting app user is not allowed", details: new WireObject { { "method", "deleteUser" } });
        UserRules.CheckMayManage(permissions, caller, user);
        await RemoveAsync(caller, user, confirmRelinquish, ct);
    }

    /// <param name="password">Hex SHA-256 of the password, or the username for accounts without one.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-password</c>, <c>error-invalid-username</c>, <c>user-last-owner</c>, <c>error-action-not-allowed</c>.</exception>
    public async Task OwnAsync(Caller caller, string password, bool confirmRelinquish, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.AllowDeleteOwn)) throw WireError.NotAllowed("deleteUserOwnAccount");
        var user = await FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("deleteUserOwnAccount");
        var details = new WireObject { { "method", "deleteUserOwnAccount" } };
        if (user.PasswordHash is null)
        {
            if (!string.Equals(password.Trim(), user.Username, StringComparison.OrdinalIgnoreCase)) throw new WireError("error-invalid-username", "Invalid username", details: details);
        }
        else if (!await passwords.VerifyAsync(PasswordHashes.IsDigest(password) ? password : PasswordHashes.Digest(password), user.PasswordHash, ct))
        {
            throw new WireError("error-invalid-password", "Invalid password", details: details);
        }
        await RemoveAsync(caller, user, confirmRelinquish, ct);
    }

    private async Task RemoveAsync(Caller caller, UserRow user, bool confirmRelinquish, CancellationToken ct)
    {
        var isAdmin = user.RoleList.Contains("admin");
        // Before rooms change hands.
        if (isAdmin) await store.ReadAsync(async db => { await SaveUser.EnsureOtherAdminAsync(db, user.Id, ct); return true; }, ct);
        foreach (var departure in departures) await departure.PrepareAsync(user.Id, confirmRelinquish, ct);
        await store.WriteAsync(async unit =>
        {
            if (isAdmin) await SaveUser.EnsureOtherAdminAsync(unit.Db, user.Id, ct);
            await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<AccountLinkRow>().Where(l => l.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<FactorCodeRow>().Where(c => c.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<CalendarEventRow>().Where(e => e.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<OAuthTokenRow>().Where(t => t.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<UserRow>().Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
            await unit.AuditAsync(caller, "user.delete", "user", user.Id, user.Username, AccountState.Of(user), null, ct);
            unit.Publish(new UserDeleted(user.Id, user.Username ?? "", user.AvatarETag), user.Id);
            return true;
        }, ct);
        await sessions.LogOutEverywhereAsync(user.Id, ct);
    }

    private Task<UserRow?> FindAsync(string userId, CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct), ct);
}

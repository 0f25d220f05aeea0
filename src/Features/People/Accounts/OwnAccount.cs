using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>What people change about themselves: profile, preferences, password, departure.</summary>
internal sealed class OwnAccount(
    IStore store, UserStore users, UserRules rules, Passwords passwords, Sessions sessions, PermissionRegistry permissions, SettingsRegistry settings,
    IEnumerable<IAccountDeparture> departures)
{
    /// <summary>Name, username, e-mail, bio, nickname, status text and password; a new password needs the present one.</summary>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-password</c>, <c>error-password-same-as-current</c>.</exception>
    public async Task<UserRow> UpdateAsync(Caller caller, JsonElement data, CancellationToken ct)
    {
        var present = await GetAsync(caller.UserId, ct);
        var newDigest = data.Text("newPassword") is { Length: > 0 } text ? Passwords.Digest(text) : null;
        CheckSwitches(data, newDigest);
        if (data.Text("newPassword") is { Length: > 0 } wanted && !Passwords.IsDigest(wanted)) rules.CheckPassword(wanted);
        if (newDigest is not null || (data.Text("email") is { } email && !string.Equals(email, present.Email, StringComparison.OrdinalIgnoreCase)))
            await CheckPresentPasswordAsync(present, data.Text("currentPassword"), ct);
        if (newDigest is not null && await passwords.VerifyAsync(newDigest, present.PasswordHash, ct))
            throw new WireError("error-password-same-as-current", "Entered password same as current password");
        var hash = newDigest is null ? null : await passwords.HashAsync(newDigest, ct);
        var user = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == caller.UserId, ct);
            var (oldUsername, oldName) = (row.Username, row.Name);
            await ApplyAsync(unit.Db, row, data, ct);
            if (hash is not null) (row.PasswordHash, row.RequirePasswordChange) = (hash, false);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            if (row.Username is { } now && (now != oldUsername || row.Name != oldName)) unit.Publish(new UserRenamed(row.Id, oldUsername ?? now, now, row.Name));
            return row;
        }, ct);
        users.Forget(user.Id);
        if (hash is not null) await sessions.RemoveOthersAsync(caller, ct);
        return user;
    }

    /// <summary>Gives an account without a username its first one; it then enters the default rooms.</summary>
    public async Task SetUsernameAsync(Caller caller, string username, CancellationToken ct)
    {
        rules.CheckUsername(username);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == caller.UserId, ct);
            if (row.Username == username) return true;
            if (row.Username is not null && !settings.Get(AccountSettings.AllowUsernameChange)) throw WireError.NotAllowed("setUsername");
            await UserRules.EnsureUsernameFreeAsync(unit.Db, username, row.Id, ct);
            var old = row.Username;
            row.SetUsername(username);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            if (old is null) unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true));
            else unit.Publish(new UserRenamed(row.Id, old, username, row.Name));
            return true;
        }, ct);
        users.Forget(caller.UserId);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c> for somebody else without the right; <c>invalid-params</c>.</exception>
    public async Task<UserRow> SetPreferencesAsync(Caller caller, string userId, JsonElement changes, CancellationToken ct)
    {
        if (userId != caller.UserId && !permissions.Has(caller, AccountPermissions.EditOtherInfo)) throw new WireError("error-action-not-allowed", "Editing user is not allowed");
        var user = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct)
                ?? throw new WireError("error-invalid-user", "The optional \"userId\" param provided does not match any users");
            row.Preferences = UserPreferences.Merge(row.Preferences, changes);
            if (changes.Text("language") is { } language) row.Language = language;
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new PreferencesChanged(row.Id, row.Preferences));
            return row;
        }, ct);
        users.Forget(userId);
        return user;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-user</c>, <c>user-last-owner</c>.</exception>
    public async Task SetActiveAsync(Caller caller, string userId, bool isActive, bool confirmRelinquish, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.EditOtherActive) && !permissions.Has(caller, AccountPermissions.ManageModeration)) throw WireError.NotAllowed("setUserActiveStatus");
        var user = await GetAsync(userId, ct);
        if (!isActive) await DepartAsync(user, confirmRelinquish, ct);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == userId, ct);
            if (!isActive && row.RoleList.Contains("admin")) await SaveUser.EnsureOtherAdminAsync(unit.Db, userId, ct);
            row.IsActive = isActive;
            row.UpdatedAt = unit.Now;
            if (!isActive) await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == userId && t.Type == null).ExecuteDeleteAsync(ct);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserActivationChanged(userId, row.Username ?? "", isActive));
            return true;
        }, ct);
        await sessions.LogOutEverywhereAsync(userId, ct);
    }

    /// <exception cref="WireError"><c>error-invalid-user</c>, <c>error-action-not-allowed</c>, <c>user-last-owner</c>.</exception>
    public async Task DeleteAsync(Caller caller, string userId, bool confirmRelinquish, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.DeleteUser)) throw WireError.NotAllowed("deleteUser");
        await RemoveAsync(await GetAsync(userId, ct), confirmRelinquish, ct);
    }

    /// <param name="password">Hex SHA-256 of the password, or the username for accounts without one.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-password</c>, <c>user-last-owner</c>.</exception>
    public async Task DeleteOwnAsync(Caller caller, string password, bool confirmRelinquish, CancellationToken ct)
    {
        if (!settings.Get(AccountSettings.AllowDeleteOwn)) throw WireError.NotAllowed("deleteUserOwnAccount");
        var user = await GetAsync(caller.UserId, ct);
        var proven = user.PasswordHash is null
            ? string.Equals(password, user.Username, StringComparison.OrdinalIgnoreCase)
            : await passwords.VerifyAsync(Passwords.IsDigest(password) ? password : Passwords.Digest(password), user.PasswordHash, ct);
        if (!proven) throw new WireError("error-invalid-password", "Invalid password", details: new WireObject { { "method", "deleteUserOwnAccount" } });
        await RemoveAsync(user, confirmRelinquish, ct);
    }

    private async Task RemoveAsync(UserRow user, bool confirmRelinquish, CancellationToken ct)
    {
        await DepartAsync(user, confirmRelinquish, ct);
        await store.WriteAsync(async unit =>
        {
            if (user.RoleList.Contains("admin")) await SaveUser.EnsureOtherAdminAsync(unit.Db, user.Id, ct);
            await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == user.Id).ExecuteDeleteAsync(ct);
            await unit.Db.Set<UserRow>().Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
            unit.Publish(new UserDeleted(user.Id, user.Username ?? "", user.AvatarETag));
            return true;
        }, ct);
        await sessions.LogOutEverywhereAsync(user.Id, ct);
    }

    private async Task DepartAsync(UserRow user, bool confirmRelinquish, CancellationToken ct)
    {
        foreach (var departure in departures) await departure.PrepareAsync(user.Id, confirmRelinquish, ct);
    }

    private async Task<UserRow> GetAsync(string userId, CancellationToken ct) =>
        await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct), ct)
        ?? throw new WireError("error-invalid-user", "The required \"userId\" or \"username\" param provided does not match any users");

    private async Task CheckPresentPasswordAsync(UserRow user, string? given, CancellationToken ct)
    {
        if (user.PasswordHash is null) return;
        var digest = given is null ? null : Passwords.IsDigest(given) ? given : Passwords.Digest(given);
        if (digest is null || !await passwords.VerifyAsync(digest, user.PasswordHash, ct))
        {
            throw new WireError("totp-required", "TOTP Required", details: new WireObject
            {
                { "method", "password" }, { "availableMethods", Array.Empty<string>() }, { "codeGenerated", false },
            });
        }
    }

    private void CheckSwitches(JsonElement data, string? newDigest)
    {
        if (!settings.Get(AccountSettings.AllowProfileChange)) throw WireError.NotAllowed("saveUserProfile");
        if (data.Has("name") && !settings.Get(AccountSettings.AllowRealNameChange)) throw WireError.NotAllowed("saveUserProfile");
        if (data.Has("username") && !settings.Get(AccountSettings.AllowUsernameChange)) throw WireError.NotAllowed("saveUserProfile");
        if (data.Has("email") && !settings.Get(AccountSettings.AllowEmailChange)) throw WireError.NotAllowed("saveUserProfile");
        if (data.Has("statusText") && !settings.Get(AccountSettings.AllowStatusMessageChange)) throw WireError.NotAllowed("saveUserProfile");
        if (newDigest is not null && !settings.Get(AccountSettings.AllowPasswordChange)) throw WireError.NotAllowed("saveUserProfile");
    }

    private async Task ApplyAsync(ParleyDb db, UserRow row, JsonElement data, CancellationToken ct)
    {
        if (data.Text("name") is { } name)
        {
            UserRules.CheckName(name);
            row.Name = name.Trim();
        }
        if (data.Text("username") is { Length: > 0 } username && username != row.Username)
        {
            rules.CheckNewUsername(username);
            await UserRules.EnsureUsernameFreeAsync(db, username, row.Id, ct);
            row.SetUsername(username);
        }
        if (data.Text("email") is { Length: > 0 } email && email != row.Email)
        {
            await rules.CheckEmailAsync(db, email, row.Id, ct);
            row.SetEmail(email, isVerified: false);
        }
        if (data.Text("bio") is { } bio) row.Bio = bio.Length <= 260 ? bio.Trim() : throw new WireError("error-bio-size-exceeded", "Bio size exceeds 260 characters");
        if (data.Text("nickname") is { } nickname) row.Nickname = nickname.Length <= 120 ? nickname.Trim() : throw new WireError("error-nickname-size-exceeded", "Nickname size exceeds 120 characters");
        if (data.Text("statusText") is { } statusText) row.StatusText = statusText.Length <= 120 ? statusText.Trim() : throw new WireError("error-status-text-size-exceeded", "The status text is too long");
    }
}

internal sealed record PreferencesChanged(string UserId, string Choices) : Platform.Events.IDomainEvent;

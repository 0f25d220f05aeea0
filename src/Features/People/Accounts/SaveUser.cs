using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.EmailAddresses;
using Parley.People.Passwords;
using Parley.People.Permissions;
using Parley.People.Registration;
using Parley.People.TwoFactor;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>An administrator creates or edits an account.</summary>
internal sealed class SaveUser(
    IStore store, UserRules rules, PasswordHashes passwords, NewPassword newPassword, PermissionRegistry permissions, UserStore users, SettingsRegistry settings, CustomFields customFields,
    AccountMails mails, ConfirmAddress confirm, ITwoFactor factor, Sessions sessions)
{
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-email-send-failed</c> where a mail is asked for and none can be sent, and those of <see cref="UserRules"/>.</exception>
    public async Task<UserRow> CreateAsync(Caller caller, JsonElement data, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.CreateUser)) throw WireError.ActionNotAllowed("Adding_user");
        var username = data.Text("username") is { Length: > 0 } name ? name : throw Required("username");
        var email = data.Text("email") is { Length: > 0 } address ? address : throw Required("email");
        var isRandom = data.Flag("setRandomPassword") ?? false;
        var password = isRandom ? PasswordPolicy.Generate(settings) : data.Text("password") is { Length: > 0 } given ? given : throw Required("password");
        var roles = data.Texts("roles") is { Count: > 0 } wanted ? wanted : null;
        await CheckRolesAsync(caller, roles, null, ct);
        ProfileTexts.Check(data);
        rules.CheckUsername(username);
        if (data.Has("customFields")) customFields.Check(data.Get("customFields") ?? default, isComplete: true);
        rules.CheckPassword(password);
        var isWelcomed = data.Flag("sendWelcomeEmail") ?? false;
        if ((isWelcomed || isRandom) && !mails.CanSend) throw NoMail();
        var hash = await passwords.HashAsync(PasswordHashes.Digest(password), ct);
        var user = await store.WriteAsync(async unit =>
        {
            await rules.CheckEmailAsync(unit.Db, email, null, ct);
            await UserRules.EnsureUsernameFreeAsync(unit.Db, username, null, ct);
            var row = new UserRow
            {
                Id = Id.New(),
                PasswordHash = hash,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                RoleList = roles ?? [.. RegistrationSettings.RolesOfNewcomers(settings)],
                RequirePasswordChange = isRandom || (data.Flag("requirePasswordChange") ?? false),
                HasEmailFactor = settings.Get(TwoFactorSettings.EmailOptIn),
            };
            row.SetUsername(username);
            row.SetEmail(email, data.Flag("verified") ?? false);
            ProfileTexts.Apply(row, data);
            row.IsActive = data.Flag("active") ?? true;
            unit.Db.Add(row);
            if (isWelcomed) mails.Welcome(unit, row, password);
            if (isRandom) mails.NewPassword(unit, row, password);
            if (!row.IsEmailVerified && settings.Get(LoginSettings.VerifyEmail)) await confirm.SendAsync(unit, row, ct);
            await unit.AuditAsync(caller, "user.create", "user", row.Id, row.Username, null, AccountState.Of(row), ct);
            // Guests see the rooms they are taken into.
            unit.Publish(new UserRegistered(row.Id, data.Flag("joinDefaultChannels") ?? row.RoleList is not ["guest"]), row.Id);
            return row;
        }, ct);
        users.Forget(user.Id);
        return user;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-user</c>, <c>totp-required</c>, and those of <see cref="UserRules"/> and <see cref="NewPassword"/>.</exception>
    public async Task<UserRow> UpdateAsync(Caller caller, string userId, JsonElement data, CancellationToken ct)
    {
        var present = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct), ct)
            ?? throw new WireError("error-invalid-user", "The required \"userId\" or \"username\" param provided does not match any users");
        var isManager = permissions.Has(caller, AccountPermissions.EditOtherInfo);
        var isRandom = data.Flag("setRandomPassword") ?? false;
        var password = isRandom ? PasswordPolicy.Generate(settings) : data.Text("password") is { Length: > 0 } given ? given : null;
        var roles = data.Texts("roles");
        CheckRights(caller, present, data, isManager, password is not null);
        await CheckRolesAsync(caller, roles, present, ct);
        ProfileTexts.Check(data);
        if (data.Has("customFields")) customFields.Check(data.Get("customFields") ?? default, isComplete: false);
        if (isRandom && !mails.CanSend) throw NoMail();
        await factor.RequireAsync(caller, FactorDemand.Usual, ct);
        var hash = password is null ? null : await HashAsync(caller, present, password, ct);
        var user = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == userId, ct);
            if (row.RoleList.Contains("admin") && roles is not null && !roles.Contains("admin")) await EnsureOtherAdminAsync(unit.Db, userId, ct);
            var (oldUsername, oldName, oldRoles) = (row.Username, row.Name, row.RoleList);
            var before = AccountState.Of(row);
            await ApplyAddressAsync(unit, row, data, isManager, ct);
            if (data.Text("username") is { } username && username != row.Username)
            {
                rules.CheckNewUsername(username);
                await UserRules.EnsureUsernameFreeAsync(unit.Db, username, userId, ct);
                row.SetUsername(username);
            }
            ProfileTexts.Apply(row, data);
            if (roles is not null) row.RoleList = roles;
            if (hash is not null) await newPassword.ApplyAsync(unit, row, hash, ct);
            if (isRandom) mails.NewPassword(unit, row, password!);
            if (isRandom || (isManager && data.Flag("requirePasswordChange") == true)) row.RequirePasswordChange = true;
            else if (isManager && data.Flag("requirePasswordChange") == false) row.RequirePasswordChange = false;
            row.UpdatedAt = unit.Now;
            var (was, became) = AccountState.Difference(before, AccountState.Of(row), hash is not null);
            await unit.AuditAsync(caller, "user.update", "user", row.Id, row.Username, was, became, ct);
            if (row.Username is { } now && (now != oldUsername || row.Name != oldName)) unit.Publish(new UserRenamed(row.Id, oldUsername ?? now, now, row.Name), row.Id);
            foreach (var role in row.RoleList.Except(oldRoles)) unit.Publish(new RoleMemberChanged(row.Id, row.Username ?? "", role, null, true), row.Id);
            foreach (var role in oldRoles.Except(row.RoleList)) unit.Publish(new RoleMemberChanged(row.Id, row.Username ?? "", role, null, false), row.Id);
            return row;
        }, ct);
        users.Forget(user.Id);
        if (hash is not null && userId == caller.UserId) await sessions.RemoveOthersAsync(caller, ct);
        else if (hash is not null) await sessions.LogOutEverywhereAsync(userId, ct);
        else if (roles is not null || data.Has("requirePasswordChange") || data.Has("verified")) await sessions.ReviewAsync(userId);
        return user;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c> when the last administrator would go.</exception>
    public static async Task EnsureOtherAdminAsync(ParleyDb db, string userId, CancellationToken ct)
    {
        if (!await db.Set<UserRow>().AnyAsync(u => u.Id != userId && u.IsActive && u.Type == "user" && u.Roles.Contains("|admin|"), ct))
            throw new WireError("error-action-not-allowed", "Leaving the app without an active admin is not allowed", details: new WireObject { { "method", "removeUserFromRole" }, { "action", "Remove_last_admin" } });
    }

    /// <summary>Only people themselves are kept from what they used before.</summary>
    private Task<string> HashAsync(Caller caller, UserRow present, string password, CancellationToken ct)
    {
        return present.Id == caller.UserId ? newPassword.CheckAsync(present, password, ct) : newPassword.CheckForOtherAsync(present, password, ct);
    }

    private static WireError Required(string field) => new("error-the-field-is-required", $"The field {field} is required", details: new WireObject { { "method", "insertOrUpdateUser" }, { "field", field } });

    private static WireError NoMail() => new("error-email-send-failed", "Error trying to send email: this workspace has no mail server");

    private void CheckRights(Caller caller, UserRow target, JsonElement data, bool isManager, bool setsPassword)
    {
        var isSelf = caller.UserId == target.Id;
        if (!isSelf && !isManager) throw WireError.ActionNotAllowed("Editing_user");
        if (setsPassword && !permissions.Has(caller, AccountPermissions.EditOtherPassword) && !isSelf) throw WireError.ActionNotAllowed("Editing_user");
        if (data.Has("active") && !permissions.Has(caller, AccountPermissions.EditOtherActive)) throw WireError.ActionNotAllowed("Editing_user");
        UserRules.CheckMayManage(permissions, caller, target);
        if (isManager && !isSelf) return;
        if (!settings.Get(AccountSettings.AllowProfileChange) && !isManager) throw WireError.ActionNotAllowed("Update_user");
        if (Differs("username", target.Username) && !settings.Get(AccountSettings.AllowUsernameChange)) throw WireError.ActionNotAllowed("Update_user");
        if (Differs("name", target.Name) && !settings.Get(AccountSettings.AllowRealNameChange)) throw WireError.ActionNotAllowed("Update_user");
        if (Differs("email", target.Email) && !settings.Get(AccountSettings.AllowEmailChange)) throw WireError.ActionNotAllowed("Update_user");
        if (Differs("statusText", target.StatusText) && !settings.Get(AccountSettings.AllowStatusMessageChange)) throw WireError.ActionNotAllowed("Update_user");
        if (setsPassword && !settings.Get(AccountSettings.AllowPasswordChange)) throw WireError.ActionNotAllowed("Update_user");

        bool Differs(string name, string? now) => data.Text(name) is { } wanted && wanted != now;
    }

    private async Task CheckRolesAsync(Caller caller, List<string>? roles, UserRow? present, CancellationToken ct)
    {
        if (roles is null) return;
        if (present is not null && present.RoleList.ToHashSet().SetEquals(roles)) return;
        if (!permissions.Has(caller, AccountPermissions.AssignRoles)) throw WireError.ActionNotAllowed("Assign_role");
        if (roles.Count == 0) throw new WireError("error-invalid-role", "An account needs a role");
        if (roles.Contains("admin") && !permissions.Has(caller, AccountPermissions.AssignAdmin)) throw WireError.ActionNotAllowed("Assign_admin");
        var known = await store.ReadAsync(db => db.Set<RoleRow>().CountAsync(r => roles.Contains(r.Id), ct), ct);
        if (known != roles.Distinct().Count()) throw new WireError("error-invalid-role", "There is no such role");
    }

    private async Task ApplyAddressAsync(WriteUnit unit, UserRow row, JsonElement data, bool isManager, CancellationToken ct)
    {
        var isVerified = isManager ? data.Flag("verified") : null;
        if (data.Text("email") is { } email && !string.Equals(email, row.Email, StringComparison.Ordinal))
        {
            await rules.CheckEmailAsync(unit.Db, email, row.Id, ct);
            var old = row.Email;
            row.SetEmail(email, isVerified ?? false);
            if (old is not null) mails.AddressChanged(unit, row, old);
            if (isVerified != true) await confirm.SendAsync(unit, row, ct);
        }
        else if (isVerified is { } verified)
        {
            row.IsEmailVerified = verified;
        }
    }
}

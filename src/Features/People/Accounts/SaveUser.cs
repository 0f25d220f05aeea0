using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>An administrator creates or edits an account.</summary>
internal sealed class SaveUser(IStore store, UserRules rules, Passwords passwords, PermissionRegistry permissions, UserStore users, SettingsRegistry settings, CustomFields customFields)
{
    private const int LongestBio = 260;
    private const int LongestNickname = 120;

    /// <exception cref="WireError"><c>error-action-not-allowed</c> and those of <see cref="UserRules"/>.</exception>
    public async Task<UserRow> CreateAsync(Caller caller, JsonElement data, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.CreateUser)) throw WireError.ActionNotAllowed("Adding_user");
        var username = data.Text("username") ?? throw Required("username");
        var email = data.Text("email") ?? throw Required("email");
        var password = data.Text("password");
        if (string.IsNullOrEmpty(password))
        {
            if (data.Flag("setRandomPassword") != true) throw Required("password");
            password = Id.NewSecret();
        }
        var roles = data.Texts("roles");
        await CheckRolesAsync(caller, roles, ct);
        CheckTexts(data);
        rules.CheckUsername(username);
        if (data.Has("customFields")) customFields.Check(data.Get("customFields") ?? default, isComplete: true);
        rules.CheckPassword(password);
        var hash = await passwords.HashAsync(Passwords.Digest(password), ct);
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
                RoleList = roles is { Count: > 0 } ? roles : settings.Get(AccountSettings.DefaultRoles).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                RequirePasswordChange = data.Flag("requirePasswordChange") ?? data.Flag("setRandomPassword") ?? false,
            };
            row.SetUsername(username);
            row.SetEmail(email, data.Flag("verified") ?? false);
            ApplyTexts(row, data);
            row.IsActive = data.Flag("active") ?? true;
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, data.Flag("joinDefaultChannels") ?? true));
            return row;
        }, ct);
        users.Forget(user.Id);
        return user;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-user</c> and those of <see cref="UserRules"/>.</exception>
    public async Task<UserRow> UpdateAsync(Caller caller, string userId, JsonElement data, CancellationToken ct)
    {
        var isSelf = caller.UserId == userId;
        if (!isSelf && !permissions.Has(caller, AccountPermissions.EditOtherInfo)) throw WireError.ActionNotAllowed("Editing_user");
        if (data.Has("password") && !isSelf && !permissions.Has(caller, AccountPermissions.EditOtherPassword)) throw WireError.ActionNotAllowed("Editing_user");
        if (data.Has("active") && !permissions.Has(caller, AccountPermissions.EditOtherActive)) throw WireError.ActionNotAllowed("Editing_user");
        CheckOwnSwitches(caller, data);
        var roles = data.Texts("roles");
        await CheckRolesAsync(caller, roles, ct);
        CheckTexts(data);
        if (data.Has("customFields")) customFields.Check(data.Get("customFields") ?? default, isComplete: false);
        if (data.Text("password") is { Length: > 0 } wantedPassword) rules.CheckPassword(wantedPassword);
        var hash = data.Text("password") is { Length: > 0 } password ? await passwords.HashAsync(Passwords.Digest(password), ct) : null;
        var user = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct) ?? throw new WireError("error-invalid-user", "The required \"userId\" or \"username\" param provided does not match any users");
            if (row.RoleList.Contains("admin") && roles is not null && !roles.Contains("admin")) await EnsureOtherAdminAsync(unit.Db, userId, ct);
            var (oldUsername, oldName) = (row.Username, row.Name);
            if (data.Text("email") is { } email && !string.Equals(email, row.Email, StringComparison.Ordinal))
            {
                await rules.CheckEmailAsync(unit.Db, email, userId, ct);
                row.SetEmail(email, data.Flag("verified") ?? false);
            }
            else if (data.Flag("verified") is { } verified)
            {
                row.IsEmailVerified = verified;
            }
            if (data.Text("username") is { } username && username != row.Username)
            {
                rules.CheckNewUsername(username);
                await UserRules.EnsureUsernameFreeAsync(unit.Db, username, userId, ct);
                row.SetUsername(username);
            }
            ApplyTexts(row, data);
            if (roles is not null) row.RoleList = roles;
            if (hash is not null) row.PasswordHash = hash;
            if (data.Flag("requirePasswordChange") is { } mustChange) row.RequirePasswordChange = mustChange;
            var wasActive = row.IsActive;
            row.IsActive = data.Flag("active") ?? row.IsActive;
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            if (row.Username is { } now && (now != oldUsername || row.Name != oldName)) unit.Publish(new UserRenamed(row.Id, oldUsername ?? now, now, row.Name));
            if (wasActive != row.IsActive) unit.Publish(new UserActivationChanged(row.Id, row.Username ?? "", row.IsActive));
            return row;
        }, ct);
        users.Forget(user.Id);
        return user;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c> when the last administrator would go.</exception>
    public static async Task EnsureOtherAdminAsync(ParleyDb db, string userId, CancellationToken ct)
    {
        if (!await db.Set<UserRow>().AnyAsync(u => u.Id != userId && u.IsActive && u.Roles.Contains("|admin|"), ct))
            throw new WireError("error-action-not-allowed", "Leaving the app without an active admin is not allowed", details: new WireObject { { "method", "removeUserFromRole" }, { "action", "Remove_last_admin" } });
    }

    private static WireError Required(string field) => WireError.InvalidParams($"must have required property '{field}'");

    private void CheckOwnSwitches(Caller caller, JsonElement data)
    {
        if (permissions.Has(caller, AccountPermissions.EditOtherInfo)) return;
        if (data.Has("username") && !settings.Get(AccountSettings.AllowUsernameChange)) throw WireError.ActionNotAllowed("Update_user");
        if (data.Has("name") && !settings.Get(AccountSettings.AllowRealNameChange)) throw WireError.ActionNotAllowed("Update_user");
        if (data.Has("email") && !settings.Get(AccountSettings.AllowEmailChange)) throw WireError.ActionNotAllowed("Update_user");
        if (data.Has("password") && !settings.Get(AccountSettings.AllowPasswordChange)) throw WireError.ActionNotAllowed("Update_user");
    }

    private async Task CheckRolesAsync(Caller caller, List<string>? roles, CancellationToken ct)
    {
        if (roles is null) return;
        if (!permissions.Has(caller, AccountPermissions.AssignRoles)) throw WireError.ActionNotAllowed("Assign_role");
        if (roles.Contains("admin") && !permissions.Has(caller, AccountPermissions.AssignAdmin)) throw WireError.ActionNotAllowed("Assign_admin");
        var known = await store.ReadAsync(db => db.Set<RoleRow>().CountAsync(r => roles.Contains(r.Id), ct), ct);
        if (known != roles.Distinct().Count()) throw new WireError("error-invalid-role", "There is no such role");
    }

    private static void CheckTexts(JsonElement data)
    {
        if (data.Text("name") is { } name) UserRules.CheckName(name);
        if (data.Text("bio") is { Length: > LongestBio }) throw new WireError("error-bio-size-exceeded", $"Bio size exceeds {LongestBio} characters");
        if (data.Text("nickname") is { Length: > LongestNickname }) throw new WireError("error-nickname-size-exceeded", $"Nickname size exceeds {LongestNickname} characters");
        if (data.Has("customFields") && data.Get("customFields") is not { ValueKind: JsonValueKind.Object }) throw WireError.InvalidParams("must be object");
    }

    private static void ApplyTexts(UserRow row, JsonElement data)
    {
        if (data.Text("name") is { } name) row.Name = name.Trim();
        if (data.Text("bio") is { } bio) row.Bio = bio.Trim();
        if (data.Text("nickname") is { } nickname) row.Nickname = nickname.Trim();
        if (data.Text("statusText") is { } statusText) row.StatusText = statusText.Trim();
        if (data.Get("customFields") is { ValueKind: JsonValueKind.Object } fields) row.CustomFields = fields.GetRawText();
    }
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.EmailAddresses;
using Parley.People.Passwords;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>What people change about themselves: profile, preferences, password.</summary>
internal sealed class OwnAccount(
    IStore store, UserStore users, UserRules rules, NewPassword newPassword, Sessions sessions, PermissionRegistry permissions, SettingsRegistry settings, ITwoFactor factor, AccountMails mails,
    ConfirmAddress confirm, CustomFields customFields)
{
    /// <summary>Name, username, e-mail, bio, nickname, status text, custom fields and password; a new password or address needs a second factor, or the present password.</summary>
    /// <param name="fields">Custom fields; undefined leaves them.</param>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>totp-required</c>, <c>totp-invalid</c>, and those of <see cref="UserRules"/> and <see cref="NewPassword"/>.</exception>
    public async Task<UserRow> UpdateAsync(Caller caller, JsonElement data, JsonElement fields, CancellationToken ct)
    {
        var present = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.UserId, ct), ct) ?? throw WireError.InvalidUser("saveUserProfile");
        var wanted = data.Text("newPassword") is { Length: > 0 } text ? text : null;
        CheckSwitches(data, present, wanted);
        ProfileTexts.Check(data);
        if (fields.ValueKind == JsonValueKind.Object) customFields.Check(fields, isComplete: false);
        if (wanted is not null) rules.CheckPassword(wanted);
        var changesEmail = data.Text("email") is { Length: > 0 } email && !string.Equals(email, present.Email, StringComparison.OrdinalIgnoreCase);
        if (wanted is not null || changesEmail)
        {
            var proof = caller.Proof ?? FactorProof.Of(data.Text("currentPassword"), "password");
            await factor.RequireAsync(caller with { Proof = proof }, FactorDemand.Strict, ct);
        }
        var hash = wanted is null ? null : await newPassword.CheckAsync(present, wanted, ct);
        var user = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == caller.UserId, ct);
            var (oldUsername, oldName) = (row.Username, row.Name);
            await ApplyIdentityAsync(unit, row, data, ct);
            ProfileTexts.Apply(row, data);
            if (fields.ValueKind == JsonValueKind.Object) row.CustomFields = CustomFields.Pack(fields);
            if (hash is not null)
            {
                await newPassword.ApplyAsync(unit, row, hash, ct);
                (row.RequirePasswordChange, row.RequirePasswordChangeReason) = (false, null);
            }
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            if (row.Username is { } now && (now != oldUsername || row.Name != oldName)) unit.Publish(new UserRenamed(row.Id, oldUsername ?? now, now, row.Name), row.Id);
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
            if (old is null)
            {
                unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true), row.Id);
                mails.Enrollment(unit, row);
                await unit.Db.SaveChangesAsync(ct);
            }
            else unit.Publish(new UserRenamed(row.Id, old, username, row.Name), row.Id);
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
            unit.Publish(new PreferencesChanged(row.Id, row.Preferences), row.Id);
            return row;
        }, ct);
        users.Forget(userId);
        return user;
    }

    /// <param name="hours">Ahead of UTC.</param>
    public async Task SetOffsetAsync(Caller caller, double hours, CancellationToken ct)
    {
        var changed = await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == caller.UserId && u.UtcOffset != hours)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.UtcOffset, hours).SetProperty(u => u.UpdatedAt, unit.Now), ct), ct);
        if (changed > 0) users.Forget(caller.UserId);
    }

    private void CheckSwitches(JsonElement data, UserRow present, string? newPassword)
    {
        if (!settings.Get(AccountSettings.AllowProfileChange)) throw WireError.NotAllowed("saveUserProfile");
        if (Differs("name", present.Name) && !settings.Get(AccountSettings.AllowRealNameChange)) throw WireError.NotAllowed("saveUserProfile");
        if (Differs("username", present.Username) && !settings.Get(AccountSettings.AllowUsernameChange)) throw WireError.NotAllowed("saveUserProfile");
        if (Differs("email", present.Email) && !settings.Get(AccountSettings.AllowEmailChange)) throw WireError.NotAllowed("saveUserProfile");
        if (Differs("statusText", present.StatusText) && !settings.Get(AccountSettings.AllowStatusMessageChange)) throw WireError.NotAllowed("saveUserProfile");
        if (newPassword is null) return;
        if (!settings.Get(AccountSettings.AllowPasswordChange)) throw WireError.NotAllowed("saveUserProfile");
        if (present.PasswordHash is null && !settings.Get(PasswordSettings.AllowForOthers)) throw WireError.NotAllowed("saveUserProfile");

        bool Differs(string name, string? now) => data.Text(name) is { } wanted && wanted != (now ?? "");
    }

    private async Task ApplyIdentityAsync(WriteUnit unit, UserRow row, JsonElement data, CancellationToken ct)
    {
        if (data.Text("username") is { Length: > 0 } username && username != row.Username)
        {
            rules.CheckNewUsername(username);
            await UserRules.EnsureUsernameFreeAsync(unit.Db, username, row.Id, ct);
            row.SetUsername(username);
        }
        if (data.Text("email") is not { Length: > 0 } email || email == row.Email) return;
        await rules.CheckEmailAsync(unit.Db, email, row.Id, ct);
        var old = row.Email;
        row.SetEmail(email, isVerified: false);
        if (old is not null) mails.AddressChanged(unit, row, old);
        await confirm.SendAsync(unit, row, ct);
    }
}

internal sealed record PreferencesChanged(string UserId, string Choices) : Platform.Events.IDomainEvent;

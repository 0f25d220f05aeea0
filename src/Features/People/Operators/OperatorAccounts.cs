using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Passwords;
using Parley.People.Permissions;
using Parley.People.TwoFactor;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Operators;

/// <summary>
/// What an operator may do to accounts without having one (DEP-080): whoever reaches the database is asked for no right, but the rules
/// about names, addresses and passwords hold as for everybody.
/// </summary>
internal sealed class OperatorAccounts(IStore store, UserRules rules, PasswordHashes hashes, NewPassword newPassword, Sessions sessions, UserStore users, SettingsRegistry settings)
{
    public sealed record NewAdministrator(string Username, string Email, string? Name, string? Password);

    /// <returns>The password, when one had to be thought of.</returns>
    /// <exception cref="WireError">Those of <see cref="UserRules"/>.</exception>
    public async Task<string?> CreateAdministratorAsync(NewAdministrator wanted, CancellationToken ct)
    {
        rules.CheckUsername(wanted.Username, isReservedAllowed: true);
        if (wanted.Name is not null) UserRules.CheckName(wanted.Name);
        var generated = wanted.Password is null ? PasswordPolicy.Generate(settings) : null;
        if (wanted.Password is not null) rules.CheckPassword(wanted.Password);
        var hash = await hashes.HashAsync(PasswordHashes.Digest(wanted.Password ?? generated!), ct);
        var created = await store.WriteAsync(async unit =>
        {
            await rules.CheckEmailAsync(unit.Db, wanted.Email, null, ct);
            await UserRules.EnsureUsernameFreeAsync(unit.Db, wanted.Username, null, ct);
            var row = new UserRow
            {
                Id = Id.New(),
                Name = wanted.Name ?? wanted.Username,
                PasswordHash = hash,
                RoleList = ["admin", "user"],
                RequirePasswordChange = generated is not null,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
            };
            row.SetUsername(wanted.Username);
            row.SetEmail(wanted.Email, isVerified: true);
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true), row.Id);
            return row;
        }, ct);
        users.Forget(created.Id);
        if (settings.Get(AccountSettings.SetupWizard) == "pending") await settings.SetAsync(AccountSettings.SetupWizard, "completed", ct);
        return generated;
    }

    /// <summary>Makes an account an administrator's that can sign in: active, with the role, no longer held up by wrong passwords.</summary>
    /// <exception cref="WireError"><c>error-invalid-user</c>.</exception>
    public async Task RestoreAdministratorAsync(string username, CancellationToken ct)
    {
        var user = await GetAsync(username, ct);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == user.Id, ct);
            var (wasActive, wasAdministrator) = (row.IsActive, row.RoleList.Contains("admin"));
            row.IsActive = true;
            row.Reason = null;
            if (!wasAdministrator) row.RoleList = [.. row.RoleList, "admin"];
            row.UpdatedAt = unit.Now;
            await ForgiveAsync(unit, row, ct);
            await unit.Db.SaveChangesAsync(ct);
            if (!wasActive) unit.Publish(new UserActivationChanged(row.Id, row.Username ?? "", true), row.Id);
            if (!wasAdministrator) unit.Publish(new RoleMemberChanged(row.Id, row.Username ?? "", "admin", null, true), row.Id);
            return true;
        }, ct);
        await sessions.ReviewAsync(user.Id);
    }

    /// <summary>Gives an account another password, to be changed when it is used first. Every session ends.</summary>
    /// <param name="password">Null to have one thought of.</param>
    /// <returns>The password, when one had to be thought of.</returns>
    /// <exception cref="WireError"><c>error-invalid-user</c>, <c>error-password-policy-not-met</c>.</exception>
    public async Task<string?> ResetPasswordAsync(string username, string? password, bool dropsFactors, CancellationToken ct)
    {
        var user = await GetAsync(username, ct);
        var generated = password is null ? PasswordPolicy.Generate(settings) : null;
        if (password is not null) rules.CheckPassword(password);
        var hash = await hashes.HashAsync(PasswordHashes.Digest(password ?? generated!), ct);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == user.Id, ct);
            await newPassword.ApplyAsync(unit, row, hash, ct);
            row.RequirePasswordChange = true;
            await ForgiveAsync(unit, row, ct);
            if (dropsFactors) await DropFactorsAsync(unit, row, ct);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await sessions.LogOutEverywhereAsync(user.Id, ct);
        return generated;
    }

    /// <summary>A link under which the person chooses a new password: good once, for three days. What they have counts until then.</summary>
    /// <exception cref="WireError"><c>error-invalid-user</c>.</exception>
    public async Task<string> IssueLinkAsync(string username, bool dropsFactors, CancellationToken ct)
    {
        var user = await GetAsync(username, ct);
        var token = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == user.Id, ct);
            await ForgiveAsync(unit, row, ct);
            if (dropsFactors) await DropFactorsAsync(unit, row, ct);
            // No address: that it was read proves nothing about one.
            var issued = await AccountLinks.IssueAsync(unit, row.Id, AccountLinkRow.Reset, null, ct);
            await unit.Db.SaveChangesAsync(ct);
            return issued;
        }, ct);
        users.Forget(user.Id);
        return settings.Get(AccountSettings.SiteUrl).TrimEnd('/') + "/reset-password/" + token;
    }

    private async Task<UserRow> GetAsync(string username, CancellationToken ct)
    {
        var lower = username.ToLowerInvariant();
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == lower || (username.Contains('@') && u.EmailLower == lower), ct), ct);
        return user switch
        {
            null => throw new WireError("error-invalid-user", $"There is no account \"{username}\"."),
            { Type: not "user" } => throw new WireError("error-invalid-user", $"\"{username}\" is no person's account."),
            _ => user,
        };
    }

    private static Task<int> ForgiveAsync(WriteUnit unit, UserRow row, CancellationToken ct) =>
        unit.Db.Set<LoginFailureRow>().Where(f => f.UsernameLower == row.UsernameLower || f.UsernameLower == row.EmailLower).ExecuteDeleteAsync(ct);

    private static async Task DropFactorsAsync(WriteUnit unit, UserRow row, CancellationToken ct)
    {
        (row.TotpSecret, row.TotpTempSecret, row.TotpBackups, row.HasEmailFactor) = (null, null, "", false);
        await unit.Db.Set<FactorCodeRow>().Where(c => c.UserId == row.Id).ExecuteDeleteAsync(ct);
    }
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.EmailAddresses;
using Parley.People.Passwords;
using Parley.People.TwoFactor;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Registration;

/// <summary>Somebody makes an account for themselves. The first person of a workspace becomes its administrator.</summary>
internal sealed class RegisterAccount(
    IStore store, UserRules rules, PasswordHashes passwords, SettingsRegistry settings, UserStore users, CustomFields customFields, IInvitations invitations, AccountMails mails, ConfirmAddress confirm)
{
    private const int LongestReason = 1000;

    public sealed record Request(string? Username, string Email, string Password, string? Name, string? Secret, string? Reason, JsonElement CustomFields = default);

    /// <exception cref="WireError"><c>error-user-registration-disabled</c>, <c>error-user-registration-secret</c>, <c>error-invalid-reason</c>, and those of <see cref="UserRules"/>.</exception>
    public async Task<UserRow> ExecuteAsync(Request request, CancellationToken ct)
    {
        var isFirst = !await AnyPersonAsync(ct);
        if (!isFirst) await CheckFormIsOpenAsync(request.Secret, ct);
        CheckFields(request, isFirst);
        var hash = await passwords.HashAsync(PasswordHashes.Digest(request.Password), ct);
        var user = await store.WriteAsync(async unit =>
        {
            await rules.CheckEmailAsync(unit.Db, request.Email, null, ct);
            if (request.Username is { } wanted) await UserRules.EnsureUsernameFreeAsync(unit.Db, wanted, null, ct);
            var first = !await unit.Db.Set<UserRow>().AnyAsync(u => u.Type == "user", ct);
            var row = RowOf(request, hash, first, unit.Now);
            unit.Db.Add(row);
            if (settings.Get(LoginSettings.VerifyEmail) && !first) await confirm.SendAsync(unit, row, ct);
            else if (row.Username is not null) mails.Enrollment(unit, row);
            if (!row.IsActive) await mails.ApprovalAsync(unit, row, ct);
            await unit.Db.SaveChangesAsync(ct);
            if (row.Username is not null) unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true), row.Id);
            return row;
        }, ct);
        users.Forget(user.Id);
        if (isFirst && settings.Get(AccountSettings.SetupWizard) == "pending") await settings.SetAsync(AccountSettings.SetupWizard, "in_progress", ct);
        return user;
    }

    private void CheckFields(Request request, bool isFirst)
    {
        if (string.IsNullOrEmpty(request.Password)) throw new WireError("error-invalid-password", "A password is required");
        if (string.IsNullOrWhiteSpace(request.Name) && settings.Get(RegistrationSettings.RequireName)) throw new WireError("error-the-field-is-required", "The field name is required");
        if (!isFirst && settings.Get(RegistrationSettings.ManualApproval) && string.IsNullOrWhiteSpace(request.Reason)) throw new WireError("error-invalid-reason", "Tell the administrators why you want to join");
        if (request.Reason is { Length: > LongestReason }) throw new WireError("error-invalid-reason", $"The reason is longer than {LongestReason} characters");
        if (request.Username is { } username) rules.CheckUsername(username, isReservedAllowed: isFirst);
        if (request.Name is { } name) UserRules.CheckName(name);
        rules.CheckPassword(request.Password);
        customFields.Check(request.CustomFields, isComplete: true);
    }

    private UserRow RowOf(Request request, string hash, bool isFirst, DateTimeOffset now)
    {
        var row = new UserRow
        {
            Id = Id.New(),
            Name = request.Name?.Trim(),
            PasswordHash = hash,
            Reason = request.Reason?.Trim(),
            CreatedAt = now,
            UpdatedAt = now,
            IsActive = isFirst || !settings.Get(RegistrationSettings.ManualApproval),
            HasEmailFactor = settings.Get(TwoFactorSettings.EmailOptIn),
            RoleList = isFirst ? ["admin", "user"] : RegistrationSettings.RolesOfNewcomers(settings),
        };
        if (request.CustomFields.ValueKind == JsonValueKind.Object) row.CustomFields = CustomFields.Pack(request.CustomFields);
        row.SetUsername(request.Username);
        row.SetEmail(request.Email, isVerified: false);
        return row;
    }

    private Task<bool> AnyPersonAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().AnyAsync(u => u.Type == "user", ct), ct);

    /// <summary>A secret form opens to the secret, and to whoever was invited.</summary>
    private async Task CheckFormIsOpenAsync(string? secret, CancellationToken ct)
    {
        switch (settings.Get(RegistrationSettings.Form))
        {
            case "Disabled": throw new WireError("error-user-registration-disabled", "User registration is disabled");
            case "Secret URL" when !IsSecret(secret) && !(secret is { Length: > 0 } && await invitations.IsGoodAsync(secret, ct)):
                throw new WireError("error-user-registration-secret", "User registration is only allowed via Secret URL");
        }
    }

    /// <summary>An empty secret opens nothing.</summary>
    public bool IsSecret(string? given) => settings.Get(RegistrationSettings.Secret) is { Length: > 0 } secret && given is not null
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(given), System.Text.Encoding.UTF8.GetBytes(secret));
}

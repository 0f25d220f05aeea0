using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Accounts;

/// <summary>Somebody makes an account for themselves. The first person of a workspace becomes its administrator.</summary>
internal sealed class RegisterAccount(IStore store, UserRules rules, Passwords passwords, SettingsRegistry settings, UserStore users, CustomFields customFields, IInvitations invitations)
{
    public sealed record Request(string? Username, string Email, string Password, string? Name, string? Secret, string? Reason, JsonElement CustomFields = default);

    /// <exception cref="WireError"><c>error-user-registration-disabled</c>, <c>error-user-registration-secret</c>, and those of <see cref="UserRules"/>.</exception>
    public async Task<UserRow> ExecuteAsync(Request request, CancellationToken ct)
    {
        var isFirst = !await AnyPersonAsync(ct);
        if (!isFirst) await CheckFormIsOpenAsync(request.Secret, ct);
        if (string.IsNullOrEmpty(request.Password)) throw new WireError("error-invalid-password", "A password is required");
        if (string.IsNullOrWhiteSpace(request.Name) && settings.Get(AccountSettings.RequireName)) throw new WireError("error-the-field-is-required", "The field name is required");
        if (request.Username is { } username) rules.CheckUsername(username, isReservedAllowed: isFirst);
        if (request.Name is { } name) UserRules.CheckName(name);
        rules.CheckPassword(request.Password);
        customFields.Check(request.CustomFields, isComplete: true);
        var hash = await passwords.HashAsync(Passwords.Digest(request.Password), ct);
        var user = await store.WriteAsync(async unit =>
        {
            await rules.CheckEmailAsync(unit.Db, request.Email, null, ct);
            if (request.Username is { } wanted) await UserRules.EnsureUsernameFreeAsync(unit.Db, wanted, null, ct);
            var first = !await unit.Db.Set<UserRow>().AnyAsync(u => u.Type == "user", ct);
            var row = new UserRow
            {
                Id = Id.New(),
                Name = request.Name?.Trim(),
                PasswordHash = hash,
                Reason = request.Reason,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                RoleList = first ? ["admin", "user"] : settings.Get(AccountSettings.DefaultRoles).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            };
            if (request.CustomFields.ValueKind == JsonValueKind.Object) row.CustomFields = request.CustomFields.GetRawText();
            row.SetUsername(request.Username);
            row.SetEmail(request.Email, isVerified: false);
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            if (row.Username is not null) unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true));
            return row;
        }, ct);
        users.Forget(user.Id);
        if (isFirst && settings.Get(AccountSettings.SetupWizard) == "pending") await settings.SetAsync(AccountSettings.SetupWizard, "in_progress", ct);
        return user;
    }

    private Task<bool> AnyPersonAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().AnyAsync(u => u.Type == "user", ct), ct);

    /// <summary>A secret form opens to the secret, and to whoever was invited.</summary>
    private async Task CheckFormIsOpenAsync(string? secret, CancellationToken ct)
    {
        switch (settings.Get(AccountSettings.RegistrationForm))
        {
            case "Disabled": throw new WireError("error-user-registration-disabled", "User registration is disabled");
            case "Secret URL" when string.IsNullOrEmpty(secret) || (secret != settings.Get(AccountSettings.RegistrationSecret) && !await invitations.IsGoodAsync(secret, ct)):
                throw new WireError("error-user-registration-secret", "User registration is only allowed via Secret URL");
        }
    }
}

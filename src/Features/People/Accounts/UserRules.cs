using System.IO.Enumeration;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.People.Passwords;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>What usernames, names and addresses may look like.</summary>
internal sealed class UserRules(SettingsRegistry settings)
{
    private const int LongestUsername = 64;
    private const int LongestName = 120;
    private static readonly TimeSpan _patternTime = TimeSpan.FromMilliseconds(100);

    /// <summary>For a new name of an existing account: a blocked one is told in the words clients know there.</summary>
    /// <exception cref="WireError"><c>error-input-is-not-a-valid-field</c>, <c>error-could-not-save-identity</c>.</exception>
    public void CheckNewUsername(string username)
    {
        if (IsBlocked(username)) throw new WireError("error-could-not-save-identity", "Could not save user identity", details: Field("username", username));
        CheckUsername(username);
    }

    /// <exception cref="WireError"><c>error-input-is-not-a-valid-field</c>, <c>error-blocked-username</c>.</exception>
    public void CheckUsername(string username, bool isReservedAllowed = false)
    {
        if (username.Length is 0 or > LongestUsername || !Regex.IsMatch(username, "^(?:" + Pattern() + ")$", RegexOptions.None, _patternTime))
            throw new WireError("error-input-is-not-a-valid-field", $"{username} is not a valid username", details: Field("username", username));
        if (!isReservedAllowed && IsBlocked(username)) throw new WireError("error-blocked-username", $"{username} is blocked and can't be used!", details: Field("blockedUsername", username));
    }

    /// <summary>Listed names may hold <c>*</c> for any letters and <c>?</c> for one.</summary>
    public bool IsBlocked(string username)
    {
        if (username.ToLowerInvariant() is "all" or "here") return true;
        var lists = settings.Get(AccountSettings.SystemBlockedUsernames) + "," + settings.Get(AccountSettings.BlockedUsernames);
        foreach (var blocked in lists.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (FileSystemName.MatchesSimpleExpression(blocked, username, ignoreCase: true)) return true;
        }
        return false;
    }

    /// <exception cref="WireError"><c>error-field-unavailable</c>.</exception>
    public static async Task EnsureUsernameFreeAsync(ParleyDb db, string username, string? exceptUserId, CancellationToken ct)
    {
        var lower = username.ToLowerInvariant();
        if (await db.Set<UserRow>().AnyAsync(u => u.UsernameLower == lower && u.Id != exceptUserId, ct))
            throw new WireError("error-field-unavailable", $"{username} is already in use :(", details: Field("username", username));
    }

    /// <exception cref="WireError"><c>error-invalid-email</c>, <c>error-field-unavailable</c>, <c>error-invalid-domain</c>, <c>error-email-domain-blacklisted</c>.</exception>
    public async Task CheckEmailAsync(ParleyDb db, string email, string? exceptUserId, CancellationToken ct)
    {
        if (email.Length > 254 || !MailAddress.TryCreate(email, out var address) || address.Address != email || !address.Host.Contains('.', StringComparison.Ordinal) && address.Host != "localhost")
            throw new WireError("error-invalid-email", $"Invalid email {email}", details: Field("email", email));
        var allowed = List(AccountSettings.AllowedDomains);
        if (allowed.Count > 0 && !allowed.Contains(address.Host, StringComparer.OrdinalIgnoreCase)) throw new WireError("error-invalid-domain", "Invalid domain");
        if (List(AccountSettings.BlockedDomains).Contains(address.Host, StringComparer.OrdinalIgnoreCase))
            throw new WireError("error-email-domain-blacklisted", "The email domain is blacklisted");
        var lower = email.ToLowerInvariant();
        if (await db.Set<UserRow>().AnyAsync(u => u.EmailLower == lower && u.Id != exceptUserId, ct))
            throw new WireError("error-field-unavailable", $"{email} is already in use :(", details: Field("email", email));
    }

    /// <summary>All failed rules are reported together.</summary>
    /// <exception cref="WireError"><c>error-password-policy-not-met</c>, <c>error-password-common</c>.</exception>
    public void CheckPassword(string password)
    {
        var failed = PasswordPolicy.FailedRules(password, settings);
        if (failed.Count == 0 && PasswordPolicy.IsTooCommon(password, settings)) throw new WireError("error-password-common", "Too many people use this password; choose another one");
        if (failed.Count == 0) return;
        throw new WireError("error-password-policy-not-met", "The password does not meet the rules of this workspace",
            details: failed.ConvertAll(f => new WireObject { { "error", "error-password-policy-not-met-" + f.Rule }, { "message", f.Message } }));
    }

    /// <exception cref="WireError"><c>error-input-is-not-a-valid-field</c>.</exception>
    public static void CheckName(string name)
    {
        if (name.Length > 0 && string.IsNullOrWhiteSpace(name)) throw new WireError("error-input-is-not-a-valid-field", "The name is blank");
        if (name.Length > LongestName || name.Any(char.IsControl)) throw new WireError("error-input-is-not-a-valid-field", "The name is too long or holds control characters");
    }

    /// <summary>Nobody gets at an administrator's account by way of editing it who could not make administrators.</summary>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>.</exception>
    public static void CheckMayManage(PermissionRegistry permissions, Caller caller, UserRow target)
    {
        if (target.Id != caller.UserId && target.RoleList.Contains("admin") && !permissions.Has(caller, AccountPermissions.AssignAdmin)) throw WireError.ActionNotAllowed("Editing_user");
    }

    public static WireObject Field(string name, string value) => new() { { "method", "saveUser" }, { "field", name }, { "input", value } };

    private List<string> List(Setting<string> setting) =>
        [.. settings.Get(setting).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private string Pattern()
    {
        var pattern = settings.Get(AccountSettings.UsernamePattern);
        return pattern.Length == 0 ? "[0-9a-zA-Z-_.]+" : pattern;
    }
}

using Parley.Platform.Audit;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>What the audit trail keeps of an account; nothing that lets anybody sign in.</summary>
internal static class AccountState
{
    public static WireObject Of(UserRow row) => new()
    {
        { "username", row.Username }, { "name", row.Name }, { "email", row.Email }, { "verified", row.IsEmailVerified }, { "roles", row.RoleList }, { "active", row.IsActive },
        { "requirePasswordChange", row.RequirePasswordChange }, { "statusText", row.StatusText }, { "bio", row.Bio }, { "nickname", row.Nickname }, { "customFields", row.CustomFields },
    };

    /// <summary>Only what differs.</summary>
    public static (WireObject Before, WireObject After) Difference(WireObject before, WireObject after, bool hasNewPassword)
    {
        var (was, became) = (new WireObject(), new WireObject());
        foreach (var (name, value) in after)
        {
            if (WireJson.ToText(before[name]) == WireJson.ToText(value)) continue;
            was.Add(name, before[name] ?? WireNull.Value);
            became.Add(name, value ?? WireNull.Value);
        }
        if (hasNewPassword) became.Add("password", AuditTrail.Hidden);
        return (was, became);
    }
}

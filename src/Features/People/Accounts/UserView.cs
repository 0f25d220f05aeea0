using System.Text.Json.Nodes;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

/// <summary>Accounts as the wire shows them, by who looks.</summary>
internal sealed class UserView(SettingsRegistry settings)
{
    /// <summary>What everybody may see.</summary>
    public static WireObject Public(UserRow user) => new()
    {
        { "_id", user.Id },
        { "username", user.Username },
        { "name", user.Name },
        { "type", user.Type },
        { "active", user.IsActive },
        { "status", user.Status },
        { "statusText", user.StatusText },
        { "statusConnection", null },
        { "utcOffset", user.UtcOffset },
        { "nickname", user.Nickname },
        { "bio", user.Bio },
        { "avatarETag", user.AvatarETag },
        { "nameInsensitive", user.Name?.ToLowerInvariant() },
    };

    /// <summary>What administrators and the person see.</summary>
    public static WireObject Full(UserRow user)
    {
        var view = Public(user);
        view.Add("createdAt", user.CreatedAt);
        view.Add("_updatedAt", user.UpdatedAt);
        view.Add("roles", user.RoleList);
        view.Add("emails", Emails(user));
        view.Add("lastLogin", user.LastLoginAt);
        view.Add("statusDefault", user.StatusDefault);
        view.Add("language", user.Language);
        view.Add("avatarOrigin", user.AvatarOrigin);
        view.Add("reason", user.Reason);
        view.Add("requirePasswordChange", user.RequirePasswordChange);
        view.Add("requirePasswordChangeReason", user.RequirePasswordChangeReason);
        if (user.CustomFields is { } fields) view.Add("customFields", RawJson.From(fields));
        return view;
    }

    /// <summary>The account as its owner sees it, with every preference in force.</summary>
    public WireObject Me(UserRow user)
    {
        var view = Full(user);
        view["statusConnection"] = user.Status;
        view.Add("email", user.Email);
        view.Add("settings", new WireObject { { "profile", new WireObject() }, { "preferences", UserPreferences.Effective(settings, user.Preferences) } });
        view.Add("avatarUrl", AvatarUrl(user.Username));
        view.Add("services", Services(user));
        if (user.AuthorizedAppList is { Count: > 0 } apps) view.Add("oauth", new WireObject { { "authorizedClients", apps } });
        if (user.CustomFields is null) view["customFields"] = new JsonObject();
        return view;
    }

    /// <summary>How the person signs in; nothing secret.</summary>
    public static WireObject Services(UserRow user) => new()
    {
        { "password", user.PasswordHash is null ? null : new WireObject { { "exists", true } } }, { "email2fa", new WireObject { { "enabled", user.HasEmailFactor } } },
        { "totp", new WireObject { { "enabled", user.TotpSecret is not null } } },
    };

    public string AvatarUrl(string? username) => settings.Get(AccountSettings.SiteUrl).TrimEnd('/') + "/avatar/" + Uri.EscapeDataString(username ?? "");

    public static object[] Emails(UserRow user) =>
        user.Email is null ? [] : [new WireObject { { "address", user.Email }, { "verified", user.IsEmailVerified } }];
}

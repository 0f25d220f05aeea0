using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.Conversations.Invites;

internal static class InvitePermissions
{
    public static readonly Permission Create = new("create-invite-links", "admin", "owner", "moderator");
    public static readonly Permission BulkRegister = new("bulk-register-user", "admin");

    public static IReadOnlyList<Permission> All => [Create, BulkRegister];
}

internal static class InviteSettings
{
    public static readonly Setting<string> UrlType = SettingOf.Select("Accounts_Registration_InviteUrlType", "Accounts", "direct", ["direct", "proxy"], "Registration");

    /// <summary>A page that opens the mobile app, for links of type <c>proxy</c>.</summary>
    public static readonly Setting<string> DeepLinkUrl = SettingOf.Text("DeepLink_Url", "General", "https://go.rocket.chat", isPublic: true);

    /// <summary>Declared by People; read here by its identifier.</summary>
    public static readonly Setting<string> SiteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public static IReadOnlyList<Setting> All => [UrlType, DeepLinkUrl];
}

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

    /// <summary>A page that opens the mobile app, for links of type <c>proxy</c> and those of mails; empty leads straight to the workspace.</summary>
    public static readonly Setting<string> DeepLinkUrl = SettingOf.Text("DeepLink_Url", "General", "", isPublic: true);

    /// <summary>Declared by People; read here by its identifier.</summary>
    public static readonly Setting<string> SiteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public static IReadOnlyList<Setting> All => [UrlType, DeepLinkUrl];

    /// <param name="page">The deep-link page.</param>
    /// <param name="kind">What it opens: <c>invite</c> or <c>room</c>.</param>
    /// <param name="path">Of the thing in the workspace.</param>
    public static string DeepLink(string page, string kind, string siteUrl, string path)
    {
        var site = new Uri(siteUrl.TrimEnd('/') + "/");
        var host = site.IsDefaultPort ? site.Host : site.Authority;
        var secure = site.Scheme == Uri.UriSchemeHttp ? "&secure=no" : "";
        return $"{page.TrimEnd('/')}/{kind}?host={Uri.EscapeDataString(host)}&path={Uri.EscapeDataString(path)}{secure}";
    }
}

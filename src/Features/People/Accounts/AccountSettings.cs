using Parley.People.Passwords;
using Parley.Platform.Settings;

namespace Parley.People.Accounts;

internal static class AccountSettings
{
    private const string Group = "Accounts";
    private const string Iframe = "Iframe";

    public static readonly Setting<bool> AnonymousRead = SettingOf.Bool("Accounts_AllowAnonymousRead", Group, false, isPublic: true);
    public static readonly Setting<bool> AllowUsernameChange = SettingOf.Bool("Accounts_AllowUsernameChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowEmailChange = SettingOf.Bool("Accounts_AllowEmailChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowPasswordChange = SettingOf.Bool("Accounts_AllowPasswordChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowRealNameChange = SettingOf.Bool("Accounts_AllowRealNameChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowProfileChange = SettingOf.Bool("Accounts_AllowUserProfileChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowAvatarChange = SettingOf.Bool("Accounts_AllowUserAvatarChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowStatusMessageChange = SettingOf.Bool("Accounts_AllowUserStatusMessageChange", Group, true, isPublic: true);
    public static readonly Setting<bool> AllowDeleteOwn = SettingOf.Bool("Accounts_AllowDeleteOwnAccount", Group, false, isPublic: true);
    public static readonly Setting<long> LoginExpirationDays = SettingOf.Int("Accounts_LoginExpiration", Group, 90, isPublic: true);
    public static readonly Setting<string> UsernamePattern = SettingOf.Text("UTF8_User_Names_Validation", "General", "[0-9a-zA-Z-_.]+", "UTF8", isPublic: true);
    public static readonly Setting<string> BlockedUsernames = SettingOf.Text("Accounts_BlockedUsernameList", Group, "");
    public static readonly Setting<string> SystemBlockedUsernames =
        new("Accounts_SystemBlockedUsernameList", "string", Group, "admin,administrator,system,user") { IsHidden = true };
    public static readonly Setting<string> AllowedDomains = SettingOf.Text("Accounts_AllowedDomainsList", Group, "", "Registration", isPublic: true);
    public static readonly Setting<string> BlockedDomains = SettingOf.Text("Accounts_BlockedDomainsList", Group, "", "Registration");
    public static readonly Setting<string> UsernamePrefix =
        SettingOf.Text("Accounts_DefaultUsernamePrefixSuggestion", Group, "user", "Registration");
    /// <summary>Whether the list of all people needs more than the right to write to them.</summary>
    public static readonly Setting<bool> ListNeedsOutsideView = SettingOf.Bool("API_Apply_permission_view-outside-room_on_users-list", "General", false, "REST API");

    public static readonly Setting<bool> UseRealName = SettingOf.Bool("UI_Use_Real_Name", "Layout", false, "User Interface", isPublic: true);

    public static readonly Setting<bool> BlockFailures =
        SettingOf.Bool("Block_Multiple_Failed_Logins_Enabled", Group, true, "Login Attempts");
    public static readonly Setting<bool> BlockByUser =
        SettingOf.Bool("Block_Multiple_Failed_Logins_By_User", Group, true, "Login Attempts");
    public static readonly Setting<long> AttemptsByUser =
        SettingOf.Int("Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User", Group, 10, "Login Attempts");
    public static readonly Setting<double> MinutesByUser =
        SettingOf.Fraction("Block_Multiple_Failed_Logins_Time_To_Unblock_By_User_In_Minutes", Group, 5, "Login Attempts");
    public static readonly Setting<bool> BlockByIp =
        SettingOf.Bool("Block_Multiple_Failed_Logins_By_Ip", Group, true, "Login Attempts");
    public static readonly Setting<long> AttemptsByIp =
        SettingOf.Int("Block_Multiple_Failed_Logins_Attempts_Until_Block_By_Ip", Group, 50, "Login Attempts");
    public static readonly Setting<double> MinutesByIp =
        SettingOf.Fraction("Block_Multiple_Failed_Logins_Time_To_Unblock_By_Ip_In_Minutes", Group, 5, "Login Attempts");
    public static readonly Setting<string> IpAllowList =
        SettingOf.Text("Block_Multiple_Failed_Logins_Ip_Whitelist", Group, "", "Login Attempts");
    public static readonly Setting<bool> NotifyBlocks = SettingOf.Bool("Block_Multiple_Failed_Logins_Notify_Failed", Group, false, "Login Attempts");

    /// <summary>Obeyed by Conversations, which post there.</summary>
    public static readonly Setting<string> NotifyBlocksChannel = SettingOf.Text("Block_Multiple_Failed_Logins_Notify_Failed_Channel", Group, "", "Login Attempts");

    public static readonly Setting<long> AvatarSize = SettingOf.Int("Accounts_AvatarSize", Group, 200, "Avatar");
    public static readonly Setting<bool> AvatarResize = SettingOf.Bool("Accounts_AvatarResize", Group, true, "Avatar");
    public static readonly Setting<long> AvatarCacheTime = SettingOf.Int("Accounts_AvatarCacheTime", Group, 3600, "Avatar");
    public static readonly Setting<bool> AvatarBlockUnauthenticated =
        SettingOf.Bool("Accounts_AvatarBlockUnauthenticatedAccess", Group, false, "Avatar", isPublic: true);

    /// <summary>Obeyed by clients: words at the sign-in page, and where the directory begins.</summary>
    public static readonly Setting<string> UserPlaceholder = SettingOf.Text("Accounts_EmailOrUsernamePlaceholder", Group, "", isPublic: true);
    public static readonly Setting<string> PasswordPlaceholder = SettingOf.Text("Accounts_PasswordPlaceholder", Group, "", isPublic: true);
    public static readonly Setting<string> ConfirmPlaceholder = SettingOf.Text("Accounts_ConfirmPasswordPlaceholder", Group, "", isPublic: true);

    /// <summary>Obeyed by clients: a session ends with the window.</summary>
    public static readonly Setting<bool> ForgetsSession = SettingOf.Bool("Accounts_ForgetUserSessionOnWindowClose", Group, false, isPublic: true);

    /// <summary>
    /// Obeyed by clients: a service of the operator's knows who is there. It is asked first; whom it does not know sees the operator's page instead of the form.
    /// </summary>
    public static readonly Setting<bool> IframeEnabled = SettingOf.Bool("Accounts_iframe_enabled", Group, false, Iframe, isPublic: true);
    public static readonly Setting<string> IframeUrl = SettingOf.Text("Accounts_iframe_url", Group, "", Iframe, isPublic: true);
    public static readonly Setting<string> IframeApi = SettingOf.Text("Accounts_Iframe_api_url", Group, "", Iframe, isPublic: true);
    public static readonly Setting<string> IframeMethod = SettingOf.Text("Accounts_Iframe_api_method", Group, "POST", Iframe, isPublic: true);
    public static readonly Setting<bool> ShowForm = SettingOf.Bool("Accounts_ShowFormLogin", Group, true, isPublic: true);
    public static readonly Setting<string> DirectoryView = SettingOf.Select("Accounts_Directory_DefaultView", Group, "channels", ["channels", "users"], isPublic: true);

    /// <summary>Where people are looked for: <c>username</c>, <c>name</c>, <c>bio</c>, <c>nickname</c>, <c>emails</c>, with commas between.</summary>
    public static readonly Setting<string> SearchFields = SettingOf.Text("Accounts_SearchFields", Group, "username, name, bio, nickname");

    /// <summary>Pictures come from there, with <c>{username}</c> or <c>{roomId}</c> filled in; empty for the workspace's own.</summary>
    public static readonly Setting<string> ExternalAvatars = SettingOf.Text("Accounts_AvatarExternalProviderUrl", Group, "", "Avatar", isPublic: true);
    public static readonly Setting<string> ExternalRoomAvatars = SettingOf.Text("Accounts_RoomAvatarExternalProviderUrl", Group, "", "Avatar", isPublic: true);

    public static readonly Setting<bool> UseNameAvatar = SettingOf.Bool("UI_Use_Name_Avatar", "Layout", false, "User Interface", isPublic: true);

    public static readonly Setting<string> SiteName = SettingOf.Text("Site_Name", "General", "Parley", isPublic: true);
    public static readonly Setting<string> SiteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000", isPublic: true);
    public static readonly Setting<string> Language = SettingOf.Text("Language", "General", "en", isPublic: true);
    public static readonly Setting<string> FirstChannel = SettingOf.Text("First_Channel_After_Login", "General", "", isPublic: true);
    public static readonly Setting<string> SetupWizard =
        new("Show_Setup_Wizard", "select", "Setup_Wizard", "pending") { IsPublic = true, IsHidden = true, Values = ["pending", "in_progress", "completed"] };
    public static readonly Setting<string> UniqueId = new("uniqueID", "string", "General", "") { IsPublic = true, IsReadOnly = true };

    public static IReadOnlyList<Setting> All =>
    [
        AnonymousRead, AllowUsernameChange, AllowEmailChange, AllowPasswordChange, AllowRealNameChange, AllowProfileChange, AllowAvatarChange,
        AllowStatusMessageChange, AllowDeleteOwn, LoginExpirationDays, UsernamePattern,
        BlockedUsernames, SystemBlockedUsernames, AllowedDomains, BlockedDomains, UsernamePrefix, ListNeedsOutsideView, UseRealName, BlockFailures, BlockByUser, AttemptsByUser,
        MinutesByUser, BlockByIp, AttemptsByIp, MinutesByIp, IpAllowList, NotifyBlocks, NotifyBlocksChannel, AvatarSize, AvatarResize, AvatarCacheTime, AvatarBlockUnauthenticated,
        UserPlaceholder, PasswordPlaceholder, ConfirmPlaceholder, ForgetsSession, IframeEnabled, IframeUrl, IframeApi, IframeMethod, ShowForm, DirectoryView, SearchFields, ExternalAvatars, ExternalRoomAvatars, UseNameAvatar, SiteName, SiteUrl, Language, FirstChannel, SetupWizard, UniqueId, CustomFields.Definition, CustomFields.Shown, .. UserPreferences.Settings,
    ];
}

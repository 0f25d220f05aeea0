using Parley.Platform.Permissions;

namespace Parley.People.Accounts;

internal static class AccountPermissions
{
    public static readonly Permission CreateUser = new("create-user", "admin");
    public static readonly Permission EditOtherInfo = new("edit-other-user-info", "admin");
    public static readonly Permission EditOtherPassword = new("edit-other-user-password", "admin");
    /// <summary>Declared by Moderation; read here by its identifier.</summary>
    public static readonly Permission ManageModeration = new("manage-moderation-actions", "admin");

    public static readonly Permission EditOtherAvatar = new("edit-other-user-avatar", "admin");
    public static readonly Permission EditOtherActive = new("edit-other-user-active-status", "admin");
    public static readonly Permission ViewFullInfo = new("view-full-other-user-info", "admin");
    public static readonly Permission DeleteUser = new("delete-user", "admin");
    public static readonly Permission AssignAdmin = new("assign-admin-role", "admin");
    public static readonly Permission AssignRoles = new("assign-roles", "admin");
    public static readonly Permission LogoutOther = new("logout-other-user", "admin");
    public static readonly Permission ViewDirectRooms = new("view-d-room", "admin", "user", "bot", "app", "guest");
    public static readonly Permission ViewOutsideRoom = new("view-outside-room", "admin", "owner", "moderator", "user");
    public static readonly Permission ViewOtherChannels = new("view-other-user-channels", "admin");
    public static readonly Permission CreateTokens = new("create-personal-access-tokens", "admin", "user");
    public static readonly Permission GenerateTokens = new("user-generate-access-token", "admin");
    public static readonly Permission ViewPrivilegedSettings = new("view-privileged-setting", "admin");
    public static readonly Permission EditPrivilegedSettings = new("edit-privileged-setting", "admin");
    public static readonly Permission ManageSelectedSettings = new("manage-selected-settings", "admin");
    public static readonly Permission AccessSettingPermissions = new("access-setting-permissions", "admin");
    public static readonly Permission AccessPermissions = new("access-permissions", "admin");

    /// <summary>Opens the list of accounts in administration.</summary>
    public static readonly Permission ViewUserAdministration = new("view-user-administration", "admin");

    public static IReadOnlyList<Permission> All =>
    [
        CreateUser, EditOtherInfo, EditOtherPassword, EditOtherAvatar, EditOtherActive, ViewFullInfo, DeleteUser, AssignAdmin, AssignRoles, LogoutOther,
        ViewDirectRooms, ViewOutsideRoom, ViewOtherChannels, CreateTokens, GenerateTokens, ViewPrivilegedSettings, EditPrivilegedSettings, ManageSelectedSettings, AccessPermissions, AccessSettingPermissions,
        ViewUserAdministration,
    ];
}

using Parley.Platform.Permissions;

namespace Parley.Customization;

internal static class CustomizationPermissions
{
    public static readonly Permission ManageAssets = new("manage-assets", "admin");
    public static readonly Permission ManageEmoji = new("manage-emoji", "admin");
    public static readonly Permission ManageSounds = new("manage-sounds", "admin");
    public static readonly Permission ManageUserStatus = new("manage-user-status", "admin");

    public static IReadOnlyList<Permission> All => [ManageAssets, ManageEmoji, ManageSounds, ManageUserStatus];
}

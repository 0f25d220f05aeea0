using Parley.Platform.Permissions;

namespace Parley.Conversations.Moderation;

internal static class ModerationPermissions
{
    public static readonly Permission View = new("view-moderation-console", "admin");
    public static readonly Permission Act = new("manage-moderation-actions", "admin");

    public static IReadOnlyList<Permission> All => [View, Act];
}

using Parley.Platform.Permissions;

namespace Parley.Conversations.Discussions;

internal static class DiscussionPermissions
{
    public static readonly Permission Start = new("start-discussion", "admin", "user", "guest", "app");

    /// <summary>From somebody else's message.</summary>
    public static readonly Permission StartFromOthers = new("start-discussion-other-user", "admin", "user", "owner", "app");

    public static IReadOnlyList<Permission> All => [Start, StartFromOthers];
}

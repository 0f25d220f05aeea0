using Parley.Platform.Permissions;

namespace Parley.Conversations.Teams;

internal static class TeamPermissions
{
    public static readonly Permission Create = new("create-team", "admin", "user");
    public static readonly Permission Delete = new("delete-team", "admin", "owner");
    public static readonly Permission Convert = new("convert-team", "admin", "owner");
    public static readonly Permission Edit = new("edit-team", "admin", "owner");
    public static readonly Permission AddMember = new("add-team-member", "admin", "owner", "moderator");
    public static readonly Permission EditMember = new("edit-team-member", "admin", "owner", "moderator");
    public static readonly Permission AddChannel = new("add-team-channel", "admin", "owner", "moderator");
    public static readonly Permission EditChannel = new("edit-team-channel", "admin", "owner", "moderator");
    public static readonly Permission RemoveChannel = new("remove-team-channel", "admin", "owner", "moderator");
    public static readonly Permission ViewAllChannels = new("view-all-team-channels", "admin", "owner");
    public static readonly Permission ViewAll = new("view-all-teams", "admin");

    public static IReadOnlyList<Permission> All =>
        [Create, Delete, Convert, Edit, AddMember, EditMember, AddChannel, EditChannel, RemoveChannel, ViewAllChannels, ViewAll];
}

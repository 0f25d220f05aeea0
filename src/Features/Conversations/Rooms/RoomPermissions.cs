using Parley.Platform.Permissions;

namespace Parley.Conversations.Rooms;

internal static class RoomPermissions
{
    public static readonly Permission CreateC = new("create-c", "admin", "user", "bot", "app");
    public static readonly Permission CreateP = new("create-p", "admin", "user", "bot", "app");
    public static readonly Permission CreateD = new("create-d", "admin", "user", "bot", "app");
    public static readonly Permission DeleteC = new("delete-c", "admin", "owner");
    public static readonly Permission DeleteP = new("delete-p", "admin", "owner");
    public static readonly Permission DeleteD = new("delete-d", "admin");
    public static readonly Permission EditRoom = new("edit-room", "admin", "owner", "moderator");
    public static readonly Permission EditRoomAvatar = new("edit-room-avatar", "admin", "owner", "moderator");
    public static readonly Permission ArchiveRoom = new("archive-room", "admin", "owner");
    public static readonly Permission UnarchiveRoom = new("unarchive-room", "admin");
    public static readonly Permission SetReadonly = new("set-readonly", "admin", "owner");
    public static readonly Permission SetReactWhenReadonly = new("set-react-when-readonly", "admin", "owner");
    public static readonly Permission PostReadonly = new("post-readonly", "admin", "owner", "moderator");
    public static readonly Permission SetOwner = new("set-owner", "admin", "owner");
    public static readonly Permission SetModerator = new("set-moderator", "admin", "owner");
    public static readonly Permission SetLeader = new("set-leader", "admin", "owner");
    public static readonly Permission AddUserToJoinedRoom = new("add-user-to-joined-room", "admin", "owner", "moderator");
    public static readonly Permission AddUserToAnyCRoom = new("add-user-to-any-c-room", "admin");
    public static readonly Permission AddUserToAnyPRoom = new("add-user-to-any-p-room");
    public static readonly Permission AddAllToRoom = new("add-all-to-room", "admin");
    public static readonly Permission RemoveUser = new("remove-user", "admin", "owner", "moderator");
    public static readonly Permission MuteUser = new("mute-user", "admin", "owner", "moderator");
    public static readonly Permission LeaveC = new("leave-c", "admin", "user", "bot", "anonymous", "app");
    public static readonly Permission LeaveP = new("leave-p", "admin", "user", "bot", "anonymous", "app");
    public static readonly Permission ViewCRoom = new("view-c-room", "admin", "user", "bot", "app", "anonymous");
    /// <summary>Declared by Accounts; asked for here by its identifier.</summary>
    public static readonly Permission ViewDRoom = new("view-d-room");
    public static readonly Permission ViewPRoom = new("view-p-room", "admin", "user", "anonymous", "guest");
    public static readonly Permission ViewJoinedRoom = new("view-joined-room", "guest", "bot", "app", "anonymous");
    public static readonly Permission PreviewCRoom = new("preview-c-room", "admin", "user", "anonymous");
    public static readonly Permission ViewRoomAdministration = new("view-room-administration", "admin");
    public static readonly Permission ViewBroadcastMemberList = new("view-broadcast-member-list", "admin", "owner", "moderator");
    public static readonly Permission JoinWithoutJoinCode = new("join-without-join-code", "admin", "bot", "app");
    public static readonly Permission ViewJoinCode = new("view-join-code", "admin");
    public static readonly Permission EditRetention = new("edit-room-retention-policy", "admin");
    public static readonly Permission ToggleEncryption = new("toggle-room-e2e-encryption", "owner", "admin");

    public static IReadOnlyList<Permission> All =>
    [
        CreateC, CreateP, CreateD, DeleteC, DeleteP, DeleteD, EditRoom, EditRoomAvatar, ArchiveRoom, UnarchiveRoom, SetReadonly,
        SetReactWhenReadonly, PostReadonly, SetOwner, SetModerator, SetLeader, AddUserToJoinedRoom, AddUserToAnyCRoom,
        AddUserToAnyPRoom, AddAllToRoom, RemoveUser, MuteUser, LeaveC, LeaveP, ViewCRoom, ViewPRoom, ViewJoinedRoom, PreviewCRoom,
        ViewRoomAdministration, ViewBroadcastMemberList, JoinWithoutJoinCode, ViewJoinCode, EditRetention, ToggleEncryption,
    ];
}

using Parley.Conversations.Teams;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.Conversations.Rooms;

/// <summary>Who may see a room and write in it. Every door asks here.</summary>
internal sealed class RoomAccess(RoomStore rooms, TeamStore teams, PermissionRegistry permissions, SettingsRegistry settings)
{
    /// <summary>A room the caller may read: as a member, or a public channel they may look into.</summary>
    /// <exception cref="WireError"><c>error-room-not-found</c> also for rooms that exist but are closed to the caller.</exception>
    public async Task<RoomRow> GetReadableAsync(Caller? caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        if (room is null || !await CanReadAsync(caller, room, ct)) throw WireError.RoomNotFound();
        return room;
    }

    /// <returns>Null where <see cref="GetReadableAsync"/> refuses.</returns>
    public async Task<RoomRow?> FindReadableAsync(Caller? caller, string roomId, CancellationToken ct) =>
        await rooms.FindAsync(roomId, ct) is { } room && await CanReadAsync(caller, room, ct) ? room : null;

    /// <summary>
    /// The one place where acts find the room they are about. It gives rooms whose existence the caller may know: to read or enter
    /// them, or by a right that reaches every room. So a stranger cannot tell a closed room from none.
    /// </summary>
    /// <param name="everywhere">Rights of the act that follows; who has one of them in the workspace acts in any room.</param>
    /// <returns>Null otherwise; doors answer as for rooms that do not exist.</returns>
    public async Task<RoomRow?> FindKnownAsync(Caller caller, string roomId, CancellationToken ct, params Permission[] everywhere)
    {
        if (await rooms.FindAsync(roomId, ct) is not { } room) return null;
        if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null) return room;
        if (await CanEnterAsync(caller, room, ct)) return room;
        var reachesAll = permissions.Has(caller, RoomPermissions.ViewRoomAdministration) || everywhere.Any(right => permissions.Has(caller, right));
        return reachesAll ? room : null;
    }

    public async ValueTask<bool> CanReadAsync(Caller? caller, RoomRow room, CancellationToken ct)
    {
        if (caller is not null && await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is { } member) return MayViewAsMember(caller, member, room.Type);
        if (room.ParentId is { } parentId) return await rooms.FindAsync(parentId, ct) is { ParentId: null } parent && await CanReadAsync(caller, parent, ct);
        if (room.Type != "c" || !await IsOpenToAsync(caller, room, ct)) return false;
        return caller is null ? settings.Get(Settings.AnonymousRead) : permissions.Has(caller, RoomPermissions.ViewCRoom) && permissions.Has(caller, RoomPermissions.PreviewCRoom);
    }

    /// <summary>Whether somebody outside may enter by themselves: a public room, or a discussion whose parent they may read.</summary>
    public async ValueTask<bool> CanEnterAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (room.ParentId is not null) return await CanReadAsync(caller, room, ct);
        return room.Type == "c" && permissions.Has(caller, RoomPermissions.ViewCRoom) && await IsOpenToAsync(caller, room, ct);
    }

    /// <summary>Whether a membership of the other room can decide who reads this one: as the room itself, its parent, or the main room of the team of either.</summary>
    public async ValueTask<bool> HangsOnAsync(RoomRow room, string otherId, CancellationToken ct)
    {
        if (room.Id == otherId || room.ParentId == otherId) return true;
        if (room.TeamId is { } teamId && await teams.FindAsync(teamId, ct) is { } team && team.RoomId == otherId) return true;
        return room.ParentId is { } parentId && await rooms.FindAsync(parentId, ct) is { ParentId: null } parent && await HangsOnAsync(parent, otherId, ct);
    }

    /// <summary>Whether the room, its parent and its team are public: only rights of the workspace keep anybody out.</summary>
    public async ValueTask<bool> IsPublicAsync(RoomRow room, CancellationToken ct)
    {
        if (room.ParentId is { } parentId) return await rooms.FindAsync(parentId, ct) is { ParentId: null } parent && await IsPublicAsync(parent, ct);
        return room.Type == "c" && await IsOpenToAsync(null, room, ct);
    }

    /// <summary>Public rooms of a private team are open to its members only.</summary>
    private async ValueTask<bool> IsOpenToAsync(Caller? caller, RoomRow room, CancellationToken ct)
    {
        if (room.TeamId is not { } teamId || await teams.FindAsync(teamId, ct) is not { Type: TeamRow.Private } team) return true;
        return caller is not null && await rooms.FindMemberAsync(team.RoomId, caller.UserId, ct) is not null;
    }

    private bool MayViewAsMember(Caller caller, Membership member, string type)
    {
        var ofKind = type switch { "c" => RoomPermissions.ViewCRoom, "p" => RoomPermissions.ViewPRoom, _ => RoomPermissions.ViewDRoom };
        return permissions.Has(caller, RoomPermissions.ViewJoinedRoom) || permissions.Has(caller, ofKind) || permissions.HasAny(member.Roles, ofKind);
    }

    /// <exception cref="WireError"><c>error-room-not-found</c>.</exception>
    public async Task<(RoomRow Room, Membership Member)> GetJoinedAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct) ?? throw WireError.RoomNotFound();
        var member = await rooms.FindMemberAsync(room.Id, caller.UserId, ct) ?? throw WireError.RoomNotFound();
        return (room, member);
    }

    /// <summary>Whether this member may post now.</summary>
    /// <exception cref="WireError"><c>room_is_blocked</c>, <c>You_have_been_muted</c>, <c>error-room-archived</c>, <c>error-not-allowed</c>.</exception>
    public async ValueTask CheckMayWriteAsync(Caller caller, RoomRow room, Membership? member, CancellationToken ct)
    {
        if (room.IsArchived) throw new WireError("error-room-archived", "The room is archived");
        if (member is { IsBlocked: true } or { IsBlocker: true }) throw new WireError("room_is_blocked", "This room is blocked");
        if (room.IsMuted(caller.Username)) throw new WireError("You_have_been_muted", "You have been muted and cannot speak in this room");
        if (!room.IsReadOnly || room.IsUnmuted(caller.Username)) return;
        if (!await permissions.HasAsync(caller, RoomPermissions.PostReadonly, room.Id, ct)) throw new WireError("You_have_been_muted", "You can't send messages because the room is read-only");
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>.</exception>
    public async Task RequireAsync(Caller caller, Permission permission, string roomId, string action, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, permission, roomId, ct)) throw WireError.ActionNotAllowed(action);
    }

    private static class Settings
    {
        /// <summary>Declared by Accounts; read here by its identifier.</summary>
        public static readonly Setting<bool> AnonymousRead = SettingOf.Bool("Accounts_AllowAnonymousRead", "Accounts", false);
    }
}

using Parley.Conversations.Messages;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Somebody deletes a room with its messages, files, discussions and memberships.</summary>
internal sealed class DeleteRoom(IStore store, RoomStore rooms, TeamStore teams, EraseRoom erase, IUserDirectory users, PermissionRegistry permissions, SendMessage notes)
{
    /// <exception cref="WireError"><c>error-action-not-allowed</c>.</exception>
    public async Task ExecuteAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        var permission = room.Type switch { "c" => RoomPermissions.DeleteC, "p" => RoomPermissions.DeleteP, _ => RoomPermissions.DeleteD };
        var may = await permissions.HasAsync(caller, permission, room.Id, ct)
            // A team does not outlive its main room.
            && (!room.IsTeamMain || await permissions.HasAsync(caller, TeamPermissions.Delete, room.Id, ct));
        if (!may) throw new WireError("error-action-not-allowed", "Not allowed", details: new WireObject { { "method", "eraseRoom" } });
        await erase.ExecuteAsync(room.Id, ct);
        await store.WriteAsync(async unit =>
        {
            await unit.AuditAsync(caller, "room.delete", "room", room.Id, room.Name, new WireObject { { "type", room.Type }, { "members", room.MemberCount } }, null, ct);
            return true;
        }, ct);
        await TellTeamAsync(caller, room, ct);
    }

    private async Task TellTeamAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (room.TeamId is not { } teamId || room.IsTeamMain || await teams.FindAsync(teamId, ct) is not { } team) return;
        if (await rooms.FindAsync(team.RoomId, ct) is not { } main || await users.FindAsync(caller.UserId, ct) is not { } author) return;
        await store.WriteAsync(async unit =>
        {
            await notes.WriteNoteAsync(unit, main, "user-deleted-room-from-team", room.Name ?? "", author, null, ct);
            return true;
        }, ct);
    }
}

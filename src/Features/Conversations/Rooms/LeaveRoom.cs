using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>People go: by themselves or removed. A room never loses its last owner this way.</summary>
internal sealed class LeaveRoom(IStore store, RoomStore rooms, IUserDirectory users, PermissionRegistry permissions, SendMessage notes, Platform.Ddp.StreamHub hub)
{
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-user-not-in-room</c>, <c>error-you-are-last-owner</c>.</exception>
    public async Task ExecuteAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        var permission = room.Type switch { "c" => RoomPermissions.LeaveC, "p" => RoomPermissions.LeaveP, _ => null };
        if (permission is null || !permissions.Has(caller, permission)) throw WireError.NotAllowed("leaveRoom");
        if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) throw new WireError("error-user-not-in-room", "You are not in this room", details: new WireObject { { "method", "leaveRoom" } });
        var user = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("leaveRoom");
        await RemoveAsync(room, user, user, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-user-not-in-room</c>, <c>error-you-are-last-owner</c>.</exception>
    /// <param name="find">Looks the person up, once the caller is known to have the right: others learn of nobody (SEC-032).</param>
    public async Task KickAsync(Caller caller, RoomRow room, Func<Task<UserBrief>> find, CancellationToken ct)
    {
        if (room.IsDirect || !await permissions.HasAsync(caller, RoomPermissions.RemoveUser, room.Id, ct)) throw WireError.NotAllowed("removeUserFromRoom");
        var target = await find();
        if (await rooms.FindMemberAsync(room.Id, target.Id, ct) is null) throw new WireError("error-user-not-in-room", "User is not in this room", details: new WireObject { { "method", "removeUserFromRoom" } });
        var by = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("removeUserFromRoom");
        await RemoveAsync(room, target, by, ct);
    }

    /// <summary>Without asking for rights.</summary>
    /// <param name="author">Who removes; the person themselves when they leave.</param>
    /// <param name="lastOwnerError">The identifier clients know for an owner who may not go.</param>
    /// <returns>False when the person was not in the room.</returns>
    public async Task<bool> RemoveAsync(RoomRow room, UserBrief target, UserBrief author, CancellationToken ct, WireError? lastOwnerError = null)
    {
        var note = (author.Id == target.Id, room.IsTeamMain) switch { (true, true) => "ult", (true, false) => "ul", (false, true) => "removed-user-from-team", _ => "ru" };
        var isRemoved = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == room.Id && s.UserId == target.Id, ct);
            if (row is null) return false;
            if (row.Roles.Contains("|owner|", StringComparison.Ordinal)) await EnsureOtherOwnerAsync(unit.Db, room.Id, target.Id, lastOwnerError, ct);
            unit.Db.Remove(row);
            // In a busy room the stamps that clients know may be ahead of the clock; the end must come after them.
            var stamp = await RoomStamps.NextAsync(unit, room.Id, ct);
            unit.Db.Add(new RemovedSubscriptionRow { Id = row.Id, UserId = target.Id, RoomId = room.Id, RemovedAt = stamp > unit.Now ? stamp : unit.Now });
            await unit.Db.SaveChangesAsync(ct);
            await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.MemberCount, r => r.MemberCount - 1).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            unit.Publish(new MemberRemoved(room.Id, target.Id, row.Id), room.Id);
            await notes.WriteNoteAsync(unit, room, note, target.Username, author, null, ct);
            unit.Publish(new RoomEdited(room.Id, ChangesAccess: false), room.Id);
            return true;
        }, ct);
        rooms.ForgetMember(room.Id, target.Id);
        // Before the answer, on every node: nothing said from now on reaches who was removed.
        await hub.RevokeAsync("room-messages/" + room.Id, target.Id);
        await hub.RevokeAsync(MessageEvents.MyTopic(room.Id), target.Id);
        return isRemoved;
    }

    /// <exception cref="WireError"><c>error-you-are-last-owner</c>.</exception>
    private static async Task EnsureOtherOwnerAsync(ParleyDb db, string roomId, string userId, WireError? error, CancellationToken ct)
    {
        if (!await db.Set<SubscriptionRow>().AnyAsync(s => s.RoomId == roomId && s.UserId != userId && s.Roles.Contains("|owner|"), ct))
            throw error ?? new WireError("error-you-are-last-owner", "You are the last owner. Please set new owner before leaving the room.", details: new WireObject { { "method", "leaveRoom" } });
    }
}

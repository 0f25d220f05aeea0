using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Grants and takes owner, moderator and leader; mutes and unmutes.</summary>
internal sealed class SetRoomRole(IStore store, RoomStore rooms, IUserDirectory users, PermissionRegistry permissions, SendMessage notes)
{
    /// <param name="role"><c>owner</c>, <c>moderator</c> or <c>leader</c>.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-user-not-in-room</c>, <c>error-user-already-owner</c> and its kin, <c>error-remove-last-owner</c>.</exception>
    public async Task ExecuteAsync(Caller caller, RoomRow room, UserBrief target, string role, bool isGranted, CancellationToken ct)
    {
        var method = (isGranted ? "addRoom" : "removeRoom") + char.ToUpperInvariant(role[0]) + role[1..];
        var permission = role switch { "owner" => RoomPermissions.SetOwner, "moderator" => RoomPermissions.SetModerator, _ => RoomPermissions.SetLeader };
        if (room.IsDirect || !await permissions.HasAsync(caller, permission, room.Id, ct)) throw WireError.NotAllowed(method);
        var author = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser(method);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == room.Id && s.UserId == target.Id, ct)
                ?? throw new WireError("error-user-not-in-room", "User is not in this room", details: new WireObject { { "method", method } });
            var roles = RoomRow.SplitBars(row.Roles);
            if (roles.Contains(role) == isGranted)
                throw isGranted ? new WireError($"error-user-already-{role}", $"User is already {Article(role)} {role}", details: new WireObject { { "method", method } })
                    : new WireError($"error-user-not-{role}", $"User is not {Article(role)} {role}", details: new WireObject { { "method", method } });
            if (!isGranted && role == "owner") await EnsureOtherOwnerAsync(unit.Db, room.Id, target.Id, method, ct);
            row.Roles = RoomRow.JoinBars(isGranted ? [.. roles, role] : [.. roles.Where(r => r != role)]);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            await notes.WriteNoteAsync(unit, room, isGranted ? "subscription-role-added" : "subscription-role-removed", target.Username, author, new JsonObject { ["role"] = role }, ct);
            unit.Publish(new RoomRoleChanged(room.Id, target.Id, target.Username, role, isGranted), room.Id);
            return true;
        }, ct);
        rooms.ForgetMember(room.Id, target.Id);
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-user-not-in-room</c>, <c>error-invalid-room-type</c>.</exception>
    /// <param name="find">Looks the person up, once the caller is known to have the right: others learn of nobody (SEC-032).</param>
    public async Task MuteAsync(Caller caller, RoomRow room, Func<Task<UserBrief>> find, bool isMuted, CancellationToken ct)
    {
        var method = isMuted ? "muteUserInRoom" : "unmuteUserInRoom";
        if (!await permissions.HasAsync(caller, RoomPermissions.MuteUser, room.Id, ct)) throw WireError.NotAllowed(method);
        if (room.IsDirect) throw new WireError("error-invalid-room-type", "d is not a valid room type", details: new WireObject { { "method", method }, { "type", "d" } });
        var target = await find();
        if (await rooms.FindMemberAsync(room.Id, target.Id, ct) is null) throw new WireError("error-user-not-in-room", "User is not in this room", details: new WireObject { { "method", method } });
        var author = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser(method);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoomRow>().FirstAsync(r => r.Id == room.Id, ct);
            row.Muted = Toggle(row.Muted, target.Username, isMuted);
            if (row.IsReadOnly) row.Unmuted = Toggle(row.Unmuted, target.Username, !isMuted);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            await notes.WriteNoteAsync(unit, room, isMuted ? "user-muted" : "user-unmuted", target.Username, author, null, ct);
            unit.Publish(new RoomEdited(room.Id, ChangesAccess: false), room.Id);
            return true;
        }, ct);
        rooms.ForgetRoom(room.Id);
    }

    private static string Toggle(string bars, string name, bool isOn) =>
        RoomRow.JoinBars(isOn ? [.. RoomRow.SplitBars(bars), name] : [.. RoomRow.SplitBars(bars).Where(n => n != name)]);

    private static string Article(string role) => role == "owner" ? "an" : "a";

    private static async Task EnsureOtherOwnerAsync(ParleyDb db, string roomId, string userId, string method, CancellationToken ct)
    {
        if (!await db.Set<SubscriptionRow>().AnyAsync(s => s.RoomId == roomId && s.UserId != userId && s.Roles.Contains("|owner|"), ct))
            throw new WireError("error-remove-last-owner", "This is the last owner. Please set a new owner before removing this one.", details: new WireObject { { "method", method } });
    }
}

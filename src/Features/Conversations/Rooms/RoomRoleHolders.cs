using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Roles in rooms, for the administration of roles.</summary>
internal sealed class RoomRoleHolders(IStore store, RoomStore rooms, SetRoomRole setRole, IUserDirectory users) : IRoomRoleHolders
{
    public async Task SetAsync(Caller caller, string roomId, string userId, string roleId, bool isGranted, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct) ?? throw WireError.InvalidRoom("authorization:addUserToRole");
        var target = await users.FindAsync(userId, ct) ?? throw WireError.InvalidUser("authorization:addUserToRole");
        if (roleId is "owner" or "moderator" or "leader")
        {
            await setRole.ExecuteAsync(caller, room, target, roleId, isGranted, ct);
            return;
        }
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == room.Id && s.UserId == userId, ct)
                ?? throw new WireError("error-user-not-in-room", "User is not part of given room", details: new WireObject { { "method", "authorization:addUserToRole" } });
            var roles = RoomRow.SplitBars(row.Roles);
            if (roles.Contains(roleId) == isGranted)
                throw isGranted ? new WireError("error-user-already-in-role", "User already in role") : new WireError("error-user-not-in-role", "User is not in this role");
            row.Roles = RoomRow.JoinBars(isGranted ? [.. roles, roleId] : [.. roles.Where(r => r != roleId)]);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new RoomRoleChanged(room.Id, target.Id, target.Username, roleId, isGranted), room.Id);
            return true;
        }, ct);
        rooms.ForgetMember(room.Id, userId);
    }

    public Task<(IReadOnlyList<string> UserIds, int Total)> ListAsync(string roomId, string roleId, int offset, int count, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var mark = "|" + roleId + "|";
        var query = db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == roomId && s.Roles.Contains(mark));
        IReadOnlyList<string> ids = await query.OrderBy(s => s.UserId).Skip(offset).Take(count).Select(s => s.UserId).ToListAsync(ct);
        return (ids, await query.CountAsync(ct));
    }, ct);

    public Task<bool> AnyAsync(string roleId, CancellationToken ct)
    {
        var mark = "|" + roleId + "|";
        return store.ReadAsync(db => db.Set<SubscriptionRow>().AnyAsync(s => s.Roles.Contains(mark), ct), ct);
    }
}

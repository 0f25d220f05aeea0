using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary>Somebody got or lost a role.</summary>
/// <param name="RoomId">Null for the whole workspace.</param>
internal sealed record RoleMemberChanged(string UserId, string Username, string RoleId, string? RoomId, bool IsAdded) : IDomainEvent;

/// <summary>Gives roles to people and takes them, in the workspace or in one room (ADM-102).</summary>
internal sealed class RoleMembers(IStore store, UserStore users, PermissionRegistry permissions, RoleStore roles, IRoomRoleHolders rooms, Func<DdpServer> sockets)
{
    /// <param name="roomId">Null for the whole workspace.</param>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-role</c>, <c>error-invalid-user</c>, <c>error-user-already-in-role</c>, <c>error-user-not-in-role</c>,
    /// <c>error-admin-required</c> for the last administrator.</exception>
    public async Task SetAsync(Caller caller, string roleId, string username, string? roomId, bool isMember, CancellationToken ct)
    {
        var method = isMember ? "authorization:addUserToRole" : "authorization:removeUserFromRole";
        if (!permissions.Has(caller, AccountPermissions.AccessPermissions))
            throw new WireError(isMember ? "error-action-not-allowed" : "error-not-allowed", "Accessing permissions is not allowed", details: new WireObject { { "method", method }, { "action", "Accessing_permissions" } });
        var role = await roles.FindAsync(roleId, ct) ?? throw new WireError("error-invalid-role", "Invalid Role", details: new WireObject { { "method", method }, { "role", roleId } });
        if (role.Id == "admin" && !permissions.Has(caller, AccountPermissions.AssignAdmin))
            throw new WireError("error-action-not-allowed", "Assigning admin is not allowed", details: new WireObject { { "method", method }, { "action", "Assign_admin" } });
        var user = await users.FindByUsernameAsync(username, ct) ?? throw WireError.InvalidUser(method);
        if (role.Scope == "Subscriptions" && !string.IsNullOrEmpty(roomId))
        {
            await rooms.SetAsync(caller, roomId, user.Id, role.Id, isMember, ct);
            return;
        }
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == user.Id, ct) ?? throw WireError.InvalidUser(method);
            if (row.RoleList.Contains(role.Id) == isMember)
                throw isMember ? new WireError("error-user-already-in-role", "User already in role") : new WireError("error-user-not-in-role", "User is not in this role");
            if (!isMember && role.Id == "admin") await EnsureOtherAdminAsync(unit.Db, row.Id, ct);
            row.RoleList = isMember ? [.. row.RoleList, role.Id] : [.. row.RoleList.Where(r => r != role.Id)];
            row.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, isMember ? "role.add-user" : "role.remove-user", "user", row.Id, row.Username, null, new WireObject { { "role", role.Id }, { "roles", row.RoleList } }, ct);
            unit.Publish(new RoleMemberChanged(row.Id, row.Username ?? "", role.Id, null, isMember), row.Id);
            return true;
        }, ct);
        users.Forget(user.Id);
        await sockets().ReviewAccessAsync(user.Id);
    }

    private static async Task EnsureOtherAdminAsync(ParleyDb db, string userId, CancellationToken ct)
    {
        if (!await db.Set<UserRow>().AnyAsync(u => u.Id != userId && u.IsActive && u.Type == "user" && u.Roles.Contains("|admin|"), ct))
            throw new WireError("error-admin-required", "You need to have at least one admin");
    }
}

/// <summary>Tells open clients who got or lost a role, and the person what they are now.</summary>
internal sealed class RoleEvents(StreamHub hub, IStore store) : IEventHandler<RoleMemberChanged>, IEventHandler<RoleChanged>
{
    public async Task HandleAsync(RoleMemberChanged happened, CancellationToken ct)
    {
        hub.Emit("notify-logged", "roles-change",
        [
            new WireObject
            {
                { "type", happened.IsAdded ? "added" : "removed" }, { "_id", happened.RoleId }, { "u", new WireObject { { "_id", happened.UserId }, { "username", happened.Username } } },
                { "scope", happened.RoomId },
            },
        ]);
        if (happened.RoomId is not null) return;
        var roles = await store.ReadAsync(db => db.Set<UserRow>().Where(u => u.Id == happened.UserId).Select(u => u.Roles).FirstOrDefaultAsync(ct), ct);
        hub.Emit("notify-user", happened.UserId + "/userData",
        [
            new WireObject
            {
                { "type", "updated" }, { "id", happened.UserId }, { "diff", new WireObject { { "roles", (roles ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries) } } }, { "unset", new WireObject() },
            },
        ]);
    }

    public Task HandleAsync(RoleChanged happened, CancellationToken ct)
    {
        var view = RoleStore.View(happened.Role);
        view["type"] = happened.IsRemoved ? "removed" : "changed";
        hub.Emit("roles", "roles", [view]);
        return Task.CompletedTask;
    }
}

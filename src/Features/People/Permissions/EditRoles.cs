using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.People.TwoFactor;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

internal sealed record RoleChanged(RoleRow Role, bool IsRemoved) : IDomainEvent;

/// <summary>Administrators make, change and remove roles of their own (ADM-097, ADM-100).</summary>
internal sealed class EditRoles(IStore store, PermissionRegistry permissions, IRoomRoleHolders rooms, FactorDemands demands, Func<DdpServer> sockets)
{
    private const int MostRoles = 500;
    private const int LongestName = 100;
    private const int LongestDescription = 500;

    /// <param name="Scope"><c>Users</c> for the workspace, <c>Subscriptions</c> for single rooms; null leaves it, and means <c>Users</c> for a new role.</param>
    public sealed record Draft(string Name, string? Description, string? Scope, bool? MandatoryTwoFactor);

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-role-properties</c>, <c>error-duplicate-role-names-not-allowed</c>.</exception>
    public async Task<RoleRow> CreateAsync(Caller caller, Draft draft, CancellationToken ct)
    {
        Check(caller, draft);
        var role = await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<RoleRow>().CountAsync(ct) >= MostRoles) throw new WireError("error-too-many-roles", "There are too many roles");
            await EnsureNameFreeAsync(unit.Db, draft.Name, null, ct);
            var row = new RoleRow
            {
                Id = Id.New(),
                Name = draft.Name,
                Description = draft.Description ?? "",
                Scope = draft.Scope ?? "Users",
                MandatoryTwoFactor = draft.MandatoryTwoFactor ?? false,
                UpdatedAt = unit.Now,
            };
            unit.Db.Add(row);
            await unit.AuditAsync(caller, "role.create", "role", row.Id, row.Name, null, State(row), ct);
            unit.Publish(new RoleChanged(row, IsRemoved: false));
            return row;
        }, ct);
        demands.Outdate();
        return role;
    }

    /// <summary>Of a built-in role only the description and the need of a second factor change.</summary>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-roleId</c>, <c>error-role-protected</c>, <c>error-duplicate-role-names-not-allowed</c>.</exception>
    public async Task<RoleRow> UpdateAsync(Caller caller, string roleId, Draft draft, CancellationToken ct)
    {
        Check(caller, draft);
        var role = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoleRow>().FirstOrDefaultAsync(r => r.Id == roleId && r.DeletedAt == null, ct) ?? throw new WireError("error-invalid-roleId", "This role does not exist");
            var isOther = draft.Name != row.Name || (draft.Scope is { } scope && scope != row.Scope);
            if (row.IsProtected && isOther) throw new WireError("error-role-protected", "Role is protected");
            await EnsureNameFreeAsync(unit.Db, draft.Name, row.Id, ct);
            var before = State(row);
            row.Name = draft.Name;
            row.Scope = draft.Scope ?? row.Scope;
            row.Description = draft.Description ?? row.Description;
            row.MandatoryTwoFactor = draft.MandatoryTwoFactor ?? row.MandatoryTwoFactor;
            row.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, "role.update", "role", row.Id, row.Name, before, State(row), ct);
            unit.Publish(new RoleChanged(row, IsRemoved: false));
            return row;
        }, ct);
        demands.Outdate();
        foreach (var userId in await MembersAsync(role.Id, ct)) await sockets().ReviewAccessAsync(userId);
        return role;
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-roleId</c>, <c>error-role-protected</c>, <c>error-role-in-use</c>.</exception>
    public async Task DeleteAsync(Caller caller, string roleId, CancellationToken ct)
    {
        CheckMayEdit(caller);
        var role = await store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().FirstOrDefaultAsync(r => r.DeletedAt == null && (r.Id == roleId || r.Name == roleId), ct), ct)
            ?? throw new WireError("error-invalid-roleId", "This role does not exist");
        if (role.IsProtected) throw new WireError("error-role-protected", "Cannot delete a protected role");
        if (await rooms.AnyAsync(role.Id, ct)) throw InUse();
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoleRow>().FirstOrDefaultAsync(r => r.DeletedAt == null && r.Id == role.Id, ct) ?? throw new WireError("error-invalid-roleId", "This role does not exist");
            var mark = "|" + row.Id + "|";
            if (await unit.Db.Set<UserRow>().AnyAsync(u => u.Roles.Contains(mark), ct)) throw InUse();
            // Kept for clients that catch up; the name is free again.
            row.DeletedAt = row.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, "role.delete", "role", row.Id, row.Name, State(row), null, ct);
            unit.Publish(new RoleChanged(row, IsRemoved: true));
            return true;
        }, ct);
        var granted = permissions.All.Where(p => p.Roles.Contains(role.Id)).ToDictionary(p => p.Id, IReadOnlyList<string> (p) => [.. p.Roles.Where(r => r != role.Id)]);
        if (granted.Count > 0) await permissions.SetAsync(caller, granted, ct);
    }

    /// <summary>Who may have a duty now that they had not before.</summary>
    private Task<List<string>> MembersAsync(string roleId, CancellationToken ct)
    {
        var mark = "|" + roleId + "|";
        return store.ReadAsync(db => db.Set<UserRow>().Where(u => u.Roles.Contains(mark) && u.IsActive && u.Status != "offline").Select(u => u.Id).ToListAsync(ct), ct);
    }

    private static WireObject State(RoleRow row) => new() { { "name", row.Name }, { "description", row.Description }, { "scope", row.Scope }, { "mandatory2fa", row.MandatoryTwoFactor } };

    private static WireError InUse() => new("error-role-in-use", "Cannot delete role because it's in use");

    private void CheckMayEdit(Caller caller)
    {
        if (!permissions.Has(caller, AccountPermissions.AccessPermissions)) throw new WireError("error-action-not-allowed", "Accessing permissions is not allowed");
    }

    private void Check(Caller caller, Draft draft)
    {
        CheckMayEdit(caller);
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Length > LongestName || draft.Name.Any(c => char.IsControl(c) || c is '|' or ',') || draft.Description is { Length: > LongestDescription }
            || draft.Scope is not (null or "Users" or "Subscriptions"))
            throw new WireError("error-invalid-role-properties", "The role properties are invalid.", details: new WireObject { { "method", "roles.create" } });
    }

    private static async Task EnsureNameFreeAsync(ParleyDb db, string name, string? exceptId, CancellationToken ct)
    {
        if (await db.Set<RoleRow>().AnyAsync(r => r.DeletedAt == null && r.Id != exceptId && (r.Name == name || r.Id == name), ct))
            throw new WireError("error-duplicate-role-names-not-allowed", "Role name already exists");
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary>Workspace roles: the built-in ones, who has them, changes to them.</summary>
internal sealed class RoleStore(IStore store, UserStore users, PermissionRegistry permissions, StreamHub hub, Func<DdpServer> sockets)
{
    private static readonly (string Id, string Scope, string Description)[] _builtIn =
    [
        ("admin", "Users", "Admin"), ("moderator", "Subscriptions", "Moderator"), ("leader", "Subscriptions", "Leader"), ("owner", "Subscriptions", "Owner"),
        ("user", "Users", ""), ("bot", "Users", ""), ("app", "Users", ""), ("guest", "Users", ""), ("anonymous", "Users", ""),
        ("auditor", "Users", ""), ("auditor-log", "Users", ""),
    ];

    private static readonly HotStatement _ids = new("SELECT id FROM roles", "SELECT id FROM roles");

    public async Task EnsureBuiltInAsync(CancellationToken ct)
    {
        var stored = await store.QueryAsync(_ids, static _ => { }, static row => row.GetString(0), ct);
        if (!_builtIn.All(role => stored.Contains(role.Id))) await AddBuiltInAsync(ct);
    }

    private Task AddBuiltInAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var known = await unit.Db.Set<RoleRow>().Select(r => r.Id).ToListAsync(ct);
        foreach (var (id, scope, description) in _builtIn)
        {
            if (!known.Contains(id)) unit.Db.Add(new RoleRow { Id = id, Name = id, Scope = scope, Description = description, IsProtected = true, UpdatedAt = unit.Now });
        }
        return await unit.Db.SaveChangesAsync(ct);
    }, ct);

    public Task<List<RoleRow>> ListAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct), ct);

    public static WireObject View(RoleRow role) => new()
    {
        { "_id", role.Id }, { "name", role.Name }, { "description", role.Description }, { "scope", role.Scope }, { "protected", role.IsProtected },
        { "mandatory2fa", role.MandatoryTwoFactor }, { "_updatedAt", role.UpdatedAt },
    };

    /// <summary>Gives or takes a workspace role.</summary>
    /// <exception cref="WireError"><c>error-invalid-role</c>, <c>error-action-not-allowed</c>, <c>error-user-already-in-role</c>, <c>error-user-not-in-role</c>.</exception>
    public async Task SetMemberAsync(Caller caller, string roleId, string username, bool isMember, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.AccessPermissions)) throw WireError.NotAllowed("authorization:addUserToRole");
        if (roleId == "admin" && !permissions.Has(caller, AccountPermissions.AssignAdmin)) throw WireError.ActionNotAllowed("Assign_admin");
        var user = await store.WriteAsync(async unit =>
        {
            var role = await unit.Db.Set<RoleRow>().FirstOrDefaultAsync(r => r.Id == roleId || r.Name == roleId, ct)
                ?? throw new WireError("error-invalid-role", "Invalid Role", details: new WireObject { { "role", roleId } });
            var lower = username.ToLowerInvariant();
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.UsernameLower == lower, ct) ?? throw WireError.InvalidUser("authorization:addUserToRole");
            if (row.RoleList.Contains(role.Id) == isMember)
                throw isMember ? new WireError("error-user-already-in-role", "User already in role") : new WireError("error-user-not-in-role", "User is not in this role");
            if (!isMember && role.Id == "admin") await SaveUser.EnsureOtherAdminAsync(unit.Db, row.Id, ct);
            row.RoleList = isMember ? [.. row.RoleList, role.Id] : [.. row.RoleList.Where(r => r != role.Id)];
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        users.Forget(user.Id);
        hub.Emit("notify-logged", "roles-change", [new WireObject { { "type", isMember ? "added" : "removed" }, { "_id", roleId }, { "u", new WireObject { { "_id", user.Id }, { "username", user.Username } } } }]);
        await sockets().ReviewAccessAsync(user.Id);
    }

    public Task<(List<UserRow> Users, int Total)> MembersAsync(string roleId, int offset, int count, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var query = db.Set<UserRow>().AsNoTracking().Where(u => u.Roles.Contains("|" + roleId + "|"));
        return (await query.OrderBy(u => u.UsernameLower).Skip(offset).Take(count).ToListAsync(ct), await query.CountAsync(ct));
    }, ct);

    public Task<RoleRow?> FindAsync(string idOrName, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == idOrName || r.Name == idOrName, ct), ct);
}

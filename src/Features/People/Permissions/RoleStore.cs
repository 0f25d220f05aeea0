using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary>The roles of the workspace: the built-in ones and those that administrators made.</summary>
internal sealed class RoleStore(IStore store, IRoomRoleHolders rooms)
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

    public Task<List<RoleRow>> ListAsync(CancellationToken ct) =>
        store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().Where(r => r.DeletedAt == null).OrderBy(r => r.Id).ToListAsync(ct), ct);

    /// <summary>What a client that last asked then does not know yet; removed roles too.</summary>
    public Task<List<RoleRow>> ChangedSinceAsync(DateTimeOffset since, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().Where(r => r.UpdatedAt > since).OrderBy(r => r.Id).ToListAsync(ct), ct);

    public static WireObject View(RoleRow role) => new()
    {
        { "_id", role.Id }, { "name", role.Name }, { "description", role.Description }, { "scope", role.Scope }, { "protected", role.IsProtected },
        { "mandatory2fa", role.MandatoryTwoFactor }, { "_updatedAt", role.UpdatedAt },
    };

    public static WireObject ViewRemoved(RoleRow role) => new() { { "_id", role.Id }, { "_deletedAt", role.DeletedAt } };

    public Task<(List<UserRow> Users, int Total)> MembersAsync(string roleId, int offset, int count, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var mark = "|" + roleId + "|";
        var query = db.Set<UserRow>().AsNoTracking().Where(u => u.Roles.Contains(mark));
        return (await query.OrderBy(u => u.UsernameLower).Skip(offset).Take(count).ToListAsync(ct), await query.CountAsync(ct));
    }, ct);

    /// <summary>Those who have the role in one room.</summary>
    public async Task<(List<UserRow> Users, int Total)> MembersOfRoomAsync(string roleId, string roomId, int offset, int count, CancellationToken ct)
    {
        var (ids, total) = await rooms.ListAsync(roomId, roleId, offset, count, ct);
        var users = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => ids.Contains(u.Id)).OrderBy(u => u.UsernameLower).ToListAsync(ct), ct);
        return (users, total);
    }

    public Task<RoleRow?> FindAsync(string idOrName, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<RoleRow>().AsNoTracking().FirstOrDefaultAsync(r => r.DeletedAt == null && (r.Id == idOrName || r.Name == idOrName), ct), ct);
}

using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Audit;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Platform.Permissions;

/// <summary>Stored role list of one permission; absent rows have the declared default.</summary>
public sealed class PermissionRow
{
    public required string Id { get; init; }

    /// <summary>Role ids joined by a line feed.</summary>
    public required string Roles { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

public sealed record PermissionState(string Id, IReadOnlyList<string> Roles, DateTimeOffset UpdatedAt, SettingGrant? Grant = null);

/// <summary>Answers whether somebody may do something, from memory; a change is seen on every node within the bus delay.</summary>
public sealed class PermissionRegistry
{
    private const string Channel = "permissions";
    private static readonly HotStatement _all = new("SELECT id,roles,updated_at FROM permissions", "SELECT id,roles,updated_at FROM permissions");
    private readonly FrozenDictionary<string, Permission> _declared;
    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly Lazy<IRoomRoles> _roomRoles;
    private volatile FrozenDictionary<string, PermissionState> _states;

    public PermissionRegistry(IEnumerable<Permission> declared, IStore store, IBus bus, IServiceProvider services)
    {
        _declared = declared.DistinctBy(p => p.Id).ToFrozenDictionary(p => p.Id);
        _store = store;
        _bus = bus;
        _roomRoles = new(services.GetRequiredService<IRoomRoles>);
        _states = StatesFrom([]);
        _bus.Listen(Channel, payload => _ = ReloadAsync());
        _bus.Reconnected += () => _ = ReloadAsync();
    }

    public event Action<IReadOnlyList<PermissionState>>? Changed;

    public IEnumerable<PermissionState> All => _states.Values;

    public PermissionState? Find(string id) => _states.GetValueOrDefault(id);

    /// <summary>Workspace roles only.</summary>
    public bool Has(Caller caller, Permission permission) => HasAny(caller.Roles, permission);

    /// <summary>Workspace roles and the caller's roles in this room.</summary>
    public async ValueTask<bool> HasAsync(Caller caller, Permission permission, string roomId, CancellationToken ct) =>
        HasAny(caller.Roles, permission) || HasAny(await _roomRoles.Value.OfAsync(caller.UserId, roomId, ct), permission);

    public bool HasAny(IReadOnlyList<string> roles, Permission permission) => HasAny(roles, permission.Id);

    /// <summary>For rights that are known by their id only; an unknown one is held by nobody.</summary>
    public bool HasAny(IReadOnlyList<string> roles, string permissionId)
    {
        if (!_states.TryGetValue(permissionId, out var state)) return false;
        foreach (var role in roles)
        {
            if (state.Roles.Contains(role)) return true;
        }
        return false;
    }

    public Task LoadAsync(CancellationToken ct) => LoadAsync(raise: false, ct);

    /// <summary>Replaces the role list of several permissions in one step.</summary>
    public async Task SetAsync(Caller caller, IReadOnlyDictionary<string, IReadOnlyList<string>> changes, CancellationToken ct)
    {
        await _store.WriteAsync(async unit =>
        {
            foreach (var (id, roles) in changes)
            {
                var row = await unit.Db.Set<PermissionRow>().FirstOrDefaultAsync(r => r.Id == id, ct);
                if (row is null) unit.Db.Add(row = new PermissionRow { Id = id, Roles = "", UpdatedAt = unit.Now });
                row.Roles = string.Join('\n', roles.Distinct());
                row.UpdatedAt = unit.Now;
                IReadOnlyList<string> before = _states.TryGetValue(id, out var state) ? state.Roles : [];
                if (!before.SequenceEqual(roles)) await unit.AuditAsync(caller, "permission.change", "permission", id, id, new WireObject { { "roles", before } }, new WireObject { { "roles", roles } }, ct);
            }
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await ReloadAsync();
        _bus.Publish(Channel, ReadOnlyMemory<byte>.Empty);
    }

    private Task ReloadAsync() => LoadAsync(raise: true, CancellationToken.None);

    private async Task LoadAsync(bool raise, CancellationToken ct)
    {
        var rows = await _store.QueryAsync(_all, static _ => { },
            static row => new PermissionRow { Id = row.GetString(0), Roles = row.GetString(1), UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)) }, ct);
        var before = _states;
        _states = StatesFrom(rows);
        if (!raise) return;
        var changed = _states.Values.Where(s => !s.Roles.SequenceEqual(before.GetValueOrDefault(s.Id)?.Roles ?? [])).ToList();
        if (changed.Count > 0) Changed?.Invoke(changed);
    }

    private FrozenDictionary<string, PermissionState> StatesFrom(IReadOnlyList<PermissionRow> rows)
    {
        var stored = rows.ToDictionary(r => r.Id);
        return _declared.Values.ToFrozenDictionary(p => p.Id, p => stored.TryGetValue(p.Id, out var row)
            ? new PermissionState(p.Id, row.Roles.Split('\n', StringSplitOptions.RemoveEmptyEntries), row.UpdatedAt, p.Grant)
            : new PermissionState(p.Id, p.DefaultRoles, DateTimeOffset.UnixEpoch, p.Grant));
    }
}

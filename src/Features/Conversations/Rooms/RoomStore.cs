using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Notices;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;

namespace Parley.Conversations.Rooms;

/// <summary>A person's standing in a room, as far as checks need it.</summary>
/// <param name="Notices">Null for who chose nothing for the room.</param>
internal sealed record Membership(string SubscriptionId, IReadOnlyList<string> Roles, bool IsBlocked, bool IsBlocker, RoomNoticeChoice? Notices)
{
    public static Membership Of(SubscriptionRow row) => new(row.Id, RoomRow.SplitBars(row.Roles), row.IsBlocked, row.IsBlocker, RoomNoticeChoice.Of(row));
}

/// <summary>
/// Rooms and memberships from memory for the checks of the hot path. Message counters in a cached room are old; all else
/// is fresh: a change drops the entry here before it is answered, elsewhere within the bus delay.
/// </summary>
internal sealed class RoomStore : IRoomRoles
{
    private const string Channel = "rooms";
    private const int MostCached = 200_000;
    private readonly ConcurrentDictionary<string, RoomRow> _rooms = new();
    private readonly ConcurrentDictionary<(string RoomId, string UserId), Membership?> _members = new();
    private readonly IStore _store;
    private readonly IBus _bus;

    public RoomStore(IStore store, IBus bus)
    {
        _store = store;
        _bus = bus;
        bus.Listen(Channel, message => Drop(Encoding.UTF8.GetString(message.Span)));
        bus.Reconnected += () =>
        {
            _rooms.Clear();
            _members.Clear();
        };
    }

    public async ValueTask<RoomRow?> FindAsync(string id, CancellationToken ct)
    {
        if (_rooms.TryGetValue(id, out var known)) return known;
        var row = await _store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct), ct);
        if (row is null) return null;
        if (_rooms.Count > MostCached) _rooms.Clear();
        return _rooms[id] = row;
    }

    public Task<RoomRow?> FindByNameAsync(string name, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        return _store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.NameLower == lower, ct), ct);
    }

    /// <returns>The direct room of exactly these people, if they have one.</returns>
    public Task<RoomRow?> FindDirectAsync(IEnumerable<string> userIds, CancellationToken ct)
    {
        var key = RoomRow.DirectKeyOf(userIds);
        return _store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.DirectKey == key, ct), ct);
    }

    /// <summary>With present counters.</summary>
    public Task<RoomRow?> ReadAsync(string id, CancellationToken ct) =>
        _store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct), ct);

    public async ValueTask<Membership?> FindMemberAsync(string roomId, string userId, CancellationToken ct)
    {
        if (_members.TryGetValue((roomId, userId), out var known)) return known;
        // Of an erased room memberships may be left for a moment.
        var row = await _store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == userId && db.Set<RoomRow>().Any(r => r.Id == roomId), ct), ct);
        if (_members.Count > MostCached) _members.Clear();
        return _members[(roomId, userId)] = row is null ? null : Membership.Of(row);
    }

    public async ValueTask<IReadOnlyList<string>> OfAsync(string userId, string roomId, CancellationToken ct) =>
        (await FindMemberAsync(roomId, userId, ct))?.Roles ?? [];

    public void ForgetRoom(string roomId)
    {
        Drop(roomId);
        _bus.Publish(Channel, Encoding.UTF8.GetBytes(roomId));
    }

    public void ForgetMember(string roomId, string userId)
    {
        _members.TryRemove((roomId, userId), out _);
        _bus.Publish(Channel, Encoding.UTF8.GetBytes(roomId + "\n" + userId));
    }

    /// <summary>Drops everything known about a person's memberships, after a departure.</summary>
    public void ForgetMembersOf(string roomId)
    {
        foreach (var key in _members.Keys)
        {
            if (key.RoomId == roomId) _members.TryRemove(key, out _);
        }
        ForgetRoom(roomId);
    }

    private void Drop(string message)
    {
        var split = message.IndexOf('\n', StringComparison.Ordinal);
        if (split >= 0)
        {
            _members.TryRemove((message[..split], message[(split + 1)..]), out _);
            return;
        }
        _rooms.TryRemove(message, out _);
    }
}

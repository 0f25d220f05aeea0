using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Bus;
using Parley.Platform.Storage;

namespace Parley.Conversations.Teams;

/// <summary>Teams from memory for the checks of the hot path; a change drops the entry on every node.</summary>
internal sealed class TeamStore
{
    private const string Channel = "teams";
    private const int MostCached = 50_000;
    private readonly ConcurrentDictionary<string, TeamRow> _teams = new();
    private readonly IStore _store;
    private readonly IBus _bus;

    public TeamStore(IStore store, IBus bus)
    {
        _store = store;
        _bus = bus;
        bus.Listen(Channel, id => _teams.TryRemove(Encoding.UTF8.GetString(id.Span), out _));
        bus.Reconnected += _teams.Clear;
    }

    public async ValueTask<TeamRow?> FindAsync(string id, CancellationToken ct)
    {
        if (_teams.TryGetValue(id, out var known)) return known;
        var row = await _store.ReadAsync(db => db.Set<TeamRow>().AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct), ct);
        if (row is null) return null;
        if (_teams.Count > MostCached) _teams.Clear();
        return _teams[id] = row;
    }

    /// <summary>Without regard to case.</summary>
    public Task<TeamRow?> FindByNameAsync(string name, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        return _store.ReadAsync(db => db.Set<TeamRow>().AsNoTracking().FirstOrDefaultAsync(t => t.NameLower == lower, ct), ct);
    }

    public Task<List<TeamRow>> FindByNamesAsync(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var lowers = names.Select(n => n.ToLowerInvariant()).ToList();
        return _store.ReadAsync(db => db.Set<TeamRow>().AsNoTracking().Where(t => lowers.Contains(t.NameLower)).ToListAsync(ct), ct);
    }

    public void Forget(string teamId)
    {
        _teams.TryRemove(teamId, out _);
        _bus.Publish(Channel, Encoding.UTF8.GetBytes(teamId));
    }
}

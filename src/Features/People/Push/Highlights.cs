using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Bus;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.People.Push;

/// <summary>Kept in memory on every node, and read again when somebody changes their preferences.</summary>
internal sealed class Highlights : IHighlights, IEventHandler<PreferencesChanged>
{
    private const string Channel = "highlights";
    private readonly IStore _store;
    private readonly IBus _bus;
    private int _version;
    private volatile Known? _known;

    public Highlights(IStore store, IBus bus)
    {
        (_store, _bus) = (store, bus);
        bus.Listen(Channel, _ => Interlocked.Increment(ref _version));
        bus.Reconnected += () => Interlocked.Increment(ref _version);
    }

    public async ValueTask<IReadOnlyList<(string UserId, IReadOnlyList<string> Words)>> AllAsync(CancellationToken ct)
    {
        var version = Volatile.Read(ref _version);
        if (_known is { } known && known.Version == version) return known.List;
        var rows = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => u.IsActive && u.Preferences != null && u.Preferences.Contains("\"highlights\":[\"")).Select(u => new { u.Id, u.Preferences }).ToListAsync(ct), ct);
        var list = new List<(string, IReadOnlyList<string>)>();
        foreach (var row in rows)
        {
            if (UserPreferences.Notifications(row.Preferences)?.Highlights is { Count: > 0 } words) list.Add((row.Id, words));
        }
        _known = new(version, list);
        return list;
    }

    public Task HandleAsync(PreferencesChanged happened, CancellationToken ct)
    {
        Interlocked.Increment(ref _version);
        _bus.Publish(Channel, new byte[] { 1 });
        return Task.CompletedTask;
    }

    private sealed record Known(int Version, IReadOnlyList<(string, IReadOnlyList<string>)> List);
}

using Microsoft.EntityFrameworkCore;
using Parley.Platform.Bus;
using Parley.Platform.Storage;

namespace Parley.Customization;

/// <summary>
/// A short table that is held whole in memory. The node that changes it reads it anew before it answers; the others
/// do so when the bus tells them, or after the bus was away.
/// </summary>
internal abstract class Catalogue<T> where T : class
{
    private readonly string _channel;
    private readonly IStore _store;
    private readonly IBus _bus;
    private volatile Reading? _reading;
    private int _version;

    protected Catalogue(string channel, IStore store, IBus bus)
    {
        _channel = channel;
        _store = store;
        _bus = bus;
        bus.Listen(channel, _ => Outdate());
        bus.Reconnected += Outdate;
    }

    /// <summary>What was read last, for those who must not wait: after a change elsewhere it is old for a moment.</summary>
    protected IReadOnlyList<T> Known => _reading?.Rows ?? [];

    public async ValueTask<IReadOnlyList<T>> AllAsync(CancellationToken ct)
    {
        var version = Volatile.Read(ref _version);
        if (_reading is { } known && known.Version == version) return known.Rows;
        var rows = await _store.ReadAsync(db => db.Set<T>().AsNoTracking().ToListAsync(ct), ct);
        _reading = new(version, rows);
        return rows;
    }

    public async Task ChangedAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _version);
        _bus.Publish(_channel, ReadOnlyMemory<byte>.Empty);
        await AllAsync(ct);
    }

    private void Outdate()
    {
        Interlocked.Increment(ref _version);
        _ = WarmAsync();
    }

    /// <summary>Reads ahead for <see cref="Known"/>.</summary>
    private async Task WarmAsync()
    {
        try
        {
            await AllAsync(CancellationToken.None);
        }
        catch (System.Data.Common.DbException)
        {
            // The database is away: the next reader tries again and reports it.
        }
    }

    private sealed record Reading(int Version, IReadOnlyList<T> Rows);
}

using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Parley.Platform.Bus;
using Parley.Platform.Ids;
using Parley.Platform.Secrets;
using Parley.Platform.Storage;

namespace Parley.Integrations;

/// <summary>
/// All webhooks, held in memory, so that what happens in rooms costs no query. The node that changes one reads them anew before it
/// answers; the others do so when the bus tells them, or after the bus was away.
/// </summary>
internal sealed partial class IntegrationCatalogue
{
    private const string Channel = "integrations";

    /// <summary>Most workspaces have none, and their start need not wait for the database model.</summary>
    private static readonly HotStatement _any = new("SELECT 1 FROM integrations LIMIT 1", "SELECT 1::bigint FROM integrations LIMIT 1");

    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly SecretBox _secrets;
    private readonly ILogger<IntegrationCatalogue> _log;
    private readonly Lock _gate = new();
    private volatile Reading _reading = new(-1, [], FrozenSet<string>.Empty);
    private int _version;

    public IntegrationCatalogue(IStore store, IBus bus, SecretBox secrets, ILogger<IntegrationCatalogue> log)
    {
        (_store, _bus, _secrets, _log) = (store, bus, secrets, log);
        bus.Listen(Channel, _ => Outdate());
        bus.Reconnected += Outdate;
    }

    /// <summary>Whether an enabled outgoing webhook listens to the event. After a change elsewhere the answer is old for a moment.</summary>
    public bool Listens(string happening) => _reading.Events.Contains(happening);

    /// <summary>Enabled outgoing webhooks of one event, from memory.</summary>
    public IEnumerable<Integration> Listening(string happening) => _reading.All.Where(i => i is { IsIncoming: false, IsEnabled: true } && i.Options.Event == happening);

    public async ValueTask<IReadOnlyList<Integration>> AllAsync(CancellationToken ct)
    {
        var version = Volatile.Read(ref _version);
        if (_reading.Version == version) return _reading.All;
        var rows = await _store.ReadAsync(db => db.Set<IntegrationRow>().AsNoTracking().ToListAsync(ct), ct);
        var all = rows.OrderBy(r => r.CreatedAt).Select(r => Integration.Of(r, Open)).ToArray();
        var reading = new Reading(version, all, all.Where(i => i is { IsIncoming: false, IsEnabled: true }).Select(i => i.Options.Event ?? "").ToFrozenSet());
        lock (_gate)
        {
            // Of two who read at once the later change stays.
            if (version >= _reading.Version) _reading = reading;
        }
        return all;
    }

    public async ValueTask<Integration?> FindAsync(string? id, CancellationToken ct) => (await AllAsync(ct)).FirstOrDefault(i => i.Id == id);

    public async Task ChangedAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _version);
        _bus.Publish(Channel, ReadOnlyMemory<byte>.Empty);
        await AllAsync(ct);
    }

    public string Seal(string id, string token) => _secrets.SealForAll(token, PlaceOf(id));

    /// <summary>After migrations. Seals what was stored in the clear, or under a former key.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        if ((await _store.QueryAsync(_any, static _ => { }, static row => row.GetInt64(0), ct)).Count == 0) return;
        var rows = await _store.ReadAsync(db => db.Set<IntegrationRow>().AsNoTracking().Select(r => new { r.Id, r.Token }).ToListAsync(ct), ct);
        foreach (var row in rows.Where(r => !_secrets.IsCurrent(r.Token)))
        {
            if (_secrets.TryOpen(row.Token, PlaceOf(row.Id)) is not { } plain) continue;
            var stored = Seal(row.Id, plain);
            await _store.WriteAsync(unit => unit.Db.Set<IntegrationRow>().Where(r => r.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Token, stored), ct), ct);
        }
        await AllAsync(ct);
    }

    private static string PlaceOf(string id) => "integration " + id;

    /// <summary>One whose key is gone has a token that nobody knows.</summary>
    private string Open(IntegrationRow row) => _secrets.TryOpen(row.Token, PlaceOf(row.Id)) ?? Id.NewSecret();

    private void Outdate()
    {
        Interlocked.Increment(ref _version);
        _ = WarmAsync();
    }

    private async Task WarmAsync()
    {
        try
        {
            await AllAsync(CancellationToken.None);
        }
        catch (System.Data.Common.DbException failure)
        {
            LogStale(_log, failure);
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "Webhooks could not be read; the next that needs them tries again.")]
    private static partial void LogStale(ILogger log, Exception failure);

    private sealed record Reading(int Version, IReadOnlyList<Integration> All, FrozenSet<string> Events);
}

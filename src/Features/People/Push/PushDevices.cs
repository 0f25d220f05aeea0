using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Bus;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>One push to one device, from when it is decided until some days after it went or failed.</summary>
internal sealed class PushDeliveryRow
{
    public const string Waiting = "waiting";
    public const string Sending = "sending";
    public const string Sent = "sent";
    public const string Failed = "failed";

    /// <summary>The device is no longer there; its token was removed.</summary>
    public const string Gone = "gone";

    public long Key { get; init; }
    public required string UserId { get; init; }
    public required string TokenId { get; init; }
    public required string Kind { get; init; }
    public string? MessageId { get; init; }

    /// <summary>JSON; empty as soon as it is over, since it may hold words of people.</summary>
    public required string Note { get; set; }

    public required string State { get; set; }
    public string? Reason { get; set; }
    public int Tries { get; set; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Not before; also the end of the claim of a node that is sending it. Null when it is over.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public static void AddTable(ModelBuilder model) => model.Entity<PushDeliveryRow>(e =>
    {
        e.ToTable("push_deliveries");
        e.HasKey(d => d.Key);
        e.HasIndex(d => d.NextAt).HasFilter("next_at IS NOT NULL");
        e.HasIndex(d => new { d.UserId, d.MessageId });
        e.HasIndex(d => d.EndedAt);
    });

    public PushDelivery View() => new(Key.ToString(System.Globalization.CultureInfo.InvariantCulture), UserId, Kind, State, Reason, Tries, At, EndedAt);
}

internal sealed class PushDevices : IPushDevices
{
    private const string Channel = "push-devices";
    private const int Chunk = 500;
    private readonly IStore _store;
    private readonly ISettings _settings;
    private readonly IBus _bus;
    private bool? _isAny;

    public PushDevices(IStore store, ISettings settings, IBus bus)
    {
        (_store, _settings, _bus) = (store, settings, bus);
        bus.Listen(Channel, _ => _isAny = true);
        bus.Reconnected += () => _isAny = null;
    }

    /// <summary>There is a device now, on every node.</summary>
    public void NoteAdded()
    {
        if (_isAny is true) return;
        _isAny = true;
        _bus.Publish(Channel, new byte[] { 1 });
    }

    public async ValueTask<bool> IsOnAsync(CancellationToken ct)
    {
        if (!_settings.Get(PushSettings.Enabled)) return false;
        if (_isAny is { } known) return known;
        var found = await _store.ReadAsync(db => db.Set<PushTokenRow>().AnyAsync(ct), ct);
        // One that came meanwhile is not forgotten.
        if (_isAny is not true) _isAny = found;
        return _isAny is true;
    }

    public async Task<IReadOnlySet<string>> OwnersAsync(IReadOnlyCollection<string> userIds, CancellationToken ct)
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in userIds.Chunk(Chunk)) owners.UnionWith(await _store.ReadAsync(db => db.Set<PushTokenRow>().Where(t => ids.Contains(t.UserId)).Select(t => t.UserId).Distinct().ToListAsync(ct), ct));
        return owners;
    }

    public async Task<int> QueueAsync(WriteUnit unit, string userId, PushNote note, CancellationToken ct)
    {
        var devices = await unit.Db.Set<PushTokenRow>().AsNoTracking().Where(t => t.UserId == userId).Select(t => new { t.Id, t.Kind }).ToListAsync(ct);
        var text = devices.Count == 0 ? "" : WireJson.ToText(note.View(userId));
        foreach (var device in devices)
        {
            unit.Db.Add(new PushDeliveryRow
            {
                UserId = userId,
                TokenId = device.Id,
                Kind = device.Kind,
                MessageId = note.MessageId,
                Note = text,
                State = PushDeliveryRow.Waiting,
                At = unit.Now,
                NextAt = unit.Now,
            });
        }
        await unit.Db.SaveChangesAsync(ct);
        return devices.Count;
    }

    public async Task<IReadOnlyList<PushDelivery>> OfMessageAsync(string userId, string messageId, CancellationToken ct)
    {
        var rows = await _store.ReadAsync(db => db.Set<PushDeliveryRow>().AsNoTracking().Where(d => d.UserId == userId && d.MessageId == messageId).OrderBy(d => d.Key).Take(100).ToListAsync(ct), ct);
        return rows.ConvertAll(row => row.View());
    }
}

/// <summary>What became of pushes, for those who run the workspace. Never what they said.</summary>
internal sealed class PushLog(IStore store, IUserDirectory users)
{
    public async Task<(IReadOnlyList<WireObject> Deliveries, int Total, WireObject Counts)> ListAsync(string? state, int offset, int count, CancellationToken ct)
    {
        var (rows, total, counts) = await store.ReadAsync(async db =>
        {
            var all = db.Set<PushDeliveryRow>().AsNoTracking().Where(d => state == null || d.State == state);
            return (await all.OrderByDescending(d => d.Key).Skip(offset).Take(Math.Min(count, 100)).ToListAsync(ct), await all.CountAsync(ct),
                await db.Set<PushDeliveryRow>().GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct));
        }, ct);
        var people = (await users.FindManyAsync([.. rows.Select(r => r.UserId).Distinct()], ct)).ToDictionary(u => u.Id);
        var numbers = new WireObject();
        foreach (var name in new[] { PushDeliveryRow.Waiting, PushDeliveryRow.Sending, PushDeliveryRow.Sent, PushDeliveryRow.Failed, PushDeliveryRow.Gone }) numbers.Add(name, counts.Find(c => c.Key == name)?.Count ?? 0);
        return (rows.ConvertAll(row => new WireObject
        {
            { "_id", row.View().Id }, { "type", row.Kind }, { "state", row.State }, { "reason", row.Reason }, { "tries", row.Tries }, { "createdAt", row.At }, { "endedAt", row.EndedAt }, { "messageId", row.MessageId },
            { "u", new WireObject { { "_id", row.UserId }, { "username", people.GetValueOrDefault(row.UserId)?.Username } } },
        }), total, numbers);
    }
}

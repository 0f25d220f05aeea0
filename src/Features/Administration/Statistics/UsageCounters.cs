using Microsoft.EntityFrameworkCore;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary>How often something was used.</summary>
internal sealed class CounterRow
{
    public required string Id { get; init; }
    public long Count { get; set; }
}

/// <summary>Counts what clients say was used. Only known names count, and nothing of who it was is kept.</summary>
internal sealed class UsageCounters(IStore store) : IStatisticsSource
{
    private const int MostAtOnce = 100;

    /// <summary>The name that clients count under, and the one under which reports show it.</summary>
    private static readonly (string Id, string Report)[] _known =
    [
        ("Engagement_Dashboard_Load_Count", "dashboardCount"), ("Message_Auditing_Apply_Count", "messageAuditApply"), ("Message_Auditing_Panel_Load_Count", "messageAuditLoad"),
        ("Jitsi_Click_To_Join_Count", "joinJitsiButton"), ("Jitsi_Start_SlashCommands_Count", "slashCommandsJitsi"),
    ];

    public async Task RaiseAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        var counts = ids.Take(MostAtOnce).Where(id => _known.Any(k => k.Id == id)).CountBy(id => id).ToList();
        if (counts.Count == 0) return;
        await store.WriteAsync(async unit =>
        {
            foreach (var (id, count) in counts)
                await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO usage_counters(id,count) VALUES({0},{1}) ON CONFLICT (id) DO UPDATE SET count=usage_counters.count+{1}", [id, (long)count], ct);
            return true;
        }, ct);
    }

    public async Task AddAsync(WireObject report, CancellationToken ct)
    {
        var counts = await store.ReadAsync(db => db.Set<CounterRow>().AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Count, ct), ct);
        foreach (var (id, name) in _known) report.Add(name, counts.GetValueOrDefault(id));
    }
}

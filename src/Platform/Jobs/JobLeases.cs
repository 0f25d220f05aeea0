using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ids;
using Parley.Platform.Storage;

namespace Parley.Platform.Jobs;

/// <summary>Which node does a job that only one may do.</summary>
public sealed class JobLeaseRow
{
    public required string Id { get; init; }
    public required string Holder { get; set; }
    public required DateTimeOffset Until { get; set; }
}

/// <summary>
/// Leases on jobs, kept in the database. A node that dies loses its leases when their time is over; the holder
/// renews by taking again.
/// </summary>
public sealed class JobLeases(IStore store)
{
    private readonly string _node = Id.New();

    /// <summary>Takes or renews the lease.</summary>
    /// <returns>False while another node holds it.</returns>
    public Task<bool> TryTakeAsync(string job, TimeSpan time, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO job_leases(id,holder,until) VALUES({0},{1},0) ON CONFLICT DO NOTHING", [job, _node], ct);
        var taken = await unit.Db.Set<JobLeaseRow>().Where(l => l.Id == job && (l.Holder == _node || l.Until < unit.Now))
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.Holder, _node).SetProperty(l => l.Until, unit.Now + time), ct);
        return taken == 1;
    }, ct);

    /// <summary>Lets others have it at once.</summary>
    public Task ReleaseAsync(string job, CancellationToken ct) => store.WriteAsync(
        unit => unit.Db.Set<JobLeaseRow>().Where(l => l.Id == job && l.Holder == _node).ExecuteUpdateAsync(s => s.SetProperty(l => l.Until, DateTimeOffset.UnixEpoch), ct), ct);
}

using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Hosting;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;

namespace Parley.Administration.Nodes;

/// <summary>A server that runs on this database.</summary>
internal sealed class NodeRow
{
    /// <summary>New with each start.</summary>
    public required string Id { get; init; }
    public required string Address { get; init; }
    public required string Host { get; init; }
    public required string Roles { get; init; }
    public required string Version { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset SeenAt { get; set; }
}

/// <summary>Which nodes run, from the signs of life they write into the database (ADM-005).</summary>
internal sealed class NodeList(IStore store, ServerMode mode, TimeProvider clock, string address, NodeRoles roles)
{
    /// <summary>A node that was silent for this long is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public string OwnId => mode.InstanceId;

    public Task<List<NodeRow>> ListAsync(CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Patience;
        return store.ReadAsync(db => db.Set<NodeRow>().AsNoTracking().Where(n => n.SeenAt >= since).OrderBy(n => n.StartedAt).ToListAsync(ct), ct);
    }

    public Task SignAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var silentSince = unit.Now - 10 * Patience;
        await unit.Db.Set<NodeRow>().Where(n => n.SeenAt < silentSince).ExecuteDeleteAsync(ct);
        var seen = await unit.Db.Set<NodeRow>().Where(n => n.Id == OwnId).ExecuteUpdateAsync(s => s.SetProperty(n => n.SeenAt, unit.Now), ct);
        if (seen == 1) return true;
        unit.Db.Add(new NodeRow
        {
            Id = OwnId,
            Address = address,
            Host = Environment.MachineName,
            Roles = roles.ToString(),
            Version = mode.ProductVersion,
            ProcessId = Environment.ProcessId,
            StartedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime(),
            SeenAt = unit.Now,
        });
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    public Task LeaveAsync(CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<NodeRow>().Where(n => n.Id == OwnId).ExecuteDeleteAsync(ct), ct);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Jobs;
using Parley.Platform.Storage;

namespace Parley.Integrations.Outgoing;

/// <summary>Tries failed calls again when their time has come, on one node at a time, and forgets old runs (INT-051, INT-053, INT-057).</summary>
internal sealed partial class RetryWorker(IStore store, OutgoingRuns runs, JobLeases leases, TimeProvider clock, ILogger<RetryWorker> log) : BackgroundService
{
    private const int MostAtOnce = 20;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a run takes; what a node that dies was about to try waits so long.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan _sweep = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = DateTimeOffset.UnixEpoch;
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                while (await TryDueAsync(stoppingToken)) { }
                if (clock.GetUtcNow() - swept < _sweep) continue;
                swept = clock.GetUtcNow();
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // what is due stays due and is tried again
            {
                LogFailure(log, failure);
            }
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> TryDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await store.ReadAsync(db => db.Set<AttemptRow>().AsNoTracking().Where(a => a.DueAt <= now).OrderBy(a => a.DueAt).Take(MostAtOnce).ToListAsync(ct), ct);
        if (due.Count == 0 || !await leases.TryTakeAsync("webhooks", _lease, ct)) return false;
        // They stay while they run, so that none is lost with the node; a run that fails again sets its next time itself.
        var ids = due.ConvertAll(a => a.HistoryId);
        var hold = now + _lease;
        await store.WriteAsync(unit => unit.Db.Set<AttemptRow>().Where(a => ids.Contains(a.HistoryId)).ExecuteUpdateAsync(s => s.SetProperty(a => a.DueAt, hold), ct), ct);
        await Task.WhenAll(due.Select(a => TryAsync(a, ct)));
        return due.Count == MostAtOnce;
    }

    private async Task TryAsync(AttemptRow attempt, CancellationToken ct)
    {
        try
        {
            await runs.RetryAsync(attempt, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // the others are not to blame; it is tried again
        {
            LogFailure(log, failure);
            return;
        }
        await store.WriteAsync(unit => unit.Db.Set<AttemptRow>().Where(a => a.HistoryId == attempt.HistoryId && a.Tries == attempt.Tries).ExecuteDeleteAsync(ct), ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - _kept;
        if (!await store.ReadAsync(db => db.Set<HistoryRow>().AnyAsync(h => h.CreatedAt < before, ct), ct)) return;
        await store.WriteAsync(unit => unit.Db.Set<HistoryRow>().Where(h => h.CreatedAt < before).ExecuteDeleteAsync(ct), ct);
    }

    [LoggerMessage(EventId = 5040, Level = LogLevel.Warning, Message = "Retries of webhooks failed; they are tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

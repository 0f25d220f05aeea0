using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Jobs;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.Conversations.Later;

/// <summary>Sends scheduled messages and reminds of saved ones when their time has come, on one node at a time.</summary>
internal sealed partial class LaterWorker(IStore store, ScheduledMessages scheduled, MessageQueries messages, RoomAccess access, ICallers callers, LaterNews news, JobLeases leases, TimeProvider clock, ILogger<LaterWorker> log) : BackgroundService
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                while (await SendDueAsync(stoppingToken)) { }
                while (await RemindAsync(stoppingToken)) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // what is due stays due and is tried again
            {
                LogFailure(log, failure);
            }
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SendDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await store.ReadAsync(db => db.Set<ScheduledMessageRow>().AsNoTracking().Where(s => s.Failure == null && s.SendAt <= now).OrderBy(s => s.SendAt).Take(MostAtOnce).ToListAsync(ct), ct);
        if (due.Count == 0 || !await leases.TryTakeAsync("later", _lease, ct)) return false;
        foreach (var row in due)
        {
            try
            {
                if (await callers.FindByIdAsync(row.UserId, ct) is { } caller) await scheduled.SendAsync(caller, row, ct);
                else await FailAsync(row, "error-invalid-user", ct);
            }
            catch (WireError refused)
            {
                await FailAsync(row, refused.Code, ct);
            }
        }
        return due.Count == MostAtOnce;
    }

    private async Task FailAsync(ScheduledMessageRow row, string code, CancellationToken ct)
    {
        // Unless its writer moved it meanwhile.
        var failed = await store.WriteAsync(unit => unit.Db.Set<ScheduledMessageRow>().Where(s => s.Id == row.Id && s.SendAt == row.SendAt).ExecuteUpdateAsync(s => s.SetProperty(r => r.Failure, code), ct), ct);
        row.Failure = code;
        if (failed > 0) news.Scheduled(row);
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> RemindAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!await store.ReadAsync(db => db.Set<SavedMessageRow>().AnyAsync(s => !s.IsReminded && s.RemindAt <= now, ct), ct) || !await leases.TryTakeAsync("later", _lease, ct)) return false;
        var due = await store.WriteAsync(async unit =>
        {
            var rows = await unit.Db.Set<SavedMessageRow>().Where(s => !s.IsReminded && s.RemindAt <= now).OrderBy(s => s.RemindAt).Take(MostAtOnce).ToListAsync(ct);
            foreach (var row in rows) row.IsReminded = true;
            await unit.Db.SaveChangesAsync(ct);
            return rows;
        }, ct);
        foreach (var row in due)
        {
            if (await callers.FindByIdAsync(row.UserId, ct) is not { } caller || await messages.FindAsync(row.MessageId, row.UserId, ct) is not { } message || await access.FindReadableAsync(caller, row.RoomId, ct) is null) continue;
            news.Due(row, message);
        }
        return due.Count == MostAtOnce;
    }

    [LoggerMessage(EventId = 3340, Level = LogLevel.Warning, Message = "Scheduled messages or reminders failed; they are tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

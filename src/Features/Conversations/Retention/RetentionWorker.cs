using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Rooms;
using Parley.Platform.Jobs;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Retention;

/// <summary>
/// Removes what is older than the workspace or a room allows, at the times of <see cref="RetentionSchedule"/>. One node does it: whoever holds the
/// lease. A run that is cut short is made up by the next one.
/// </summary>
internal sealed partial class RetentionWorker(IStore store, PruneMessages prune, JobLeases leases, SettingsRegistry settings, TimeProvider clock, ILogger<RetentionWorker> log) : BackgroundService
{
    private const string Job = "retention";
    private const int RoomPage = 100;
    private static readonly TimeSpan _leaseTime = TimeSpan.FromMinutes(10);

    /// <summary>How long a change of the schedule may go unnoticed.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _changed = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        settings.Changed += OnSetting;
        try
        {
            var last = clock.GetUtcNow();
            while (true)
            {
                var due = RetentionSchedule.NextAfter(last, settings);
                if (!settings.Get(RetentionSettings.Enabled) || clock.GetUtcNow() < due)
                {
                    await WaitAsync(due, stoppingToken);
                    if (!settings.Get(RetentionSettings.Enabled)) last = clock.GetUtcNow();
                    continue;
                }
                last = clock.GetUtcNow();
                await TryRunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            settings.Changed -= OnSetting;
        }
    }

    private void OnSetting(SettingState state)
    {
        if (RetentionSettings.All.Any(s => s.Id == state.Setting.Id)) _changed.Release();
    }

    private async Task WaitAsync(DateTimeOffset due, CancellationToken ct)
    {
        var wait = due - clock.GetUtcNow();
        wait = wait < TimeSpan.Zero || wait > _longestWait ? _longestWait : wait;
        await _changed.WaitAsync(wait, ct);
    }

    private async Task TryRunAsync(CancellationToken ct)
    {
        try
        {
            if (!await leases.TryTakeAsync(Job, _leaseTime, ct)) return;
            await RunAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // the next run tries again
        {
            LogFailure(log, failure);
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var after = "";
        while (true)
        {
            var page = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => string.Compare(r.Id, after) > 0).OrderBy(r => r.Id)
                .Select(r => new { r.Id, r.Type, r.Retention }).Take(RoomPage).ToListAsync(ct), ct);
            if (page.Count == 0) return;
            foreach (var room in page)
            {
                if (RangeFor(room.Type, RetentionChoice.Read(room.Retention), now) is { } range) await prune.RunAsync(room.Id, range, ct);
            }
            after = page[^1].Id;
            await leases.TryTakeAsync(Job, _leaseTime, ct);
        }
    }

    /// <returns>Null when nothing of this room is ever too old.</returns>
    private PruneMessages.Range? RangeFor(string type, RetentionChoice choice, DateTimeOffset now)
    {
        if (choice.Enabled == false) return null;
        if (choice is { Enabled: true, OverrideGlobal: true })
        {
            return new(DateTimeOffset.UnixEpoch, now.AddDays(-(choice.MaxAge ?? RetentionSettings.DaysOfChannels.Default)), IsInclusive: true, ExcludesPinned: choice.ExcludePinned, FilesOnly: choice.FilesOnly,
                KeepsThreads: choice.IgnoreThreads, KeepsDiscussions: settings.Get(RetentionSettings.KeepsDiscussions));
        }
        var (applies, days) = type switch
        {
            "c" => (settings.Get(RetentionSettings.Channels), settings.Get(RetentionSettings.DaysOfChannels)),
            "p" => (settings.Get(RetentionSettings.Groups), settings.Get(RetentionSettings.DaysOfGroups)),
            "d" => (settings.Get(RetentionSettings.Directs), settings.Get(RetentionSettings.DaysOfDirects)),
            _ => (false, 0L),
        };
        // Zero days would empty every room at once; nobody means that.
        if (!applies || days <= 0) return null;
        return new(DateTimeOffset.UnixEpoch, now.AddDays(-Math.Min(days, 36_500)), IsInclusive: true, ExcludesPinned: settings.Get(RetentionSettings.KeepsPinned), FilesOnly: settings.Get(RetentionSettings.FilesOnly),
            KeepsThreads: settings.Get(RetentionSettings.KeepsThreads), KeepsDiscussions: settings.Get(RetentionSettings.KeepsDiscussions));
    }

    [LoggerMessage(EventId = 3501, Level = LogLevel.Warning, Message = "The retention policy could not be carried out; the next run tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

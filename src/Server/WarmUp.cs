using Microsoft.EntityFrameworkCore;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Server;

/// <summary>The start itself does without the database model; it is built behind the first answers, before somebody waits for it.</summary>
internal sealed class WarmUp(IStore store, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await store.ReadAsync(db => db.Set<SettingRow>().AsNoTracking().Select(s => s.Id).FirstOrDefaultAsync(stoppingToken), stoppingToken);
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Server;

/// <summary>The start itself does without the database model; it is built behind the first answers, before somebody waits for it.</summary>
internal sealed class WarmUp(IStore store, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), clock, stoppingToken);
        await store.ReadAsync(db => Task.FromResult(db.Set<SettingRow>().AsNoTracking().Where(s => s.Id == "").ToQueryString()), stoppingToken);
    }
}

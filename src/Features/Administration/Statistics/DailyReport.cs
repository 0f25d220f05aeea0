using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Jobs;
using Parley.Platform.Settings;

namespace Parley.Administration.Statistics;

/// <summary>Makes a report when the latest is a day old. One node does: whoever holds the lease.</summary>
internal sealed partial class DailyReport(Reports reports, SendReport send, JobLeases leases, ISettings settings, TimeProvider clock, ILogger<DailyReport> log) : BackgroundService
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(10);

    /// <summary>Counting is dear, and a node that starts has other things to do first.</summary>
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = _first; ; pause = _pause)
        {
            await Task.Delay(pause, clock, stoppingToken);
            try
            {
                if (settings.Get(AdministrationSettings.NoDailyStatistics)) continue;
                if (await reports.LastTimeAsync(stoppingToken) is { } last && clock.GetUtcNow() - last < _day) continue;
                if (await leases.TryTakeAsync("statistics", _pause, stoppingToken)) await send.ExecuteAsync(await reports.MakeAsync(stoppingToken), stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next round tries again
            {
                LogFailure(log, failure);
            }
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "The daily report could not be made; it is tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

using Parley.Platform.Bus;
using Parley.Platform.Ddp;
using Parley.Platform.Telemetry;

namespace Parley.Server.Operators;

/// <summary>
/// A single node hears of what an operator's command changed: commands touch a file in the data folder, which the server looks at each
/// second. Everything remembered is dropped then, and open sessions are looked at anew. Nodes with Redis hear over the bus.
/// </summary>
internal sealed class OperatorNews(IBus bus, ServerMode mode, Func<DdpServer> sockets, TimeProvider clock) : BackgroundService
{
    private const string FileName = ".operator-news";
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public static void Tell(string folder) => File.WriteAllText(Path.Combine(folder, FileName), Guid.NewGuid().ToString("N"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (bus is not LocalBus local) return;
        var path = Path.Combine(mode.DataFolder, FileName);
        var seen = File.GetLastWriteTimeUtc(path);
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var changed = File.GetLastWriteTimeUtc(path);
            if (changed == seen) continue;
            seen = changed;
            local.Outdate();
            await sockets().ReviewSessionsHereAsync();
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Administration.Nodes;

/// <summary>Keeps this node on the list while it runs.</summary>
internal sealed partial class SignOfLife(NodeList nodes, TimeProvider clock, ILogger<SignOfLife> log) : BackgroundService
{
    private static readonly TimeSpan _pause = NodeList.Patience / 3;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(nodes.LeaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first answers matter more than the list.
        await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
        while (true)
        {
            await TryAsync(nodes.SignAsync, stoppingToken);
            await Task.Delay(_pause, clock, stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        try
        {
            await act(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // the next sign tries again
        {
            LogFailure(log, failure);
        }
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "This node could not write its sign of life; it is tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

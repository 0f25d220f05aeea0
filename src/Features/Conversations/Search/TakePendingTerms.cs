using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Conversations.Search;

/// <summary>Keeps <see cref="PendingTerms"/> short while people write.</summary>
internal sealed partial class TakePendingTerms(PendingTerms pending, TimeProvider clock, ILogger<TakePendingTerms> log) : BackgroundService
{
    /// <summary>So that many are taken together.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Messages that another node stored are not told here.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await pending.WaitAsync(_longestWait, stoppingToken);
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                await pending.TakeAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next message or search tries again
            {
                LogFailure(log, failure);
            }
        }
    }

    [LoggerMessage(EventId = 3302, Level = LogLevel.Warning, Message = "New messages could not be taken into the search index; the next message or search tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

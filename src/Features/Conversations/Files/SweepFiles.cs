using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;

namespace Parley.Conversations.Files;

/// <summary>
/// After a start and each hour: removes files whose message is gone or never came, because a server stopped between two steps or nobody
/// confirmed them. Several nodes may do so at once.
/// </summary>
internal sealed partial class SweepFiles(UploadedFiles files, TimeProvider clock, ILogger<SweepFiles> log) : BackgroundService
{
    /// <summary>Younger files may be on their way.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromHours(1);

    /// <summary>How long an uploaded file waits to be confirmed.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromHours(24);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            await SweepAsync(stoppingToken);
            await Task.Delay(_grace, clock, stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            var (before, waited) = (clock.GetUtcNow() - _grace, clock.GetUtcNow() - _patience);
            await files.RemoveAsync(
                (rows, messages) => rows.Where(u => u.At < before && (u.MessageId != null || u.At < waited) && !messages.Any(m => m.Id == u.MessageId && m.Type != "rm")), stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // files left over cost room on the disk, nothing else
        {
            LogFailure(log, failure);
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Files without message could not be removed; the next start tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

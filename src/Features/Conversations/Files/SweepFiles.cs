using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;

namespace Parley.Conversations.Files;

/// <summary>
/// After a start: removes files whose message is gone or never came, because a server stopped between two steps.
/// Several nodes may do so at once.
/// </summary>
internal sealed partial class SweepFiles(UploadedFiles files, TimeProvider clock, ILogger<SweepFiles> log) : BackgroundService
{
    /// <summary>Younger files may be on their way.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            var before = clock.GetUtcNow() - _grace;
            await files.RemoveAsync(
                (rows, messages) => rows.Where(u => u.At < before && !messages.Any(m => m.Id == u.MessageId && m.Type != "rm")), stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // files left over cost room on the disk, nothing else
        {
            LogFailure(log, failure);
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Files without message could not be removed; the next start tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

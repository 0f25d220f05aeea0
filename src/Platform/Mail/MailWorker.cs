using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Platform.Mail;

/// <summary>
/// Sends what waits. A mail that cannot be delivered is tried again, later and later, and given up in the end or as soon as the mail server
/// refuses it for good. What a node that died was sending is taken up again when its claim has run out; it keeps its Message-ID then.
/// </summary>
internal sealed partial class MailWorker(IStore store, ISettings settings, SmtpDelivery delivery, MailBell bell, SecretBox secrets, TimeProvider clock, ILogger<MailWorker> log) : BackgroundService
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _claim = TimeSpan.FromMinutes(2);

    /// <summary>The pause after each failed try; behind the last one the mail is given up.</summary>
    private static readonly TimeSpan[] _pauses =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await bell.WaitAsync(await SendAllAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) // the store may be away for a moment: the next turn tries again
            {
                LogFailure(log, failure);
                await Task.Delay(_longestWait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How long nothing will be due.</returns>
    private async Task<TimeSpan> SendAllAsync(CancellationToken ct)
    {
        if (settings.Get(MailSettings.Host).Length == 0 || delivery.SenderAddress is null) return _longestWait;
        await using var line = delivery.Open();
        while (await ClaimAsync(ct) is { } row)
        {
            var outcome = row.Opened(secrets) is { } opened ? await line.SendAsync(opened, ct) : new(IsSent: false, IsFinal: true, "it was sealed with a key that is not here any more");
            await EndAsync(row, outcome, ct);
        }
        var next = await store.ReadAsync(db => db.Set<MailRow>().OrderBy(m => m.NextAt).Select(m => (DateTimeOffset?)m.NextAt).FirstOrDefaultAsync(ct), ct);
        if (next is not { } due) return _longestWait;
        var wait = due - clock.GetUtcNow();
        return wait < TimeSpan.FromMilliseconds(100) ? TimeSpan.FromMilliseconds(100) : wait < _longestWait ? wait : _longestWait;
    }

    private async Task<MailRow?> ClaimAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!await store.ReadAsync(db => db.Set<MailRow>().AnyAsync(m => m.NextAt <= now, ct), ct)) return null;
        return await store.WriteAsync(async unit =>
        {
            var next = await unit.Db.Set<MailRow>().AsNoTracking().Where(m => m.NextAt <= unit.Now).OrderBy(m => m.NextAt).FirstOrDefaultAsync(ct);
            if (next is null) return null;
            var claimed = await unit.Db.Set<MailRow>().Where(m => m.Id == next.Id && m.NextAt == next.NextAt)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAt, unit.Now + _claim).SetProperty(m => m.Attempts, next.Attempts + 1), ct);
            return claimed == 1 ? next : null;
        }, ct);
    }

    private async Task EndAsync(MailRow row, MailOutcome outcome, CancellationToken ct)
    {
        var isOver = outcome.IsSent || outcome.IsFinal || row.Attempts >= _pauses.Length;
        await store.WriteAsync(unit =>
        {
            var rows = unit.Db.Set<MailRow>().Where(m => m.Id == row.Id);
            return isOver ? rows.ExecuteDeleteAsync(ct) : rows.ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAt, unit.Now + _pauses[row.Attempts]), ct);
        }, ct);
        if (outcome.IsSent) return;
        if (isOver) LogGivenUp(log, row.Id, outcome.Reason!);
        else LogDelayed(log, row.Id, outcome.Reason!);
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "Waiting mail could not be looked up; the next turn tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Information, Message = "Mail {MailId} is delayed: {Reason}. It is tried again.")]
    private static partial void LogDelayed(ILogger log, string mailId, string reason);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "Mail {MailId} is given up: {Reason}. Check the SMTP settings.")]
    private static partial void LogGivenUp(ILogger log, string mailId, string reason);
}

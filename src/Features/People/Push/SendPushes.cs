using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>How often waiting pushes are looked for, and the pauses after failed tries.</summary>
/// <param name="Batch">How many one look takes.</param>
/// <param name="Minute">The unit of the growing pauses: 1, 2, 4, 8, 16 of it.</param>
internal sealed record PushTimes(TimeSpan Pause, int Batch, TimeSpan Minute)
{
    public static PushTimes Read(Func<string, string?> environment) => new(
        TimeSpan.FromMilliseconds(Number(environment("NOTIFICATIONS_WORKER_TIMEOUT"), 2000, 50, 600_000)), Number(environment("NOTIFICATIONS_BATCH_SIZE"), 100, 1, 1000),
        TimeSpan.FromMilliseconds(Number(environment("PARLEY_PUSH_RETRY_MS"), 60_000, 10, 3_600_000)));

    private static int Number(string? text, int usual, int least, int most) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : usual;
}

internal enum PushFate
{
    Sent,

    /// <summary>The device does not exist any more.</summary>
    Gone,

    /// <summary>Another try would end alike.</summary>
    Refused,

    /// <summary>Another try may succeed.</summary>
    Later,
}

/// <param name="Reason">For administrators; holds no token and no words of people.</param>
internal sealed record PushOutcome(PushFate Fate, string? Reason = null)
{
    public static readonly PushOutcome Sent = new(PushFate.Sent);
}

/// <summary>Which way a push goes: by gateways where they are on, by one's own keys else, and to browsers always directly.</summary>
internal sealed class PushSenders(ApnsSender apns, FcmSender fcm, GatewaySender gateways, WebPushSender browsers)
{
    public Task<PushOutcome> SendAsync(PushTokenRow device, JsonElement note, CancellationToken ct) => device.Kind switch
    {
        "web" => browsers.SendAsync(device, note, ct),
        _ when gateways.IsOn => gateways.SendAsync(device, note, ct),
        "apn" => apns.SendAsync(device, note, ct),
        _ => fcm.SendAsync(device, note, ct),
    };
}

/// <summary>
/// Sends what waits for devices, in order for each. A node claims what it sends; what a node that died had claimed is taken up again after
/// five minutes. Failures that may pass are tried again with growing pauses, tokens of devices that are gone are removed (NOT-025, NOT-032).
/// </summary>
internal sealed partial class SendPushes(IStore store, PushSenders senders, PushTimes times, TimeProvider clock, ILogger<SendPushes> log) : BackgroundService
{
    private const int MostTries = 6;
    private static readonly TimeSpan _claim = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan _sweepEach = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sweepAt = clock.GetUtcNow();
        while (true)
        {
            await Task.Delay(times.Pause, clock, stoppingToken);
            try
            {
                while (await ClaimAsync(stoppingToken) is { Count: > 0 } claimed) await Task.WhenAll(claimed.GroupBy(d => d.TokenId).Select(device => SendAllAsync([.. device], stoppingToken)));
                if (clock.GetUtcNow() < sweepAt) continue;
                await store.WriteAsync(unit => unit.Db.Set<PushDeliveryRow>().Where(d => d.EndedAt < unit.Now - _kept).ExecuteDeleteAsync(stoppingToken), stoppingToken);
                sweepAt = clock.GetUtcNow() + _sweepEach;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // what waits stays and is tried again
            {
                LogFailure(log, failure);
            }
        }
    }

    private async Task<List<PushDeliveryRow>> ClaimAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!await store.ReadAsync(db => db.Set<PushDeliveryRow>().AnyAsync(d => d.NextAt <= now, ct), ct)) return [];
        return await store.WriteAsync(async unit =>
        {
            var due = await unit.Db.Set<PushDeliveryRow>().AsNoTracking().Where(d => d.NextAt <= unit.Now).OrderBy(d => d.Key).Take(times.Batch).ToListAsync(ct);
            var claimed = new List<PushDeliveryRow>(due.Count);
            foreach (var row in due)
            {
                var taken = await unit.Db.Set<PushDeliveryRow>().Where(d => d.Key == row.Key && d.NextAt == row.NextAt)
                    .ExecuteUpdateAsync(s => s.SetProperty(d => d.NextAt, unit.Now + _claim).SetProperty(d => d.Tries, row.Tries + 1).SetProperty(d => d.State, PushDeliveryRow.Sending), ct);
                if (taken == 1) claimed.Add(row);
            }
            return claimed;
        }, ct);
    }

    private async Task SendAllAsync(List<PushDeliveryRow> rows, CancellationToken ct)
    {
        foreach (var row in rows)
        {
            var device = await store.ReadAsync(db => db.Set<PushTokenRow>().AsNoTracking().FirstOrDefaultAsync(t => t.Id == row.TokenId && t.UserId == row.UserId, ct), ct);
            var outcome = device is null ? new PushOutcome(PushFate.Gone, "The device was signed out.") : await TryAsync(device, row, ct);
            await EndAsync(row, device, outcome, ct);
        }
    }

    private async Task<PushOutcome> TryAsync(PushTokenRow device, PushDeliveryRow row, CancellationToken ct)
    {
        try
        {
            return WireRead.TryParse(row.Note, out var note) ? await senders.SendAsync(device, note.Value, ct) : new(PushFate.Refused, "There is nothing to send.");
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // one push must not hold up the others
        {
            LogUnsent(log, row.Key, failure);
            return new(PushFate.Refused, "It could not be made: " + failure.GetType().Name);
        }
    }

    private Task EndAsync(PushDeliveryRow row, PushTokenRow? device, PushOutcome outcome, CancellationToken ct)
    {
        var state = outcome.Fate switch
        {
            PushFate.Sent => PushDeliveryRow.Sent,
            PushFate.Gone => PushDeliveryRow.Gone,
            PushFate.Later when row.Tries + 1 < MostTries => PushDeliveryRow.Waiting,
            _ => PushDeliveryRow.Failed,
        };
        var reason = outcome.Reason is { Length: > 200 } words ? words[..200] : outcome.Reason;
        return store.WriteAsync(async unit =>
        {
            var rows = unit.Db.Set<PushDeliveryRow>().Where(d => d.Key == row.Key);
            if (state == PushDeliveryRow.Waiting)
            {
                var nextAt = unit.Now + times.Minute * (1 << row.Tries);
                return await rows.ExecuteUpdateAsync(s => s.SetProperty(d => d.State, state).SetProperty(d => d.Reason, reason).SetProperty(d => d.NextAt, nextAt), ct);
            }
            if (outcome.Fate == PushFate.Gone && device is not null) await unit.Db.Set<PushTokenRow>().Where(t => t.Id == device.Id && t.Token == device.Token).ExecuteDeleteAsync(ct);
            return await rows.ExecuteUpdateAsync(s => s.SetProperty(d => d.State, state).SetProperty(d => d.Reason, reason).SetProperty(d => d.NextAt, (DateTimeOffset?)null).SetProperty(d => d.EndedAt, unit.Now).SetProperty(d => d.Note, ""), ct);
        }, ct);
    }

    [LoggerMessage(EventId = 2501, Level = LogLevel.Warning, Message = "Waiting pushes could not be sent; they are tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Warning, Message = "Push {Delivery} could not be made. Check the keys in the settings.")]
    private static partial void LogUnsent(ILogger log, long delivery, Exception failure);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Rooms;
using Parley.Platform.Jobs;
using Parley.Platform.Storage;

namespace Parley.Conversations.Engagement;

/// <summary>
/// Counts what was written since the last time, room by room where something was, each by its own index: the table of messages is never
/// read whole. What is deleted later was sent all the same.
/// </summary>
internal sealed partial class CountMessages(IStore store, JobLeases leases, TimeProvider clock, ILogger<CountMessages> log) : BackgroundService
{
    private const int OldestDays = 400;

    /// <summary>Younger messages may not be committed yet.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    private static readonly HotStatement _days = new(
        "SELECT at/86400000, COUNT(*) FROM messages WHERE room_id=?1 AND at>=?2 AND at<?3 AND type IS NULL AND NOT is_hidden GROUP BY 1",
        "SELECT at/86400000, COUNT(*) FROM messages WHERE room_id=$1 AND at>=$2 AND at<$3 AND type IS NULL AND NOT is_hidden GROUP BY 1");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                if (await leases.TryTakeAsync("engagement", _lease, stoppingToken)) await CountAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next round counts from where this one began
            {
                LogFailure(log, failure);
            }
            await Task.Delay(_pause, clock, stoppingToken);
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        var until = clock.GetUtcNow() - _grace;
        var from = await store.ReadAsync(db => db.Set<CountedUntilRow>().Select(c => (DateTimeOffset?)c.Until).FirstOrDefaultAsync(ct), ct) ?? until.AddDays(-OldestDays);
        if (from >= until) return;
        var rooms = await store.ReadAsync(db => db.Set<RoomRow>().Where(r => r.LastMessageAt >= from).Select(r => r.Id).ToListAsync(ct), ct);
        var counts = new List<(int Day, string RoomId, long Messages)>();
        foreach (var roomId in rooms)
        {
            var days = await store.QueryAsync(_days, parameters =>
            {
                parameters.Add(roomId);
                parameters.Add(from.ToUnixTimeMilliseconds());
                parameters.Add(until.ToUnixTimeMilliseconds());
            }, row => (row.GetInt64(0), row.GetInt64(1)), ct);
            counts.AddRange(days.ConvertAll(d => ((int)d.Item1, roomId, d.Item2)));
        }
        await store.WriteAsync(async unit =>
        {
            foreach (var (day, roomId, messages) in counts)
            {
                var changed = await unit.Db.Set<MessageDayRow>().Where(d => d.Day == day && d.RoomId == roomId).ExecuteUpdateAsync(s => s.SetProperty(d => d.Messages, d => d.Messages + messages), ct);
                if (changed == 0) unit.Db.Add(new MessageDayRow { Day = day, RoomId = roomId, Messages = messages });
            }
            if (await unit.Db.Set<CountedUntilRow>().ExecuteUpdateAsync(s => s.SetProperty(c => c.Until, until), ct) == 0) unit.Db.Add(new CountedUntilRow { Id = 1, Until = until });
            var oldest = Days.Of(until) - OldestDays;
            await unit.Db.Set<MessageDayRow>().Where(d => d.Day < oldest).ExecuteDeleteAsync(ct);
            await unit.Db.Set<ActiveHourRow>().Where(h => h.Hour < oldest * 24).ExecuteDeleteAsync(ct);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    [LoggerMessage(EventId = 3601, Level = LogLevel.Warning, Message = "Messages could not be counted for the engagement dashboard; the next round goes on.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

internal static class Days
{
    public static int Of(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 86_400);

    public static DateTimeOffset Start(int day) => DateTimeOffset.FromUnixTimeSeconds((long)day * 86_400);
}

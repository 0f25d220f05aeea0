using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Engagement;

/// <summary>Days from the first to the last, both counted.</summary>
internal readonly record struct Period(int First, int Last)
{
    public int Length => Last - First + 1;

    /// <summary>The equally long one just before.</summary>
    public Period Before => new(First - Length, First - 1);
}

/// <summary>How a workspace is used, from daily and hourly counts (ADM-021 to ADM-027).</summary>
internal sealed class Dashboard(IStore store, IUserCounts users, TimeProvider clock)
{
    private const int MostPopular = 5;

    /// <summary>No zone is farther from UTC.</summary>
    private const int FarthestHours = 14;

    public async Task<WireObject> NewUsersAsync(Period period, CancellationToken ct) => Series(period, await users.CountNewByDayAsync(Days.Start(period.Before.First), Days.Start(period.Last + 1), ct), await YesterdayAsync(
        async (from, until) => await users.CountNewByDayAsync(from, until, ct)), "users");

    public async Task<WireObject> MessagesSentAsync(Period period, CancellationToken ct) => Series(period, await MessagesByDayAsync(period.Before.First, period.Last, ct), await YesterdayAsync(
        async (from, until) => await MessagesByDayAsync(Days.Of(from), Days.Of(until) - 1, ct)), "messages");

    /// <summary>Who was here on each day.</summary>
    public async Task<WireObject> ActiveUsersAsync(Period period, TimeZoneInfo zone, CancellationToken ct)
    {
        var active = await ActiveAsync(period, zone, ct);
        var days = active.GroupBy(a => a.Hour / 24).OrderBy(g => g.Key).Select(g =>
        {
            var ids = g.Select(a => a.UserId).Distinct().Order(StringComparer.Ordinal).ToList();
            return DayObject(g.Key, ("usersList", ids), ("users", ids.Count));
        }).ToList();
        return new WireObject { { "month", days } };
    }

    public async Task<WireObject> ByTimeOfDayAsync(Period period, TimeZoneInfo zone, CancellationToken ct)
    {
        var hours = (await ActiveAsync(period, zone, ct)).GroupBy(a => a.Hour).OrderBy(g => g.Key).Select(g => DayObject(g.Key / 24, ("users", g.Count()), ("hour", g.Key % 24))).ToList();
        return new WireObject { { "week", hours } };
    }

    public async Task<WireObject> HoursOfDayAsync(int day, TimeZoneInfo zone, CancellationToken ct)
    {
        var hours = (await ActiveAsync(new(day, day), zone, ct)).GroupBy(a => a.Hour % 24).OrderBy(g => g.Key).Select(g => new WireObject { { "users", g.Count() }, { "hour", g.Key } }).ToList();
        return new WireObject { { "hours", hours } };
    }

    /// <param name="lastDay">Of seven.</param>
    public async Task<WireObject> DaysOfWeekAsync(int lastDay, TimeZoneInfo zone, CancellationToken ct)
    {
        var days = (await ActiveAsync(new(lastDay - 6, lastDay), zone, ct)).GroupBy(a => a.Hour / 24).OrderBy(g => g.Key).Select(g => DayObject(g.Key, ("users", g.Select(a => a.UserId).Distinct().Count()))).ToList();
        return new WireObject { { "month", days } };
    }

    public async Task<WireObject> OriginAsync(Period period, CancellationToken ct)
    {
        var kinds = await store.ReadAsync(db => db.Set<MessageDayRow>().AsNoTracking().Where(d => d.Day >= period.First && d.Day <= period.Last)
            .Join(db.Set<RoomRow>(), d => d.RoomId, r => r.Id, (d, r) => new { r.Type, d.Messages }).GroupBy(x => x.Type).Select(g => new { Type = g.Key, Messages = g.Sum(x => x.Messages) }).ToListAsync(ct), ct);
        return new WireObject { { "origins", kinds.OrderBy(k => k.Type, StringComparer.Ordinal).Select(k => new WireObject { { "t", k.Type }, { "messages", k.Messages } }).ToList() } };
    }

    /// <summary>The busiest rooms that have a name.</summary>
    public async Task<WireObject> PopularAsync(Period period, CancellationToken ct)
    {
        var rooms = await store.ReadAsync(db => db.Set<MessageDayRow>().AsNoTracking().Where(d => d.Day >= period.First && d.Day <= period.Last)
            .Join(db.Set<RoomRow>().Where(r => r.Type != "d"), d => d.RoomId, r => r.Id, (d, r) => new { r.Id, r.Type, r.Name, r.DisplayName, d.Messages })
            .GroupBy(x => new { x.Id, x.Type, x.Name, x.DisplayName }).Select(g => new { g.Key, Messages = g.Sum(x => x.Messages) }).OrderByDescending(g => g.Messages).Take(MostPopular).ToListAsync(ct), ct);
        return new WireObject { { "channels", rooms.ConvertAll(r => new WireObject { { "t", r.Key.Type }, { "messages", r.Messages }, { "name", r.Key.DisplayName ?? r.Key.Name } }) } };
    }

    public async Task<(List<WireObject> Page, int Total)> RoomsAsync(Period period, int offset, int count, CancellationToken ct)
    {
        var (first, last, earlier) = (period.First, period.Last, period.Before.First);
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var all = db.Set<RoomRow>().AsNoTracking().Where(r => r.Type != "d");
            var page = await all.Select(r => new
            {
                r.Id,
                r.Type,
                r.Name,
                r.DisplayName,
                r.CreatedAt,
                r.UpdatedAt,
                r.LastMessageAt,
                Messages = db.Set<MessageDayRow>().Where(d => d.RoomId == r.Id && d.Day >= first && d.Day <= last).Sum(d => (long?)d.Messages) ?? 0,
                Before = db.Set<MessageDayRow>().Where(d => d.RoomId == r.Id && d.Day >= earlier && d.Day < first).Sum(d => (long?)d.Messages) ?? 0,
            }).OrderByDescending(r => r.Messages).ThenBy(r => r.Id).Skip(offset).Take(count).ToListAsync(ct);
            return (page, await all.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(r => new WireObject
        {
            { "room", new WireObject { { "_id", r.Id }, { "t", r.Type }, { "name", r.DisplayName ?? r.Name }, { "ts", r.CreatedAt }, { "_updatedAt", r.LastMessageAt ?? r.UpdatedAt } } },
            { "messages", r.Messages }, { "lastWeekMessages", r.Before }, { "diffFromLastWeek", r.Messages - r.Before },
        }), total);
    }

    private static WireObject Series(Period period, IReadOnlyDictionary<int, long> byDay, (long Count, long Before) yesterday, string name)
    {
        long Sum(Period days) => Enumerable.Range(days.First, days.Length).Sum(day => byDay.GetValueOrDefault(day));
        var days = Enumerable.Range(period.First, period.Length).Where(byDay.ContainsKey).Select(day => new WireObject { { "day", Days.Start(day) }, { name, byDay[day] } }).ToList();
        return new WireObject
        {
            { "days", days }, { "period", Figure(Sum(period), Sum(period.Before)) }, { "yesterday", Figure(yesterday.Count, yesterday.Before) },
        };
    }

    private static WireObject Figure(long count, long before) => new() { { "count", count }, { "variation", count - before } };

    private async Task<(long Count, long Before)> YesterdayAsync(Func<DateTimeOffset, DateTimeOffset, Task<IReadOnlyDictionary<int, long>>> count)
    {
        var yesterday = Days.Of(clock.GetUtcNow()) - 1;
        var days = await count(Days.Start(yesterday - 1), Days.Start(yesterday + 1));
        return (days.GetValueOrDefault(yesterday), days.GetValueOrDefault(yesterday - 1));
    }

    private async Task<IReadOnlyDictionary<int, long>> MessagesByDayAsync(int first, int last, CancellationToken ct) => await store.ReadAsync(db => db.Set<MessageDayRow>().AsNoTracking()
        .Where(d => d.Day >= first && d.Day <= last).GroupBy(d => d.Day).Select(g => new { g.Key, Messages = g.Sum(d => d.Messages) }).ToDictionaryAsync(g => g.Key, g => g.Messages, ct), ct);

    /// <summary>Who was here in which hour, both as the zone counts them; each person once an hour.</summary>
    private async Task<List<(int Hour, string UserId)>> ActiveAsync(Period period, TimeZoneInfo zone, CancellationToken ct)
    {
        var (first, end) = (period.First * 24, (period.Last + 1) * 24);
        var (from, until) = (first - FarthestHours, end + FarthestHours);
        var rows = await store.ReadAsync(db => db.Set<ActiveHourRow>().AsNoTracking().Where(a => a.Hour >= from && a.Hour < until).ToListAsync(ct), ct);
        return [.. rows.Select(row => (Hour: Local(row.Hour, zone), row.UserId)).Where(a => a.Hour >= first && a.Hour < end).Distinct()];
    }

    private static int Local(int hour, TimeZoneInfo zone) => hour + (int)Math.Floor(zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(hour * 3600L)).TotalHours);

    private static WireObject DayObject(int day, params (string Name, object Value)[] members)
    {
        var date = Days.Start(day);
        var view = new WireObject();
        foreach (var (name, value) in members) view.Add(name, value);
        view.Add("day", date.Day);
        view.Add("month", date.Month);
        view.Add("year", date.Year);
        return view;
    }
}

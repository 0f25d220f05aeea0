using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Jobs;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Calendar;

/// <summary><c>calendar-events.*</c>.</summary>
internal sealed class CalendarRest(CalendarEvents events) : IRestDoor
{
    private static readonly string[] _texts = ["startTime", "subject", "description"];

    public void Map(RestRoutes routes)
    {
        routes.Get("calendar-events.list", ListAsync).Limited(3, 1000).Strictly("date!");
        routes.Get("calendar-events.info", InfoAsync).Limited(3, 1000).Strictly("id!");
        routes.Post("calendar-events.create", async call => Id(await events.CreateAsync(call.Caller, DraftIn(call.Body), call.Aborted)))
            .Strictly("startTime!", "externalId", "subject!", "description!", "meetingUrl", "reminderMinutesBeforeStart:number");
        routes.Post("calendar-events.import", async call => Id(await events.ImportAsync(call.Caller, call.Body.Text("externalId") ?? "", DraftIn(call.Body), call.Aborted)))
            .Strictly("startTime!", "externalId!", "subject!", "description!", "meetingUrl", "reminderMinutesBeforeStart:number");
        routes.Post("calendar-events.update", UpdateAsync).Strictly("eventId!", "startTime!", "subject!", "description!", "meetingUrl", "reminderMinutesBeforeStart:number");
        routes.Post("calendar-events.delete", DeleteAsync).Strictly("eventId!");
    }

    private static RestResult Id(string id) => RestResult.Ok(new WireObject { { "id", id } });

    private static CalendarEvents.Draft DraftIn(JsonElement body)
    {
        foreach (var name in _texts)
        {
            if (body.Text(name) is null) throw WireError.InvalidParams($"{name} must be string");
        }
        var start = WireRead.ParseDate(body.Text("startTime")) ?? throw WireError.InvalidParams("startTime is no date");
        var minutes = body.Number("reminderMinutesBeforeStart") is { } given ? (int)Math.Clamp(given, -1, int.MaxValue) : (int?)null;
        return new(start, body.Text("subject")!, body.Text("description")!, body.Text("meetingUrl") is { Length: > 0 } address ? address : null, minutes);
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var date = call.QueryDate("date") ?? throw WireError.InvalidParams("date is no date");
        return RestResult.Ok(new WireObject { { "data", (await events.ListAsync(call.Caller, date, call.Aborted)).ConvertAll(e => e.View()) } });
    }

    private async Task<RestResult> InfoAsync(RestCall call) => await events.FindAsync(call.Caller, call.Query("id")!, call.Aborted) is { } found
        ? RestResult.Ok(new WireObject { { "event", found.View() } })
        : new(400, new WireObject { { "success", false } });

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        await events.UpdateAsync(call.Caller, call.Body.Text("eventId") ?? "", DraftIn(call.Body), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        await events.DeleteAsync(call.Caller, call.Body.Text("eventId") ?? "", call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary>Tells people of what begins soon, once, on <c>{user}/calendar</c> of <c>stream-notify-user</c>, unless they want no such news.</summary>
internal sealed partial class CalendarReminders(IStore store, SettingsRegistry settings, StreamHub hub, JobLeases leases, TimeProvider clock, ILogger<CalendarReminders> log) : BackgroundService
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    /// <summary>What should have been told long ago, while no server ran, is not told any more.</summary>
    private static readonly TimeSpan _tooLate = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                while (await TellAsync(stoppingToken)) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next round tries again
            {
                LogFailure(log, failure);
            }
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> TellAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!await store.ReadAsync(db => db.Set<CalendarEventRow>().AnyAsync(e => !e.IsReminded && e.RemindAt <= now, ct), ct)) return false;
        if (!await leases.TryTakeAsync("calendar", TimeSpan.FromMinutes(1), ct)) return false;
        var due = await store.WriteAsync(async unit =>
        {
            var rows = await unit.Db.Set<CalendarEventRow>().Where(e => !e.IsReminded && e.RemindAt <= now).OrderBy(e => e.RemindAt).Take(MostAtOnce).ToListAsync(ct);
            foreach (var row in rows) row.IsReminded = true;
            await unit.Db.SaveChangesAsync(ct);
            return rows;
        }, ct);
        var ids = due.Select(e => e.UserId).Distinct().ToList();
        var people = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct), ct);
        foreach (var row in due)
        {
            if (row.RemindAt < now - _tooLate || !people.TryGetValue(row.UserId, out var user) || !IsWanted(user)) continue;
            hub.Emit("notify-user", row.UserId + "/calendar",
                [new WireObject { { "title", row.Subject }, { "text", CalendarEvents.TimeFor(row, user.UtcOffset) }, { "payload", new WireObject { { "_id", row.Id } } } }]);
        }
        return due.Count == MostAtOnce;
    }

    private bool IsWanted(UserRow user) => UserPreferences.Effective(settings, user.Preferences)["notifyCalendarEvents"]?.GetValue<bool>() ?? true;

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning, Message = "Reminders of calendar entries could not be sent; it is tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

internal static class CalendarPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<CalendarEvents>();
        services.AddSingleton<IRestDoor, CalendarRest>();
        services.AddWorker<CalendarReminders>(roles);
    }
}

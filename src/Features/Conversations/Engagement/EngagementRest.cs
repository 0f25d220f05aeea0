using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Statistics;
using Parley.Platform.Wire;

namespace Parley.Conversations.Engagement;

/// <summary><c>engagement-dashboard/…</c> (ADM-020).</summary>
internal sealed class EngagementRest(Dashboard dashboard, ReportingZone zones, IUserDirectory users) : IRestDoor
{
    /// <summary>A year and the year before.</summary>
    private const int LongestDays = 366;

    public static readonly Permission View = new("view-engagement-dashboard", "admin");

    public void Map(RestRoutes routes)
    {
        Add("users/new-users", dashboard.NewUsersAsync);
        AddLocal("users/active-users", dashboard.ActiveUsersAsync);
        AddLocal("users/users-by-time-of-the-day-in-a-week", dashboard.ByTimeOfDayAsync);
        Add("messages/messages-sent", dashboard.MessagesSentAsync);
        Add("messages/origin", dashboard.OriginAsync);
        Add("messages/top-five-popular-channels", dashboard.PopularAsync);
        routes.Get("engagement-dashboard/users/chat-busier/hourly-data", call => OnDayAsync(call, dashboard.HoursOfDayAsync)).Needs(View).Takes("start!");
        routes.Get("engagement-dashboard/users/chat-busier/weekly-data", call => OnDayAsync(call, dashboard.DaysOfWeekAsync)).Needs(View).Takes("start!");
        routes.Get("engagement-dashboard/channels/list", RoomsAsync).Needs(View).Takes("start!", "end!");

        void Add(string path, Func<Period, CancellationToken, Task<WireObject>> ask) =>
            routes.Get("engagement-dashboard/" + path, async call => RestResult.Ok(await ask(PeriodOf(call), call.Aborted))).Needs(View).Takes("start!", "end!");

        void AddLocal(string path, Func<Period, TimeZoneInfo, CancellationToken, Task<WireObject>> ask) => routes.Get("engagement-dashboard/" + path, async call =>
        {
            var zone = await ZoneAsync(call);
            return RestResult.Ok(await ask(PeriodOf(call, zone), zone, call.Aborted));
        }).Needs(View).Takes("start!", "end!");
    }

    private async Task<RestResult> OnDayAsync(RestCall call, Func<int, TimeZoneInfo, CancellationToken, Task<WireObject>> ask)
    {
        var zone = await ZoneAsync(call);
        return RestResult.Ok(await ask(Day(call, "start", zone), zone, call.Aborted));
    }

    private async Task<TimeZoneInfo> ZoneAsync(RestCall call) => zones.For((await users.FindAsync(call.Caller.UserId, call.Aborted))?.UtcOffset);

    private async Task<RestResult> RoomsAsync(RestCall call)
    {
        var page = call.Page();
        var (shown, total) = await dashboard.RoomsAsync(PeriodOf(call), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "channels", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private static Period PeriodOf(RestCall call, TimeZoneInfo? zone = null)
    {
        var period = new Period(Day(call, "start", zone), Day(call, "end", zone));
        return period.Length is >= 1 and <= LongestDays ? period : throw WireError.InvalidParams("\"start\" must come before \"end\", a year at the most");
    }

    /// <param name="zone">Whose days are counted; null for UTC, in which messages are counted.</param>
    private static int Day(RestCall call, string name, TimeZoneInfo? zone = null) =>
        DateTimeOffset.TryParse(call.Query(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1970 and < 3000
            ? Days.Of(zone is null ? time : time + zone.GetUtcOffset(time))
            : throw WireError.InvalidParams($"\"{name}\" must be a date");
}

internal static class EngagementPart
{
    public static void Register(IServiceCollection services, NodeRoles roles)
    {
        services.AddSingleton<Dashboard>();
        services.AddSingleton<IRestDoor, EngagementRest>();
        services.AddSingleton<NoteActivity>();
        services.AddSingleton<IConnectionObserver>(s => s.GetRequiredService<NoteActivity>());
        services.AddHostedService(s => s.GetRequiredService<NoteActivity>());
        services.AddWorker<CountMessages>(roles);
    }
}

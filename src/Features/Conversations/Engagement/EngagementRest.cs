using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Engagement;

/// <summary><c>engagement-dashboard/…</c> (ADM-020).</summary>
internal sealed class EngagementRest(Dashboard dashboard) : IRestDoor
{
    /// <summary>A year and the year before.</summary>
    private const int LongestDays = 366;

    public static readonly Permission View = new("view-engagement-dashboard", "admin");

    public void Map(RestRoutes routes)
    {
        Add("users/new-users", dashboard.NewUsersAsync);
        Add("users/active-users", dashboard.ActiveUsersAsync);
        Add("users/users-by-time-of-the-day-in-a-week", dashboard.ByTimeOfDayAsync);
        Add("messages/messages-sent", dashboard.MessagesSentAsync);
        Add("messages/origin", dashboard.OriginAsync);
        Add("messages/top-five-popular-channels", dashboard.PopularAsync);
        routes.Get("engagement-dashboard/users/chat-busier/hourly-data", async call => RestResult.Ok(await dashboard.HoursOfDayAsync(Day(call, "start"), call.Aborted))).Needs(View).Takes("start!");
        routes.Get("engagement-dashboard/users/chat-busier/weekly-data", async call => RestResult.Ok(await dashboard.DaysOfWeekAsync(Day(call, "start"), call.Aborted))).Needs(View).Takes("start!");
        routes.Get("engagement-dashboard/channels/list", RoomsAsync).Needs(View).Takes("start!", "end!");

        void Add(string path, Func<Period, CancellationToken, Task<WireObject>> ask) =>
            routes.Get("engagement-dashboard/" + path, async call => RestResult.Ok(await ask(PeriodOf(call), call.Aborted))).Needs(View).Takes("start!", "end!");
    }

    private async Task<RestResult> RoomsAsync(RestCall call)
    {
        var page = call.Page();
        var (shown, total) = await dashboard.RoomsAsync(PeriodOf(call), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "channels", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private static Period PeriodOf(RestCall call)
    {
        var period = new Period(Day(call, "start"), Day(call, "end"));
        return period.Length is >= 1 and <= LongestDays ? period : throw WireError.InvalidParams("\"start\" must come before \"end\", a year at the most");
    }

    private static int Day(RestCall call, string name) =>
        DateTimeOffset.TryParse(call.Query(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1970 and < 3000
            ? Days.Of(time)
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

using System.Globalization;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>How a workspace is used: ADM-020 to ADM-027.</summary>
/// <remarks>Rows: ADM-025, ADM-026, ADM-021, ADM-022, ADM-023, ADM-024.</remarks>
public sealed class EngagementTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_020_to_ADM_027_ADM_025_ADM_026_dashboard_counts_what_was_done(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Bob.ConnectAsync();
        var (open, closed, pair) = (await cast.RoomAsync(), await cast.RoomAsync("groups"), await cast.RoomAsync("im"));
        for (var i = 0; i < 3; i++) await cast.SayAsync(open);
        await cast.SayAsync(closed);
        await cast.SayAsync(pair);
        // The work of the background begins a little after the start, and counts what is some seconds old.
        var today = DateTimeOffset.UtcNow;
        var (start, end) = (Text(today.AddDays(-6)), Text(today));
        var range = $"?start={start}&end={end}";

        await Eventually.Async(async () => (await AskAsync("messages/messages-sent")).GetProperty("period").Number("count") == 5, "messages are counted", TimeSpan.FromSeconds(90));
        await Eventually.Async(async () => (await AskAsync("users/active-users")).GetProperty("month").EnumerateArray().Any(day => day.Texts("usersList").Contains(cast.Bob.Id)), "who is here is noted", TimeSpan.FromSeconds(60));
        var sent = await AskAsync("messages/messages-sent");
        Assert.Equal(5, sent.GetProperty("period").Number("variation"));
        Assert.Equal(0, sent.GetProperty("yesterday").Number("count"));
        Assert.Equal(0, sent.GetProperty("yesterday").Number("variation"));
        Assert.Equal(5, sent.GetProperty("days").EnumerateArray().Sum(day => day.Number("messages")));
        var former = (await cast.Admin.GetAsync($"engagement-dashboard/messages/messages-sent?start={Text(today.AddDays(-20))}&end={Text(today.AddDays(-14))}")).OrThrow();
        Assert.Equal(0, former["period"].Number("count"));
        var origins = (await AskAsync("messages/origin")).GetProperty("origins").EnumerateArray().ToDictionary(o => o.GetProperty("t").GetString()!, o => o.Number("messages"));
        Assert.Equal((3, 1, 1), (origins["c"], origins["p"], origins["d"]));
        var popular = (await AskAsync("messages/top-five-popular-channels")).GetProperty("channels")[0];
        Assert.Equal(("c", 3), (popular.GetProperty("t").GetString(), popular.Number("messages")));
        // The administrator, who is in none of them, sees the name of a closed room and nothing else of it.
        var named = (await AskAsync("messages/top-five-popular-channels")).GetProperty("channels").EnumerateArray().ToList();
        Assert.InRange(named.Count, 2, 5);
        var secret = Assert.Single(named, channel => channel.GetProperty("t").ValueEquals("p"));
        Assert.Equal(((await Cast.RoomInfoAsync(cast.Ada, closed)).GetProperty("name").GetString(), 1), (secret.GetProperty("name").GetString(), secret.Number("messages")));
        var first = (await AskAsync("channels/list", "&count=1")).GetProperty("channels")[0];
        Assert.Equal((open, 3, 3), (first.GetProperty("room").MessageId(), first.Number("messages"), first.Number("diffFromLastWeek")));
        Assert.True((await AskAsync("users/new-users")).GetProperty("period").Number("count") >= 3);
        Assert.NotEmpty((await AskAsync("users/users-by-time-of-the-day-in-a-week")).GetProperty("week").EnumerateArray());
        Assert.NotEmpty((await cast.Admin.GetAsync("engagement-dashboard/users/chat-busier/hourly-data?start=" + end)).OrThrow()["hours"].EnumerateArray());
        Assert.NotEmpty((await cast.Admin.GetAsync("engagement-dashboard/users/chat-busier/weekly-data?start=" + end)).OrThrow()["month"].EnumerateArray());

        foreach (var wrong in new[] { $"?start={end}&end={start}", "?start=yesterday&end=today", $"?start={start}", "?start=1900-01-01&end=2100-01-01" })
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await cast.Admin.GetAsync("engagement-dashboard/messages/messages-sent" + wrong)).Status);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await cast.Ada.Rest.GetAsync("engagement-dashboard/messages/messages-sent" + range)).Status);

        async Task<System.Text.Json.JsonElement> AskAsync(string path, string more = "") => (await cast.Admin.GetAsync($"engagement-dashboard/{path}{range}{more}")).OrThrow().Body;
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}

using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary><c>statistics</c>, <c>statistics.list</c>, <c>statistics.telemetry</c>.</summary>
internal sealed class StatisticsRest(Reports reports, UsageCounters counters) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("statistics", async call => RestResult.Ok(await reports.LatestAsync(call.Caller, call.QueryFlag("refresh") == true, call.Aborted))).Takes("refresh:boolean");
        routes.Get("statistics.list", ListAsync);
        routes.Post("statistics.telemetry", CountAsync).Takes("params:array");
    }

    private async Task<RestResult> CountAsync(RestCall call)
    {
        if (call.Body.Get("params") is not { ValueKind: JsonValueKind.Array } events) return RestResult.Ok();
        await counters.RaiseAsync(events.EnumerateArray().Select(CounterIn).OfType<string>(), call.Aborted);
        return RestResult.Ok();
    }

    private static string? CounterIn(JsonElement happened) => happened.Text("eventName") switch
    {
        "updateCounter" => happened.Text("settingsId"),
        "slashCommandsStats" when happened.Text("command") == "jitsi" => "Jitsi_Start_SlashCommands_Count",
        _ => null,
    };

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var (shown, total) = await reports.ListAsync(call.Caller, page.Offset, Math.Min(page.Count, 500), page.Sort is [("createdAt", false), ..], call.Aborted);
        var fields = call.Query("fields");
        return RestResult.Ok(new WireObject { { "statistics", shown.ConvertAll(r => Projection.Apply(r, fields)) }, { "count", shown.Count }, { "offset", page.Offset }, { "total", total } });
    }
}

/// <summary><c>getStatistics</c>.</summary>
internal sealed class StatisticsDdp(Reports reports) : IDdpDoor
{
    public void Map(DdpMethods methods) =>
        methods.Add("getStatistics", async call => await reports.LatestAsync(call.Caller, call.At(0).AsFlag() == true, call.Aborted));
}

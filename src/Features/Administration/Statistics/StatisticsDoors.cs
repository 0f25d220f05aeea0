using Parley.Platform.Ddp;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary><c>statistics</c>, <c>statistics.list</c>.</summary>
internal sealed class StatisticsRest(Reports reports) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("statistics", async call => RestResult.Ok(await reports.LatestAsync(call.Caller, call.QueryFlag("refresh") == true, call.Aborted))).Takes("refresh:boolean");
        routes.Get("statistics.list", ListAsync);
    }

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

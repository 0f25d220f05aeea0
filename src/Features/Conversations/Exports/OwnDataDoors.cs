using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

/// <summary><c>users.requestDataDownload</c>.</summary>
internal sealed class OwnDataRest(RequestOwnData request, ISettings settings) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("users.requestDataDownload", AskAsync).Takes("fullExport");

    private async Task<RestResult> AskAsync(RestCall call) => RestResult.Ok(OwnDataView.Of(await request.ExecuteAsync(call.Caller, call.QueryFlag("fullExport") ?? false, call.Aborted), settings));
}

/// <summary><c>requestDataDownload</c>.</summary>
internal sealed class OwnDataDdp(RequestOwnData request, ISettings settings) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("requestDataDownload", async call =>
        OwnDataView.Of(await request.ExecuteAsync(call.Caller, call.At(0).Flag("fullExport") ?? false, call.Aborted), settings));
}

internal static class OwnDataView
{
    private static readonly Setting<string> _siteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public static WireObject Of(RequestOwnData.Result result, ISettings settings)
    {
        var export = result.Export;
        var isDone = export.State == ExportRow.Done;
        return new()
        {
            { "requested", result.IsNew },
            {
                "exportOperation", new WireObject
                {
                    { "_id", export.Id }, { "userId", export.UserId }, { "fullExport", export.Format == "json" }, { "status", isDone ? "completed" : export.State == ExportRow.Waiting ? "pending" : "skipped" },
                    { "createdAt", export.AskedAt },
                }
            },
            { "url", isDone ? $"{settings.Get(_siteUrl).TrimEnd('/')}/data-export/{export.Id}" : null },
            { "pendingOperationsBeforeMyRequest", result.Ahead },
        };
    }
}

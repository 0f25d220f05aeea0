using Parley.Platform.Ddp;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Customization.Assets;

/// <summary><c>assets.*</c>. Clients learn of a change as of any setting, so <c>refreshAllClients</c> has nothing left to do.</summary>
internal sealed class AssetsRest(SaveAsset save) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("assets.setAsset", SetAsync).Upload().Takes("assetName", "refreshAllClients:boolean");
        routes.Post("assets.unsetAsset", UnsetAsync).Strictly("assetName!", "refreshAllClients:boolean");
    }

    private async Task<RestResult> SetAsync(RestCall call)
    {
        save.CheckMayManage(call.Caller);
        byte[]? picture = null;
        var fields = await MultipartForm.ReadAsync(call.Http.Request, "asset", async (content, _, ct) => picture = await SmallUpload.ReadAsync(content, SaveAsset.MaxBytes, ct), call.Aborted, needsFile: false);
        if (picture is null) return RestResult.Failure("The file is missing", "invalid-field");
        await save.ExecuteAsync(call.Caller, fields.GetValueOrDefault("assetName"), picture, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> UnsetAsync(RestCall call)
    {
        await save.RemoveAsync(call.Caller, call.Body.Text("assetName"), call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary><c>setAsset</c>, <c>unsetAsset</c>.</summary>
internal sealed class AssetsDdp(SaveAsset save) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("setAsset", async call =>
        {
            save.CheckMayManage(call.Caller);
            await save.ExecuteAsync(call.Caller, call.RequiredText(2), SmallUpload.FromText(call.RequiredText(0), SaveAsset.MaxBytes), call.Aborted);
            return null;
        }, takesBytes: true);
        methods.Add("unsetAsset", async call =>
        {
            await save.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted);
            return null;
        });
    }
}

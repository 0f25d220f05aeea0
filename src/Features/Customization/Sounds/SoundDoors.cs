using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Platform.Blobs;
using Parley.Platform.Ddp;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Customization.Sounds;

/// <summary><c>custom-sounds.list</c>.</summary>
internal sealed class SoundsRest(SoundCatalogue catalogue) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("custom-sounds.list", ListAsync).Takes("query");

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var filter = CustomNames.Filter(page.Query);
        var all = (await catalogue.AllAsync(call.Aborted)).Where(s => filter(s.Name)).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (page.Sort is [("name", true), ..]) all.Reverse();
        var shown = all.Skip(page.Offset).Take(page.Count).Select(s => s.View()).ToList();
        return RestResult.Ok(new WireObject { { "sounds", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }
}

/// <summary><c>listCustomSounds</c>, <c>insertOrUpdateSound</c>, <c>uploadCustomSound</c>, <c>deleteCustomSound</c>.</summary>
internal sealed class SoundsDdp(SaveSound save, SoundCatalogue catalogue) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("listCustomSounds", async call => (await catalogue.AllAsync(call.Aborted)).Select(s => s.View()).ToList(), needsLogin: false);
        methods.Add("insertOrUpdateSound", SaveAsync);
        methods.Add("uploadCustomSound", UploadAsync, takesBytes: true);
        methods.Add("deleteCustomSound", DeleteAsync);
    }

    private async Task<object?> SaveAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        return (await save.ExecuteAsync(call.Caller, data.Text("_id"), data.Text("name"), data.Text("extension"), call.Aborted)).Id;
    }

    private async Task<object?> UploadAsync(MethodCall call)
    {
        save.CheckMayManage(call.Caller);
        var sound = SmallUpload.FromText(call.RequiredText(0), SaveSound.MaxBytes);
        await save.UploadAsync(call.Caller, call.RequiredObject(2).Text("_id") ?? "", sound, call.Aborted);
        return null;
    }

    private async Task<object?> DeleteAsync(MethodCall call)
    {
        await save.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return true;
    }
}

/// <summary><c>/custom-sounds/{id}.{extension}</c>; the extension is decoration.</summary>
internal sealed class SoundPages(SoundCatalogue catalogue, IBlobStore blobs)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/custom-sounds/{file}", ["GET", "HEAD"], http => AnswerAsync(http, http.Request.RouteValues["file"] as string ?? ""));
        endpoints.MapMethods("/custom-sounds/", ["GET", "HEAD"], http => RefuseAsync(http, StatusCodes.Status403Forbidden, "Forbidden"));
    }

    private async Task AnswerAsync(HttpContext http, string file)
    {
        var dot = file.LastIndexOf('.');
        var id = dot > 0 ? file[..dot] : file;
        var sound = (await catalogue.AllAsync(http.RequestAborted)).FirstOrDefault(s => s.Id == id);
        if (sound?.ContentType is { } contentType) await CustomFile.ServeAsync(http, blobs, sound.BlobKey, contentType, sound.UpdatedAt);
        else await RefuseAsync(http, StatusCodes.Status404NotFound, "Not found");
    }

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(text);
    }
}

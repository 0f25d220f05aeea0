using Parley.Conversations.Messages;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary><c>rooms.upload</c>; in two steps <c>rooms.media</c> and <c>rooms.mediaConfirm</c>, which clients of later releases use.</summary>
internal sealed class FilesRest(UploadFile upload, ConfirmUpload confirm) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("rooms.upload/{rid}", UploadAsync).Upload().Limited(60, 60_000).Takes("file!", "msg", "description", "tmid");
        routes.Post("rooms.media/{rid}", KeepAsync).Upload().Limited(60, 60_000).Takes("file!");
        routes.Post("rooms.mediaConfirm/{rid}/{fileId}", ConfirmAsync).Limited(60, 60_000).Takes("msg", "description", "tmid", "customFields:object");
    }

    private async Task<RestResult> UploadAsync(RestCall call)
    {
        var message = await upload.ExecuteAsync(call.Caller, call.RouteValue("rid"), call.Http.Request, call.Aborted);
        return RestResult.Ok(new WireObject { { "message", message } });
    }

    private async Task<RestResult> KeepAsync(RestCall call)
    {
        var file = await upload.KeepAsync(call.Caller, call.RouteValue("rid"), call.Http.Request, call.Aborted);
        return RestResult.Ok(new WireObject { { "file", new WireObject { { "_id", file.Id }, { "url", FilePath.Of(file) } } } });
    }

    private async Task<RestResult> ConfirmAsync(RestCall call) => RestResult.Ok(new WireObject
    {
        { "message", await confirm.ExecuteAsync(call.Caller, call.RouteValue("rid"), call.RouteValue("fileId"), call.Body, call.Aborted) },
    });
}

/// <summary><c>deleteFileMessage</c>: a file is deleted with the message that shows it.</summary>
internal sealed class FilesDdp(UploadedFiles files, ChangeMessage change) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("deleteFileMessage", DeleteAsync);

    private async Task<object?> DeleteAsync(MethodCall call)
    {
        var file = await files.FindAsync(call.RequiredText(0), call.Aborted);
        if (file?.MessageId is not { } messageId) throw new WireError("error-invalid-message", "Invalid message", details: new WireObject { { "method", "deleteFileMessage" } });
        await change.DeleteAsync(call.Caller, messageId, call.Aborted);
        return null;
    }
}

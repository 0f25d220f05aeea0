using Parley.Conversations.Messages;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary><c>rooms.upload</c>.</summary>
internal sealed class FilesRest(UploadFile upload) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Post("rooms.upload/{rid}", UploadAsync).Upload().Limited(60, 60_000).Takes("file!", "msg", "description", "tmid");

    private async Task<RestResult> UploadAsync(RestCall call)
    {
        var message = await upload.ExecuteAsync(call.Caller, call.RouteValue("rid"), call.Http.Request, call.Aborted);
        return RestResult.Ok(new WireObject { { "message", message } });
    }
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

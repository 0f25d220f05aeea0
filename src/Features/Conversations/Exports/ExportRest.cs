using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

/// <summary><c>rooms.export</c>: as a file, or chosen messages by mail.</summary>
internal sealed class ExportRest(ExportRoom export, MailMessages mail) : IRestDoor
{
    public void Map(RestRoutes routes) =>
        routes.Post("rooms.export", ExportAsync).Takes("rid!", "type!", "dateFrom", "dateTo", "format", "toUsers:array", "toEmails:array", "subject", "messages:array");

    private async Task<RestResult> ExportAsync(RestCall call)
    {
        var body = call.Body;
        if (body.Text("rid") is not { Length: > 0 } roomId || body.Text("type") is not ("file" or "email")) throw new WireError("error-invalid-params");
        if (body.Text("type") == "email")
        {
            var request = new MailMessages.Request(roomId, body.Texts("toUsers") ?? [], body.Texts("toEmails") ?? [], body.Text("subject") ?? "", body.Texts("messages") ?? []);
            return RestResult.Ok(new WireObject { { "missing", await mail.ExecuteAsync(call.Caller, request, call.Aborted) } });
        }
        var from = Date(body.Text("dateFrom")) ?? DateTimeOffset.UnixEpoch;
        // The last day counts whole.
        var until = Date(body.Text("dateTo"))?.AddDays(1) ?? DateTimeOffset.MaxValue.AddYears(-1);
        await export.ExecuteAsync(call.Caller, roomId, body.Text("format") ?? "", from, until, call.Aborted);
        return RestResult.Ok();
    }

    private static DateTimeOffset? Date(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var date = WireRead.ParseDate(text) is { Year: < 9998 } read ? read : throw new WireError("error-invalid-dates", "Dates must be valid");
        return date < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : date;
    }
}

using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Receipts;

/// <summary><c>chat.getMessageReadReceipts</c>.</summary>
internal sealed class ReceiptsRest(ListReceipts receipts) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("chat.getMessageReadReceipts", ListAsync).Takes("messageId!");

    private async Task<RestResult> ListAsync(RestCall call)
    {
        if (call.Query("messageId") is not { Length: > 0 } messageId) return RestResult.Failure("The required 'messageId' param is missing.", null);
        return RestResult.Ok(new WireObject { { "receipts", ReceiptViews.Of(await receipts.ExecuteAsync(call.Caller, messageId, call.Aborted)) } });
    }
}

/// <summary><c>getReadReceipts</c>.</summary>
internal sealed class ReceiptsDdp(ListReceipts receipts) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("getReadReceipts", async call =>
        ReceiptViews.Of(await receipts.ExecuteAsync(call.Caller, call.RequiredObject(0).Text("messageId") ?? throw WireError.Match("Expected string in messageId"), call.Aborted)));
}

internal static class ReceiptViews
{
    public static List<WireObject> Of(IReadOnlyList<ListReceipts.Receipt> receipts) => receipts.Select(r => new WireObject
    {
        { "_id", r.MessageId + r.User.Id }, { "messageId", r.MessageId }, { "roomId", r.RoomId }, { "ts", r.At }, { "userId", r.User.Id },
        { "user", new WireObject { { "_id", r.User.Id }, { "username", r.User.Username }, { "name", r.User.Name } } },
    }).ToList();
}

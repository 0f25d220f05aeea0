using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary>The second of two steps: a file that its sender uploaded before is posted as a message. Once, however often it is asked for.</summary>
internal sealed class ConfirmUpload(IStore store, UploadFile upload, SendMessage send)
{
    private static readonly string[] _texts = ["msg", "tmid", "groupable", "alias", "avatar", "emoji"];

    /// <param name="body">Perhaps <c>msg</c>, <c>description</c>, <c>tmid</c>, <c>customFields</c>.</param>
    /// <returns>The message.</returns>
    /// <exception cref="WireError"><c>error-invalid-file</c> for what is not there, was posted already or is somebody else's; those of <see cref="UploadFile"/>.</exception>
    public async Task<RawJson> ExecuteAsync(Caller caller, string roomId, string fileId, JsonElement body, CancellationToken ct)
    {
        await upload.CheckRightsAsync(caller, roomId, ct);
        var description = body.Text("description");
        upload.CheckDescription(description);
        var messageId = Id.New();
        var shown = await store.WriteAsync(unit => TakeAsync(unit, caller, roomId, fileId, messageId, description, ct), ct)
            ?? throw new WireError("error-invalid-file", "There is no such file to confirm");
        var request = UploadFields.Read(roomId, Fields(body));
        var parts = JsonNode.Parse(shown)!.AsObject();
        if (description is { Length: > 0 } && parts["attachments"]?[0] is JsonObject attachment) attachment["description"] = description;
        foreach (var (name, value) in parts) request.Extras![name] = value?.DeepClone();
        try
        {
            return await send.ExecuteAsync(caller, request with { Id = messageId }, CancellationToken.None);
        }
        catch (WireError)
        {
            // The sender may try again.
            await GiveBackAsync(fileId, messageId, shown);
            throw;
        }
    }

    /// <returns>What the message shows; null when there is nothing to confirm.</returns>
    private static async Task<string?> TakeAsync(WriteUnit unit, Caller caller, string roomId, string fileId, string messageId, string? description, CancellationToken ct)
    {
        var shown = await unit.Db.Set<UploadRow>().Where(u => u.Id == fileId && u.RoomId == roomId && u.UserId == caller.UserId && u.MessageId == null).Select(u => u.Pending).FirstOrDefaultAsync(ct);
        if (shown is null) return null;
        var taken = await unit.Db.Set<UploadRow>().Where(u => u.Id == fileId && u.MessageId == null)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.MessageId, messageId).SetProperty(u => u.Description, description).SetProperty(u => u.Pending, (string?)null), ct);
        if (taken == 0) return null;
        await unit.Db.Set<UploadRow>().Where(u => u.OriginalId == fileId).ExecuteUpdateAsync(s => s.SetProperty(u => u.MessageId, messageId), ct);
        return shown;
    }

    private Task GiveBackAsync(string fileId, string messageId, string shown) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<UploadRow>().Where(u => u.OriginalId == fileId).ExecuteUpdateAsync(s => s.SetProperty(u => u.MessageId, (string?)null));
        return await unit.Db.Set<UploadRow>().Where(u => u.Id == fileId && u.MessageId == messageId).ExecuteUpdateAsync(s => s.SetProperty(u => u.MessageId, (string?)null).SetProperty(u => u.Pending, shown));
    }, CancellationToken.None);

    private static Dictionary<string, string> Fields(JsonElement body)
    {
        var fields = new Dictionary<string, string>();
        foreach (var name in _texts)
        {
            if (body.Get(name) is { } value) fields[name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        if (body.Get("customFields") is { } custom) fields["customFields"] = custom.GetRawText();
        return fields;
    }
}

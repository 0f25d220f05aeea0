using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Blobs;
using Parley.Platform.Ids;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary>Somebody posts a file: it is streamed to the store, looked at, and sent as a message of its own.</summary>
internal sealed class UploadFile(
    UploadedFiles files, IBlobStore blobs, PictureParts pictures, SendMessage send, RoomStore rooms, RoomAccess access, ISettings settings, TimeProvider clock)
{
    /// <summary>What surrounds a file in a form: boundaries, headers and text fields.</summary>
    private const long LargestForm = 2 * 1024 * 1024;

    /// <param name="form">A multipart body with <c>file</c> and perhaps <c>msg</c>, <c>description</c>, <c>tmid</c>; not read before the caller's rights are known.</param>
    /// <returns>The message.</returns>
    /// <exception cref="WireError"><c>error-unauthorized</c> for a closed room, <c>error-file-upload-disabled</c>, <c>error-direct-message-file-upload-not-allowed</c>,
    /// <c>error-file-too-large</c>, <c>error-invalid-file-type</c>, <c>error-invalid-file</c> for an empty one, <c>invalid-field</c>, and those of <see cref="SendMessage"/>.</exception>
    public async Task<RawJson> ExecuteAsync(Caller caller, string roomId, HttpRequest form, CancellationToken ct)
    {
        await CheckRightsAsync(caller, roomId, ct);
        if (MaxBytes is { } most && form.ContentLength > most + LargestForm) throw TooLarge();
        var upload = new Upload(Id.New());
        try
        {
            var fields = await MultipartForm.ReadAsync(form, "file", (content, name, cancel) => TakeAsync(upload, content, name, cancel), ct);
            return await PostAsync(caller, roomId, upload, fields, ct);
        }
        catch
        {
            // Nobody will ask for bytes that no message shows; the request itself may be gone already.
            await files.RemoveAsync(rows => rows.Where(u => u.Id == upload.Id || u.OriginalId == upload.Id), CancellationToken.None);
            await blobs.DeleteAsync(UploadedFiles.KeyOf(upload.Id), CancellationToken.None);
            throw;
        }
    }

    private long? MaxBytes => settings.Get(FileSettings.MaxFileSize) is > 0 and var most ? most : null;

    private async Task CheckRightsAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        if (room is null || !await access.CanReadAsync(caller, room, ct)) throw WireError.Unauthorized();
        if (!settings.Get(FileSettings.Enabled)) throw new WireError("error-file-upload-disabled", "File upload is disabled");
        if (room.IsDirect && !settings.Get(FileSettings.EnabledInDirect))
            throw new WireError("error-direct-message-file-upload-not-allowed", "File sharing is not allowed in direct messages");
        await access.CheckMayWriteAsync(caller, room, await rooms.FindMemberAsync(room.Id, caller.UserId, ct), ct);
    }

    private async Task TakeAsync(Upload upload, Stream content, string name, CancellationToken ct)
    {
        upload.Name = UploadedFiles.CleanName(name);
        var pipe = PipeReader.Create(content, new StreamPipeReaderOptions(leaveOpen: true));
        var start = (await pipe.ReadAtLeastAsync(ContentTypeSniffer.PrefixBytes, ct)).Buffer;
        if (start.IsEmpty) throw new WireError("error-invalid-file", "The file is empty");
        upload.ContentType = ContentTypeSniffer.Sniff(start.Slice(0, Math.Min(start.Length, ContentTypeSniffer.PrefixBytes)).ToArray(), upload.Name);
        pipe.AdvanceTo(start.Start);
        if (!MediaTypeLists.IsAllowed(settings, upload.ContentType)) throw new WireError("error-invalid-file-type", "File type is not accepted");
        try
        {
            upload.SizeBytes = (await blobs.PutAsync(UploadedFiles.KeyOf(upload.Id), pipe.AsStream(leaveOpen: true), MaxBytes, ct)).SizeBytes;
        }
        catch (BlobTooLargeException)
        {
            throw TooLarge();
        }
        await pipe.CompleteAsync();
    }

    private async Task<RawJson> PostAsync(Caller caller, string roomId, Upload upload, IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        var description = fields.GetValueOrDefault("description");
        if (description?.Length > settings.Get(MessageSettings.MaxAllowedSize)) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize");
        PictureFacts? picture = null;
        if (upload.ContentType.StartsWith("image/", StringComparison.Ordinal))
            (upload.SizeBytes, picture) = await pictures.PrepareAsync(UploadedFiles.KeyOf(upload.Id), upload.SizeBytes, ct);
        var messageId = Id.New();
        var file = new UploadRow
        {
            Id = upload.Id,
            RoomId = roomId,
            UserId = caller.UserId,
            Name = upload.Name,
            ContentType = upload.ContentType,
            SizeBytes = upload.SizeBytes,
            At = clock.GetUtcNow(),
            MessageId = messageId,
            Description = description,
            Width = picture?.Width,
            Height = picture?.Height,
        };
        var thumbnail = picture?.Thumbnail is { } made ? Thumbnail(file, made) : null;
        await files.AddAsync(thumbnail is null ? [file] : [file, thumbnail], ct);
        if (thumbnail is not null)
        {
            using var content = new MemoryStream(picture!.Thumbnail!.Bytes, writable: false);
            await blobs.PutAsync(UploadedFiles.KeyOf(thumbnail.Id), content, null, ct);
        }
        var request = Request(roomId, fields);
        var extras = request.Extras!;
        foreach (var (name, value) in FileAttachment.Extras(file, picture, thumbnail)) extras[name] = value?.DeepClone();
        // Given up half-way, the message could be stored while its file is taken back.
        return await send.ExecuteAsync(caller, request with { Id = messageId }, CancellationToken.None);
    }

    /// <summary>The text fields as far as a sender may choose them; what the file is says the server.</summary>
    private static SendMessage.Request Request(string roomId, IReadOnlyDictionary<string, string> fields)
    {
        var body = new JsonObject { ["text"] = fields.GetValueOrDefault("msg") ?? "", ["groupable"] = fields.GetValueOrDefault("groupable") == "true" };
        foreach (var name in new[] { "alias", "avatar", "emoji", "tmid", "tshow" })
        {
            if (fields.GetValueOrDefault(name) is { Length: > 0 } value) body[name] = value;
        }
        if (fields.GetValueOrDefault("customFields") is { Length: > 0 } text && WireRead.TryParse(text, out var custom)) body["customFields"] = JsonNode.Parse(custom.Value.GetRawText());
        using var document = System.Text.Json.JsonDocument.Parse(body.ToJsonString());
        return MessagePayload.ReadPost(document.RootElement.Clone(), roomId);
    }

    private static UploadRow Thumbnail(UploadRow original, EncodedImage made) => new()
    {
        Id = Id.New(),
        RoomId = original.RoomId,
        UserId = original.UserId,
        Name = original.Name,
        ContentType = made.ContentType,
        SizeBytes = made.Bytes.Length,
        At = original.At,
        MessageId = original.MessageId,
        OriginalId = original.Id,
        Width = made.Width,
        Height = made.Height,
    };

    private static WireError TooLarge() => new("error-file-too-large", "File is too large");

    private sealed class Upload(string id)
    {
        public string Id { get; } = id;
        public string Name { get; set; } = "";
        public string ContentType { get; set; } = ContentTypeSniffer.Unknown;
        public long SizeBytes { get; set; }
    }
}

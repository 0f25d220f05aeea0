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
    public Task<RawJson> ExecuteAsync(Caller caller, string roomId, HttpRequest form, CancellationToken ct) =>
        WithUploadAsync(caller, roomId, form, (upload, fields) => PostAsync(caller, roomId, upload, fields, ct), ct);

    /// <summary>The first of two steps: the file is kept for its sender, and shown to others once it is confirmed.</summary>
    /// <param name="form">A multipart body with <c>file</c>.</param>
    /// <exception cref="WireError">As <see cref="ExecuteAsync"/>.</exception>
    public Task<UploadRow> KeepAsync(Caller caller, string roomId, HttpRequest form, CancellationToken ct) => WithUploadAsync(caller, roomId, form, async (upload, _) =>
    {
        var (file, _) = await StoreAsync(caller, roomId, upload, null, null, ct);
        return file;
    }, ct);

    private async Task<T> WithUploadAsync<T>(Caller caller, string roomId, HttpRequest form, Func<Upload, IReadOnlyDictionary<string, string>, Task<T>> use, CancellationToken ct)
    {
        await CheckRightsAsync(caller, roomId, ct);
        if (MaxBytes is { } most && form.ContentLength > most + LargestForm) throw TooLarge();
        var upload = new Upload(Id.New());
        try
        {
            var fields = await MultipartForm.ReadAsync(form, "file", (content, name, cancel) => TakeAsync(upload, content, name, cancel), ct);
            return await use(upload, fields);
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

    /// <exception cref="WireError">See <see cref="ExecuteAsync"/>.</exception>
    public async Task CheckRightsAsync(Caller caller, string roomId, CancellationToken ct)
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
        CheckDescription(description);
        var messageId = Id.New();
        var (_, shown) = await StoreAsync(caller, roomId, upload, description, messageId, ct);
        var request = UploadFields.Read(roomId, fields);
        foreach (var (name, value) in shown) request.Extras![name] = value?.DeepClone();
        // Given up half-way, the message could be stored while its file is taken back.
        return await send.ExecuteAsync(caller, request with { Id = messageId }, CancellationToken.None);
    }

    /// <exception cref="WireError"><c>error-message-size-exceeded</c>.</exception>
    public void CheckDescription(string? description)
    {
        if (description?.Length > settings.Get(MessageSettings.MaxAllowedSize)) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize");
    }

    /// <param name="messageId">Null while nobody has confirmed the file.</param>
    /// <returns>The file, and what a message shows of it.</returns>
    private async Task<(UploadRow File, JsonObject Shown)> StoreAsync(Caller caller, string roomId, Upload upload, string? description, string? messageId, CancellationToken ct)
    {
        PictureFacts? picture = null;
        if (upload.ContentType.StartsWith("image/", StringComparison.Ordinal))
            (upload.SizeBytes, picture) = await pictures.PrepareAsync(UploadedFiles.KeyOf(upload.Id), upload.SizeBytes, ct);
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
        var shown = FileAttachment.Extras(file, picture, thumbnail);
        if (messageId is null) file.Pending = shown.ToJsonString(WireJson.NodeOptions);
        await files.AddAsync(thumbnail is null ? [file] : [file, thumbnail], ct);
        if (thumbnail is not null)
        {
            using var content = new MemoryStream(picture!.Thumbnail!.Bytes, writable: false);
            await blobs.PutAsync(UploadedFiles.KeyOf(thumbnail.Id), content, null, ct);
        }
        return (file, shown);
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

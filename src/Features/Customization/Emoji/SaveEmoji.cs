using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Blobs;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Customization.Emoji;

/// <summary>Adds, changes and removes emoji of the workspace.</summary>
internal sealed class SaveEmoji(IStore store, EmojiCatalogue catalogue, IBlobStore blobs, ImageProcessor images, ImageWork work, PermissionRegistry permissions, StreamHub hub)
{
    /// <summary>Largest picture taken.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const int MostEmoji = 10_000;
    private const int MostAliases = 20;

    /// <param name="Id">Null for a new one.</param>
    /// <param name="Aliases">Separated by commas; null means none.</param>
    /// <param name="Picture">Null keeps the present one.</param>
    /// <param name="Extension">For callers who send the picture later.</param>
    public sealed record Request(string? Id, string? Name, string? Aliases, byte[]? Picture, string? Extension = null);

    /// <exception cref="WireError"><c>not_authorized</c>.</exception>
    public void CheckMayManage(Caller caller)
    {
        if (!permissions.Has(caller, CustomizationPermissions.ManageEmoji)) throw new WireError("not_authorized");
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-the-field-is-required</c>, <c>error-input-is-not-a-valid-field</c>,
    /// <c>Custom_Emoji_Error_Name_Or_Alias_Already_In_Use</c>, <c>emoji-is-not-image</c>, <c>error-file-too-large</c>,
    /// <c>Emoji not found.</c> for an id that is not there.</exception>
    public async Task<EmojiRow> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        CheckMayManage(caller);
        var name = CustomNames.ReadEmoji(request.Name, "Name");
        var aliases = ReadAliases(request.Aliases, name);
        var format = request.Picture is null ? null : await FormatOfAsync(request.Picture, ct);
        var extension = format ?? CustomNames.ReadEmoji(request.Extension ?? "png", "Extension");
        var row = await store.WriteAsync(async unit =>
        {
            var others = await unit.Db.Set<EmojiRow>().Where(e => e.RemovedAt == null && e.Id != request.Id).ToListAsync(ct);
            foreach (var wanted in aliases.Prepend(name))
            {
                if (others.Exists(o => o.Name == wanted || o.AliasList.Contains(wanted)))
                    throw new WireError("Custom_Emoji_Error_Name_Or_Alias_Already_In_Use", "The custom emoji or one of its aliases is already in use");
            }
            var emoji = request.Id is null ? null : await unit.Db.Set<EmojiRow>().FirstOrDefaultAsync(e => e.Id == request.Id && e.RemovedAt == null, ct) ?? throw new WireError("Emoji not found.");
            var before = emoji is null ? null : State(emoji);
            if (emoji is null)
            {
                if (others.Count >= MostEmoji) throw new WireError("error-too-many-emoji", "There are too many custom emoji");
                unit.Db.Add(emoji = new EmojiRow { Id = Id.New(), Name = name, Extension = extension });
            }
            emoji.Name = name;
            emoji.Aliases = aliases.Count == 0 ? "" : "|" + string.Join('|', aliases) + "|";
            if (format is not null || request.Extension is not null) emoji.Extension = extension;
            emoji.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, before is null ? "emoji.create" : "emoji.update", "emoji", emoji.Id, emoji.Name, before, State(emoji), ct);
            return emoji;
        }, ct);
        if (request.Picture is not null) row = await StoreNewAsync(row, request, ct);
        await TellAsync(row, "updateEmojiCustom", ct);
        return row;
    }

    /// <summary>The picture of an emoji that was saved before, for callers who send it apart.</summary>
    /// <exception cref="WireError"><c>not_authorized</c>, <c>emoji-is-not-image</c>, <c>error-file-too-large</c>, <c>Custom_Emoji_Error_Invalid_Emoji</c>.</exception>
    public async Task UploadAsync(Caller caller, string name, byte[] picture, CancellationToken ct)
    {
        CheckMayManage(caller);
        await FormatOfAsync(picture, ct);
        var row = await catalogue.FindByNameAsync(name, ct) ?? throw new WireError("Custom_Emoji_Error_Invalid_Emoji", "Invalid emoji");
        await TellAsync(await StoreAsync(row, picture, ct), "updateEmojiCustom", ct);
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>Custom_Emoji_Error_Invalid_Emoji</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        CheckMayManage(caller);
        var row = await store.WriteAsync(async unit =>
        {
            var emoji = await unit.Db.Set<EmojiRow>().FirstOrDefaultAsync(e => e.Id == id && e.RemovedAt == null, ct)
                ?? throw new WireError("Custom_Emoji_Error_Invalid_Emoji", "Invalid emoji", details: new WireObject { { "method", "deleteEmojiCustom" } });
            emoji.RemovedAt = emoji.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, "emoji.delete", "emoji", emoji.Id, emoji.Name, State(emoji), null, ct);
            return emoji;
        }, ct);
        await blobs.DeleteAsync(row.BlobKey, ct);
        await TellAsync(row, "deleteEmojiCustom", ct);
    }

    private static WireObject State(EmojiRow emoji) => new() { { "name", emoji.Name }, { "aliases", emoji.AliasList } };

    private static List<string> ReadAliases(string? text, string name)
    {
        var given = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (given.Length > MostAliases) throw new WireError("error-input-is-not-a-valid-field", "There are too many aliases");
        return [.. given.Select(a => CustomNames.ReadEmoji(a, "Aliases")).Where(a => a != name).Distinct()];
    }

    /// <summary>The extension that fits the picture's real content.</summary>
    private async Task<string> FormatOfAsync(byte[] picture, CancellationToken ct)
    {
        if (picture.Length > MaxBytes) throw new WireError("error-file-too-large", "The picture is too large");
        using var content = new MemoryStream(picture, writable: false);
        var probe = await work.RunAsync(() => images.Probe(content), ct);
        if (!probe.IsSuccess) throw new WireError("emoji-is-not-image", "The file is not a picture");
        return probe.Value.Format switch { ImageFormat.Jpeg => "jpg", ImageFormat.Gif => "gif", ImageFormat.WebP => "webp", _ => "png" };
    }

    /// <summary>An emoji whose first picture is refused was never there.</summary>
    private async Task<EmojiRow> StoreNewAsync(EmojiRow row, Request request, CancellationToken ct)
    {
        try
        {
            return await StoreAsync(row, request.Picture!, ct);
        }
        catch (WireError) when (request.Id is null)
        {
            await store.WriteAsync(unit => unit.Db.Set<EmojiRow>().Where(e => e.Id == row.Id).ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);
            throw;
        }
    }

    private async Task<EmojiRow> StoreAsync(EmojiRow row, byte[] picture, CancellationToken ct)
    {
        using var content = new MemoryStream(picture, writable: false);
        await blobs.PutAsync(row.BlobKey, content, MaxBytes, ct);
        return await store.WriteAsync(async unit =>
        {
            var emoji = await unit.Db.Set<EmojiRow>().FirstAsync(e => e.Id == row.Id, ct);
            emoji.ContentType = ContentTypeSniffer.Sniff(picture, null);
            emoji.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            return emoji;
        }, ct);
    }

    private async Task TellAsync(EmojiRow row, string what, CancellationToken ct)
    {
        await catalogue.ChangedAsync(ct);
        hub.Emit("notify-logged", what, [new WireObject { { "emojiData", row.View() } }]);
    }
}

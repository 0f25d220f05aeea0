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

namespace Parley.Customization.Sounds;

/// <summary>Adds, changes and removes sounds that people may choose for their notices.</summary>
internal sealed class SaveSound(IStore store, SoundCatalogue catalogue, IBlobStore blobs, PermissionRegistry permissions, StreamHub hub)
{
    /// <summary>Largest sound taken.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    private const int MostSounds = 1000;

    /// <exception cref="WireError"><c>not_authorized</c>.</exception>
    public void CheckMayManage(Caller caller)
    {
        if (!permissions.Has(caller, CustomizationPermissions.ManageSounds)) throw new WireError("not_authorized");
    }

    /// <param name="id">Null for a new one.</param>
    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-the-field-is-required</c>, <c>error-input-is-not-a-valid-field</c>,
    /// <c>Custom_Sound_Error_Name_Already_In_Use</c>, <c>Custom_Sound_Error_Invalid_Sound</c>.</exception>
    public async Task<SoundRow> ExecuteAsync(Caller caller, string? id, string? givenName, string? givenExtension, CancellationToken ct)
    {
        CheckMayManage(caller);
        var name = CustomNames.ReadText(givenName, "Name");
        var extension = CustomNames.ReadEmoji(givenExtension ?? "mp3", "Extension");
        var row = await store.WriteAsync(async unit =>
        {
            var others = await unit.Db.Set<SoundRow>().Where(s => s.Id != id).Select(s => s.Name).ToListAsync(ct);
            if (others.Contains(name)) throw new WireError("Custom_Sound_Error_Name_Already_In_Use", "The custom sound name is already in use", details: Method("insertOrUpdateSound"));
            var sound = id is null ? null : await unit.Db.Set<SoundRow>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw Unknown("insertOrUpdateSound");
            var before = sound is null ? null : new WireObject { { "name", sound.Name } };
            if (sound is null)
            {
                if (others.Count >= MostSounds) throw new WireError("error-too-many-sounds", "There are too many custom sounds");
                unit.Db.Add(sound = new SoundRow { Id = Id.New(), Name = name, Extension = extension });
            }
            sound.Name = name;
            sound.Extension = extension;
            sound.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, before is null ? "sound.create" : "sound.update", "sound", sound.Id, sound.Name, before, new WireObject { { "name", sound.Name } }, ct);
            return sound;
        }, ct);
        await TellAsync(row, "updateCustomSound", ct);
        return row;
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>Custom_Sound_Error_Invalid_Sound</c>, <c>error-invalid-file-type</c> for what is no sound.</exception>
    public async Task UploadAsync(Caller caller, string id, byte[] sound, CancellationToken ct)
    {
        CheckMayManage(caller);
        var present = (await catalogue.AllAsync(ct)).FirstOrDefault(s => s.Id == id) ?? throw Unknown("uploadCustomSound");
        var contentType = TypeOf(sound, present.Extension);
        using (var content = new MemoryStream(sound, writable: false)) await blobs.PutAsync(present.BlobKey, content, MaxBytes, ct);
        var row = await store.WriteAsync(async unit =>
        {
            var stored = await unit.Db.Set<SoundRow>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw Unknown("uploadCustomSound");
            stored.ContentType = contentType;
            stored.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            return stored;
        }, ct);
        await TellAsync(row, "updateCustomSound", ct);
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>Custom_Sound_Error_Invalid_Sound</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        CheckMayManage(caller);
        var row = await store.WriteAsync(async unit =>
        {
            var sound = await unit.Db.Set<SoundRow>().FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw Unknown("deleteCustomSound");
            unit.Db.Remove(sound);
            await unit.AuditAsync(caller, "sound.delete", "sound", sound.Id, sound.Name, new WireObject { { "name", sound.Name } }, null, ct);
            return sound;
        }, ct);
        await blobs.DeleteAsync(row.BlobKey, ct);
        await TellAsync(row, "deleteCustomSound", ct);
    }

    private static string TypeOf(byte[] sound, string extension)
    {
        var type = ContentTypeSniffer.Sniff(sound, "sound." + extension);
        if (type is "video/ogg" or "video/mp4" or "video/webm") type = "audio" + type[5..];
        return type.StartsWith("audio/", StringComparison.Ordinal) ? type : throw new WireError("error-invalid-file-type", "The file is not a sound");
    }

    private static WireError Unknown(string method) => new("Custom_Sound_Error_Invalid_Sound", "Invalid sound", details: Method(method));

    private static WireObject Method(string method) => new() { { "method", method } };

    private async Task TellAsync(SoundRow row, string what, CancellationToken ct)
    {
        await catalogue.ChangedAsync(ct);
        var told = new WireObject { { "soundData", row.View() } };
        hub.Emit("notify-all", what, [told]);
        hub.Emit("notify-all", "public-info", [new object[] { what, new object[] { told } }]);
    }
}

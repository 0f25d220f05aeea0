using System.Collections.Concurrent;
using Parley.People.Accounts;
using Parley.Platform.Blobs;
using Parley.Platform.Ids;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.People.Avatars;

/// <summary>Pictures by owner and tag: one blob each, in the workspace's size. Other sizes are made when asked for and kept in memory for a while.</summary>
internal sealed class AvatarStore(IBlobStore blobs, ImageProcessor images, ImageWork work, ISettings settings)
{
    private const int MostKept = 512;
    private const int LargestKept = 64 * 1024;
    private readonly ConcurrentDictionary<(string Key, int Size, ImageFormat? Format), AvatarPicture> _made = new();

    public async Task<string> StoreAsync(string owner, byte[] picture, CancellationToken ct)
    {
        var side = settings.Get(AccountSettings.AvatarResize) ? (int)Math.Clamp(settings.Get(AccountSettings.AvatarSize), InitialsAvatar.MinSize, InitialsAvatar.MaxSize) : InitialsAvatar.MaxSize;
        var made = await work.RunAsync(() => Make(picture, side, null), ct) ?? throw new WireError("error-avatar-invalid-content-type", "The file is not a picture that can be used as avatar");
        var etag = Id.New();
        using var content = new MemoryStream(made.Bytes, writable: false);
        await blobs.PutAsync(KeyOf(owner, etag), content, null, ct);
        return etag;
    }

    public async Task RemoveAsync(string owner, string? etag, CancellationToken ct)
    {
        if (etag is not null) await blobs.DeleteAsync(KeyOf(owner, etag), ct);
    }

    /// <param name="size">Null for the size it is stored in.</param>
    /// <param name="format">Null for the format it is stored in.</param>
    /// <returns>Null when there is no such picture.</returns>
    public async Task<AvatarPicture?> FindAsync(string owner, string etag, int? size, ImageFormat? format, CancellationToken ct)
    {
        var id = (KeyOf(owner, etag), size ?? 0, format);
        if (_made.TryGetValue(id, out var known)) return known;
        if (await ReadAsync(id.Item1, ct) is not { } found) return null;
        var (stored, at) = found;
        var picture = new AvatarPicture(stored, ContentTypeSniffer.Sniff(stored, null), at);
        if (size is { } side || format is not null)
        {
            var made = await work.RunAsync(() => Make(stored, size ?? InitialsAvatar.DefaultSize, format), ct);
            if (made is not null) picture = new AvatarPicture(made.Bytes, made.ContentType, at);
        }
        if (picture.Bytes.Length > LargestKept) return picture;
        if (_made.Count >= MostKept) _made.Clear();
        return _made[id] = picture;
    }

    private static string KeyOf(string owner, string etag) => $"avatars/{owner}/{etag}";

    private EncodedImage? Make(byte[] picture, int side, ImageFormat? format)
    {
        using var content = new MemoryStream(picture, writable: false);
        var probe = images.Probe(content);
        if (!probe.IsSuccess) return null;
        var made = images.MakeAvatar(content, side, format ?? (probe.Value.HasTransparency ? ImageFormat.Png : ImageFormat.Jpeg));
        return made.IsSuccess ? made.Value : null;
    }

    private async Task<(byte[] Bytes, DateTimeOffset At)?> ReadAsync(string key, CancellationToken ct)
    {
        await using var blob = await blobs.OpenAsync(key, null, ct);
        if (blob is null) return null;
        using var copy = new MemoryStream();
        await blob.Content.CopyToAsync(copy, ct);
        return (copy.ToArray(), blob.StoredAt);
    }
}

/// <param name="At">When it was stored; null for initials, which have no time.</param>
internal sealed record AvatarPicture(byte[] Bytes, string ContentType, DateTimeOffset? At = null);

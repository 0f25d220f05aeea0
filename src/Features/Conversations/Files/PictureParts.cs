using Parley.Platform.Blobs;
using Parley.Platform.Images;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>What a picture needs to be shown before it is there, and in place of it.</summary>
/// <param name="Preview">Base64 of a tiny JPEG.</param>
/// <param name="Thumbnail">Null where the picture itself is small or moves.</param>
internal sealed record PictureFacts(int Width, int Height, string? Preview, EncodedImage? Thumbnail);

/// <summary>Turns, cleans, measures and shrinks an uploaded picture as the workspace's settings say.</summary>
internal sealed class PictureParts(IBlobStore blobs, ImageProcessor images, ImageWork work, ISettings settings)
{
    /// <summary>Larger files are stored as they are: a picture of this size on disk is no snapshot.</summary>
    private const long LargestBytes = 64 * 1024 * 1024;

    /// <param name="key">The stored blob; replaced when it had to be turned or cleaned.</param>
    /// <returns>The size in bytes as it is now, and the facts; no facts for what cannot be decoded.</returns>
    public async Task<(long SizeBytes, PictureFacts? Facts)> PrepareAsync(string key, long sizeBytes, CancellationToken ct)
    {
        if (sizeBytes > LargestBytes) return (sizeBytes, null);
        using var picture = await ReadAsync(key, sizeBytes, ct);
        if (picture is null) return (sizeBytes, null);
        var (replacement, facts) = await work.RunAsync(() => Work(picture), ct);
        if (replacement is null) return (sizeBytes, facts);
        using var content = new MemoryStream(replacement.Bytes, writable: false);
        return ((await blobs.PutAsync(key, content, null, ct)).SizeBytes, facts);
    }

    private (EncodedImage? Replacement, PictureFacts? Facts) Work(MemoryStream original)
    {
        var probe = images.Probe(original);
        if (!probe.IsSuccess) return (null, null);
        var info = probe.Value;
        var replacement = info.Frames > 1 ? null : Cleaned(original, info);
        using var now = replacement is null ? original : new MemoryStream(replacement.Bytes, writable: false);
        var box = ((int)Math.Clamp(settings.Get(FileSettings.ThumbnailWidth), 16, 4096), (int)Math.Clamp(settings.Get(FileSettings.ThumbnailHeight), 16, 4096));
        var isLarge = info.Width > box.Item1 || info.Height > box.Item2;
        var thumbnail = settings.Get(FileSettings.Thumbnails) && isLarge && info.Frames == 1 ? images.MakeThumbnail(now, box.Item1, box.Item2).Value : null;
        return (replacement, new PictureFacts(info.Width, info.Height, images.MakePreview(now).Value, thumbnail));
    }

    private EncodedImage? Cleaned(MemoryStream original, ImageInfo info)
    {
        if (info.Format == ImageFormat.Gif) return null;
        if (settings.Get(FileSettings.StripExif)) return images.StripMetadata(original).Value;
        return info.IsTurned && settings.Get(FileSettings.RotateImages) ? images.MakeUpright(original).Value : null;
    }

    private async Task<MemoryStream?> ReadAsync(string key, long sizeBytes, CancellationToken ct)
    {
        await using var blob = await blobs.OpenAsync(key, null, ct);
        if (blob is null) return null;
        var copy = new MemoryStream((int)sizeBytes);
        await blob.Content.CopyToAsync(copy, ct);
        return copy;
    }
}

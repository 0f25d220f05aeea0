using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Platform.Blobs;
using Parley.Platform.Images;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Customization.Assets;

/// <summary><c>/assets/{name}.{extension}</c> for the names of <see cref="AssetKinds"/>: the workspace's picture or ours. The extension is decoration.</summary>
internal sealed class AssetPages(IBlobStore blobs, SettingsRegistry settings)
{
    /// <summary>When our own pictures were last drawn anew.</summary>
    private static readonly DateTimeOffset _drawnAt = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<byte[]> _vector = new(static () => Resource("default.svg"));
    private static readonly Lazy<byte[]> _pixels = new(static () => Resource("default.png"));

    private readonly ConcurrentDictionary<string, byte[]> _drawn = [];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var kind in AssetKinds.All)
            endpoints.MapMethods($"/assets/{kind.Name}.{{extension}}", ["GET", "HEAD"], http => AnswerAsync(http, kind));
    }

    private async Task AnswerAsync(HttpContext http, AssetKind kind)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var state = settings.Find(kind.SettingId)!;
        if (((WireObject)state.Value)["url"] is string url && state.UpdatedAt is { } changedAt)
        {
            await CustomFile.ServeAsync(http, blobs, kind.BlobKey, TypeOf(url), changedAt);
            return;
        }
        if (!kind.HasDefault)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var picture = kind.Types[0] == AssetKinds.Svg ? _vector.Value : _drawn.GetOrAdd(kind.Name, _ => Draw(kind));
        await CustomFile.ServeAsync(http, picture, kind.Types[0], state.UpdatedAt ?? _drawnAt);
    }

    private static string TypeOf(string url) => url[(url.LastIndexOf('.') + 1)..] switch { "svg" => AssetKinds.Svg, "jpg" => AssetKinds.Jpeg, "ico" => AssetKinds.Ico, _ => AssetKinds.Png };

    private static byte[] Draw(AssetKind kind) =>
        kind.Types[0] == AssetKinds.Ico ? Icon(ImageProcessor.Place(_pixels.Value, 32, 32)) : ImageProcessor.Place(_pixels.Value, kind.Width!.Value, kind.Height!.Value);

    private static byte[] Resource(string name)
    {
        using var resource = typeof(AssetPages).Assembly.GetManifestResourceStream("Parley.Customization.Assets." + name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    /// <summary>An icon file around one PNG of 32 pixels.</summary>
    private static byte[] Icon(byte[] png)
    {
        const int head = 22;
        var icon = new byte[head + png.Length];
        icon[2] = 1; // an icon
        icon[4] = 1; // one picture
        (icon[6], icon[7]) = (32, 32);
        icon[10] = 1;
        icon[12] = 32;
        BinaryPrimitives.WriteInt32LittleEndian(icon.AsSpan(14), png.Length);
        BinaryPrimitives.WriteInt32LittleEndian(icon.AsSpan(18), head);
        png.CopyTo(icon, head);
        return icon;
    }
}

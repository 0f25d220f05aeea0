using System.Text.Json;
using Parley.Platform.Blobs;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Customization.Assets;

/// <summary>Gives the workspace a picture of its own, or takes it away again. Clients hear of it as of any setting.</summary>
internal sealed class SaveAsset(IBlobStore blobs, ImageProcessor images, SettingsRegistry settings, PermissionRegistry permissions)
{
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-asset</c>, <c>error-invalid-file-type</c>, <c>error-invalid-file-width</c>, <c>error-invalid-file-height</c>.</exception>
    public async Task ExecuteAsync(Caller caller, string? name, byte[] content, CancellationToken ct)
    {
        var kind = Check(caller, name);
        var type = TypeOf(content);
        if (!kind.Types.Contains(type)) throw new WireError("error-invalid-file-type", $"A file of this type cannot be used: {type}");
        CheckSize(kind, type, content);
        await blobs.PutAsync(kind.BlobKey, new MemoryStream(content), MaxBytes, ct);
        await SetAsync(caller, kind, new WireObject { { "url", $"assets/{kind.Name}.{ExtensionOf(type)}" } }, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-asset</c>.</exception>
    public async Task RemoveAsync(Caller caller, string? name, CancellationToken ct)
    {
        var kind = Check(caller, name);
        await SetAsync(caller, kind, [], ct);
        await blobs.DeleteAsync(kind.BlobKey, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>.</exception>
    public void CheckMayManage(Caller caller)
    {
        if (!permissions.Has(caller, CustomizationPermissions.ManageAssets)) throw WireError.ActionNotAllowed("Managing_assets");
    }

    private AssetKind Check(Caller caller, string? name)
    {
        CheckMayManage(caller);
        return AssetKinds.Find(name) ?? throw new WireError("error-invalid-asset", "Invalid asset");
    }

    private static string TypeOf(byte[] content) =>
        content is [0, 0, 1, 0, ..] ? AssetKinds.Ico : ContentTypeSniffer.Sniff(content, null);

    private static string ExtensionOf(string type) => type switch { AssetKinds.Svg => "svg", AssetKinds.Jpeg => "jpg", AssetKinds.Ico => "ico", _ => "png" };

    private void CheckSize(AssetKind kind, string type, byte[] content)
    {
        if (type is AssetKinds.Svg or AssetKinds.Ico) return;
        if (images.Probe(new MemoryStream(content)).Value is not { } info) throw new WireError("error-invalid-file-type", "The picture cannot be read");
        if (kind.Width is { } width && info.Width != width) throw new WireError("error-invalid-file-width", $"The picture must be {width} pixels wide");
        if (kind.Height is { } height && info.Height != height) throw new WireError("error-invalid-file-height", $"The picture must be {height} pixels high");
    }

    private async Task SetAsync(Caller caller, AssetKind kind, WireObject picture, CancellationToken ct)
    {
        var setting = AssetKinds.SettingOf(kind);
        picture.Add("defaultUrl", setting.Default["defaultUrl"]);
        using var value = JsonDocument.Parse(WireJson.ToUtf8(picture, WireDialect.Rest));
        await settings.SetAsync([new(setting.Id, value.RootElement.Clone())], caller, ct);
    }
}

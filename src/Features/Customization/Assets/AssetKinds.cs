using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Customization.Assets;

/// <summary>A place for a picture of the workspace.</summary>
/// <param name="Types">Content types that fit it.</param>
/// <param name="Width">In pixels; null takes any.</param>
internal sealed record AssetKind(string Name, IReadOnlyList<string> Types, int? Width = null, int? Height = null)
{
    public string SettingId => "Assets_" + Name;

    public string BlobKey => "assets/" + Name;

    /// <summary>Of the picture that stands for it while there is none.</summary>
    public string DefaultExtension => Types[0] switch { AssetKinds.Svg => "svg", AssetKinds.Ico => "ico", _ => "png" };

    /// <summary>Login backgrounds are plain unless somebody brings one.</summary>
    public bool HasDefault => !Name.StartsWith("background", StringComparison.Ordinal);
}

/// <summary>All places, as clients name them (SET-064 to SET-066).</summary>
internal static class AssetKinds
{
    public const string Svg = "image/svg+xml";
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Ico = "image/x-icon";

    private static readonly string[] _any = [Svg, Png, Jpeg];

    public static readonly IReadOnlyList<AssetKind> All =
    [
        new("logo", _any), new("logo_dark", _any), new("background", _any), new("background_dark", _any),
        new("favicon_ico", [Ico]), new("favicon", [Svg]), new("safari_pinned", [Svg]),
        Square("favicon_16", 16), Square("favicon_32", 32), Square("favicon_192", 192), Square("favicon_512", 512),
        Square("touchicon_180", 180), Square("touchicon_180_pre", 180),
        Square("tile_70", 70), Square("tile_144", 144), Square("tile_150", 150), Square("tile_310_square", 310),
        new("tile_310_wide", [Png], 310, 150),
    ];

    /// <summary>Their addresses, for clients. Set by uploading, never by hand.</summary>
    public static readonly IReadOnlyList<Setting<WireObject>> Settings = [.. All.Select(kind => new Setting<WireObject>(kind.SettingId, "asset", "Assets", Default(kind)) { IsPublic = true, IsReadOnly = true })];

    public static AssetKind? Find(string? name) => All.FirstOrDefault(kind => kind.Name == name);

    public static Setting<WireObject> SettingOf(AssetKind kind) => Settings.First(s => s.Id == kind.SettingId);

    private static AssetKind Square(string name, int side) => new(name, [Png], side, side);

    private static WireObject Default(AssetKind kind) => kind.HasDefault ? new WireObject { { "defaultUrl", $"assets/{kind.Name}.{kind.DefaultExtension}" } } : [];
}

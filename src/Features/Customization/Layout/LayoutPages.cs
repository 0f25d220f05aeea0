using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Customization.Assets;
using Parley.Platform.Settings;

namespace Parley.Customization.Layout;

/// <summary><c>/theme.css</c>, the workspace's own rules of style, <c>/workspace-scripts/</c>, what it lets browsers run, and <c>/manifest.json</c>, by which browsers install the workspace under its name and icons.</summary>
internal sealed class LayoutPages(SettingsRegistry settings)
{
    private static readonly DateTimeOffset _neverChanged = DateTimeOffset.UnixEpoch;

    /// <summary>Declared by People; read here by its identifier.</summary>
    private static readonly Setting<string> _siteName = SettingOf.Text("Site_Name", "General", "Parley");

    /// <summary>What is behind the page until it has drawn itself.</summary>
    private const string Paper = "#ffffff";

    private static readonly string[] _icons = ["favicon_192", "favicon_512"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/theme.css", ["GET", "HEAD"], CssAsync);
        foreach (var (name, script) in new[] { ("on-logout", LayoutSettings.OnLogout), ("logged-out", LayoutSettings.LoggedOut), ("logged-in", LayoutSettings.LoggedIn) })
            endpoints.MapMethods($"/workspace-scripts/{name}.js", ["GET", "HEAD"], http => ScriptAsync(http, script));
        endpoints.MapMethods("/manifest.json", ["GET", "HEAD"], ManifestAsync);
    }

    private Task CssAsync(HttpContext http) =>
        CustomFile.ServeAsync(http, Encoding.UTF8.GetBytes(ThemeColors.Css(settings) + settings.Get(LayoutSettings.Css)), "text/css; charset=utf-8",
            ThemeColors.All.Select(color => ChangedAt(color.Setting.Id)).Append(ChangedAt(LayoutSettings.Css.Id)).Max());

    private Task ScriptAsync(HttpContext http, Setting<string> script) =>
        CustomFile.ServeAsync(http, Encoding.UTF8.GetBytes(settings.Get(script)), "text/javascript; charset=utf-8", ChangedAt(script.Id));

    private Task ManifestAsync(HttpContext http)
    {
        var name = settings.Get(_siteName);
        var manifest = new
        {
            name,
            short_name = name,
            id = "/",
            start_url = "/",
            scope = "/",
            display = "standalone",
            theme_color = Paper,
            background_color = Paper,
            icons = _icons.Select(icon => AssetKinds.All.Single(kind => kind.Name == icon))
                .Select(kind => new { src = $"/assets/{kind.Name}.png", sizes = $"{kind.Width}x{kind.Height}", type = AssetKinds.Png, purpose = "any" }),
            // Where texts and addresses go that other apps share (MOB-023).
            share_target = new { action = "/share", method = "GET", @params = new { title = "title", text = "text", url = "url" } },
            launch_handler = new { client_mode = "navigate-existing" },
        };
        return CustomFile.ServeAsync(http, JsonSerializer.SerializeToUtf8Bytes(manifest), "application/manifest+json", ChangedAt(_siteName.Id));
    }

    private DateTimeOffset ChangedAt(string setting) => settings.Find(setting)?.UpdatedAt ?? _neverChanged;
}

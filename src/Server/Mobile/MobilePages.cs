using System.Text.RegularExpressions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Server.Mobile;

/// <summary>Which apps open links of the workspace (MOB-022).</summary>
internal static class MobileSettings
{
    private const string Group = "Mobile";
    private const string Links = "Links";

    /// <summary>One a line: the team's id, a dot, the app's. Parley's own.</summary>
    public static readonly Setting<string> AppleApps = SettingOf.Text("Mobile_Apple_App_Ids", Group, "", Links);

    /// <summary>One a line: the package, a space, the SHA-256 of the certificate it is signed with. Parley's own.</summary>
    public static readonly Setting<string> AndroidApps = SettingOf.Text("Mobile_Android_Apps", Group, "", Links);

    /// <summary>Whether apps call methods by <c>method.call</c> rather than over the socket; both work.</summary>
    public static readonly Setting<bool> CallsByRest = SettingOf.Bool("API_Use_REST_For_DDP_Calls", "General", true, "REST API", isPublic: true);

    public static IReadOnlyList<Setting> All => [CallsByRest, AppleApps, AndroidApps];
}

/// <summary>What the official apps ask outside <c>/api/v1</c>.</summary>
internal static partial class MobilePages
{
    public static void Map(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SettingsRegistry>();
        // A probe of apps for a transport of their own; it is refused kindly, and they go on without (MOB-004).
        app.MapPost("/api/ecdh_proxy/initEncryptedSession", http => SayAsync(http, new WireObject { { "success", false }, { "error", "Not Acceptable" } }));
        // Clients compare their clock with ours (MOB-005).
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.MapGet("/_timesync", http =>
        {
            http.Response.ContentType = "text/plain";
            http.Response.Headers.CacheControl = "no-store";
            return http.Response.WriteAsync(clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        app.MapGet("/.well-known/apple-app-site-association", http => SayAsync(http, Apple(Lines(settings.Get(MobileSettings.AppleApps)))));
        app.MapGet("/.well-known/assetlinks.json", http => SayAsync(http, Android(Lines(settings.Get(MobileSettings.AndroidApps)))));
    }

    private static WireObject? Apple(IReadOnlyList<string> lines)
    {
        var ids = lines.Where(line => AppleId().IsMatch(line)).ToList();
        if (ids.Count == 0) return null;
        var places = new[] { "/go/*", "/invite/*", "/channel/*", "/group/*", "/direct/*" }.Select(path => new WireObject { { "/", path } }).ToList();
        return new()
        {
            { "applinks", new WireObject { { "apps", Array.Empty<string>() }, { "details", new[] { new WireObject { { "appIDs", ids }, { "components", places } } } } } },
            { "webcredentials", new WireObject { { "apps", ids } } },
        };
    }

    private static List<WireObject>? Android(IReadOnlyList<string> lines)
    {
        var apps = lines.Select(line => AndroidApp().Match(line)).Where(match => match.Success).GroupBy(match => match.Groups[1].Value, match => match.Groups[2].Value.ToUpperInvariant()).Select(app => new WireObject
        {
            { "relation", new[] { "delegate_permission/common.handle_all_urls" } },
            { "target", new WireObject { { "namespace", "android_app" }, { "package_name", app.Key }, { "sha256_cert_fingerprints", app.Distinct().ToList() } } },
        }).ToList();
        return apps.Count == 0 ? null : apps;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Task SayAsync(HttpContext http, object? answer)
    {
        if (answer is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(WireJson.ToUtf8(answer, WireDialect.Rest)).AsTask();
    }

    [GeneratedRegex(@"^[A-Z0-9]{10}\.[A-Za-z0-9.-]{1,155}$")]
    private static partial Regex AppleId();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_.]{1,200}) ((?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2})$")]
    private static partial Regex AndroidApp();
}

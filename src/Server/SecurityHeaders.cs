using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Parley.Platform.Settings;

namespace Parley.Server;

internal static class SecuritySettings
{
    private const string Group = "General";

    public static readonly Setting<bool> ForceSsl = SettingOf.Bool("Force_SSL", Group, false, isPublic: true);
    public static readonly Setting<bool> EnableCsp = SettingOf.Bool("Enable_CSP", Group, true);

    /// <summary>Whose scripts pages may load besides the workspace's own; spaces, commas or lines between.</summary>
    public static readonly Setting<string> ExtraDomains = SettingOf.Text("Extra_CSP_Domains", Group, "");

    public static readonly Setting<bool> RestrictFrames = SettingOf.Bool("Iframe_Restrict_Access", Group, true);
    public static readonly Setting<string> FrameOptions =
        new("Iframe_X_Frame_Options", "string", Group, "sameorigin") { EnabledWhen = [new("Iframe_Restrict_Access", true)] };

    public static readonly Setting<string> Robots = SettingOf.Text("Robot_Instructions_File_Content", Group, "User-agent: *\nDisallow: /", isPublic: true);

    /// <summary>Where to report weaknesses of this workspace: an address of a page or <c>mailto:</c>. Parley's own.</summary>
    public static readonly Setting<string> Contact = SettingOf.Text("Security_Contact", Group, "");

    /// <summary>Where the rules for such reports stand; empty for none. Parley's own.</summary>
    public static readonly Setting<string> ContactPolicy = SettingOf.Text("Security_Policy_Url", Group, "");

    public static readonly Setting<string> Referrer = SettingOf.Select("Default_Referrer_Policy", Group, "same-origin",
        ["no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "unsafe-url"], isPublic: true);

    public static IReadOnlyList<Setting> All => [Referrer, ForceSsl, EnableCsp, ExtraDomains, RestrictFrames, FrameOptions, Robots, Contact, ContactPolicy];
}

/// <summary>What every answer tells browsers, as administrators set it, and the way to encryption where they demand it (SEC-075, SEC-076).</summary>
internal sealed partial class SecurityHeaders
{
    private const string Policy =
        "img-src 'self' data: blob: https: http:; media-src 'self' blob: https: http:; object-src 'none'; base-uri 'self'; form-action 'self'";

    /// <summary>Declared by People: the operator's own way to sign in, whose page and service are elsewhere.</summary>
    private const string IframeEnabled = "Accounts_iframe_enabled", IframeUrl = "Accounts_iframe_url", IframeApi = "Accounts_Iframe_api_url";

    private const string HalfAYear = "max-age=15552000";
    private readonly SettingsRegistry _settings;
    private readonly string _instance;
    private readonly Analytics _analytics;
    private volatile Texts _texts;

    public SecurityHeaders(SettingsRegistry settings, Platform.Telemetry.ServerMode mode, Analytics analytics)
    {
        _analytics = analytics;
        _settings = settings;
        _instance = mode.InstanceId;
        _texts = Compose();
        settings.Changed += state =>
        {
            if (SecuritySettings.All.Contains(state.Setting) || AnalyticsSettings.All.Contains(state.Setting) || CdnSettings.All.Contains(state.Setting) || state.Setting.Id is IframeEnabled or IframeUrl or IframeApi) _texts = Compose();
        };
    }

    public Task AddAsync(HttpContext http, RequestDelegate next)
    {
        // An upgraded connection shows nothing that these could guard, and would hold them as long as it lives.
        if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }) return next(http);
        var texts = _texts;
        if (texts.ForcesSsl && MustMove(http))
        {
            http.Response.Redirect($"https://{http.Request.Host.Host}{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}");
            return Task.CompletedTask;
        }
        var headers = http.Response.Headers;
        headers["X-Instance-ID"] = _instance;
        headers["X-Content-Type-Options"] = "nosniff";
        headers["X-XSS-Protection"] = "1";
        headers["X-Request-ID"] = http.TraceIdentifier;
        headers["Referrer-Policy"] = texts.Referrer;
        if (texts.FrameOptions is not null) headers["X-Frame-Options"] = texts.FrameOptions;
        if (texts.Policy is not null) headers.ContentSecurityPolicy = texts.Policy;
        if (texts.ForcesSsl && http.Request.IsHttps) headers.StrictTransportSecurity = HalfAYear;
        return next(http);
    }

    /// <summary>Not the machine itself and its checks; nor what says that it was encrypted as far as a proxy, which would go in circles.</summary>
    private static bool MustMove(HttpContext http)
    {
        var request = http.Request;
        if (request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Contains("https", StringComparison.OrdinalIgnoreCase)) return false;
        if (request.Path.Value is "/livez" or "/readyz" or "/health" or "/metrics") return false;
        return http.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address) || request.Headers.ContainsKey("X-Forwarded-For");
    }

    private Texts Compose()
    {
        var isRestricted = _settings.Get(SecuritySettings.RestrictFrames);
        var options = _settings.Get(SecuritySettings.FrameOptions).Trim();
        var ancestors = !isRestricted ? "*" : options.ToLowerInvariant() switch
        {
            "deny" => "'none'",
            var from when from.StartsWith("allow-from ", StringComparison.Ordinal) && Source().IsMatch(from["allow-from ".Length..]) => "'self' " + from["allow-from ".Length..],
            _ => "'self'",
        };
        var extra = string.Concat(_settings.Get(SecuritySettings.ExtraDomains).Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(d => Source().IsMatch(d)).Select(d => " " + d));
        var cdn = string.Concat(CdnSettings.Hosts(_settings).Select(host => " " + host));
        var counting = string.Concat(_analytics.ScriptHosts.Distinct().Select(host => " " + host));
        var counted = string.Concat(_analytics.CallHosts.Distinct().Select(host => " " + host));
        return new(
            _settings.Get(SecuritySettings.ForceSsl),
            _settings.Get(SecuritySettings.EnableCsp) ? $"default-src 'self'; script-src 'self'{extra}{cdn}{counting}; style-src 'self'{cdn}; font-src 'self'{cdn}; connect-src 'self' ws: wss:{SignInOrigin(IframeApi)}{counted}; frame-src 'self'{SignInOrigin(IframeUrl)}; {Policy}; frame-ancestors {ancestors}" : null,
            isRestricted ? ancestors == "'none'" ? "DENY" : ancestors == "'self'" ? "SAMEORIGIN" : null : null,
            _settings.Get(SecuritySettings.Referrer));
    }

    /// <summary>Where the operator's way to sign in is, as a further source; nothing while it is off.</summary>
    private string SignInOrigin(string setting) =>
        _settings.Find(IframeEnabled)?.Value is true && Uri.TryCreate(_settings.Find(setting)?.Value as string, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        && Source().IsMatch(address.GetLeftPart(UriPartial.Authority)) ? " " + address.GetLeftPart(UriPartial.Authority) : "";

    /// <summary>One source of a policy: nothing in it can end the directive or begin another header.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9.*:/_\[\]-]{1,200}$")]
    private static partial Regex Source();

    /// <param name="Policy">Null for none.</param>
    /// <param name="FrameOptions">Null for none: framing is free, or the policy says it better.</param>
    private sealed record Texts(bool ForcesSsl, string? Policy, string? FrameOptions, string Referrer);
}

/// <summary><c>/robots.txt</c> and <c>/.well-known/security.txt</c> (SEC-001, SEC-076).</summary>
internal static class SecurityPages
{
    private const int DaysGood = 180;

    public static void Map(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SettingsRegistry>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.MapGet("/robots.txt", http => SayAsync(http, settings.Get(SecuritySettings.Robots)));
        app.MapGet("/.well-known/security.txt", http =>
        {
            if (!IsAddress(settings.Get(SecuritySettings.Contact)))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
            var site = (settings.Find("Site_Url")?.Value as string ?? "").TrimEnd('/');
            var lines = new List<string>
            {
                "Contact: " + settings.Get(SecuritySettings.Contact).Trim(),
                "Expires: " + Platform.Wire.WireJson.Iso(clock.GetUtcNow().AddDays(DaysGood)),
                $"Canonical: {site}/.well-known/security.txt",
            };
            if (IsAddress(settings.Get(SecuritySettings.ContactPolicy))) lines.Add("Policy: " + settings.Get(SecuritySettings.ContactPolicy).Trim());
            return SayAsync(http, string.Join('\n', lines) + "\n");
        });
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "https" or "mailto" && !text.Trim().Any(char.IsControl);

    private static Task SayAsync(HttpContext http, string text)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text);
    }
}

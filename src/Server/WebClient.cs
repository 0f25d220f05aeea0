using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;
using Parley.Platform.Hosting;
using Parley.Platform.Settings;

namespace Parley.Server;

/// <summary>What the head of the page tells programs that read it (SET-188).</summary>
internal static class MetaSettings
{
    private const string Group = "Meta";

    /// <summary>Each with the name of its tag.</summary>
    public static readonly IReadOnlyList<(Setting<string> Setting, string Tag)> Tags =
    [
        (SettingOf.Text("Meta_language", Group, ""), "language"), (SettingOf.Text("Meta_robots", Group, "INDEX,FOLLOW"), "robots"), (SettingOf.Text("Meta_google-site-verification", Group, ""), "google-site-verification"),
        (SettingOf.Text("Meta_msvalidate01", Group, ""), "msvalidate.01"),
    ];

    public static readonly Setting<string> FacebookApp = SettingOf.Text("Meta_fb_app_id", Group, "");

    /// <summary>Goes into the head as it is; scripts in it do not run, because the policy forbids them.</summary>
    public static readonly Setting<string> Custom = new("Meta_custom", "code", Group, "");

    public static IReadOnlyList<Setting> All => [.. Tags.Select(t => t.Setting), FacebookApp, Custom];
}

/// <summary>Where browsers fetch what does not change, instead of here (SET-115).</summary>
internal static class CdnSettings
{
    private const string Group = "General";

    public static readonly Setting<string> Prefix = SettingOf.Text("CDN_PREFIX", Group, "", isPublic: true);

    /// <summary>Off, scripts and styles alone come from <see cref="ScriptPrefix"/>.</summary>
    public static readonly Setting<bool> Everything = SettingOf.Bool("CDN_PREFIX_ALL", Group, true, isPublic: true);

    public static readonly Setting<string> ScriptPrefix = new("CDN_JSCSS_PREFIX", "string", Group, "") { IsPublic = true, EnabledWhen = [new("CDN_PREFIX_ALL", false)] };

    public static IReadOnlyList<Setting> All => [Prefix, Everything, ScriptPrefix];

    /// <returns>Without a slash at the end; empty for here.</returns>
    public static string ForScripts(ISettings settings) => Address(settings.Get(settings.Get(Everything) ? Prefix : ScriptPrefix));

    /// <returns>As <see cref="ForScripts"/>, for pictures.</returns>
    public static string ForPictures(ISettings settings) => settings.Get(Everything) ? Address(settings.Get(Prefix)) : "";

    public static IEnumerable<string> Hosts(ISettings settings) => ForScripts(settings) is { Length: > 0 } address ? [new Uri(address).GetLeftPart(UriPartial.Authority)] : [];

    private static string Address(string text) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && Uri.CheckHostName(address.Host) is UriHostNameType.Dns or UriHostNameType.IPv4 && address.UserInfo.Length == 0
            ? address.GetLeftPart(UriPartial.Path).TrimEnd('/') : "";
}

/// <summary>Serves the built web client; every unknown page address opens it.</summary>
internal sealed partial class WebClient : IWebPage
{
    private const string EndOfHead = "</head>";
    private readonly PhysicalFileProvider? _files;
    private readonly SettingsRegistry _settings;
    private readonly Analytics _analytics;
    private readonly string _page = "";
    private volatile byte[]? _composed;

    public WebClient(SettingsRegistry settings, Analytics analytics)
    {
        (_settings, _analytics) = (settings, analytics);
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!System.IO.Directory.Exists(folder)) return;
        _files = new PhysicalFileProvider(folder);
        _page = File.ReadAllText(Path.Combine(folder, "index.html"));
        settings.Changed += state =>
        {
            if (MetaSettings.All.Contains(state.Setting) || CdnSettings.All.Contains(state.Setting) || AnalyticsSettings.All.Contains(state.Setting)) _composed = null;
        };
    }

    public void Map(WebApplication app)
    {
        if (_files is null) return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = _files,
            OnPrepareResponse = context =>
            {
                // Names below assets/ carry a hash of their content.
                var isHashed = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
                context.Context.Response.Headers.CacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
                // Pages that fetch them by way of another host must be allowed to; anybody may have them anyway.
                if (isHashed) context.Context.Response.Headers.AccessControlAllowOrigin = "*";
            },
        });
        app.MapFallback(ServeAsync);
    }

    public async Task ServeAsync(HttpContext http)
    {
        if (_files is null || (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        var page = _composed ??= Compose();
        http.Response.ContentLength = page.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(page, http.RequestAborted);
    }

    /// <summary>The page with the addresses of what was built at the host that holds it.</summary>
    private string Elsewhere(string page)
    {
        var (scripts, pictures) = (CdnSettings.ForScripts(_settings), CdnSettings.ForPictures(_settings));
        return scripts.Length + pictures.Length == 0 ? page
            : BuiltFile().Replace(page, found => $"{found.Groups["before"].Value}{WebUtility.HtmlEncode(found.Groups["name"].Value.EndsWith(".js", StringComparison.Ordinal) || found.Groups["name"].Value.EndsWith(".css", StringComparison.Ordinal) ? scripts : pictures)}{found.Groups["name"].Value}\"");
    }

    [GeneratedRegex("(?<before>(?:src|href)=\")(?<name>/assets/[^\"]+)\"")]
    private static partial Regex BuiltFile();

    private byte[] Compose()
    {
        var tags = new StringBuilder();
        foreach (var (setting, tag) in MetaSettings.Tags) Add("name", tag, _settings.Get(setting));
        Add("property", "fb:app_id", _settings.Get(MetaSettings.FacebookApp));
        tags.Append(_settings.Get(MetaSettings.Custom)).Append(_analytics.Tag);
        var page = Elsewhere(_page);
        var end = page.IndexOf(EndOfHead, StringComparison.OrdinalIgnoreCase);
        return Encoding.UTF8.GetBytes(end < 0 ? page : page.Insert(end, tags.ToString()));

        void Add(string kind, string name, string value)
        {
            if (value.Length > 0) tags.Append("<meta ").Append(kind).Append("=\"").Append(name).Append("\" content=\"").Append(WebUtility.HtmlEncode(value)).Append("\" />");
        }
    }
}

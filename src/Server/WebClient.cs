using System.Net;
using System.Text;
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

/// <summary>Serves the built web client; every unknown page address opens it.</summary>
internal sealed class WebClient : IWebPage
{
    private const string EndOfHead = "</head>";
    private readonly PhysicalFileProvider? _files;
    private readonly SettingsRegistry _settings;
    private readonly string _page = "";
    private volatile byte[]? _composed;

    public WebClient(SettingsRegistry settings)
    {
        _settings = settings;
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!System.IO.Directory.Exists(folder)) return;
        _files = new PhysicalFileProvider(folder);
        _page = File.ReadAllText(Path.Combine(folder, "index.html"));
        settings.Changed += state =>
        {
            if (MetaSettings.All.Contains(state.Setting)) _composed = null;
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

    private byte[] Compose()
    {
        var tags = new StringBuilder();
        foreach (var (setting, tag) in MetaSettings.Tags) Add("name", tag, _settings.Get(setting));
        Add("property", "fb:app_id", _settings.Get(MetaSettings.FacebookApp));
        tags.Append(_settings.Get(MetaSettings.Custom));
        var end = _page.IndexOf(EndOfHead, StringComparison.OrdinalIgnoreCase);
        return Encoding.UTF8.GetBytes(end < 0 ? _page : _page.Insert(end, tags.ToString()));

        void Add(string kind, string name, string value)
        {
            if (value.Length > 0) tags.Append("<meta ").Append(kind).Append("=\"").Append(name).Append("\" content=\"").Append(WebUtility.HtmlEncode(value)).Append("\" />");
        }
    }
}

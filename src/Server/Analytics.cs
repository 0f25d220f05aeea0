using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Server;

internal static class AnalyticsSettings
{
    private const string Group = "Analytics";
    private const string Google = "Analytics_Google";
    private const string Matomo = "Piwik";
    private const string Families = "Analytics_features_enabled";

    public static readonly Setting<bool> GoogleEnabled = SettingOf.Bool("GoogleAnalytics_enabled", Group, false, Google, isPublic: true);
    public static readonly Setting<string> GoogleId = new("GoogleAnalytics_ID", "string", Group, "") { Section = Google, IsPublic = true, EnabledWhen = [new("GoogleAnalytics_enabled", true)] };
    public static readonly Setting<bool> MatomoEnabled = SettingOf.Bool("PiwikAnalytics_enabled", Group, false, Matomo, isPublic: true);
    public static readonly Setting<string> MatomoUrl = OfMatomo("PiwikAnalytics_url", "");
    public static readonly Setting<string> MatomoSite = OfMatomo("PiwikAnalytics_siteId", "");

    /// <summary>A JSON list of <c>{"trackerURL","siteId"}</c>.</summary>
    public static readonly Setting<string> MatomoMore = OfMatomo("PiwikAdditionalTrackers", "");
    public static readonly Setting<bool> MatomoPrepends = OfMatomo("PiwikAnalytics_prependDomain", false);
    public static readonly Setting<bool> MatomoSharesCookie = OfMatomo("PiwikAnalytics_cookieDomain", false);

    /// <summary>Hosts, one a line, links to which are no links out.</summary>
    public static readonly Setting<string> MatomoDomains = OfMatomo("PiwikAnalytics_domains", "");

    public static readonly Setting<bool> Messages = SettingOf.Bool("Analytics_features_messages", Group, true, Families, isPublic: true);
    public static readonly Setting<bool> Rooms = SettingOf.Bool("Analytics_features_rooms", Group, true, Families, isPublic: true);
    public static readonly Setting<bool> Users = SettingOf.Bool("Analytics_features_users", Group, true, Families, isPublic: true);

    public static readonly Setting<string> TagManager = SettingOf.Text("GoogleTagManager_id", "General", "", isPublic: true);

    public static IReadOnlyList<Setting> All =>
        [GoogleEnabled, GoogleId, MatomoEnabled, MatomoUrl, MatomoSite, MatomoMore, MatomoPrepends, MatomoSharesCookie, MatomoDomains, Messages, Rooms, Users, TagManager];

    private static Setting<T> OfMatomo<T>(string id, T value)
        where T : notnull => new(id, value is bool ? "boolean" : "string", Group, value) { Section = Matomo, IsPublic = true, EnabledWhen = [new("PiwikAnalytics_enabled", true)] };
}

/// <summary>
/// What counts visits, as the workspace chose it: a script of the workspace's own, <c>/analytics.js</c>, loads the others and passes on what the web client says
/// was done. Pages may load scripts of exactly those hosts (SET-060 to SET-063, SET-117).
/// </summary>
internal sealed partial class Analytics(ISettings settings)
{
    private const string TagHost = "https://www.googletagmanager.com";
    private const string OldHost = "https://www.google-analytics.com";
    private const int MostTrackers = 10;

    /// <summary>Hosts whose scripts pages load.</summary>
    public IReadOnlyList<string> ScriptHosts => [.. TagId is not null || GoogleId is ['G', '-', ..] ? [TagHost] : Array.Empty<string>(), .. GoogleId is not (null or ['G', '-', ..]) ? [OldHost] : Array.Empty<string>(), .. MatomoHosts];

    /// <summary>Hosts that are told what was counted.</summary>
    public IReadOnlyList<string> CallHosts =>
        [.. TagId is not null ? [TagHost] : Array.Empty<string>(), .. TagId is not null || GoogleId is not null ? [OldHost, "https://*.google-analytics.com"] : Array.Empty<string>(), .. MatomoHosts, .. Trackers().Select(t => Origin(t.Address))];

    private string? TagId => Identifier(settings.Get(AnalyticsSettings.TagManager));

    private string? GoogleId => settings.Get(AnalyticsSettings.GoogleEnabled) ? Identifier(settings.Get(AnalyticsSettings.GoogleId)) : null;

    private Uri? Matomo => settings.Get(AnalyticsSettings.MatomoEnabled) && settings.Get(AnalyticsSettings.MatomoSite).Length > 0 ? Address(settings.Get(AnalyticsSettings.MatomoUrl)) : null;

    private IEnumerable<string> MatomoHosts => Matomo is { } address ? [Origin(address)] : [];

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/analytics.js", http =>
    {
        http.Response.ContentType = "text/javascript; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        return http.Response.WriteAsync(Script(), http.RequestAborted);
    });

    /// <summary>Goes into the head of each page; empty while nothing counts.</summary>
    public string Tag => ScriptHosts.Count == 0 ? "" : "<script defer src=\"/analytics.js\"></script>";

    private string Script()
    {
        var script = new StringBuilder("\"use strict\";\n(() => {\nconst load = (src) => { const tag = document.createElement(\"script\"); tag.async = true; tag.src = src; document.head.append(tag); };\nconst told = [];\n");
        if (TagId is { } tag)
            script.Append("window.dataLayer = window.dataLayer || [];\nwindow.dataLayer.push({ \"gtm.start\": Date.now(), event: \"gtm.js\" });\n").Append(Load($"{TagHost}/gtm.js?id={tag}"))
                .Append("told.push((family, action, label) => window.dataLayer.push({ event: family + \":\" + action, label }));\n");
        AppendGoogle(script);
        AppendMatomo(script);
        var families = new[] { ("messages", AnalyticsSettings.Messages), ("rooms", AnalyticsSettings.Rooms), ("users", AnalyticsSettings.Users) }.Where(f => settings.Get(f.Item2)).Select(f => f.Item1);
        return script.Append("const families = ").Append(JsonSerializer.Serialize(families))
            .Append(";\nwindow.addEventListener(\"parley-used\", ({ detail }) => { if (families.includes(detail.family)) for (const tell of told) tell(detail.family, detail.action, detail.label); });\n})();\n").ToString();
    }

    private void AppendGoogle(StringBuilder script)
    {
        if (GoogleId is not { } id) return;
        if (id.StartsWith("G-", StringComparison.Ordinal))
            script.Append(Load($"{TagHost}/gtag/js?id={id}")).Append("window.dataLayer = window.dataLayer || [];\nconst gtag = function () { window.dataLayer.push(arguments); };\ngtag(\"js\", new Date());\ngtag(\"config\", ").Append(Text(id))
                .Append(");\ntold.push((family, action, label) => action === \"login\" ? gtag(\"set\", { user_id: label }) : gtag(\"event\", action, { event_category: family, event_label: label }));\n");
        else
            script.Append(Load($"{OldHost}/analytics.js")).Append("window.ga = window.ga || function () { (window.ga.q = window.ga.q || []).push(arguments); };\nwindow.ga(\"create\", ").Append(Text(id))
                .Append(", \"auto\");\nwindow.ga(\"send\", \"pageview\");\ntold.push((family, action, label) => action === \"login\" ? window.ga(\"set\", \"userId\", label) : window.ga(\"send\", \"event\", family, action, label));\n");
    }

    private void AppendMatomo(StringBuilder script)
    {
        if (Matomo is not { } address) return;
        var root = address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        script.Append("const matomo = (window._paq = window._paq || []);\n");
        if (settings.Get(AnalyticsSettings.MatomoPrepends)) script.Append("matomo.push([\"setDocumentTitle\", location.hostname + \"/\" + document.title]);\n");
        if (settings.Get(AnalyticsSettings.MatomoSharesCookie)) script.Append("matomo.push([\"setCookieDomain\", \"*.\" + location.hostname]);\n");
        var domains = settings.Get(AnalyticsSettings.MatomoDomains).Split(['\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (domains.Length > 0) script.Append("matomo.push([\"setDomains\", ").Append(JsonSerializer.Serialize(domains)).Append("]);\n");
        script.Append("matomo.push([\"setTrackerUrl\", ").Append(Text(root + "matomo.php")).Append("]);\nmatomo.push([\"setSiteId\", ").Append(Text(settings.Get(AnalyticsSettings.MatomoSite))).Append("]);\n");
        foreach (var (tracker, site) in Trackers()) script.Append("matomo.push([\"addTracker\", ").Append(Text(tracker.AbsoluteUri)).Append(", ").Append(Text(site)).Append("]);\n");
        if (settings.Get(AnalyticsSettings.MatomoMore).Trim().Length > 0 && !Trackers().Any()) script.Append("console.warn(\"PiwikAdditionalTrackers is no list of trackers.\");\n");
        script.Append("matomo.push([\"trackPageView\"]);\nmatomo.push([\"enableLinkTracking\"]);\n").Append(Load(root + "matomo.js"))
            .Append("told.push((family, action, label) => action === \"login\" ? matomo.push([\"setUserId\", label]) : matomo.push([\"trackEvent\", family, action, label]));\n");
    }

    private IEnumerable<(Uri Address, string Site)> Trackers()
    {
        if (Matomo is null || !WireRead.TryParse(settings.Get(AnalyticsSettings.MatomoMore), out var list) || list.Value.ValueKind != JsonValueKind.Array) yield break;
        foreach (var tracker in list.Value.EnumerateArray().Take(MostTrackers))
        {
            if (tracker.ValueKind != JsonValueKind.Object || Address(tracker.Text("trackerURL") ?? "") is not { } address) continue;
            if ((tracker.Text("siteId") ?? tracker.Get("siteId")?.ToString()) is { Length: > 0 } site) yield return (address, site);
        }
    }

    private static string Load(string address) => $"load({Text(address)});\n";

    /// <summary>As a text of JavaScript: nothing in it ends it, nor the element it stands in.</summary>
    private static string Text(string text) => JsonSerializer.Serialize(text);

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static Uri? Address(string text) => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && SafeOrigin().IsMatch(Origin(address)) ? address : null;

    private static string? Identifier(string text) => Id().IsMatch(text.Trim()) ? text.Trim() : null;

    [GeneratedRegex("^[A-Za-z0-9-]{3,40}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^https?://[A-Za-z0-9.:\[\]-]{1,200}$")]
    private static partial Regex SafeOrigin();
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Parley.Conversations.Links;

/// <summary>The web addresses of a text, as the <c>urls</c> member lists them.</summary>
internal static partial class LinkFinder
{
    private const int MostLinks = 50;

    /// <summary>Links whose preview was read or refused before keep that. A sender who wants no links to be looked at gets none.</summary>
    public static JsonArray Find(string text, JsonObject doc)
    {
        var before = (doc["urls"] as JsonArray ?? []).OfType<JsonObject>().Where(u => u["meta"] is JsonObject { Count: > 0 } || u["headers"] is not null || u["ignoreParse"] is not null)
            .GroupBy(u => (string?)u["url"] ?? "").ToDictionary(g => g.Key, g => g.First());
        var urls = new JsonArray();
        if (!text.Contains("://", StringComparison.Ordinal) || (doc["parseUrls"] is JsonValue parse && parse.TryGetValue<bool>(out var isWanted) && !isWanted)) return urls;
        foreach (var url in WebAddress().Matches(Code().Replace(text, " ")).Select(m => m.Value.TrimEnd('.', ',', ';', '!', '?', '\'', '"', '*', '_', '~')).Distinct().Take(MostLinks))
        {
            urls.Add(before.TryGetValue(url, out var known) ? known.DeepClone() : new JsonObject { ["url"] = url, ["meta"] = new JsonObject() });
        }
        return urls;
    }

    /// <summary>The author chose which links get a preview; the others are marked.</summary>
    public static void KeepPreviews(JsonObject doc, IReadOnlyList<string> chosen)
    {
        foreach (var url in (doc["urls"] as JsonArray ?? []).OfType<JsonObject>())
        {
            url.Remove("ignoreParse");
            if (chosen.Contains((string?)url["url"] ?? "")) continue;
            url["meta"] = new JsonObject();
            foreach (var name in new[] { "headers", "parsedUrl" }) url.Remove(name);
            url["ignoreParse"] = true;
        }
    }

    /// <summary>What is shown as code is no link.</summary>
    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]*`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"https?://[^\s<>()\[\]|`]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WebAddress();
}

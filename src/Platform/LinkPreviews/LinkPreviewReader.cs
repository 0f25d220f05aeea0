using System.Globalization;
using System.Text;
using System.Text.Json;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Parley.Platform.OutboundHttp;

namespace Parley.Platform.LinkPreviews;

/// <summary>Reads what a page says of itself: its title, Open Graph, Twitter and oEmbed.</summary>
/// <remarks>Safe to call in parallel. Rows MSG-042 and MSG-043.</remarks>
public sealed class LinkPreviewReader(SafeHttpFetcher fetcher)
{
    private const int MaxKeys = 64;
    private const int MaxValueLength = 2048;
    private const string OEmbedType = "application/json+oembed";

    private static readonly string[] PageTypes = ["text/html", "application/xhtml+xml"];
    private static readonly string[] OEmbedTypes = ["application/json", "text/json", OEmbedType, "text/javascript"];
    private static readonly string[] MetaFamilies = ["og:", "twitter:", "fb:", "article:", "msapplication-"];
    private static readonly HashSet<string> MetaNames =
        new(StringComparer.OrdinalIgnoreCase) { "description", "author", "title", "theme-color", "application-name" };

    private static readonly HashSet<string> AddressKeys = new(StringComparer.Ordinal)
    {
        "ogImage", "ogImageUrl", "ogImageSecureUrl", "ogUrl", "twitterImage", "twitterImageSrc", "msapplicationTileImage",
        "oembedThumbnailUrl", "oembedUrl", "oembedProviderUrl", "oembedAuthorUrl",
    };

    // Pages in legacy encodings are still common.
    static LinkPreviewReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Fetches an address and what it says of itself.</summary>
    /// <param name="address">Absolute.</param>
    /// <param name="options">Limits for each request made; the types of bodies are chosen here.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>Null when there is nothing to show: refused, unreachable, or an error page.</returns>
    public async Task<LinkPreview?> ReadAsync(
        Uri address, SafeFetchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        var response = await fetcher.FetchAsync(address, options with { BodyTypes = PageTypes }, cancellationToken);
        if (!response.IsSuccess)
        {
            return null;
        }

        var (preview, oEmbed) = await ReadPageAsync(address, response, cancellationToken);
        if (oEmbed is null)
        {
            return preview;
        }

        var description = await fetcher.FetchAsync(oEmbed, options with { BodyTypes = OEmbedTypes }, cancellationToken);
        var meta = new Dictionary<string, string>(preview.Meta, StringComparer.Ordinal);
        if (description is { IsSuccess: true, IsTruncated: false })
        {
            await AddOEmbedAsync(meta, description, cancellationToken);
        }

        return preview with { Meta = meta };
    }

    /// <summary>Turns a response into a preview, without any further request.</summary>
    /// <param name="address">The address that was asked for, before redirects.</param>
    /// <param name="response">What answered.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<LinkPreview> ReadAsync(
        Uri address, SafeFetchResult response, CancellationToken cancellationToken = default) =>
        (await ReadPageAsync(address, response, cancellationToken)).Preview;

    private static async Task<(LinkPreview Preview, Uri? OEmbed)> ReadPageAsync(
        Uri address, SafeFetchResult response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = new LinkHeaders(
            response.ContentType, response.ContentLength?.ToString(CultureInfo.InvariantCulture));
        var meta = new Dictionary<string, string>(StringComparer.Ordinal);
        Uri? oEmbed = null;
        var mediaType = response.ContentType?.Split(';')[0].Trim();
        if (response.Body.Length > 0 && PageTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase))
        {
            using var stream = new MemoryStream(response.Body.ToArray(), writable: false);

            // The header's charset wins over the page's own, as in browsers.
            using var browser = BrowsingContext.New(Configuration.Default);
            using var page = await browser.OpenAsync(
                request => request.Content(stream).Address(response.Address).Header("Content-Type", response.ContentType!),
                cancellationToken);
            AddPage(meta, page, response.Address);
            oEmbed = OEmbedAddress(page, response.Address);
        }

        return (new LinkPreview(meta, headers, ParsedUrl.Of(address)), oEmbed);
    }

    private static void AddPage(Dictionary<string, string> meta, IDocument page, Uri address)
    {
        Add(meta, "pageTitle", page.Title, address);
        foreach (var tag in page.QuerySelectorAll("meta[content]"))
        {
            var name = tag.GetAttribute("property") ?? tag.GetAttribute("name") ?? tag.GetAttribute("itemprop");
            if (name is not null && (MetaNames.Contains(name) || Array.Exists(
                MetaFamilies, family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase))))
            {
                Add(meta, CamelCase(name), tag.GetAttribute("content"), address);
            }
        }
    }

    private static Uri? OEmbedAddress(IDocument page, Uri address)
    {
        var link = page.QuerySelector<IHtmlLinkElement>($"link[rel~=alternate][type='{OEmbedType}']");
        return Uri.TryCreate(address, link?.GetAttribute("href"), out var found) ? found : null;
    }

    private static async Task AddOEmbedAsync(
        Dictionary<string, string> meta, SafeFetchResult response, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var property in json.RootElement.EnumerateObject())
            {
                var value = property.Value.ValueKind switch
                {
                    JsonValueKind.String when property.NameEquals("html") =>
                        await EmbeddedFrameAsync(property.Value.GetString()!, cancellationToken),
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Number => property.Value.GetRawText(),
                    _ => null,
                };
                Add(meta, CamelCase("oembed_" + property.Name), value, response.Address);
            }
        }
        catch (JsonException)
        {
            // The page has a preview without it.
        }
    }

    /// <summary>The frame of an embedded player, rebuilt; null when there is none. Clients insert it as it is, so
    /// nothing else may pass.</summary>
    private static async Task<string?> EmbeddedFrameAsync(string html, CancellationToken cancellationToken)
    {
        using var browser = BrowsingContext.New(Configuration.Default);
        using var page = await browser.OpenAsync(request => request.Content(html), cancellationToken);
        var source = page.QuerySelector("iframe")?.GetAttribute("src");
        if (source?.StartsWith("//", StringComparison.Ordinal) == true)
        {
            source = "https:" + source;
        }

        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        var frame = page.CreateElement("iframe");
        frame.SetAttribute("src", address.AbsoluteUri);
        foreach (var dimension in new[] { "width", "height" })
        {
            if (int.TryParse(page.QuerySelector("iframe")!.GetAttribute(dimension), NumberStyles.None, CultureInfo.InvariantCulture, out var pixels))
            {
                frame.SetAttribute(dimension, pixels.ToString(CultureInfo.InvariantCulture));
            }
        }

        frame.SetAttribute("frameborder", "0");
        frame.SetAttribute("allowfullscreen", string.Empty);
        frame.SetAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
        return frame.ToHtml();
    }

    /// <summary>Keeps the first value of each key; addresses become absolute and must be http or https.</summary>
    private static void Add(Dictionary<string, string> meta, string key, string? value, Uri address)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value) || key.Length is 0 or > 64 || meta.Count >= MaxKeys || meta.ContainsKey(key))
        {
            return;
        }

        if (AddressKeys.Contains(key))
        {
            if (!Uri.TryCreate(address, value, out var absolute) ||
                (absolute.Scheme != Uri.UriSchemeHttp && absolute.Scheme != Uri.UriSchemeHttps))
            {
                return;
            }

            value = absolute.AbsoluteUri;
        }

        meta[key] = value.Length <= MaxValueLength ? value : value[..MaxValueLength];
    }

    /// <summary><c>og:site_name</c> becomes <c>ogSiteName</c>.</summary>
    private static string CamelCase(string name)
    {
        var key = new StringBuilder(name.Length);
        var startsWord = false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                startsWord = key.Length > 0;
            }
            else
            {
                startsWord |= char.IsAsciiLetterUpper(c) && key.Length > 0 && char.IsAsciiLetterLower(key[^1]);
                key.Append(startsWord ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
                startsWord = false;
            }
        }

        return key.ToString();
    }
}

using System.Text.Json.Serialization;

namespace Parley.Platform.LinkPreviews;

/// <summary>What a message's <c>urls[]</c> entry says of an address, besides the address. Wire release 6.4.</summary>
/// <param name="Meta">Texts by key: <c>pageTitle</c>, <c>description</c>, <c>ogTitle</c>, <c>twitterTitle</c>,
/// <c>oembedTitle</c> and so on; empty for what is not a page.</param>
/// <param name="Headers">What kind of thing answered.</param>
/// <param name="ParsedUrl">Parts of the address that was asked for.</param>
public sealed record LinkPreview(
    [property: JsonPropertyName("meta")] IReadOnlyDictionary<string, string> Meta,
    [property: JsonPropertyName("headers")] LinkHeaders Headers,
    [property: JsonPropertyName("parsedUrl")] ParsedUrl ParsedUrl);

/// <summary>Headers of the response; each absent when it was not sent.</summary>
public sealed record LinkHeaders(
    [property: JsonPropertyName("contentType"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContentType,
    [property: JsonPropertyName("contentLength"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContentLength);

/// <summary>Parts of an address, as clients expect them: what is missing is null, separators are kept.</summary>
public sealed record ParsedUrl(
    [property: JsonPropertyName("host")] string Host,
    [property: JsonPropertyName("hash")] string? Hash,
    [property: JsonPropertyName("pathname")] string Pathname,
    [property: JsonPropertyName("protocol")] string Protocol,
    [property: JsonPropertyName("port")] string? Port,
    [property: JsonPropertyName("query")] string? Query,
    [property: JsonPropertyName("search")] string? Search,
    [property: JsonPropertyName("hostname")] string Hostname)
{
    /// <summary>Takes an absolute address apart.</summary>
    public static ParsedUrl Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var port = address.IsDefaultPort ? null : address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ParsedUrl(
            port is null ? address.IdnHost : $"{address.IdnHost}:{port}",
            address.Fragment.Length > 0 ? address.Fragment : null,
            address.AbsolutePath,
            address.Scheme + ":",
            port,
            address.Query.Length > 0 ? address.Query[1..] : null,
            address.Query.Length > 0 ? address.Query : null,
            address.IdnHost);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Parley.Platform.Blobs;

namespace Parley.Customization;

/// <summary>Serves a small file of the workspace to anybody.</summary>
internal static class CustomFile
{
    /// <param name="keepSeconds">How long browsers keep it without asking; 0 lets them ask each time whether it changed.</param>
    public static async Task ServeAsync(HttpContext http, IBlobStore blobs, string key, string contentType, DateTimeOffset changedAt, int keepSeconds = 0)
    {
        if (IsKnown(http, changedAt)) return;
        await using var blob = await blobs.OpenAsync(key, null, http.RequestAborted);
        if (blob is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await SendAsync(http, blob.Content, blob.Length, contentType, keepSeconds);
    }

    /// <summary>As the other, for bytes of the program itself.</summary>
    public static async Task ServeAsync(HttpContext http, byte[] content, string contentType, DateTimeOffset changedAt)
    {
        if (!IsKnown(http, changedAt)) await SendAsync(http, new MemoryStream(content), content.Length, contentType, keepSeconds: 0);
    }

    /// <summary>Tells when the file changed, and ends the answer if the browser has just that.</summary>
    private static bool IsKnown(HttpContext http, DateTimeOffset changedAt)
    {
        var headers = http.Response.Headers;
        var stamp = DateTimeOffset.FromUnixTimeSeconds(changedAt.ToUnixTimeSeconds());
        var tag = new EntityTagHeaderValue($"\"{changedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}\"");
        headers.LastModified = stamp.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        headers.ETag = tag.ToString();
        var typed = http.Request.GetTypedHeaders();
        var isKnown = typed.IfNoneMatch.Count > 0 ? typed.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)) : typed.IfModifiedSince >= stamp;
        if (isKnown) http.Response.StatusCode = StatusCodes.Status304NotModified;
        return isKnown;
    }

    private static async Task SendAsync(HttpContext http, Stream content, long length, string contentType, int keepSeconds)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = $"public, max-age={keepSeconds.ToString(CultureInfo.InvariantCulture)}";
        if (keepSeconds == 0) headers.Expires = "-1";
        headers.ContentDisposition = "inline";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        http.Response.ContentType = contentType;
        http.Response.ContentLength = length;
        if (!HttpMethods.IsHead(http.Request.Method)) await content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}

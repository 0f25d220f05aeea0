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
        var (request, headers) = (http.Request, http.Response.Headers);
        var stamp = DateTimeOffset.FromUnixTimeSeconds(changedAt.ToUnixTimeSeconds());
        var tag = new EntityTagHeaderValue($"\"{changedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}\"");
        headers.LastModified = stamp.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        headers.ETag = tag.ToString();
        var typed = request.GetTypedHeaders();
        var isKnown = typed.IfNoneMatch.Count > 0 ? typed.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)) : typed.IfModifiedSince >= stamp;
        if (isKnown)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        await using var blob = await blobs.OpenAsync(key, null, http.RequestAborted);
        if (blob is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        headers.CacheControl = $"public, max-age={keepSeconds.ToString(CultureInfo.InvariantCulture)}";
        if (keepSeconds == 0) headers.Expires = "-1";
        headers.ContentDisposition = "inline";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.ContentType = contentType;
        http.Response.ContentLength = blob.Length;
        if (!HttpMethods.IsHead(request.Method)) await blob.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}

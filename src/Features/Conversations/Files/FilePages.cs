using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Parley.Conversations.Messages;
using Parley.Platform.Blobs;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>
/// Serves uploads. Every read asks anew whether the reader may see the room; what a browser keeps it must ask about first.
/// The name in the address is decoration. Content of users never runs here: it is sandboxed, and what a browser might run is only downloaded.
/// </summary>
internal sealed class FilePages(UploadedFiles files, ChosenBlobStore blobs, UploadAccess access, ICallers callers, ISettings settings)
{
    private const string Policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
    private static readonly string[] _methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var path in new[] { "/file-upload/{id}/{**name}", "/ufs/{store}/{id}/{**name}" }) endpoints.MapMethods(path, _methods, AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        http.Response.Headers.CacheControl = "private, no-cache";
        var isProtected = settings.Get(FileSettings.Protect);
        var caller = isProtected ? await PageCallers.FindAsync(http, callers) : null;
        var row = await files.FindAsync((string?)http.Request.RouteValues["id"] ?? "", ct);
        var mayRead = row is not null && (!isProtected || await access.MayReadAsync(caller, row, ct));
        // What is not there answers as what one may not read, so that nobody learns of files of closed rooms.
        var status = mayRead ? StatusCodes.Status200OK : isProtected ? StatusCodes.Status403Forbidden : StatusCodes.Status404NotFound;
        if (status != StatusCodes.Status200OK)
        {
            http.Response.StatusCode = status;
            return;
        }
        await ServeAsync(http, row!);
    }

    private async Task ServeAsync(HttpContext http, UploadRow row)
    {
        var (request, headers) = (http.Request, http.Response.Headers);
        var tag = new EntityTagHeaderValue($"\"{row.Id}\"");
        var typed = request.GetTypedHeaders();
        headers.ETag = tag.ToString();
        headers.LastModified = row.At.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.XContentTypeOptions = "nosniff";
        // The viewer of browsers for this type does not start inside a sandbox; it runs apart from our pages anyway.
        headers.ContentSecurityPolicy = row.ContentType == "application/pdf" ? Policy + "; object-src 'self'" : Policy + "; sandbox";
        if (typed.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known == EntityTagHeaderValue.Any))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentDisposition = Disposition(row, request.Query.ContainsKey("download"));
        http.Response.ContentType = row.ContentType.StartsWith("text/", StringComparison.Ordinal) ? row.ContentType + "; charset=utf-8" : row.ContentType;
        if (await blobs.LinkAsync(UploadedFiles.KeyOf(row.Id), headers.ContentDisposition.ToString(), http.Response.ContentType, http.RequestAborted) is { } link)
        {
            http.Response.Redirect(link.AbsoluteUri);
            return;
        }
        var range = RangeOf(typed, tag, row.SizeBytes);
        try
        {
            await using var blob = await blobs.OpenAsync(UploadedFiles.KeyOf(row.Id), range, http.RequestAborted);
            await SendAsync(http, blob, range is not null);
        }
        catch (BlobRangeException beyond)
        {
            http.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            headers.ContentRange = new ContentRangeHeaderValue(beyond.TotalLength).ToString();
        }
    }

    private static async Task SendAsync(HttpContext http, BlobContent? blob, bool isPart)
    {
        if (blob is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentLength = blob.Length;
        if (isPart)
        {
            http.Response.StatusCode = StatusCodes.Status206PartialContent;
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(blob.Start, blob.Start + blob.Length - 1, blob.TotalLength).ToString();
        }
        if (!HttpMethods.IsHead(http.Request.Method)) await blob.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>The one range asked for; several at once, broken ones and ranges of an older file give the whole.</summary>
    private static BlobRange? RangeOf(Microsoft.AspNetCore.Http.Headers.RequestHeaders headers, EntityTagHeaderValue tag, long size)
    {
        if (headers.Range is not { Ranges.Count: 1 } asked || asked.Unit != "bytes") return null;
        if (headers.IfRange is { } condition && !(condition.EntityTag?.Compare(tag, useStrongComparison: true) ?? false)) return null;
        var part = asked.Ranges.First();
        if (part.From is { } from) return new BlobRange(from, part.To is { } to ? to - from + 1 : null);
        return part.To is > 0 and var last ? new BlobRange(Math.Max(0, size - last)) : new BlobRange(size);
    }

    private static string Disposition(UploadRow row, bool isDownload)
    {
        var isAttachment = isDownload || ContentTypeSniffer.IsDangerousInline(row.ContentType);
        var value = new ContentDispositionHeaderValue(isAttachment ? "attachment" : "inline");
        value.SetHttpFileName(row.Name);
        return value.ToString();
    }
}

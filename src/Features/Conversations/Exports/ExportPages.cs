using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Parley.Platform.Blobs;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Storage;

namespace Parley.Conversations.Exports;

/// <summary><c>/data-export/{id}</c>: an export, for the person who asked for it. Everybody else gets the same answer whether it is there or not.</summary>
internal sealed class ExportPages(IStore store, IBlobStore blobs, ICallers callers)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/data-export/{id}", AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        var id = (string?)http.Request.RouteValues["id"] ?? "";
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var export = await store.ReadAsync(db => db.Set<ExportRow>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.State == ExportRow.Done, ct), ct);
        var caller = await PageCallers.FindAsync(http, callers);
        if (caller is null || export is null || export.UserId != caller.UserId)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await using var blob = await blobs.OpenAsync(ExportWorker.KeyOf(export.Id), null, ct);
        if (blob is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(export.Name);
        headers.ContentDisposition = disposition.ToString();
        http.Response.ContentType = "application/zip";
        http.Response.ContentLength = blob.Length;
        await blob.Content.CopyToAsync(http.Response.Body, ct);
    }
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Platform.Blobs;

namespace Parley.Customization.Emoji;

/// <summary><c>/emoji-custom/{name}.{extension}</c>. The extension is decoration; an unknown name gives a grey question mark, as clients expect a picture.</summary>
internal sealed class EmojiPages(EmojiCatalogue catalogue, IBlobStore blobs)
{
    private static readonly byte[] _unknown = Encoding.UTF8.GetBytes(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><circle cx=\"32\" cy=\"32\" r=\"30\" fill=\"#ccc\"/><text x=\"32\" y=\"44\" font-size=\"36\" font-family=\"sans-serif\" text-anchor=\"middle\" fill=\"#666\">?</text></svg>");

    /// <summary>Clients name a changed emoji by another address.</summary>
    private const int Year = 31_536_000;

    /// <summary>The question mark never changes.</summary>
    private static readonly DateTimeOffset _unknownSince = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/emoji-custom/{file}", ["GET", "HEAD"], http => AnswerAsync(http, http.Request.RouteValues["file"] as string ?? ""));
        endpoints.MapMethods("/emoji-custom/", ["GET", "HEAD"], http => RefuseAsync(http));
    }

    private async Task AnswerAsync(HttpContext http, string file)
    {
        var dot = file.LastIndexOf('.');
        var emoji = await catalogue.FindByNameAsync(dot > 0 ? file[..dot] : file, http.RequestAborted);
        if (emoji?.ContentType is { } contentType)
        {
            await CustomFile.ServeAsync(http, blobs, emoji.BlobKey, contentType, emoji.UpdatedAt, Year);
            return;
        }
        var headers = http.Response.Headers;
        headers.LastModified = _unknownSince.ToString("R", CultureInfo.InvariantCulture);
        if (http.Request.GetTypedHeaders().IfModifiedSince >= _unknownSince)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        http.Response.ContentType = "image/svg+xml";
        headers.CacheControl = "public, max-age=0";
        headers.Expires = "-1";
        headers.ContentDisposition = "inline";
        http.Response.ContentLength = _unknown.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(_unknown, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync("Forbidden");
    }
}

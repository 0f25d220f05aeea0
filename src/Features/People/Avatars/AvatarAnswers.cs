using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;

namespace Parley.People.Avatars;

/// <summary>Avatars over HTTP. Sizes and formats are few and small, so that the addresses cannot be used to keep the server busy.</summary>
internal sealed class AvatarAnswers(AvatarStore store, ImageProcessor images, ImageWork work, ICallers callers, ISettings settings) : IAvatars
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private const long LongestCacheSeconds = 31_536_000;

    public Task<string> StoreAsync(string owner, byte[] picture, CancellationToken ct) => store.StoreAsync(owner, picture, ct);

    public Task RemoveAsync(string owner, string? etag, CancellationToken ct) => store.RemoveAsync(owner, etag, ct);

    public async Task<bool> RefusesAsync(HttpContext http)
    {
        if (!settings.Get(AccountSettings.AvatarBlockUnauthenticated) || await PageCallers.FindAsync(http, callers) is not null) return false;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return true;
    }

    public async Task AnswerAsync(HttpContext http, AvatarAnswer answer)
    {
        var (request, headers) = (http.Request, http.Response.Headers);
        var size = SizeOf(request.Query["size"]);
        var format = FormatOf(request.Query["format"]);
        var picture = answer is { Owner: { } owner, ETag: { } stored } ? await store.FindAsync(owner, stored, size, format, http.RequestAborted) : null;
        var tag = new EntityTagHeaderValue($"\"{(picture is null ? NameTag(answer.Name) : answer.ETag)}\"");
        headers.ETag = tag.ToString();
        headers.CacheControl = Caching(answer, isLasting: picture is not null && request.Query["etag"] == answer.ETag);
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        if (picture?.At is { } at) headers.LastModified = at.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        if (IsKnown(request.GetTypedHeaders(), tag, picture?.At))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        picture ??= await InitialsAsync(answer.Name, size ?? InitialsAvatar.DefaultSize, format, http.RequestAborted);
        http.Response.ContentType = picture.ContentType;
        http.Response.ContentLength = picture.Bytes.Length;
        if (!HttpMethods.IsHead(request.Method)) await http.Response.Body.WriteAsync(picture.Bytes, http.RequestAborted);
    }

    /// <summary>The tag decides where the client names one; else the time, in whole seconds as the header has it.</summary>
    private static bool IsKnown(RequestHeaders request, EntityTagHeaderValue tag, DateTimeOffset? at)
    {
        if (request.IfNoneMatch.Count > 0) return request.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
        return at is { } time && request.IfModifiedSince is { } since && time.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    /// <summary>An address that names the picture never shows another one; others are asked again after a while.</summary>
    private string Caching(AvatarAnswer answer, bool isLasting)
    {
        var scope = answer.IsPrivate || settings.Get(AccountSettings.AvatarBlockUnauthenticated) ? "private" : "public";
        var seconds = isLasting ? LongestCacheSeconds : Math.Clamp(settings.Get(AccountSettings.AvatarCacheTime), 0, LongestCacheSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{scope}, max-age={seconds}{(isLasting ? ", immutable" : "")}");
    }

    private static int? SizeOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? Math.Clamp(size, InitialsAvatar.MinSize, InitialsAvatar.MaxSize) : null;

    private static ImageFormat? FormatOf(string? text) => text switch { "png" => ImageFormat.Png, "jpg" or "jpeg" => ImageFormat.Jpeg, "webp" => ImageFormat.WebP, _ => null };

    private static string NameTag(string name) => "i" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8));

    private async Task<AvatarPicture> InitialsAsync(string name, int size, ImageFormat? format, CancellationToken ct)
    {
        if (format is { } wanted && (await work.RunAsync(() => images.MakeInitials(name, size, wanted), ct)).Value is { } drawn) return new(drawn.Bytes, drawn.ContentType);
        return new(Encoding.UTF8.GetBytes(InitialsAvatar.Render(name, size)), "image/svg+xml");
    }
}

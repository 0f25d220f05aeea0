using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Parley.Conversations.Files;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.WebDav;

internal static class WebDavPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<WebDavClient>();
        services.AddSingleton<WebDavAccounts>();
        services.AddSingleton<IEventHandler<UserDeleted>>(s => s.GetRequiredService<WebDavAccounts>());
        services.AddSingleton<WebDavFiles>();
        services.AddSingleton<WebDavPages>();
        services.AddSingleton<IRestDoor, WebDavRest>();
        services.AddSingleton<IDdpDoor, WebDavDdp>();
    }
}

/// <summary><c>webdav.*</c>; <c>webdav.saveFile</c> is ours and spares clients from carrying the bytes.</summary>
internal sealed class WebDavRest(WebDavAccounts accounts, WebDavFiles files) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("webdav.getMyAccounts", async call => RestResult.Ok(new WireObject { { "accounts", (await accounts.ListAsync(call.Caller, call.Aborted)).ConvertAll(a => a.View()) } }));
        routes.Post("webdav.removeWebdavAccount", async call => RestResult.Ok(new WireObject { { "result", await accounts.RemoveAsync(call.Caller, call.Body.Text("accountId")!, call.Aborted) } })).Strictly("accountId!");
        routes.Post("webdav.saveFile", SaveAsync).Limited(60, 60_000).Strictly("accountId!", "fileId!");
    }

    private async Task<RestResult> SaveAsync(RestCall call) =>
        await files.SaveAsync(call.Caller, call.Body.Text("accountId")!, call.Body.Text("fileId")!, call.Aborted) is { } hindrance ? RestResult.Failure(hindrance, hindrance) : RestResult.Ok();
}

/// <summary>Accounts and files of WebDAV servers over DDP. Bytes travel as <c>{$binary: base64}</c>.</summary>
internal sealed class WebDavDdp(WebDavAccounts accounts, WebDavFiles files) : IDdpDoor
{
    private static readonly RateLimit _some = new(60, 60_000);

    public void Map(DdpMethods methods)
    {
        methods.Add("addWebdavAccount", AddAsync);
        methods.Add("addWebdavAccountByToken", AddByTokenAsync);
        methods.Add("removeWebdavAccount", async call => await accounts.RemoveAsync(call.Caller, call.RequiredText(0), call.Aborted));
        methods.Add("getWebdavFileList", ListAsync, limit: _some);
        methods.Add("getFileFromWebdav", async call => Found(await files.ReadAsync(call.Caller, call.RequiredText(0), RequiredPath(call.RequiredObject(1)), call.Aborted)), limit: _some);
        methods.Add("getWebdavFilePreview", async call => await files.PreviewAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.Aborted) is { } picture ? Found(picture) : null, limit: _some);
        methods.Add("uploadFileToWebdav", UploadAsync, limit: _some);
    }

    private async Task<object?> AddAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        await accounts.AddAsync(call.Caller, Required(given, "serverURL"), Required(given, "username"), Required(given, "password"), given.Text("name"), call.Aborted);
        return true;
    }

    private async Task<object?> AddByTokenAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        if (given.Get("token") is not { ValueKind: JsonValueKind.Object } token) throw WireError.Match("Expected object in token");
        await accounts.AddByTokenAsync(call.Caller, Required(given, "serverURL"), Required(token, "token_type"), Required(token, "access_token"), given.Text("name"), call.Aborted);
        return true;
    }

    private async Task<object?> ListAsync(MethodCall call) => new WireObject
    {
        { "success", true },
        {
            "data", (await files.ListAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.Aborted)).ConvertAll(n => new WireObject
            {
                { "filename", n.Path }, { "basename", n.Name }, { "lastmod", n.ChangedAt?.UtcDateTime.ToString("R", CultureInfo.InvariantCulture) ?? "" }, { "size", n.SizeBytes },
                { "type", n.IsFolder ? "directory" : "file" }, { "etag", n.ETag }, { "mime", n.ContentType },
            })
        },
    };

    private async Task<object?> UploadAsync(MethodCall call)
    {
        var accountId = call.RequiredText(0);
        var bytes = BytesIn(call.At(1));
        using var content = new MemoryStream(bytes, writable: false);
        var hindrance = await files.WriteAsync(call.Caller, accountId, call.RequiredText(2), content, bytes.Length, call.Aborted);
        return new WireObject { { "success", hindrance is null }, { "message", hindrance } };
    }

    private static byte[] BytesIn(JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Object && given.Text("$binary") is { } encoded)
        {
            try
            {
                return Convert.FromBase64String(encoded);
            }
            catch (FormatException)
            {
                throw WireError.Match("Expected base64 in $binary");
            }
        }
        return given.ValueKind == JsonValueKind.String ? System.Text.Encoding.UTF8.GetBytes(given.GetString()!) : throw WireError.Match("Expected binary data");
    }

    private static string RequiredPath(JsonElement file) => Required(file, "filename");

    private static string Required(JsonElement given, string name) => given.Text(name) ?? throw WireError.Match($"Expected string in {name}");

    private static WireObject Found(byte[] bytes) => new() { { "success", true }, { "data", new WireObject { { "$binary", Convert.ToBase64String(bytes) } } } };
}

/// <summary><c>/webdav-file/{account}/{path}</c>: a file of one's own account, streamed, to be kept or attached; never shown as a page.</summary>
internal sealed class WebDavPages(WebDavFiles files, ICallers callers)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/webdav-file/{accountId}/{**path}", AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        var (ct, route, headers) = (http.RequestAborted, http.Request.RouteValues, http.Response.Headers);
        headers.CacheControl = "private, no-store";
        if (await PageCallers.FindAsync(http, callers) is not { } caller)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        try
        {
            var path = (string?)route["path"] ?? "";
            using var answer = await files.OpenAsync(caller, (string?)route["accountId"] ?? "", path, ct);
            if (answer.Response.Content.Headers.ContentLength is { } length)
            {
                if (length > files.MaxBytes)
                {
                    http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                    return;
                }
                http.Response.ContentLength = length;
            }
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(UploadedFiles.CleanName(path[(path.LastIndexOf('/') + 1)..]));
            headers.ContentDisposition = disposition.ToString();
            headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            headers.XContentTypeOptions = "nosniff";
            http.Response.ContentType = "application/octet-stream";
            await using var content = await answer.Response.Content.ReadAsStreamAsync(ct);
            await content.CopyToAsync(http.Response.Body, ct);
        }
        catch (WireError)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            // The other server broke off: so do we, that nobody takes a part for the whole.
            http.Abort();
        }
    }
}

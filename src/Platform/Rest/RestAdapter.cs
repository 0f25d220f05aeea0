using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.RateLimits;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

/// <summary>Runs the declared routes: who calls, how often, is the input sound; then the handler; then the envelope.</summary>
public sealed partial class RestAdapter(
    RestRoutes routes, ICallers callers, PermissionRegistry permissions, ISettings settings, IRateLimiter limiter, RestPaging paging,
    ServerMode mode, TimeProvider clock, ILogger<RestAdapter> log)
{
    private const int LargestJsonBody = 8 * 1024 * 1024;
    private static readonly JsonElement _emptyObject = JsonDocument.Parse("{}").RootElement.Clone();

    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        foreach (var group in routes.All.GroupBy(r => r.Path))
        {
            var byMethod = group.ToDictionary(r => r.Method);
            var allowed = string.Join(", ", byMethod.Keys);
            endpoints.Map("/api/v1/" + group.Key, async http =>
            {
                if (HttpMethods.IsOptions(http.Request.Method)) AnswerPreflight(http, allowed);
                else if (byMethod.TryGetValue(http.Request.Method, out var route)) await RunAsync(http, route);
                else await AnswerMethodNotAllowedAsync(http, allowed);
            });
        }
        endpoints.Map("/api/v1/{**rest}", static http => WriteAsync(http, RestResult.NotFound()));
    }

    /// <summary>The <c>/api/</c> twins of login, logout and info use the same handlers.</summary>
    public Task RunAsync(HttpContext http, string path) => RunAsync(http, routes.All.First(r => r.Path == path && r.Method == http.Request.Method));

    private async Task RunAsync(HttpContext http, RestRoute route)
    {
        RestResult result;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            result = await ExecuteAsync(http, route);
        }
        catch (WireError error)
        {
            result = RestResult.From(error);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException error)
        {
            result = new(error.StatusCode, new WireObject { { "success", false }, { "error", "The request could not be read [error-invalid-request]" }, { "errorType", "error-invalid-request" } });
        }
        catch (Exception failure) // the edge: logged once, answered without details
        {
            LogFailure(log, route.Method, route.Path, http.TraceIdentifier, failure);
            result = new(500, new WireObject
            {
                { "success", false }, { "error", $"Internal error, request {http.TraceIdentifier} [internal-error]" }, { "errorType", "internal-error" },
            });
        }
        Telemetry.RestMetrics.Note(route.Method, route.Path, result.Status, http.Request.Headers.UserAgent, System.Diagnostics.Stopwatch.GetElapsedTime(began));
        AllowOrigin(http, route);
        if (result.IsStreamed) await StreamAsync(http, route, result);
        else await WriteAsync(http, result);
    }

    private async Task<RestResult> ExecuteAsync(HttpContext http, RestRoute route)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        if (LimitOf(route) is { } limit && await RefuseAsync(http, route, address, limit) is { } limited) return limited;
        Caller? caller = null;
        if (route.Auth != RestAuth.None)
        {
            caller = await FindCallerAsync(http, address);
            if (caller is null && route.Auth == RestAuth.Required) return RestResult.Status401();
            if (caller is { Duty: not CallerDuty.None } && !route.IsBeforeDuties) throw WireError.DutyFirst(caller.Duty);
        }
        foreach (var permission in route.Permissions)
        {
            if (caller is null || !permissions.Has(caller, permission)) throw WireError.Unauthorized();
        }
        var body = route.IsUpload && MultipartForm.Is(http.Request) ? _emptyObject : await ReadBodyAsync(http);
        if (WireRead.HasNul(body) || HasNul(http.Request)) throw WireError.InvalidParams("No text may hold the character zero");
        if (route.IsStrict) RestValidation.Check(route, http, body);
        return await route.Handler(new RestCall(http, caller, body, paging));
    }

    private static bool HasNul(HttpRequest request) =>
        request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true || request.Path.Value is { } path && (path.Contains('\0', StringComparison.Ordinal) || path.Contains("%00", StringComparison.Ordinal));

    private async Task<Caller?> FindCallerAsync(HttpContext http, string address)
    {
        var headers = http.Request.Headers;
        string? userId = headers["X-User-Id"], token = headers["X-Auth-Token"];
        var caller = !string.IsNullOrEmpty(userId) && !string.IsNullOrEmpty(token) ? await callers.FindByTokenAsync(userId, token, http.RequestAborted)
            : BearerIn(http.Request) is { } bearer ? await callers.FindByAccessTokenAsync(bearer, http.RequestAborted) : null;
        return caller is null ? null : caller with { Address = address, UserAgent = headers.UserAgent, Proof = FactorProof.Of(headers["x-2fa-code"], headers["x-2fa-method"]) };
    }

    /// <summary>The token of an app, which some send in the address.</summary>
    private static string? BearerIn(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header[7..].Trim();
        return request.Query["access_token"] is [{ Length: > 0 } given] ? given : null;
    }

    /// <returns>Null when the route may be called without end.</returns>
    private RateLimit? LimitOf(RestRoute route)
    {
        if (route.Limit is not { } limit || mode.IsTest || !settings.Get(RestSettings.EnableRateLimiter)) return null;
        if (route.LimitSetting is { } calls) return new((int)Math.Clamp(settings.Get(calls), 1, 1_000_000), (int)settings.Get(RestSettings.RateLimiterDefaultMs));
        return limit == RestRoute.DefaultLimit ? new((int)settings.Get(RestSettings.RateLimiterDefaultCalls), (int)settings.Get(RestSettings.RateLimiterDefaultMs)) : limit;
    }

    private async ValueTask<RestResult?> RefuseAsync(HttpContext http, RestRoute route, string address, RateLimit limit)
    {
        var state = await limiter.TakeAsync($"{address} {route.Method} {route.Path}", limit);
        var headers = http.Response.Headers;
        headers["X-RateLimit-Limit"] = limit.Calls.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.ResetsAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (state.IsAllowed || (await FindCallerAsync(http, address) is { } caller && permissions.Has(caller, RestPermissions.BypassLimits))) return null;
        var seconds = Math.Max(1, (int)Math.Ceiling((state.ResetsAt - clock.GetUtcNow()).TotalSeconds));
        return new(429, new WireObject
        {
            { "success", false },
            { "error", $"Too many requests; please wait {seconds} seconds and try again. [error-too-many-requests]" },
        });
    }

    private static async Task<JsonElement> ReadBodyAsync(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return _emptyObject;
        if (request.ContentLength > LargestJsonBody) throw new WireError("error-request-too-large", "The request body is too large", 413);
        if (request.HasFormContentType)
        {
            try
            {
                return FormAsJson(await request.ReadFormAsync(http.RequestAborted));
            }
            catch (InvalidDataException)
            {
                throw new WireError("error-invalid-form", "The body is not a valid form");
            }
        }
        using var buffer = new MemoryStream();
        await CopyBoundedAsync(request.Body, buffer, http.RequestAborted);
        if (buffer.Length == 0) return _emptyObject;
        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            var root = document.RootElement.Clone();
            return root.ValueKind switch
            {
                JsonValueKind.Object => Unwrapped(root),
                JsonValueKind.Array => throw new WireError("invalid-params", "The body must be a JSON object"),
                _ => _emptyObject,
            };
        }
        catch (JsonException)
        {
            throw new WireError("error-invalid-json", "The body is not valid JSON");
        }
    }

    /// <summary>A <c>payload</c> text holding a JSON object stands for the body.</summary>
    private static JsonElement Unwrapped(JsonElement body) =>
        body.Text("payload") is { } payload && WireRead.TryParse(payload, out var inner) && inner.Value.ValueKind == JsonValueKind.Object ? inner.Value : body;

    private static JsonElement FormAsJson(IFormCollection form)
    {
        var json = new JsonObject();
        foreach (var (name, values) in form) json[name] = values.ToString();
        using var document = JsonDocument.Parse(json.ToJsonString());
        return document.RootElement.Clone();
    }

    private static async Task CopyBoundedAsync(Stream source, MemoryStream target, CancellationToken ct)
    {
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await source.ReadAsync(chunk, ct)) > 0)
        {
            if (target.Length + read > LargestJsonBody) throw new WireError("error-request-too-large", "The request body is too large", 413);
            target.Write(chunk, 0, read);
        }
    }

    /// <summary>Pages of other origins read what needs no sign-in, and everything where the workspace lists them (SEC-077).</summary>
    /// <returns>Whether the page that asks may read the answer.</returns>
    private bool AllowOrigin(HttpContext http, RestRoute? route)
    {
        var headers = http.Response.Headers;
        if (!settings.Get(RestSettings.EnableCors))
        {
            if (route is not { Auth: RestAuth.None or RestAuth.Optional }) return false;
            headers.AccessControlAllowOrigin = "*";
            return true;
        }
        var allowed = settings.Get(RestSettings.CorsOrigin).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (allowed.Contains("*"))
        {
            headers.AccessControlAllowOrigin = "*";
            return true;
        }
        headers.Append("Vary", "Origin");
        var origin = http.Request.Headers.Origin.ToString();
        if (!allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)) return false;
        headers.AccessControlAllowOrigin = origin;
        return true;
    }

    private void AnswerPreflight(HttpContext http, string allowed)
    {
        if (!settings.Get(RestSettings.EnableCors))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        if (!AllowOrigin(http, null)) return;
        var headers = http.Response.Headers;
        headers["Access-Control-Allow-Methods"] = allowed;
        headers["Access-Control-Allow-Headers"] = "Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token, x-visitor-token, Authorization, x-2fa-code, x-2fa-method";
    }

    private static Task AnswerMethodNotAllowedAsync(HttpContext http, string allowed)
    {
        http.Response.Headers.Allow = allowed;
        return WriteAsync(http, new(405, new WireObject { { "status", "error" }, { "message", "API endpoint does not exist for this method" } }));
    }

    public static async Task WriteAsync(HttpContext http, RestResult result)
    {
        var other = result.Body as RestContent;
        var json = other?.Bytes ?? WireJson.ToUtf8(result.Body, WireDialect.Rest);
        WriteHead(http.Response, result.Status);
        if (other is not null) http.Response.ContentType = other.Type;
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    /// <summary>An answer that fails half-way is cut off, so that nobody takes a part of it for the whole.</summary>
    private async Task StreamAsync(HttpContext http, RestRoute route, RestResult result)
    {
        WriteHead(http.Response, result.Status);
        try
        {
            await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, WireJson.WriterOptions);
            await WireStream.WriteAsync(writer, result.Body, FlushAsync, http.RequestAborted);
            await FlushAsync();

            async Task FlushAsync()
            {
                await writer.FlushAsync(http.RequestAborted);
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            }
        }
        catch (Exception failure) // the edge: the head is on its way, so nothing but the cut can tell
        {
            if (!http.RequestAborted.IsCancellationRequested) LogFailure(log, route.Method, route.Path, http.TraceIdentifier, failure);
            http.Abort();
        }
    }

    private static void WriteHead(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Method} {Path} failed, request {RequestId}.")]
    private static partial void LogFailure(ILogger log, string method, string path, string requestId, Exception failure);
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Parley.Integrations.Administering;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.OutboundHttp;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Integrations.Incoming;

/// <summary>One request to the address of a webhook.</summary>
/// <param name="Raw">The body as it came.</param>
/// <param name="Body">What it says; an empty object for nothing.</param>
internal sealed record HookCall(HttpContext Http, Integration Integration, string Raw, JsonNode Body);

/// <summary><c>/hooks/…</c>: programs post through the address of a webhook, and automation services look around (INT-013 to INT-016, INT-058).</summary>
internal sealed partial class HookPages(IntegrationCatalogue catalogue, RunIncoming run, SaveIntegrations save, ICallers callers, IRateLimiter limiter, ISettings settings, ServerMode mode, TimeProvider clock, ILogger<HookPages> log)
{
    private const int LargestBody = 1024 * 1024;
    private static readonly string[] _methods = ["GET", "POST", "OPTIONS"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var tail in new[] { "{id}/{token}", "{id}/{userId}/{token}" })
        {
            endpoints.MapMethods("/hooks/" + tail, _methods, http => AnswerAsync(http, run.ExecuteAsync));
            endpoints.MapMethods("/hooks/sample/" + tail, ["GET", "OPTIONS"], http => AnswerAsync(http, SampleAsync));
            endpoints.MapMethods("/hooks/info/" + tail, ["GET", "OPTIONS"], http => AnswerAsync(http, InfoAsync));
            endpoints.MapMethods("/hooks/add/" + tail, ["POST", "OPTIONS"], http => AnswerAsync(http, AddAsync));
            endpoints.MapMethods("/hooks/remove/" + tail, ["POST", "OPTIONS"], http => AnswerAsync(http, RemoveAsync));
        }
    }

    private async Task AnswerAsync(HttpContext http, Func<HookCall, CancellationToken, Task<RestResult>> act)
    {
        // Pages of anybody may call; the address is the secret and no cookie counts.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.Headers.AccessControlAllowMethods = "GET, POST";
            http.Response.Headers.AccessControlAllowHeaders = "Origin, X-Requested-With, Content-Type, Accept, Authorization";
            return;
        }
        RestResult result;
        try
        {
            result = await ExecuteAsync(http, act);
        }
        catch (WireError error)
        {
            result = RestResult.Failure(error.IsMatch && error.Reason is { } reason ? reason : error.Code) with { Status = error.Status };
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException error)
        {
            result = RestResult.Failure("The request could not be read") with { Status = error.StatusCode };
        }
        catch (Exception failure) // the edge: logged once, answered without details
        {
            LogFailure(log, http.TraceIdentifier, failure);
            result = RestResult.Failure($"Internal error, request {http.TraceIdentifier}") with { Status = 500 };
        }
        await RestAdapter.WriteAsync(http, result);
    }

    private async Task<RestResult> ExecuteAsync(HttpContext http, Func<HookCall, CancellationToken, Task<RestResult>> act)
    {
        var ct = http.RequestAborted;
        var id = Route(http, "id");
        if (await RefuseAsync(http, id) is { } refused) return refused;
        var integration = await catalogue.FindAsync(id, ct);
        var given = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Route(http, "token")));
        if (integration is not { IsIncoming: true } || !CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(integration.Token))) return RestResult.NotFound("Invalid integration id or token provided.");
        if (!integration.IsEnabled) return new(503, new RestContent("text/plain; charset=utf-8", "Service Unavailable"u8.ToArray()));
        var (raw, body) = await ReadAsync(http, ct);
        return await act(new(http, integration, raw, body), ct);
    }

    /// <returns>Null when the caller may go on.</returns>
    private async Task<RestResult?> RefuseAsync(HttpContext http, string id)
    {
        if (mode.IsTest || !settings.Get(RestSettings.EnableRateLimiter)) return null;
        var limit = new RateLimit((int)settings.Get(RestSettings.RateLimiterDefaultCalls), (int)settings.Get(RestSettings.RateLimiterDefaultMs));
        var state = await limiter.TakeAsync($"{http.Connection.RemoteIpAddress} hooks/{(Id.IsAcceptable(id) ? id : "")}", limit);
        var headers = http.Response.Headers;
        headers["X-RateLimit-Limit"] = limit.Calls.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.ResetsAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (state.IsAllowed) return null;
        var seconds = Math.Max(1, (int)Math.Ceiling((state.ResetsAt - clock.GetUtcNow()).TotalSeconds));
        return new(429, new WireObject { { "success", false }, { "error", $"Too many requests; please wait {seconds} seconds and try again. [error-too-many-requests]" } });
    }

    private static string Route(HttpContext http, string name) => (string?)http.Request.RouteValues[name] ?? "";

    /// <summary>A JSON body, or a form whose field <c>payload</c> holds one; other forms are read as texts.</summary>
    private static async Task<(string Raw, JsonNode Body)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method)) return ("", Texts(request.Query.Where(q => q.Key.Length > 0)));
        if (request.ContentLength > LargestBody) throw TooLarge();
        var (bytes, isCut) = await BoundedBody.ReadAsync(request.Body, LargestBody, ct);
        if (isCut) throw TooLarge();
        string raw;
        try
        {
            raw = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw WireError.Plain("The body is not text in UTF-8");
        }
        if (raw.Contains('\0', StringComparison.Ordinal) || raw.Contains("\\u0000", StringComparison.Ordinal)) throw WireError.Plain("No text may hold the character zero");
        var isForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        if (!isForm) return (raw, string.IsNullOrWhiteSpace(raw) ? new JsonObject() : Parse(raw));
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(raw);
        return (raw, form is { Count: 1 } && form.TryGetValue("payload", out var payload) ? Parse(payload.ToString()) : Texts(form));
    }

    private static JsonNode Parse(string text)
    {
        try
        {
            var node = JsonNode.Parse(text) ?? new JsonObject();
            // Read whole here, so that a name that comes twice is refused here too.
            _ = node.ToJsonString(WireJson.NodeOptions);
            return node is JsonObject ? JsonNode.Parse(node.DeepClone().ToJsonString())! : node;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw WireError.Plain("The body is not valid JSON");
        }
    }

    private static JsonObject Texts(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values)
    {
        var body = new JsonObject();
        foreach (var (name, value) in values) body[name] = value.ToString();
        return body;
    }

    private static WireError TooLarge() => WireError.Plain("The request body is too large", "error-request-too-large", 413);

    private static Task<RestResult> InfoAsync(HookCall call, CancellationToken ct) => Task.FromResult(RestResult.Ok());

    private Task<RestResult> SampleAsync(HookCall call, CancellationToken ct) => Task.FromResult(RestResult.Bare(Enumerable.Range(1, 3).Select(number => new WireObject
    {
        { "token", Id.New(24) }, { "channel_id", Id.New() }, { "channel_name", "general" }, { "timestamp", clock.GetUtcNow() }, { "user_id", Id.New() }, { "user_name", "rocket.cat" },
        { "text", $"Sample text {number}" }, { "trigger_word", "Sample" },
    }).ToList()));

    /// <summary>An automation service subscribes: an outgoing webhook in the name of the account that the incoming one posts as, with its rights.</summary>
    private async Task<RestResult> AddAsync(HookCall call, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToElement(call.Body);
        var data = body.Get("data") ?? default;
        var channel = body.Text("event") switch
        {
            "newMessageOnChannel" when data.Text("channel_name") is { Length: > 0 } name => name.StartsWith('#') ? name : "#" + name,
            "newMessageOnChannel" => "",
            "newMessageToUser" when data.Text("username") is { Length: > 0 } name => name.StartsWith('@') ? name : "@" + name,
            _ => null,
        };
        if (channel is null) return RestResult.Ok();
        var caller = await callers.FindByIdAsync(call.Integration.UserId, ct) ?? throw WireError.InvalidUser();
        var draft = new JsonObject { ["event"] = OutgoingEvents.SendMessage, ["username"] = "rocket.cat", ["urls"] = new JsonArray(body.Text("target_url")), ["name"] = body.Text("name"), ["channel"] = channel, ["enabled"] = true };
        if (data.Texts("trigger_words") is { } words) draft["triggerWords"] = new JsonArray([.. words.Select(w => (JsonNode)w)]);
        if (body.Text("target_url") is null) draft["urls"] = new JsonArray();
        return RestResult.Bare((await save.CreateAsync(caller, IntegrationRow.Outgoing, JsonSerializer.SerializeToElement(draft), ct)).View());
    }

    private async Task<RestResult> RemoveAsync(HookCall call, CancellationToken ct)
    {
        var url = JsonSerializer.SerializeToElement(call.Body).Text("target_url");
        var caller = await callers.FindByIdAsync(call.Integration.UserId, ct) ?? throw WireError.InvalidUser();
        if (url is null || (await catalogue.AllAsync(ct)).FirstOrDefault(i => !i.IsIncoming && i.Options.Urls.Contains(url)) is not { } found) return RestResult.Failure("integration-not-found");
        await save.RemoveAsync(caller, IntegrationRow.Outgoing, found.Id, ct);
        return RestResult.Ok();
    }

    [LoggerMessage(EventId = 5050, Level = LogLevel.Error, Message = "A call of a webhook failed, request {RequestId}.")]
    private static partial void LogFailure(ILogger log, string requestId, Exception failure);
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Parley.Platform.Ddp;

/// <summary>
/// SockJS 0.3.3 for clients whose network lets no WebSocket through: <c>xhr</c>, <c>xhr_streaming</c>, <c>eventsource</c> to
/// receive, <c>xhr_send</c> to send. Behind it are the same connections as behind a WebSocket. A session lives on one node
/// and ends when nobody has received for five seconds.
/// </summary>
public sealed class SockJsDoor : IAsyncDisposable
{
    private const int MostSessions = 10_000;
    private const int LongestId = 64;
    private const int StreamBytes = 128 * 1024;
    private const long PatienceMs = 5_000;
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(25);
    private static readonly byte[] _streamPrelude = [.. Enumerable.Repeat((byte)'h', 2048), (byte)'\n'];
    private readonly ConcurrentDictionary<string, SockJsSession> _sessions = new();
    private readonly Lock _opening = new();
    private readonly DdpServer _server;
    private readonly WebSocketDoor _webSockets;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;

    public SockJsDoor(DdpServer server, WebSocketDoor webSockets, TimeProvider clock)
    {
        (_server, _webSockets, _clock) = (server, webSockets, clock);
        _sweep = clock.CreateTimer(_ => Sweep(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/sockjs", static http => TextAsync(http, StatusCodes.Status200OK, "Welcome to SockJS!\n"));
        MapWithOptions(endpoints, "/sockjs/info", HttpMethods.Get, InfoAsync);
        endpoints.Map("/sockjs/websocket", http => _webSockets.AcceptAsync(http, isSockJs: false));
        endpoints.Map("/sockjs/{server}/{session}/websocket", http => _webSockets.AcceptAsync(http, isSockJs: true));
        MapWithOptions(endpoints, "/sockjs/{server}/{session}/xhr", HttpMethods.Post, http => ReceiveAsync(http, new("application/javascript; charset=UTF-8", [], [], "\n"u8.ToArray(), 1)));
        MapWithOptions(endpoints, "/sockjs/{server}/{session}/xhr_streaming", HttpMethods.Post, http => ReceiveAsync(http, new("application/javascript; charset=UTF-8", _streamPrelude, [], "\n"u8.ToArray(), StreamBytes)));
        MapWithOptions(endpoints, "/sockjs/{server}/{session}/eventsource", HttpMethods.Get, http => ReceiveAsync(http, new("text/event-stream; charset=UTF-8", "\r\n"u8.ToArray(), "data: "u8.ToArray(), "\r\n\r\n"u8.ToArray(), StreamBytes)));
        MapWithOptions(endpoints, "/sockjs/{server}/{session}/xhr_send", HttpMethods.Post, SendAsync);
        endpoints.Map("/sockjs/{**rest}", static http => TextAsync(http, StatusCodes.Status404NotFound, "Not found\n"));
    }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void MapWithOptions(IEndpointRouteBuilder endpoints, string path, string method, RequestDelegate handler) => endpoints.Map(path, http =>
    {
        AllowOrigin(http);
        if (HttpMethods.IsOptions(http.Request.Method)) return AnswerPreflight(http, method);
        if (http.Request.Method == method) return handler(http);
        http.Response.Headers.Allow = $"OPTIONS, {method}";
        return TextAsync(http, StatusCodes.Status405MethodNotAllowed, "");
    });

    /// <summary>Any page may connect: who somebody is, is told in the connection and never by cookies.</summary>
    private static void AllowOrigin(HttpContext http)
    {
        var (request, headers) = (http.Request.Headers, http.Response.Headers);
        var origin = request.Origin.ToString();
        headers.AccessControlAllowOrigin = origin is "" or "null" ? "*" : origin;
        headers.Vary = "Origin";
        if (origin.Length > 0) headers.AccessControlAllowCredentials = "true";
        if (request.AccessControlRequestHeaders.ToString() is { Length: > 0 } wanted) headers.AccessControlAllowHeaders = wanted;
        headers.CacheControl = "no-store, no-cache, no-transform, must-revalidate, max-age=0";
    }

    private Task AnswerPreflight(HttpContext http, string method)
    {
        const int year = 31_536_000;
        var headers = http.Response.Headers;
        headers.CacheControl = $"public, max-age={year}";
        headers.Expires = _clock.GetUtcNow().AddSeconds(year).ToString("R");
        headers.AccessControlMaxAge = $"{year}";
        headers.AccessControlAllowMethods = $"OPTIONS, {method}";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task InfoAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=UTF-8";
        return http.Response.WriteAsync($$"""{"websocket":true,"origins":["*:*"],"cookie_needed":false,"entropy":{{Random.Shared.NextInt64(1L << 32)}}}""");
    }

    private async Task ReceiveAsync(HttpContext http, Framing framing)
    {
        if (FindOrOpen(http, out var refusal) is not { } session)
        {
            await TextAsync(http, refusal, "");
            return;
        }
        http.Response.ContentType = framing.ContentType;
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (framing.Prelude.Length > 0) await http.Response.Body.WriteAsync(framing.Prelude, http.RequestAborted);
        if (!session.TryAttach())
        {
            await http.Response.Body.WriteAsync(framing.Around(SockJsFrames.AnotherReceiver), http.RequestAborted);
            return;
        }
        var isWhole = false;
        try
        {
            await RelayAsync(http, session, framing);
            isWhole = true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away in the middle of an answer: what was written may not have arrived.
        }
        finally
        {
            if (!isWhole)
            {
                session.Interrupt();
                _server.End(session.Connection);
            }
            session.Detach(_server.NowMs);
        }
    }

    /// <summary>Frame by frame until the answer is long enough or the session is over.</summary>
    private async Task RelayAsync(HttpContext http, SockJsSession session, Framing framing)
    {
        var written = 0;
        var isLast = false;
        while (written < framing.EndsAfterBytes && !isLast)
        {
            if (session.Take(out isLast) is not { } frame)
            {
                if (await HasNewsAsync(session, http.RequestAborted)) continue;
                frame = SockJsFrames.Heartbeat;
            }
            var bytes = framing.Around(frame);
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            written += bytes.Length;
        }
    }

    /// <returns>False when the client should hear a heartbeat.</returns>
    private async Task<bool> HasNewsAsync(SockJsSession session, CancellationToken ct)
    {
        try
        {
            await session.NewsAsync().WaitAsync(_heartbeat, _clock, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task SendAsync(HttpContext http)
    {
        if (SessionId(http) is not { } id || !_sessions.TryGetValue(id, out var session) || session.IsClosed)
        {
            await TextAsync(http, StatusCodes.Status404NotFound, "");
            return;
        }
        await session.Sending.WaitAsync(http.RequestAborted);
        try
        {
            await TakeAsync(http, session);
        }
        finally
        {
            session.Sending.Release();
        }
    }

    private async Task TakeAsync(HttpContext http, SockJsSession session)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        int read;
        while ((read = await http.Request.Body.ReadAsync(body.GetMemory(1024), http.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount <= WebSocketDoor.LargestMessageBytes) continue;
            await TextAsync(http, StatusCodes.Status413PayloadTooLarge, "Payload too large.");
            return;
        }
        if (body.WrittenCount == 0)
        {
            await TextAsync(http, StatusCodes.Status500InternalServerError, "Payload expected.");
            return;
        }
        if (!IsListOfTexts(body.WrittenMemory))
        {
            await TextAsync(http, StatusCodes.Status500InternalServerError, "Broken JSON encoding.");
            return;
        }
        // What has arrived is handled whole, even if the client no longer waits for this answer.
        await _server.HandleTextAsync(session.Connection, body.WrittenMemory, isSockJs: true, CancellationToken.None);
        http.Response.ContentType = "text/plain; charset=UTF-8";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool IsListOfTexts(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            return Wire.WireRead.AsTexts(document.RootElement) is not null;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private SockJsSession? FindOrOpen(HttpContext http, out int refusal)
    {
        refusal = StatusCodes.Status404NotFound;
        if (SessionId(http) is not { } id) return null;
        if (_sessions.TryGetValue(id, out var known)) return known;
        refusal = StatusCodes.Status503ServiceUnavailable;
        lock (_opening)
        {
            if (_sessions.TryGetValue(id, out known)) return known;
            if (_server.IsDraining || _sessions.Count >= MostSessions) return null;
            var session = new SockJsSession((overflowing, reason) => _server.CutOff(overflowing.Connection, reason));
            session.Detach(_server.NowMs);
            session.Connection = _server.Open(session, http);
            return _sessions[id] = session;
        }
    }

    /// <returns>Null for parts of the address that the protocol forbids.</returns>
    private static string? SessionId(HttpContext http)
    {
        var (server, session) = (http.Request.RouteValues["server"] as string, http.Request.RouteValues["session"] as string);
        var isSound = server is { Length: > 0 and <= LongestId } && session is { Length: > 0 and <= LongestId } && !server.Contains('.', StringComparison.Ordinal) && !session.Contains('.', StringComparison.Ordinal);
        return isSound ? session : null;
    }

    private void Sweep()
    {
        var now = _server.NowMs;
        foreach (var (id, session) in _sessions)
        {
            if (!session.IsAbandoned(now, PatienceMs) || !_sessions.TryRemove(id, out _)) continue;
            session.Close(SockJsFrames.GoAway);
            _server.End(session.Connection);
        }
    }

    private static Task TextAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=UTF-8";
        return http.Response.WriteAsync(text, Encoding.UTF8);
    }

    /// <summary>How a transport puts frames into its answer.</summary>
    /// <param name="EndsAfterBytes">The client asks again after so much; 1 for one frame an answer.</param>
    private sealed record Framing(string ContentType, byte[] Prelude, byte[] Before, byte[] Behind, int EndsAfterBytes)
    {
        public byte[] Around(byte[] frame) => [.. Before, .. frame, .. Behind];
    }
}

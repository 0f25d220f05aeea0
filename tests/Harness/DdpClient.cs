using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Harness;

/// <summary>An error a DDP method answered.</summary>
public sealed class DdpException(JsonElement error) : Exception(error.GetRawText())
{
    public JsonElement Error { get; } = error;

    /// <summary>The wire identifier, such as <c>error-not-allowed</c>.</summary>
    public string Code => Error.TryGetProperty("error", out var code) ? code.ToString() : "";
}

/// <summary>
/// A DDP connection. Every frame is kept in arrival order; waiting for one looks at what came already and then at what
/// comes next, so that a test never sleeps and never misses an early event.
/// </summary>
public sealed class DdpClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sendGate = new(1);
    private readonly List<JsonElement> _frames = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _pauseLock = new();
    private TaskCompletionSource? _pause;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private int _ids;

    private DdpClient()
    {
    }

    public string? UserId { get; private set; }

    public string? Token { get; private set; }

    /// <summary>Set when the server, or the network, ended the connection.</summary>
    public bool IsClosed { get; private set; }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>How many frames arrived; a position for <see cref="WaitAsync"/>.</summary>
    public int Position
    {
        get
        {
            lock (_frames)
                return _frames.Count;
        }
    }

    /// <param name="receiveBufferBytes">Asks the system to hold no more than this for the connection; null leaves it alone.</param>
    public static async Task<DdpClient> ConnectAsync(Uri server, int? receiveBufferBytes = null)
    {
        var client = new DdpClient();
        var address = new UriBuilder(server) { Scheme = "ws", Path = "/websocket" }.Uri;
        using var limit = new CancellationTokenSource(Patience);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (receiveBufferBytes is { } bytes)
                    socket.ReceiveBufferSize = bytes;
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        await client._socket.ConnectAsync(address, http, limit.Token);
        client._receiving = Task.Run(client.ReceiveAsync);
        await client.SendAsync(new { msg = "connect", version = "1", support = new[] { "1", "pre2", "pre1" } });
        await client.WaitAsync(frame => Is(frame, "connected"), "connected");
        return client;
    }

    /// <summary>By password, sent as its SHA-256 digest as all clients do.</summary>
    public Task LoginAsync(string username, string password) =>
        LoginAsync(new
        {
            user = new { username },
            password = new { digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password))), algorithm = "sha-256" },
        });

    public Task ResumeAsync(string token) => LoginAsync(new { resume = token });

    /// <summary>Calls a method and waits for its result.</summary>
    /// <exception cref="DdpException">The method answered an error.</exception>
    public async Task<JsonElement> CallAsync(string method, params object?[] parameters)
    {
        var id = NextId();
        await SendAsync(new { msg = "method", id, method, @params = parameters });
        var frame = await WaitAsync(candidate => Is(candidate, "result") && Has(candidate, "id", id), $"result of {method}");
        if (frame.TryGetProperty("error", out var error))
            throw new DdpException(error);
        return frame.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>Opens a subscription and waits until it is ready.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="DdpException">The server refused it.</exception>
    public async Task<string> SubscribeAsync(string name, params object?[] parameters)
    {
        var id = NextId();
        await SendAsync(new { msg = "sub", id, name, @params = parameters });
        var frame = await WaitAsync(
            candidate => (Is(candidate, "ready") && candidate.GetProperty("subs").EnumerateArray().Any(sub => sub.ValueEquals(id)))
                || (Is(candidate, "nosub") && Has(candidate, "id", id)),
            $"answer to the subscription {name}");
        if (Is(frame, "nosub"))
            throw new DdpException(frame.TryGetProperty("error", out var error) ? error : frame);
        return id;
    }

    /// <summary>The messages of a room, live.</summary>
    public Task<string> SubscribeRoomAsync(string roomId) =>
        SubscribeAsync("stream-room-messages", roomId, new { useCollection = false, args = Array.Empty<object>() });

    public Task UnsubscribeAsync(string id) => SendAsync(new { msg = "unsub", id });

    /// <summary>The first message of the room's stream, at or after a position, that satisfies the predicate.</summary>
    public async Task<JsonElement> WaitMessageAsync(string roomId, Func<JsonElement, bool> predicate, int from = 0, TimeSpan? patience = null)
    {
        JsonElement found = default;
        await WaitAsync(
            frame => Events(frame, "stream-room-messages", roomId).Any(message => Keep(message)),
            $"a message in {roomId}", from, patience);
        return found;

        bool Keep(JsonElement message)
        {
            if (!predicate(message))
                return false;
            found = message;
            return true;
        }
    }

    /// <summary>All messages the room's stream brought so far.</summary>
    public IReadOnlyList<JsonElement> Messages(string roomId, int from = 0)
    {
        lock (_frames)
            return [.. _frames.Skip(from).SelectMany(frame => Events(frame, "stream-room-messages", roomId))];
    }

    /// <summary>How many frames so far satisfy the predicate.</summary>
    public int Frames(Func<JsonElement, bool> predicate)
    {
        lock (_frames)
            return _frames.Count(predicate);
    }

    /// <summary>The first frame, at or after a position, that satisfies the predicate.</summary>
    /// <exception cref="TimeoutException">None came in time, or the connection closed before.</exception>
    public async Task<JsonElement> WaitAsync(Func<JsonElement, bool> predicate, string what, int from = 0, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        var next = from;
        while (true)
        {
            Task arrival;
            lock (_frames)
            {
                for (; next < _frames.Count; next++)
                {
                    if (predicate(_frames[next]))
                        return _frames[next];
                }

                if (IsClosed)
                    throw new TimeoutException($"The connection closed ({CloseStatus}) before: {what}");
                arrival = _arrival.Task;
            }

            try
            {
                await arrival.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Did not arrive: {what}");
            }
        }
    }

    /// <summary>Waits until the server has ended this connection.</summary>
    public Task WaitClosedAsync(TimeSpan? patience = null) => _receiving.WaitAsync(patience ?? Patience);

    /// <summary>Everything the server sent before its answer to a ping is in <see cref="Messages"/> afterwards.</summary>
    public async Task DrainAsync()
    {
        var id = NextId();
        await SendAsync(new { msg = "ping", id });
        await WaitAsync(frame => Is(frame, "pong") && Has(frame, "id", id), "pong");
    }

    /// <summary>Stops reading from the network, as a phone in a tunnel does.</summary>
    public void PauseReading()
    {
        lock (_pauseLock)
            _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void ResumeReading()
    {
        lock (_pauseLock)
        {
            _pause?.TrySetResult();
            _pause = null;
        }
    }

    /// <summary>Sends bytes that need not be a DDP message.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        await _sendGate.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, type, true, _closing.Token);
        }
        finally
        {
            _sendGate.Release();
        }
    }

    public Task SendAsync(object frame) => SendRawAsync(JsonSerializer.SerializeToUtf8Bytes(frame));

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _closing.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _closing.Dispose();
        _sendGate.Dispose();
    }

    private async Task LoginAsync(object credentials)
    {
        var result = await CallAsync("login", credentials);
        UserId = result.GetProperty("id").GetString();
        Token = result.GetProperty("token").GetString();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                Task pause;
                lock (_pauseLock)
                    pause = _pause?.Task ?? Task.CompletedTask;
                await pause.WaitAsync(_closing.Token);
                var part = await _socket.ReceiveAsync(buffer.GetMemory(4096), _closing.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _closing.Token);
                    break;
                }

                buffer.Advance(part.Count);
                if (!part.EndOfMessage)
                    continue;
                await TakeAsync(JsonElement.Parse(buffer.WrittenSpan));
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone; waiters learn it from IsClosed.
        }

        lock (_frames)
            IsClosed = true;
        Announce();
    }

    private async Task TakeAsync(JsonElement frame)
    {
        if (Is(frame, "ping"))
            await SendAsync(frame.TryGetProperty("id", out var id) ? new { msg = "pong", id = id.GetString() } : (object)new { msg = "pong" });
        lock (_frames)
            _frames.Add(frame);
        Announce();
    }

    private void Announce()
    {
        TaskCompletionSource waiting;
        lock (_frames)
        {
            waiting = _arrival;
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }

    private string NextId() => Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture);

    private static bool Is(JsonElement frame, string kind) => Has(frame, "msg", kind);

    private static bool Has(JsonElement frame, string name, string value) =>
        frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty(name, out var actual)
        && actual.ValueKind == JsonValueKind.String && actual.ValueEquals(value);

    private static IEnumerable<JsonElement> Events(JsonElement frame, string collection, string eventName)
    {
        if (!Is(frame, "changed") || !Has(frame, "collection", collection))
            return [];
        var fields = frame.GetProperty("fields");
        return Has(fields, "eventName", eventName) ? fields.GetProperty("args").EnumerateArray() : [];
    }
}

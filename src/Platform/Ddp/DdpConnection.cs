using System.Net.WebSockets;
using System.Text.Json;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>One socket: what it may hear, who is signed in on it, what waits to be written.</summary>
public sealed class DdpConnection
{
    private readonly bool _isSockJs;
    private readonly Outbox _outbox;
    private readonly WebSocket _socket;
    private readonly Dictionary<string, Subscription> _subscriptions = [];

    internal DdpConnection(WebSocket socket, Outbox outbox, bool isSockJs, string? address, string? userAgent)
    {
        _socket = socket;
        _outbox = outbox;
        _isSockJs = isSockJs;
        Address = address;
        UserAgent = userAgent;
    }

    public string Id { get; } = Platform.Ids.Id.New();

    public string? Address { get; }

    public string? UserAgent { get; }

    /// <summary>Set by the login method; null for visitors.</summary>
    public Caller? Caller { get; internal set; }

    internal long LastHeardMs { get; set; }

    internal bool IsConnected { get; set; }

    internal IReadOnlyDictionary<string, Subscription> Subscriptions => _subscriptions;

    public void Send(SharedFrame frame) => _outbox.Enqueue(_isSockJs ? frame.SockJs : frame.Raw);

    public void Send(WireObject message) => Send(new SharedFrame(WireJson.ToUtf8(message, WireDialect.Ddp)));

    /// <summary>Tells the client why, then closes; unsent events are dropped because the client will sync.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        if (_isSockJs) _outbox.Enqueue(SocketFrames.SockJsControl($"c[3000,\"{reason}\"]"));
        _ = CloseAsync(status, reason);
    }

    internal async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await _socket.CloseOutputAsync(status, reason, patience.Token);
            await _outbox.DrainAsync().WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Already closed from the other side, or the peer does not read: cut it off.
        }
        if (_socket.State is not (WebSocketState.Closed or WebSocketState.CloseSent)) _socket.Abort();
    }

    /// <summary>Set by the server: stops this connection's subscriptions to a topic.</summary>
    internal Action<string> Drop { get; set; } = static _ => { };

    internal void Abort() => _socket.Abort();

    internal void Track(Subscription subscription)
    {
        lock (_subscriptions) _subscriptions[subscription.Id] = subscription;
    }

    internal Subscription? Untrack(string id)
    {
        lock (_subscriptions) return _subscriptions.Remove(id, out var subscription) ? subscription : null;
    }

    internal Subscription? Find(string id)
    {
        lock (_subscriptions) return _subscriptions.GetValueOrDefault(id);
    }

    internal List<Subscription> Tracked()
    {
        lock (_subscriptions) return [.. _subscriptions.Values];
    }

    internal sealed class Subscription(string id, IStreamRule rule, string eventName, JsonElement options)
    {
        public string Id { get; } = id;

        public IStreamRule Rule { get; } = rule;

        public string EventName { get; } = eventName;

        public JsonElement Options { get; set; } = options;

        public HashSet<string> Topics { get; } = [];
    }
}

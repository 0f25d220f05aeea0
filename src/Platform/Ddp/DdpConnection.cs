using System.Net.WebSockets;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>One socket: what it may hear, who is signed in on it, what waits to be written.</summary>
public sealed class DdpConnection
{
    private readonly IDdpTransport _transport;
    private readonly List<DdpSubscription> _subscriptions = [];
    private bool _isHeldOpen;
    private (WebSocketCloseStatus Status, string Reason)? _heldClose;

    internal DdpConnection(IDdpTransport transport, string? address, string? userAgent)
    {
        _transport = transport;
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

    internal int SubscriptionCount
    {
        get
        {
            lock (_subscriptions) return _subscriptions.Count;
        }
    }

    public void Send(SharedFrame frame) => _transport.Send(frame);

    public void Send(WireObject message) => Send(new SharedFrame(WireJson.ToUtf8(message, WireDialect.Ddp)));

    /// <summary>Tells the client why, then closes; events that come later are dropped because the client will sync.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_subscriptions)
        {
            if (_isHeldOpen)
            {
                _heldClose ??= (status, reason);
                return;
            }
        }
        _ = CloseAsync(status, reason);
    }

    internal Task CloseAsync(WebSocketCloseStatus status, string reason) => _transport.CloseAsync(status, reason);

    /// <summary>From now on <see cref="Close"/> waits for <see cref="LetClose"/>: a method that ends its own session answers first.</summary>
    internal void HoldOpen()
    {
        lock (_subscriptions) _isHeldOpen = true;
    }

    internal void LetClose()
    {
        (WebSocketCloseStatus Status, string Reason)? held;
        lock (_subscriptions)
        {
            _isHeldOpen = false;
            held = _heldClose;
        }
        if (held is { } close) Close(close.Status, close.Reason);
    }

    /// <summary>Stops whatever subscriptions of this connection have to do with a topic.</summary>
    internal void Leave(string topic, StreamHub hub)
    {
        foreach (var subscription in Tracked()) subscription.Leave(topic, hub, this);
    }

    internal void Abort() => _transport.Abort();

    internal void Track(DdpSubscription subscription)
    {
        lock (_subscriptions) _subscriptions.Add(subscription);
    }

    internal DdpSubscription? Untrack(string id)
    {
        lock (_subscriptions)
        {
            var index = _subscriptions.FindIndex(s => s.Id == id);
            if (index < 0) return null;
            var found = _subscriptions[index];
            _subscriptions.RemoveAt(index);
            return found;
        }
    }

    internal List<DdpSubscription> Tracked()
    {
        lock (_subscriptions) return [.. _subscriptions];
    }
}

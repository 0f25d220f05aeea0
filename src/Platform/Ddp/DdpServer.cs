using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>Raised when a connection signs in, signs out or ends; presence listens.</summary>
public interface IConnectionObserver
{
    void SignedIn(DdpConnection connection, Caller caller);

    void SignedOut(DdpConnection connection, Caller caller);
}

/// <summary>
/// All DDP connections of this node. Messages of one connection are handled in order; a method that has fixed its place
/// in the store's order may let the next begin (<see cref="Caller.Unblock"/>).
/// </summary>
public sealed partial class DdpServer
{
    private const int HeartbeatMs = 25_000;
    private static readonly RateLimit _perConnection = new(600, 60_000);
    private readonly ConcurrentDictionary<string, DdpConnection> _connections = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, DdpConnection>> _byUser = new();
    private readonly DdpMethods _methods;
    private readonly Dictionary<string, IStreamRule> _rules;
    private readonly Dictionary<string, IPublication> _publications;
    private readonly StreamHub _hub;
    private readonly IBus _bus;
    private readonly RateLimiter _limiter;
    private readonly ServerMode _mode;
    private readonly TimeProvider _clock;
    private readonly IEnumerable<IConnectionObserver> _observers;
    private readonly ICallers _callers;
    private readonly ILogger<DdpServer> _log;
    private readonly ITimer _heartbeat;
    private volatile bool _isDraining;

    public DdpServer(DdpMethods methods, IEnumerable<IStreamRule> rules, IEnumerable<IPublication> publications, StreamHub hub, IBus bus,
        RateLimiter limiter, ServerMode mode, TimeProvider clock, IEnumerable<IConnectionObserver> observers, ICallers callers, ILogger<DdpServer> log)
    {
        _methods = methods;
        _rules = rules.ToDictionary(r => "stream-" + r.Stream);
        _publications = publications.ToDictionary(p => p.Name);
        _hub = hub;
        _bus = bus;
        _limiter = limiter;
        _mode = mode;
        _clock = clock;
        _observers = observers;
        _callers = callers;
        _log = log;
        _bus.Listen("access", message => OnAccessMessage(message));
        _heartbeat = clock.CreateTimer(_ => Beat(), null, TimeSpan.FromMilliseconds(HeartbeatMs), TimeSpan.FromMilliseconds(HeartbeatMs));
    }

    public int ConnectionCount => _connections.Count;

    public IReadOnlyCollection<string> StreamNames => _rules.Keys;

    /// <summary>The connections on which this person is signed in, on this node.</summary>
    public IEnumerable<DdpConnection> ConnectionsOf(string userId) => _byUser.TryGetValue(userId, out var own) ? own.Values : [];

    /// <summary>New connections are refused because this node is about to stop.</summary>
    internal bool IsDraining => _isDraining;

    internal long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a connection; whoever opens it ends it with <see cref="End"/>.</summary>
    internal DdpConnection Open(IDdpTransport transport, HttpContext http)
    {
        var connection = new DdpConnection(transport, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent) { LastHeardMs = NowMs };
        connection.Drop = topic => DropTopics(connection, t => t == topic);
        _connections[connection.Id] = connection;
        ServerMetrics.Connections.Set(_connections.Count);
        connection.Send(new WireObject { { "server_id", "0" } });
        return connection;
    }

    /// <summary>Signs a connection in or out (null).</summary>
    public void SetCaller(DdpConnection connection, Caller? caller)
    {
        var before = connection.Caller;
        if (before is not null)
        {
            Forget(connection, before);
            connection.Caller = null;
            foreach (var observer in _observers) observer.SignedOut(connection, before);
        }
        if (caller is null) return;
        connection.Caller = caller;
        _byUser.GetOrAdd(caller.UserId, _ => new())[connection.Id] = connection;
        foreach (var observer in _observers) observer.SignedIn(connection, caller);
    }

    /// <summary>
    /// Something that decides access changed for this person (membership, roles, account): every open subscription is
    /// decided anew, on every node. Topics of a lost room are dropped first, without waiting for anything.
    /// </summary>
    public async Task ReviewAccessAsync(string userId, string? lostRoomId = null)
    {
        if (_bus.IsShared) _bus.Publish("access", WireJson.ToUtf8(new WireObject { { "uid", userId }, { "rid", lostRoomId } }, WireDialect.Rest));
        await ReviewLocalAsync(userId, lostRoomId);
    }

    /// <summary>As <see cref="ReviewAccessAsync"/> for everybody who listens to a room, after its type or rules changed.</summary>
    public async Task ReviewRoomAsync(string roomId)
    {
        if (_bus.IsShared) _bus.Publish("access", WireJson.ToUtf8(new WireObject { { "room", roomId } }, WireDialect.Rest));
        await ReviewLocalRoomAsync(roomId);
    }

    /// <summary>Closes this person's sockets, all or those of one token, on this node; each node does its own.</summary>
    public void CloseSessions(string userId, Func<Caller, bool> isAffected, string reason)
    {
        foreach (var connection in ConnectionsOf(userId))
        {
            if (connection.Caller is { } caller && isAffected(caller)) connection.Close(WebSocketCloseStatus.PolicyViolation, reason);
        }
    }

    /// <summary>Refuses new sockets and closes the open ones, so that clients move to another node.</summary>
    public async Task DrainAsync()
    {
        _isDraining = true;
        await _heartbeat.DisposeAsync();
        await Task.WhenAll(_connections.Values.Select(c => c.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "restarting")));
    }

    private static string? RoomOfTopic(string topic)
    {
        var slash = topic.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !(topic.StartsWith("room-messages/", StringComparison.Ordinal) || topic.StartsWith("notify-room", StringComparison.Ordinal))) return null;
        var rest = topic[(slash + 1)..];
        if (rest.StartsWith("__my_messages__:", StringComparison.Ordinal)) return rest["__my_messages__:".Length..];
        var end = rest.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }

    private void OnAccessMessage(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.Text("room") is { } room) _ = ReviewLocalRoomAsync(room);
        else if (document.RootElement.Text("uid") is { } user) _ = ReviewLocalAsync(user, document.RootElement.Text("rid"));
    }

    private async Task ReviewLocalRoomAsync(string roomId)
    {
        foreach (var connection in _connections.Values)
        {
            foreach (var subscription in connection.Tracked())
            {
                if (subscription.Topics.Any(t => RoomOfTopic(t) == roomId)) await ReviewAsync(connection, subscription);
            }
        }
    }

    private async Task ReviewLocalAsync(string userId, string? lostRoomId)
    {
        var own = ConnectionsOf(userId).ToList();
        if (lostRoomId is not null)
        {
            foreach (var connection in own) DropRoom(connection, lostRoomId);
        }
        foreach (var connection in own)
        {
            var caller = await _callers.FindByIdAsync(userId, CancellationToken.None);
            if (caller is null)
            {
                connection.Close(WebSocketCloseStatus.PolicyViolation, "signed out");
                continue;
            }
            if (connection.Caller is { } before)
                connection.Caller = before with { Roles = caller.Roles, Username = caller.Username, Name = caller.Name };
            foreach (var subscription in connection.Tracked()) await ReviewAsync(connection, subscription);
        }
    }

    private void DropRoom(DdpConnection connection, string roomId) => DropTopics(connection, t => RoomOfTopic(t) == roomId);

    private void DropTopics(DdpConnection connection, Func<string, bool> isLost)
    {
        foreach (var subscription in connection.Tracked())
        {
            lock (subscription.Topics)
            {
                foreach (var topic in subscription.Topics.Where(isLost).ToList())
                {
                    _hub.Leave(topic, connection);
                    subscription.Topics.Remove(topic);
                }
            }
        }
    }

    private async Task ReviewAsync(DdpConnection connection, DdpConnection.Subscription subscription)
    {
        var request = new StreamRequest(subscription.EventName, subscription.Options, connection.Caller, connection);
        var topics = await subscription.Rule.TopicsAsync(request, CancellationToken.None);
        if (topics is not null)
        {
            MoveTo(connection, subscription, topics);
            return;
        }
        MoveTo(connection, subscription, []);
        connection.Untrack(subscription.Id);
        SendNoSub(connection, subscription.Id, new WireError("not-allowed"));
    }

    private void MoveTo(DdpConnection connection, DdpConnection.Subscription subscription, IReadOnlyList<string> topics)
    {
        lock (subscription.Topics)
        {
            foreach (var gone in subscription.Topics.Except(topics).ToList())
            {
                _hub.Leave(gone, connection);
                subscription.Topics.Remove(gone);
            }
            foreach (var topic in topics)
            {
                if (subscription.Topics.Add(topic)) _hub.Join(topic, connection);
            }
        }
    }

    internal void CutOff(DdpConnection connection, string reason)
    {
        LogCutOff(_log, connection.Id, reason);
        ServerMetrics.SlowConsumers.Inc();
        _ = connection.CloseAsync(WebSocketCloseStatus.PolicyViolation, reason);
    }

    internal void End(DdpConnection connection)
    {
        _connections.TryRemove(connection.Id, out _);
        ServerMetrics.Connections.Set(_connections.Count);
        foreach (var subscription in connection.Tracked())
        {
            MoveTo(connection, subscription, []);
            connection.Untrack(subscription.Id);
        }
        SetCaller(connection, null);
    }

    private void Forget(DdpConnection connection, Caller caller)
    {
        if (!_byUser.TryGetValue(caller.UserId, out var own)) return;
        own.TryRemove(connection.Id, out _);
        if (own.IsEmpty) _byUser.TryRemove(new(caller.UserId, own));
    }

    private void Beat()
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var ping = new SharedFrame("{\"msg\":\"ping\"}"u8.ToArray());
        foreach (var connection in _connections.Values)
        {
            var silence = now - connection.LastHeardMs;
            if (silence > 3 * HeartbeatMs) connection.Abort();
            else if (silence >= HeartbeatMs && connection.IsConnected) connection.Send(ping);
        }
    }

    /// <summary>Handles one message of the client, or a list of messages as SockJS sends them. To be called one after another.</summary>
    internal async Task HandleTextAsync(DdpConnection connection, ReadOnlyMemory<byte> text, bool isSockJs, CancellationToken ct)
    {
        connection.LastHeardMs = NowMs;
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            SendBadRequest(connection, "Bad request");
            return;
        }
        if (!isSockJs)
        {
            await HandleAsync(connection, root, ct);
            return;
        }
        var packed = root.ValueKind == JsonValueKind.Array ? root.AsTexts() ?? [] : root.ValueKind == JsonValueKind.String ? [root.GetString()!] : [];
        foreach (var inner in packed)
        {
            if (WireRead.TryParse(inner, out var message)) await HandleAsync(connection, message.Value, ct);
            else SendBadRequest(connection, "Bad request");
        }
    }

    private async Task HandleAsync(DdpConnection connection, JsonElement message, CancellationToken ct)
    {
        var kind = message.Text("msg");
        if (!connection.IsConnected && kind is not ("connect" or "ping" or "pong"))
        {
            SendBadRequest(connection, "Must connect first");
            return;
        }
        switch (kind)
        {
            case "connect": Connect(connection, message); break;
            case "ping": connection.Send(new WireObject { { "msg", "pong" }, { "id", message.Text("id") } }); break;
            case "pong": break;
            case "method": await RunMethodAsync(connection, message, ct); break;
            case "sub": await SubscribeAsync(connection, message, ct); break;
            case "unsub": Unsubscribe(connection, message); break;
            default: SendBadRequest(connection, "Bad request"); break;
        }
    }

    private static void Connect(DdpConnection connection, JsonElement message)
    {
        if (message.Text("version") is not ("1" or "pre2" or "pre1"))
        {
            connection.Send(new WireObject { { "msg", "failed" }, { "version", "1" } });
            return;
        }
        connection.IsConnected = true;
        connection.Send(new WireObject { { "msg", "connected" }, { "session", connection.Id } });
    }

    private static void SendBadRequest(DdpConnection connection, string reason) =>
        connection.Send(new WireObject { { "msg", "error" }, { "reason", reason } });

    private static void SendNoSub(DdpConnection connection, string id, WireError error) => connection.Send(new WireObject
    {
        { "msg", "nosub" }, { "id", id }, { "error", DdpMethods.ErrorObject(error) },
    });

    private async Task RunMethodAsync(DdpConnection connection, JsonElement message, CancellationToken ct)
    {
        var id = message.Text("id");
        var name = message.Text("method");
        if (id is null || name is null)
        {
            SendBadRequest(connection, "Malformed method invocation");
            return;
        }
        var parameters = message.Get("params") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        var unblocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = AnswerAsync(connection, id, name, parameters, () => unblocked.TrySetResult(), ct);
        if (!running.IsCompleted) await Task.WhenAny(running, unblocked.Task);
    }

    private async Task AnswerAsync(DdpConnection connection, string id, string name, JsonElement[] parameters, Action unblock, CancellationToken ct)
    {
        var answer = new WireObject { { "msg", "result" }, { "id", id } };
        var endsSession = _methods.All.TryGetValue(name, out var method) && method.EndsSession;
        if (endsSession) connection.HoldOpen();
        try
        {
            TakeLimits(connection, name);
            answer.Add("result", name.StartsWith("stream-", StringComparison.Ordinal)
                ? await WriteStreamAsync(connection, name, parameters, ct)
                : await _methods.CallAsync(new MethodCall(name, connection.Caller is { } c ? c with { Unblock = unblock, Address = connection.Address, UserAgent = connection.UserAgent } : null, parameters, connection, ct)));
        }
        catch (WireError error)
        {
            answer.Add("error", DdpMethods.ErrorObject(error));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) // the edge: logged once, answered without details
        {
            LogMethodFailed(_log, name, connection.Id, failure);
            answer.Add("error", DdpMethods.ErrorObject(new WireError("500", "Internal server error")));
        }
        connection.Send(answer);
        connection.Send(new WireObject { { "msg", "updated" }, { "methods", new[] { id } } });
        if (endsSession) connection.LetClose();
    }

    private void TakeLimits(DdpConnection connection, string name)
    {
        if (_mode.IsTest) return;
        Check("ddp " + connection.Id, _perConnection);
        if (_methods.All.TryGetValue(name, out var method) && method.Limit is { } limit)
            Check($"ddp {connection.Caller?.UserId ?? connection.Id} {name}", limit);
    }

    private void Check(string key, RateLimit limit)
    {
        var state = _limiter.Take(key, limit);
        if (state.IsAllowed) return;
        var wait = Math.Max(0, (long)(state.ResetsAt - _clock.GetUtcNow()).TotalMilliseconds);
        throw new WireError("too-many-requests", "Too many requests; slow down and try again", details: new WireObject { { "timeToReset", wait } });
    }

    private async Task<object?> WriteStreamAsync(DdpConnection connection, string name, JsonElement[] parameters, CancellationToken ct)
    {
        if (!_rules.TryGetValue(name, out var rule)) throw new WireError("404", $"Method '{name}' not found");
        if (parameters.Length == 0 || parameters[0].ValueKind != JsonValueKind.String) return null;
        await rule.WriteAsync(new StreamRequest(parameters[0].GetString()!, default, connection.Caller, connection), parameters[1..], ct);
        return null;
    }

    private async Task SubscribeAsync(DdpConnection connection, JsonElement message, CancellationToken ct)
    {
        if (message.Text("id") is not { } id || message.Text("name") is not { } name)
        {
            SendBadRequest(connection, "Malformed subscription");
            return;
        }
        var parameters = message.Get("params") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        try
        {
            if (_rules.TryGetValue(name, out var rule)) await OpenAsync(connection, id, name, rule, parameters, ct);
            else if (_publications.TryGetValue(name, out var publication)) await publication.PublishAsync(connection, parameters, ct);
            else throw new WireError("404", $"Subscription '{name}' not found");
        }
        catch (WireError error)
        {
            SendNoSub(connection, id, error);
            return;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogMethodFailed(_log, name, connection.Id, failure);
            SendNoSub(connection, id, new WireError("500", "Internal server error"));
            return;
        }
        connection.Send(new WireObject { { "msg", "ready" }, { "subs", new[] { id } } });
    }

    private async Task OpenAsync(DdpConnection connection, string id, string name, IStreamRule rule, JsonElement[] parameters, CancellationToken ct)
    {
        const int mostSubscriptions = 2000;
        var eventName = parameters.Length > 0 && parameters[0].ValueKind == JsonValueKind.String ? parameters[0].GetString()! : "";
        if (parameters.Length == 0) throw new WireError("invalid-event-name");
        if (connection.Subscriptions.Count >= mostSubscriptions) throw new WireError("too-many-subscriptions", "This connection listens to too much");
        var options = parameters.Length > 1 ? parameters[1] : default;
        var topics = await rule.TopicsAsync(new StreamRequest(eventName, options, connection.Caller, connection), ct) ?? throw new WireError("not-allowed");
        if (connection.Untrack(id) is { } replaced) MoveTo(connection, replaced, []);
        var subscription = new DdpConnection.Subscription(id, rule, eventName, options);
        MoveTo(connection, subscription, topics);
        connection.Track(subscription);
        if (options.ValueKind == JsonValueKind.True || options.Flag("useCollection") == true)
            connection.Send(new WireObject { { "msg", "added" }, { "collection", name }, { "id", "id" }, { "fields", new WireObject { { "eventName", eventName } } } });
    }

    private void Unsubscribe(DdpConnection connection, JsonElement message)
    {
        if (message.Text("id") is not { } id) return;
        if (connection.Untrack(id) is { } subscription) MoveTo(connection, subscription, []);
        connection.Send(new WireObject { { "msg", "nosub" }, { "id", id } });
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "{Method} failed on connection {ConnectionId}.")]
    private static partial void LogMethodFailed(ILogger log, string method, string connectionId, Exception failure);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "Connection {ConnectionId} was cut off: {Reason}.")]
    private static partial void LogCutOff(ILogger log, string connectionId, string reason);
}

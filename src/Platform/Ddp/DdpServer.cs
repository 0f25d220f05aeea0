using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>Raised when a connection signs in, signs out or ends; presence listens.</summary>
public interface IConnectionObserver
{
    /// <summary>The person hears that they are signed in when this is over.</summary>
    Task SignedInAsync(DdpConnection connection, Caller caller);

    void SignedOut(DdpConnection connection, Caller caller);
}

/// <summary>
/// All DDP connections of this node. Messages of one connection are handled in order; a method that has fixed its place
/// in the store's order may let the next begin (<see cref="Caller.Unblock"/>).
/// </summary>
public sealed partial class DdpServer
{
    private const int HeartbeatMs = 25_000;
    private readonly ConcurrentDictionary<string, DdpConnection> _connections = new();
    private readonly Dictionary<string, List<DdpConnection>> _byUser = [];
    private readonly DdpMethods _methods;
    private readonly Dictionary<string, IStreamRule> _rules;
    private readonly Dictionary<string, IPublication> _publications;
    private readonly StreamHub _hub;
    private readonly IBus _bus;
    private readonly MethodLimits _limits;
    private readonly CallTrace _trace;
    private readonly TimeProvider _clock;
    private readonly IEnumerable<IConnectionObserver> _observers;
    private readonly ICallers _callers;
    private readonly ILogger<DdpServer> _log;
    private readonly ITimer _heartbeat;
    private volatile bool _isDraining;

    public DdpServer(DdpMethods methods, IEnumerable<IStreamRule> rules, IEnumerable<IPublication> publications, StreamHub hub, IBus bus,
        MethodLimits limits, CallTrace trace, TimeProvider clock, IEnumerable<IConnectionObserver> observers, ICallers callers, ILogger<DdpServer> log)
    {
        _methods = methods;
        _rules = rules.ToDictionary(r => "stream-" + r.Stream);
        _publications = publications.ToDictionary(p => p.Name);
        _hub = hub;
        _bus = bus;
        _limits = limits;
        _trace = trace;
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
    public IReadOnlyList<DdpConnection> ConnectionsOf(string userId)
    {
        lock (_byUser) return _byUser.TryGetValue(userId, out var own) ? [.. own] : [];
    }

    /// <summary>New connections are refused because this node is about to stop.</summary>
    internal bool IsDraining => _isDraining;

    internal long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a connection; whoever opens it ends it with <see cref="End"/>.</summary>
    internal DdpConnection Open(IDdpTransport transport, HttpContext http)
    {
        var connection = new DdpConnection(transport, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent) { LastHeardMs = NowMs };
        _connections[connection.Id] = connection;
        ServerMetrics.Connections.Set(_connections.Count);
        connection.Send(new WireObject { { "server_id", "0" } });
        return connection;
    }

    /// <summary>Makes a connection nobody's.</summary>
    public void SignOut(DdpConnection connection)
    {
        if (connection.Caller is not { } before) return;
        Forget(connection, before);
        connection.Caller = null;
        foreach (var observer in _observers) observer.SignedOut(connection, before);
    }

    /// <summary>Makes a connection the one of a person. Whoever acts on what they hear from then on misses nothing.</summary>
    public async Task SignInAsync(DdpConnection connection, Caller caller)
    {
        SignOut(connection);
        connection.Caller = caller;
        lock (_byUser)
        {
            if (!_byUser.TryGetValue(caller.UserId, out var own)) _byUser[caller.UserId] = own = [];
            own.Add(connection);
        }
        foreach (var observer in _observers) await observer.SignedInAsync(connection, caller);
    }

    /// <summary>Something that decides access changed for this person (roles, account): every open subscription is decided anew, on every node.</summary>
    public async Task ReviewAccessAsync(string userId)
    {
        if (_bus.IsShared) _bus.Publish("access", WireJson.ToUtf8(new WireObject { { "uid", userId } }, WireDialect.Rest));
        await ReviewLocalAsync(userId);
    }

    /// <summary>
    /// This person's membership of a room changed: what they hear of the room is decided anew, on every node, and nothing else. Topics of a
    /// lost room are dropped first, without waiting for anything.
    /// </summary>
    public async Task ReviewMembershipAsync(string userId, string roomId, bool isLost)
    {
        if (_bus.IsShared) _bus.Publish("access", WireJson.ToUtf8(new WireObject { { "uid", userId }, { "rid", roomId }, { "lost", isLost } }, WireDialect.Rest));
        await ReviewLocalMembershipAsync(userId, roomId, isLost);
    }

    /// <summary>As <see cref="ReviewAccessAsync"/> for everybody who listens to a room, after its type or rules changed.</summary>
    public async Task ReviewRoomAsync(string roomId)
    {
        if (_bus.IsShared) _bus.Publish("access", WireJson.ToUtf8(new WireObject { { "room", roomId } }, WireDialect.Rest));
        await ReviewLocalRoomAsync(roomId);
    }

    /// <summary>Something that decides access changed for all (permissions of roles): every open subscription of this node is decided anew.</summary>
    public async Task ReviewEverybodyHereAsync()
    {
        foreach (var connection in _connections.Values)
        {
            foreach (var subscription in connection.Tracked()) await ReviewAsync(connection, subscription);
        }
    }

    /// <summary>Sessions and accounts may have changed behind this node's back: everybody who is connected is decided anew.</summary>
    public async Task ReviewSessionsHereAsync()
    {
        string[] people;
        lock (_byUser) people = [.. _byUser.Keys];
        foreach (var userId in people) await ReviewLocalAsync(userId);
    }

    /// <summary>A session goes on under another token: its sockets on this node stay open.</summary>
    public void RenewSession(string userId, string oldTokenHash, string newTokenHash)
    {
        foreach (var connection in ConnectionsOf(userId))
        {
            if (connection.Caller is { } caller && caller.TokenHash == oldTokenHash) connection.Caller = caller with { TokenHash = newTokenHash };
        }
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

    /// <summary>Whoever has a duty to do first hears what visitors hear.</summary>
    private static Caller? ListenerOf(DdpConnection connection) => connection.Caller is { Duty: CallerDuty.None } caller ? caller : null;

    /// <summary>Whether a topic carries what happens in the room.</summary>
    private static bool IsOfRoom(string topic, string roomId)
    {
        var rest = topic.AsSpan();
        if (!rest.StartsWith("room-messages/") && !rest.StartsWith("notify-room")) return false;
        rest = rest[(rest.IndexOf('/') + 1)..];
        const string mine = "__my_messages__:";
        if (rest.StartsWith(mine)) rest = rest[mine.Length..];
        return rest.StartsWith(roomId) && (rest.Length == roomId.Length || rest[roomId.Length] == '/');
    }

    private void OnAccessMessage(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.Text("room") is { } room) _ = ReviewLocalRoomAsync(room);
        else if (document.RootElement.Text("uid") is not { } user) return;
        else if (document.RootElement.Text("rid") is { } left) _ = ReviewLocalMembershipAsync(user, left, document.RootElement.Flag("lost") ?? false);
        else _ = ReviewLocalAsync(user);
    }

    private async Task ReviewLocalRoomAsync(string roomId)
    {
        foreach (var connection in _connections.Values)
        {
            foreach (var subscription in connection.Tracked())
            {
                if (subscription.Any(t => IsOfRoom(t, roomId))) await ReviewAsync(connection, subscription);
            }
        }
    }

    private async Task ReviewLocalMembershipAsync(string userId, string roomId, bool isLost)
    {
        var own = ConnectionsOf(userId);
        if (isLost)
        {
            foreach (var connection in own) DropRoom(connection, roomId);
        }
        foreach (var connection in own)
        {
            foreach (var subscription in connection.Tracked()) await ReviewAsync(connection, subscription, roomId);
        }
    }

    private async Task ReviewLocalAsync(string userId)
    {
        var own = ConnectionsOf(userId);
        foreach (var connection in own)
        {
            var caller = await _callers.FindByIdAsync(userId, CancellationToken.None);
            if (caller is null || (connection.Caller is { TokenHash.Length: > 0 } session && !await _callers.IsOpenAsync(userId, session.TokenHash, CancellationToken.None)))
            {
                connection.Close(WebSocketCloseStatus.PolicyViolation, "signed out");
                continue;
            }
            if (connection.Caller is { } before)
                connection.Caller = before with { Roles = caller.Roles, Username = caller.Username, Name = caller.Name, Duty = caller.Duty };
            foreach (var subscription in connection.Tracked()) await ReviewAsync(connection, subscription);
        }
    }

    private void DropRoom(DdpConnection connection, string roomId)
    {
        foreach (var subscription in connection.Tracked()) subscription.LeaveWhere(t => IsOfRoom(t, roomId), _hub, connection);
    }

    private async Task ReviewAsync(DdpConnection connection, DdpSubscription subscription)
    {
        var request = new StreamRequest(subscription.EventName, subscription.Options, ListenerOf(connection), connection);
        var topics = await subscription.Rule.TopicsAsync(request, CancellationToken.None);
        if (topics is not null)
        {
            subscription.MoveTo(topics, _hub, connection);
            return;
        }
        subscription.End(_hub, connection);
        connection.Untrack(subscription.Id);
        SendNoSub(connection, subscription.Id, new WireError("not-allowed"));
    }

    private async Task ReviewAsync(DdpConnection connection, DdpSubscription subscription, string roomId)
    {
        var request = new StreamRequest(subscription.EventName, subscription.Options, ListenerOf(connection), connection);
        if (await subscription.Rule.ReviewRoomAsync(request, roomId, CancellationToken.None) is not { } review) return;
        if (review.IsAllowed)
        {
            subscription.Join(review.Topic, _hub, connection);
            return;
        }
        subscription.Leave(review.Topic, _hub, connection);
        if (!review.IsWhole || connection.Untrack(subscription.Id) is null) return;
        subscription.End(_hub, connection);
        SendNoSub(connection, subscription.Id, new WireError("not-allowed"));
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
            subscription.End(_hub, connection);
            connection.Untrack(subscription.Id);
        }
        SignOut(connection);
    }

    private void Forget(DdpConnection connection, Caller caller)
    {
        lock (_byUser)
        {
            if (_byUser.TryGetValue(caller.UserId, out var own) && own.Remove(connection) && own.Count == 0) _byUser.Remove(caller.UserId);
        }
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
        // What idle clients say, thousands at a time.
        if (text.Span.SequenceEqual("{\"msg\":\"pong\"}"u8)) return;
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
            _trace.Called(name, connection.Caller?.UserId, connection.Id);
            await _limits.TakeAsync(name, connection.Caller, connection.Address, connection);
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

    private async Task<object?> WriteStreamAsync(DdpConnection connection, string name, JsonElement[] parameters, CancellationToken ct)
    {
        if (!_rules.TryGetValue(name, out var rule)) throw new WireError("404", $"Method '{name}' not found");
        if (parameters.Length == 0 || parameters[0].ValueKind != JsonValueKind.String) return null;
        await rule.WriteAsync(new StreamRequest(parameters[0].GetString()!, default, ListenerOf(connection), connection), parameters[1..], ct);
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
        _trace.Subscribed(name, connection.Caller?.UserId, connection.Id);
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
        if (connection.SubscriptionCount >= mostSubscriptions) throw new WireError("too-many-subscriptions", "This connection listens to too much");
        var options = parameters.Length > 1 ? parameters[1] : default;
        var topics = await rule.TopicsAsync(new StreamRequest(eventName, options, ListenerOf(connection), connection), ct) ?? throw new WireError("not-allowed");
        connection.Untrack(id)?.End(_hub, connection);
        var subscription = new DdpSubscription(id, rule, eventName, options);
        subscription.MoveTo(topics, _hub, connection);
        connection.Track(subscription);
        if (options.ValueKind == JsonValueKind.True || options.Flag("useCollection") == true)
            connection.Send(new WireObject { { "msg", "added" }, { "collection", name }, { "id", "id" }, { "fields", new WireObject { { "eventName", eventName } } } });
    }

    private void Unsubscribe(DdpConnection connection, JsonElement message)
    {
        if (message.Text("id") is not { } id) return;
        connection.Untrack(id)?.End(_hub, connection);
        connection.Send(new WireObject { { "msg", "nosub" }, { "id", id } });
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "{Method} failed on connection {ConnectionId}.")]
    private static partial void LogMethodFailed(ILogger log, string method, string connectionId, Exception failure);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "Connection {ConnectionId} was cut off: {Reason}.")]
    private static partial void LogCutOff(ILogger log, string connectionId, string reason);
}

using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Bus;
using Parley.Platform.Ddp;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>
/// Keeps the sidebars of connected people fresh. For each room it knows which members listen on this node, so a message
/// costs work per listener, never per member. A listener's subscription is sent when it changes, which for most messages
/// is once until the person reads: from then on the room is unread already.
/// </summary>
internal sealed class RoomAudience
{
    private const string BusPrefix = "audience:";
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Listener>> _byRoom = new();
    private readonly ConcurrentDictionary<string, Person> _people = new();
    private readonly StreamHub _hub;
    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly RoomStore _rooms;
    private readonly IUserDirectory _users;
    private readonly RoomViews _views;
    private readonly SettingsRegistry _settings;

    public RoomAudience(StreamHub hub, IStore store, IBus bus, RoomStore rooms, IUserDirectory users, RoomViews views, SettingsRegistry settings)
    {
        (_hub, _store, _bus, _rooms, _users, _views, _settings) = (hub, store, bus, rooms, users, views, settings);
        bus.Listen("audience", OnBus);
    }

    /// <summary>A connection of this person came: from the first on, their rooms are watched here, and all of them when this is over.</summary>
    public Task ArriveAsync(string userId)
    {
        var person = _people.GetOrAdd(userId, _ => new Person());
        lock (person)
        {
            Interlocked.Increment(ref person.Connections);
            // One that failed is tried again by the next connection.
            return person.Arrival is { IsFaulted: false } under ? under : person.Arrival = WatchAllAsync(userId);
        }
    }

    private async Task WatchAllAsync(string userId)
    {
        var roomIds = await _store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId).Select(s => s.RoomId).ToListAsync(), CancellationToken.None);
        foreach (var roomId in roomIds) Watch(roomId, userId);
    }

    public void Depart(string userId)
    {
        if (!_people.TryGetValue(userId, out var person) || Interlocked.Decrement(ref person.Connections) > 0) return;
        _people.TryRemove(userId, out _);
        foreach (var roomId in person.Rooms.Keys) Unwatch(roomId, userId);
    }

    /// <summary>Whether the sidebar of anybody could show this room now; on a single node false saves the work.</summary>
    public bool IsWatched(string roomId) => _bus.IsShared || (_byRoom.TryGetValue(roomId, out var listeners) && listeners.Values.Any(l => _hub.IsWantedHere(l.RoomsTopic) || _hub.IsWantedHere(l.SubscriptionsTopic) || _hub.IsWantedHere(l.NoticesTopic)));

    /// <summary>A message was stored, on this node or another. Must not take long.</summary>
    public event Action<string, RawJson>? Talked;

    /// <summary>Members on this node who listen for notices.</summary>
    public IEnumerable<string> ListenersOf(string roomId) =>
        _byRoom.TryGetValue(roomId, out var listeners) ? listeners.Where(l => _hub.IsWantedHere(l.Value.NoticesTopic)).Select(l => l.Key) : [];

    /// <summary>A message was stored: rooms move up, unread marks appear.</summary>
    /// <param name="notices">People whose own counters changed: mentioned, or everybody in a direct room.</param>
    public Task TalkedAsync(string roomId, string senderId, IReadOnlyList<string> notices, WireObject room, RawJson message, bool isUnread)
    {
        if (_bus.IsShared)
        {
            _bus.Publish(BusPrefix + roomId, WireJson.ToUtf8(new WireObject
            {
                { "kind", "talk" }, { "sender", senderId }, { "notices", notices }, { "unread", isUnread }, { "room", room }, { "message", message },
            }, WireDialect.Rest));
        }
        Talked?.Invoke(roomId, message);
        return TalkedLocallyAsync(roomId, senderId, notices, new RawJson(WireJson.ToUtf8(room, WireDialect.Rest)), isUnread);
    }

    /// <summary>The room's own data changed for all members.</summary>
    public async Task RoomChangedAsync(RoomRow room, RawJson? last)
    {
        var people = room.IsDirect ? await _users.FindManyAsync([.. room.DirectUserIds], CancellationToken.None) : null;
        var view = new RawJson(WireJson.ToUtf8(_views.Room(room, last, people), WireDialect.Rest));
        SendRoom(room.Id, "updated", view);
        if (_bus.IsShared) _bus.Publish(BusPrefix + room.Id, WireJson.ToUtf8(new WireObject { { "kind", "room" }, { "room", view } }, WireDialect.Rest));
    }

    /// <summary>What subscriptions tell about their room changed for all members; costs work per listener.</summary>
    public Task SubscriptionsChangedAsync(string roomId)
    {
        if (_bus.IsShared) _bus.Publish("audience", Encoding.UTF8.GetBytes($"*\n{roomId}\n"));
        return SendAllSubscriptionsAsync(roomId);
    }

    private Task SendAllSubscriptionsAsync(string roomId) => _byRoom.TryGetValue(roomId, out var listeners)
        ? SendSubscriptionsAsync(roomId, [.. listeners.Where(l => _hub.IsWantedHere(l.Value.SubscriptionsTopic)).Select(l => l.Key)], "updated", isHereOnly: true)
        : Task.CompletedTask;

    /// <summary>One person's subscription changed; goes to all their devices on every node.</summary>
    /// <param name="action"><c>inserted</c> or <c>updated</c>.</param>
    public async Task SubscriptionChangedAsync(string roomId, string userId, string action)
    {
        if (action == "inserted")
        {
            if (_people.ContainsKey(userId)) Watch(roomId, userId);
            if (_bus.IsShared) _bus.Publish("audience", Encoding.UTF8.GetBytes($"+\n{roomId}\n{userId}"));
        }
        if (_byRoom.TryGetValue(roomId, out var listeners) && listeners.TryGetValue(userId, out var listener)) listener.HasAlert = false;
        if (_bus.IsShared) _bus.Publish("audience", Encoding.UTF8.GetBytes($"=\n{roomId}\n{userId}"));
        await SendSubscriptionsAsync(roomId, [userId], action);
        if (action == "inserted") await SendRoomToAsync(roomId, userId, "inserted");
    }

    public void SubscriptionRemoved(string roomId, string userId, string subscriptionId)
    {
        Unwatch(roomId, userId);
        if (_bus.IsShared) _bus.Publish("audience", Encoding.UTF8.GetBytes($"-\n{roomId}\n{userId}"));
        _hub.Emit("notify-user", userId + "/subscriptions-changed", ["removed", new WireObject { { "_id", subscriptionId }, { "rid", roomId }, { "u", new WireObject { { "_id", userId } } } }]);
        _hub.Emit("notify-user", userId + "/rooms-changed", ["removed", new WireObject { { "_id", roomId } }]);
    }

    private async Task SendRoomToAsync(string roomId, string userId, string action)
    {
        if (!_hub.IsWanted($"notify-user/{userId}/rooms-changed") || await _rooms.ReadAsync(roomId, CancellationToken.None) is not { } room) return;
        var people = room.IsDirect ? await _users.FindManyAsync([.. room.DirectUserIds], CancellationToken.None) : null;
        _hub.Emit("notify-user", userId + "/rooms-changed", [action, _views.Room(room, null, people)]);
    }

    private void OnBus(ReadOnlyMemory<byte> message)
    {
        var parts = Encoding.UTF8.GetString(message.Span).Split('\n');
        if (parts.Length != 3) return;
        switch (parts[0])
        {
            case "+" when _people.ContainsKey(parts[2]): Watch(parts[1], parts[2]); break;
            case "-": Unwatch(parts[1], parts[2]); break;
            case "*": _ = SendAllSubscriptionsAsync(parts[1]); break;
            case "=" when _byRoom.TryGetValue(parts[1], out var listeners) && listeners.TryGetValue(parts[2], out var listener): listener.HasAlert = false; break;
        }
    }

    private async Task OnRoomBusAsync(string roomId, ReadOnlyMemory<byte> message)
    {
        if (!WireRead.TryParse(Encoding.UTF8.GetString(message.Span), out var json) || json.Value.Get("room") is not { } room) return;
        var view = RawJson.From(room.GetRawText());
        if (json.Value.Get("message") is { } told) Talked?.Invoke(roomId, RawJson.From(told.GetRawText()));
        if (json.Value.Text("kind") == "talk")
            await TalkedLocallyAsync(roomId, json.Value.Text("sender") ?? "", json.Value.Texts("notices") ?? [], view, json.Value.Flag("unread") ?? true);
        else
            SendRoom(roomId, "updated", view);
    }

    private async Task TalkedLocallyAsync(string roomId, string senderId, IReadOnlyList<string> notices, RawJson room, bool isUnread)
    {
        if (!_byRoom.TryGetValue(roomId, out var listeners)) return;
        SendRoom(roomId, "updated", room);
        if (!isUnread) return;
        var changed = new List<string>();
        foreach (var (userId, listener) in listeners)
        {
            if (userId == senderId)
            {
                if (listener.HasAlert) changed.Add(userId);
                listener.HasAlert = false;
                continue;
            }
            if (listener.HasAlert && !notices.Contains(userId)) continue;
            listener.HasAlert = true;
            changed.Add(userId);
        }
        if (changed.Count > 0) await SendSubscriptionsAsync(roomId, changed, "updated");
    }

    private void SendRoom(string roomId, string action, RawJson room)
    {
        if (!_byRoom.TryGetValue(roomId, out var listeners)) return;
        UserFrames? frames = null;
        foreach (var (userId, listener) in listeners)
        {
            if (!_hub.IsWantedHere(listener.RoomsTopic)) continue;
            frames ??= new UserFrames("notify-user", "/rooms-changed", [action, room]);
            _hub.SendHere(listener.RoomsTopic, frames.For(userId));
        }
    }

    /// <param name="isHereOnly">The other nodes tell their own listeners.</param>
    private async Task SendSubscriptionsAsync(string roomId, IReadOnlyList<string> userIds, string action, bool isHereOnly = false)
    {
        var wanted = userIds.Where(id => _hub.IsWanted($"notify-user/{id}/subscriptions-changed")).ToList();
        if (wanted.Count == 0) return;
        var room = await _rooms.ReadAsync(roomId, CancellationToken.None);
        if (room is null) return;
        foreach (var chunk in wanted.Chunk(500))
        {
            var rows = await _store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == roomId && chunk.Contains(s.UserId)).ToListAsync(), CancellationToken.None);
            var people = room.IsDirect ? await _users.FindManyAsync([.. room.DirectUserIds], CancellationToken.None) : [];
            foreach (var row in rows)
            {
                if (await _users.FindAsync(row.UserId, CancellationToken.None) is not { } user) continue;
                var view = _views.Subscription(row, room, user, RoomViews.OthersFor(row.UserId, people));
                if (_byRoom.TryGetValue(roomId, out var listeners) && listeners.TryGetValue(row.UserId, out var listener))
                    listener.HasAlert = SubscriptionState.Of(row, room, _settings).HasAlert;
                if (isHereOnly) _hub.EmitHere("notify-user", row.UserId + "/subscriptions-changed", [action, view]);
                else _hub.Emit("notify-user", row.UserId + "/subscriptions-changed", [action, view]);
            }
        }
    }

    private void Watch(string roomId, string userId)
    {
        if (!_people.TryGetValue(userId, out var person)) return;
        person.Rooms[roomId] = 0;
        var listeners = _byRoom.GetOrAdd(roomId, id =>
        {
            if (_bus.IsShared) _bus.Listen(BusPrefix + id, message => _ = OnRoomBusAsync(id, message));
            return new();
        });
        listeners.TryAdd(userId, new Listener($"notify-user/{userId}/rooms-changed", $"notify-user/{userId}/subscriptions-changed", $"notify-user/{userId}/notification"));
    }

    private void Unwatch(string roomId, string userId)
    {
        if (_people.TryGetValue(userId, out var person)) person.Rooms.TryRemove(roomId, out _);
        if (_byRoom.TryGetValue(roomId, out var listeners)) listeners.TryRemove(userId, out _);
    }

    private sealed class Person
    {
        public readonly ConcurrentDictionary<string, byte> Rooms = new();
        public int Connections;
        public Task? Arrival;
    }

    private sealed class Listener(string roomsTopic, string subscriptionsTopic, string noticesTopic)
    {
        public string RoomsTopic { get; } = roomsTopic;

        public string SubscriptionsTopic { get; } = subscriptionsTopic;

        public string NoticesTopic { get; } = noticesTopic;

        /// <summary>The person was told that the room is unread and has not read since.</summary>
        public volatile bool HasAlert;
    }
}

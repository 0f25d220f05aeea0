using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Parley.Platform.Bus;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Platform.Ddp;

/// <summary>
/// Who listens to what on this node. A topic is <c>{stream}/{event}</c>; an event is serialised once and its bytes go to
/// every listener here and, over the bus, to the nodes that have listeners of their own.
/// </summary>
public sealed class StreamHub(IBus bus, ISettings? settings = null)
{
    /// <summary>Nodes tell each other nothing of what is said, to find a fault; whose rights ended is told all the same.</summary>
    public static readonly Setting<bool> IsHalted = SettingOf.Bool("Troubleshoot_Disable_Instance_Broadcast", "Troubleshoot", false);

    private const string BusPrefix = "s:";
    private readonly ConcurrentDictionary<string, Topic> _topics = new();

    /// <summary>Sends <c>{msg:changed,collection:stream-…,fields:{eventName,args}}</c>.</summary>
    /// <param name="except">A listener that must not hear its own event.</param>
    public void Emit(string stream, string eventName, IReadOnlyList<object?> args, DdpConnection? except = null)
    {
        var topic = stream + "/" + eventName;
        if (!IsWanted(topic)) return;
        Send(topic, Changed(stream, eventName, args), except);
    }

    /// <summary>As <see cref="Emit"/> to the listeners of this node only, for events that every node makes for its own.</summary>
    public void EmitHere(string stream, string eventName, IReadOnlyList<object?> args)
    {
        var topic = stream + "/" + eventName;
        if (IsWantedHere(topic)) SendHere(topic, Changed(stream, eventName, args));
    }

    /// <summary>As <see cref="EmitHere"/> on another topic than the event's own name.</summary>
    public void EmitHereOn(string topic, string stream, string eventName, IReadOnlyList<object?> args)
    {
        if (IsWantedHere(topic)) SendHere(topic, Changed(stream, eventName, args));
    }

    /// <summary>As <see cref="Emit"/> on another topic than the event's own name.</summary>
    public void EmitOn(string topic, string stream, string eventName, IReadOnlyList<object?> args)
    {
        if (IsWanted(topic)) Send(topic, Changed(stream, eventName, args), null);
    }

    /// <summary>Sends a DDP message as it is.</summary>
    public void Send(string topic, ReadOnlyMemory<byte> json, DdpConnection? except = null)
    {
        if (_topics.TryGetValue(topic, out var local)) local.Send(new SharedFrame(json), except);
        if (bus.IsShared && settings?.Get(IsHalted) != true) bus.Publish(BusPrefix + topic, json);
    }

    /// <summary>Whether anybody could hear this topic; false saves the serialising.</summary>
    public bool IsWanted(string topic) => bus.IsShared || _topics.ContainsKey(topic);

    public bool IsWantedHere(string topic) => _topics.ContainsKey(topic);

    /// <summary>To the listeners of this node only, for events that every node makes for its own.</summary>
    public void SendHere(string topic, ReadOnlyMemory<byte> json)
    {
        if (_topics.TryGetValue(topic, out var local)) local.Send(new SharedFrame(json), null);
    }

    /// <summary>
    /// Somebody may no longer hear a topic. The word travels on the topic's own channel, so on every node it comes before
    /// whatever is sent on the topic after this call has ended.
    /// </summary>
    public async Task RevokeAsync(string topic, string userId)
    {
        RevokeHere(topic, userId);
        if (!bus.IsShared) return;
        var id = Encoding.UTF8.GetBytes(userId);
        var word = new byte[id.Length + 1];
        id.CopyTo(word, 1);
        await bus.PublishAsync(BusPrefix + topic, word);
    }

    private void RevokeHere(string topic, string userId)
    {
        if (!_topics.TryGetValue(topic, out var local)) return;
        foreach (var listener in local.ListenersOf(userId)) listener.Leave(topic, this);
    }

    private void Receive(Topic topic, ReadOnlyMemory<byte> message)
    {
        if (message.Length > 1 && message.Span[0] == 0) RevokeHere(topic.Name, Encoding.UTF8.GetString(message.Span[1..]));
        else topic.Send(new SharedFrame(message.ToArray()), null);
    }

    /// <returns>The topic as the one text that all its listeners share.</returns>
    internal string Join(string topic, DdpConnection connection)
    {
        while (true)
        {
            var joined = _topics.GetOrAdd(topic, t => new Topic(t));
            lock (joined)
            {
                if (joined.IsDropped) continue;
                if (joined.Add(connection) && bus.IsShared)
                    bus.Listen(BusPrefix + topic, message => Receive(joined, message));
                return joined.Name;
            }
        }
    }

    internal void Leave(string topic, DdpConnection connection)
    {
        if (!_topics.TryGetValue(topic, out var left)) return;
        lock (left)
        {
            if (!left.Remove(connection)) return;
            left.IsDropped = true;
            _topics.TryRemove(topic, out _);
            if (bus.IsShared) bus.Unlisten(BusPrefix + topic);
        }
    }

    internal static ReadOnlyMemory<byte> Changed(string stream, string eventName, IReadOnlyList<object?> args)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("msg"u8, "changed"u8);
            writer.WriteString("collection"u8, "stream-" + stream);
            writer.WriteString("id"u8, "id"u8);
            writer.WriteStartObject("fields"u8);
            writer.WriteString("eventName"u8, eventName);
            writer.WritePropertyName("args"u8);
            WireJson.Write(writer, args, WireDialect.Ddp);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Listeners of one topic: few changes, many sends, so an array that is replaced on change.</summary>
    private sealed class Topic(string name)
    {
        private readonly HashSet<DdpConnection> _joined = [];
        private Dictionary<DdpConnection, int>? _further;
        private DdpConnection[] _listeners = [];
        private volatile bool _isStale;

        public string Name { get; } = name;

        public bool IsDropped { get; set; }

        /// <returns>Whether this is the first listener.</returns>
        public bool Add(DdpConnection connection)
        {
            if (_joined.Add(connection))
            {
                _isStale = true;
                return _joined.Count == 1;
            }
            _further ??= [];
            _further[connection] = _further.GetValueOrDefault(connection) + 1;
            return false;
        }

        /// <returns>Whether nobody is left.</returns>
        public bool Remove(DdpConnection connection)
        {
            if (_further?.TryGetValue(connection, out var more) == true)
            {
                if (more > 1) _further[connection] = more - 1;
                else _further.Remove(connection);
                return false;
            }
            if (!_joined.Remove(connection)) return false;
            _isStale = true;
            return _joined.Count == 0;
        }

        public List<DdpConnection> ListenersOf(string userId)
        {
            lock (this) return [.. _joined.Where(c => c.Caller?.UserId == userId)];
        }

        public void Send(SharedFrame frame, DdpConnection? except)
        {
            foreach (var listener in Snapshot())
            {
                if (!ReferenceEquals(listener, except)) listener.Send(frame);
            }
        }

        private DdpConnection[] Snapshot()
        {
            if (!_isStale) return _listeners;
            lock (this)
            {
                _listeners = [.. _joined];
                _isStale = false;
                return _listeners;
            }
        }
    }
}

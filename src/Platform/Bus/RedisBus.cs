using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Parley.Platform.Ids;
using StackExchange.Redis;

namespace Parley.Platform.Bus;

/// <summary>Redis (or Valkey) pub/sub. Each payload is prefixed with the sender's node id so that nobody hears itself.</summary>
internal sealed partial class RedisBus : IBus
{
    private const string Prefix = "parley:";
    private readonly ISubscriber _subscriber;
    private readonly ConcurrentDictionary<string, Action<ReadOnlyMemory<byte>>> _handlers = new();
    private readonly byte[] _nodeId = Encoding.ASCII.GetBytes(Id.New());

    public RedisBus(IConnectionMultiplexer redis, ILogger<RedisBus> log)
    {
        _subscriber = redis.GetSubscriber();
        redis.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType != ConnectionType.Subscription) return;
            LogReconnected(log);
            Reconnected?.Invoke();
        };
    }

    public bool IsShared => true;

    public event Action? Reconnected;

    public void Publish(string channel, ReadOnlyMemory<byte> payload)
    {
        var framed = new byte[_nodeId.Length + payload.Length];
        _nodeId.CopyTo(framed, 0);
        payload.CopyTo(framed.AsMemory(_nodeId.Length));
        _ = _subscriber.PublishAsync(RedisChannel.Literal(Prefix + channel), framed, CommandFlags.FireAndForget);
    }

    public void Listen(string channel, Action<ReadOnlyMemory<byte>> handler)
    {
        _handlers[channel] = handler;
        _ = _subscriber.SubscribeAsync(RedisChannel.Literal(Prefix + channel), (_, value) => Receive(channel, value));
    }

    public void Unlisten(string channel)
    {
        if (_handlers.TryRemove(channel, out _)) _ = _subscriber.UnsubscribeAsync(RedisChannel.Literal(Prefix + channel), flags: CommandFlags.FireAndForget);
    }

    private void Receive(string channel, RedisValue value)
    {
        ReadOnlyMemory<byte> framed = value;
        if (framed.Length < _nodeId.Length || framed.Span[.._nodeId.Length].SequenceEqual(_nodeId)) return;
        if (_handlers.TryGetValue(channel, out var handler)) handler(framed[_nodeId.Length..]);
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "The connection to Redis came back; caches were dropped because changes may have been missed.")]
    private static partial void LogReconnected(ILogger log);
}

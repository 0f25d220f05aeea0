using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Parley.Platform.Ids;
using StackExchange.Redis;

namespace Parley.Platform.Bus;

/// <summary>Redis (or Valkey) pub/sub. Each payload is prefixed with the sender's node id so that nobody hears itself.</summary>
public sealed partial class RedisBus : IBus
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
        _ = _subscriber.PublishAsync(RedisChannel.Literal(Prefix + channel), Framed(payload), CommandFlags.FireAndForget);
    }

    public async Task PublishAsync(string channel, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await _subscriber.PublishAsync(RedisChannel.Literal(Prefix + channel), Framed(payload));
        }
        catch (RedisException)
        {
            // Redis is away: when it is back, every node drops its caches and reviews what is open.
        }
    }

    public void Listen(string channel, Action<ReadOnlyMemory<byte>> handler)
    {
        _handlers[channel] = handler;
        // A queue per channel keeps the order of the channel; the plain callback does not.
        _ = SubscribeAsync(channel);
    }

    public void Unlisten(string channel)
    {
        if (_handlers.TryRemove(channel, out _)) _ = _subscriber.UnsubscribeAsync(RedisChannel.Literal(Prefix + channel), flags: CommandFlags.FireAndForget);
    }

    private async Task SubscribeAsync(string channel)
    {
        var queue = await _subscriber.SubscribeAsync(RedisChannel.Literal(Prefix + channel));
        queue.OnMessage(message => Receive(channel, message.Message));
    }

    private byte[] Framed(ReadOnlyMemory<byte> payload)
    {
        var framed = new byte[_nodeId.Length + payload.Length];
        _nodeId.CopyTo(framed, 0);
        payload.CopyTo(framed.AsMemory(_nodeId.Length));
        return framed;
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

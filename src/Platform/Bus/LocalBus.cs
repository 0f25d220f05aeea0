using System.Collections.Concurrent;

namespace Parley.Platform.Bus;

/// <summary>The bus of a single node. The publisher has already acted on its own change, so nothing is left to carry.</summary>
public sealed class LocalBus : IBus
{
    public bool IsShared => false;

    public event Action? Reconnected;

    /// <summary>Somebody else changed the database: an operator's command.</summary>
    public void Outdate() => Reconnected?.Invoke();

    public void Publish(string channel, ReadOnlyMemory<byte> payload) { }

    public Task PublishAsync(string channel, ReadOnlyMemory<byte> payload) => Task.CompletedTask;

    public void Listen(string channel, Action<ReadOnlyMemory<byte>> handler) { }

    public void Unlisten(string channel) { }
}

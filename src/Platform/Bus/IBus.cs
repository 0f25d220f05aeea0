namespace Parley.Platform.Bus;

/// <summary>Carries small messages to every node that listens. At most once, ordered per sender.</summary>
public interface IBus
{
    /// <summary>False on a single node: nothing published is heard by anybody.</summary>
    bool IsShared { get; }

    /// <summary>Never blocks and never throws: a lost message is repaired by <see cref="Reconnected"/>.</summary>
    void Publish(string channel, ReadOnlyMemory<byte> payload);

    /// <summary>As <see cref="Publish"/>, complete when the transport has it: what any node publishes afterwards comes later.</summary>
    Task PublishAsync(string channel, ReadOnlyMemory<byte> payload);

    /// <summary>Messages of one channel are handled one after another, in the order the transport took them. Handlers must be quick and not throw.</summary>
    void Listen(string channel, Action<ReadOnlyMemory<byte>> handler);

    void Unlisten(string channel);

    /// <summary>Messages may have been missed: caches must be dropped.</summary>
    event Action? Reconnected;
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Platform.Events;

/// <summary>Something that happened and was committed. Names are past tense.</summary>
public interface IDomainEvent;

/// <summary>Reacts to a committed event on the node where it happened.</summary>
public interface IEventHandler<in TEvent> where TEvent : IDomainEvent
{
    Task HandleAsync(TEvent happened, CancellationToken ct);
}

/// <summary>
/// Hands committed events to their handlers, in commit order within a lane (a room's events share one).
/// A handler that fails is logged and does not stop the others.
/// </summary>
public sealed partial class EventDispatcher(IServiceProvider services, ILogger<EventDispatcher> log)
{
    private const int LaneCount = 16;
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, LaneCount).Select(_ => new Lane())];
    private readonly ConcurrentDictionary<Type, Func<IDomainEvent, CancellationToken, Task>[]> _handlers = new();

    /// <param name="laneKey">Events of equal keys keep their order; null uses the first lane.</param>
    public void Enqueue(string? laneKey, IDomainEvent happened)
    {
        var lane = _lanes[laneKey is null ? 0 : (laneKey.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % LaneCount];
        lane.Queue.Enqueue(happened);
        if (Interlocked.Increment(ref lane.Waiting) == 1) ThreadPool.UnsafeQueueUserWorkItem(_ => _ = DrainAsync(lane), null);
    }

    /// <summary>Completes when everything enqueued before has been handled.</summary>
    public async Task DrainedAsync(CancellationToken ct)
    {
        while (_lanes.Any(l => Volatile.Read(ref l.Waiting) > 0)) await Task.Delay(5, ct);
    }

    private async Task DrainAsync(Lane lane)
    {
        do
        {
            if (!lane.Queue.TryDequeue(out var happened)) continue;
            foreach (var handle in HandlersOf(happened.GetType()))
            {
                try
                {
                    await handle(happened, CancellationToken.None);
                }
                catch (Exception failure) // the event is committed: other handlers and later events must still run
                {
                    LogHandlerFailed(log, happened.GetType().Name, failure);
                }
            }
        }
        while (Interlocked.Decrement(ref lane.Waiting) > 0);
    }

    private Func<IDomainEvent, CancellationToken, Task>[] HandlersOf(Type type) => _handlers.GetOrAdd(type, t =>
    {
        var adapter = (HandlerAdapter)Activator.CreateInstance(typeof(HandlerAdapter<>).MakeGenericType(t))!;
        return adapter.Resolve(services);
    });

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "A handler of {EventName} failed.")]
    private static partial void LogHandlerFailed(ILogger log, string eventName, Exception failure);

    private sealed class Lane
    {
        public readonly ConcurrentQueue<IDomainEvent> Queue = new();
        public int Waiting;
    }

    private abstract class HandlerAdapter
    {
        public abstract Func<IDomainEvent, CancellationToken, Task>[] Resolve(IServiceProvider services);
    }

    private sealed class HandlerAdapter<TEvent> : HandlerAdapter where TEvent : IDomainEvent
    {
        public override Func<IDomainEvent, CancellationToken, Task>[] Resolve(IServiceProvider services) =>
            [.. services.GetServices<IEventHandler<TEvent>>().Select(h => (Func<IDomainEvent, CancellationToken, Task>)((e, ct) => h.HandleAsync((TEvent)e, ct)))];
    }
}

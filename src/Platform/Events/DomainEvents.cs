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
/// Hands committed events to their handlers, in commit order within a lane (a room's events share one). Lanes do not wait
/// for each other, so long work for one person or room holds nobody else back. A handler that fails is logged and does not
/// stop the others.
/// </summary>
public sealed partial class EventDispatcher(IServiceProvider services, ILogger<EventDispatcher> log)
{
    // A lane exists while it has something to do. Stripes only keep threads off each other's lock.
    private const int StripeCount = 16;
    private readonly Dictionary<string, Queue<IDomainEvent>>[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Dictionary<string, Queue<IDomainEvent>>(StringComparer.Ordinal))];
    private readonly ConcurrentDictionary<Type, Func<IDomainEvent, CancellationToken, Task>[]> _handlers = new();

    /// <param name="laneKey">Events of equal keys keep their order; those without a key share one lane.</param>
    public void Enqueue(string? laneKey, IDomainEvent happened)
    {
        var key = laneKey ?? "";
        var stripe = StripeOf(key);
        lock (stripe)
        {
            if (stripe.TryGetValue(key, out var lane))
            {
                lane.Enqueue(happened);
                return;
            }
            stripe.Add(key, lane = new Queue<IDomainEvent>());
            lane.Enqueue(happened);
            ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Dispatcher.DrainAsync(work.Key, work.Lane), (Dispatcher: this, Key: key, Lane: lane), preferLocal: false);
        }
    }

    /// <summary>Completes when everything enqueued before has been handled, and what came of it.</summary>
    public async Task DrainedAsync(CancellationToken ct)
    {
        while (BusyLanes() is { Count: > 0 } keys) await Task.WhenAll(keys.Select(key => ReachedAsync(key).WaitAsync(ct)));
    }

    /// <summary>Completes when what was enqueued under the key before has been handled, at the latest when the time is over.</summary>
    public async Task DrainedAsync(string laneKey, TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await ReachedAsync(laneKey).WaitAsync(longest, ct);
        }
        catch (TimeoutException)
        {
        }
    }

    /// <summary>Completes when the lane has come to where it ends now.</summary>
    private Task ReachedAsync(string laneKey)
    {
        var mark = new Mark();
        Enqueue(laneKey, mark);
        return mark.Reached.Task;
    }

    private List<string> BusyLanes()
    {
        var keys = new List<string>();
        foreach (var stripe in _stripes)
        {
            lock (stripe) keys.AddRange(stripe.Keys);
        }
        return keys;
    }

    private async Task DrainAsync(string key, Queue<IDomainEvent> lane)
    {
        var stripe = StripeOf(key);
        while (true)
        {
            IDomainEvent? happened;
            lock (stripe)
            {
                if (!lane.TryDequeue(out happened))
                {
                    stripe.Remove(key);
                    return;
                }
            }
            await HandleAsync(happened);
        }
    }

    private async Task HandleAsync(IDomainEvent happened)
    {
        if (happened is Mark mark)
        {
            mark.Reached.SetResult();
            return;
        }
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

    private Dictionary<string, Queue<IDomainEvent>> StripeOf(string key) => _stripes[(key.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % StripeCount];

    private Func<IDomainEvent, CancellationToken, Task>[] HandlersOf(Type type) => _handlers.GetOrAdd(type, t =>
    {
        var adapter = (HandlerAdapter)Activator.CreateInstance(typeof(HandlerAdapter<>).MakeGenericType(t))!;
        return adapter.Resolve(services);
    });

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "A handler of {EventName} failed.")]
    private static partial void LogHandlerFailed(ILogger log, string eventName, Exception failure);

    /// <summary>A place in a lane that somebody waits for.</summary>
    private sealed class Mark : IDomainEvent
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

using Parley.Platform.Events;

namespace Parley.Platform.Storage;

public enum StorageEngine
{
    Sqlite,
    Postgres,
}

/// <summary>The database: reads from any thread, writes in short units, each one transaction.</summary>
public interface IStore
{
    StorageEngine Engine { get; }

    /// <summary>Reads committed rows. The context lives for the call only.</summary>
    Task<T> ReadAsync<T>(Func<ParleyDb, Task<T>> read, CancellationToken ct);

    /// <summary>Rows of a prepared read of the hot path, without a context.</summary>
    Task<List<T>> QueryAsync<T>(HotStatement statement, Action<IHotParameters> bind, Func<System.Data.Common.DbDataReader, T> read, CancellationToken ct);

    /// <summary>
    /// Runs one transaction. On SQLite units run one after another behind the writer gate and several share a commit;
    /// so a unit must not wait for anything but the database. Nested calls are refused.
    /// Events published on the unit are dispatched after the commit; an exception rolls the unit back alone.
    /// </summary>
    Task<T> WriteAsync<T>(Func<WriteUnit, Task<T>> write, CancellationToken ct);

    /// <summary>A prepared write of the hot path, grouped with others into one commit and one round trip.</summary>
    /// <returns>Completes after the commit. The place in the lane's order is fixed before the call returns.</returns>
    Task AppendAsync(HotWrite write, CancellationToken ct);

    /// <summary>
    /// Waits until every write that began before this call is visible, so that a reader who catches up by
    /// <c>_updatedAt</c> cannot pass a row that is stamped but not yet committed.
    /// </summary>
    ValueTask SettleAsync(CancellationToken ct);
}

/// <summary>One transaction under way.</summary>
public abstract class WriteUnit
{
    /// <summary>Change tracking is on; call <c>SaveChangesAsync</c> before raw SQL that depends on it.</summary>
    public abstract ParleyDb Db { get; }

    /// <summary>The stamp of this unit in whole milliseconds, rounded up, from the database's clock.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Runs a prepared write inside this unit; its event joins the unit's.</summary>
    public async Task ExecuteAsync(HotWrite write, CancellationToken ct)
    {
        await RunAsync(write, ct);
        _prepared.Add(write);
    }

    protected abstract Task RunAsync(HotWrite write, CancellationToken ct);

    private readonly List<HotWrite> _prepared = [];

    internal void Dispatch(EventDispatcher dispatcher)
    {
        foreach (var write in _prepared)
        {
            if (write.Committed() is { } happened) dispatcher.Enqueue(write.Lane, happened);
        }
        foreach (var (lane, happened) in Events) dispatcher.Enqueue(lane, happened);
    }

    internal List<(string? Lane, IDomainEvent Event)> Events { get; } = [];

    /// <summary>To be dispatched after the commit.</summary>
    /// <param name="lane">Events of one lane (a room id) keep their order.</param>
    public void Publish(IDomainEvent happened, string? lane = null) => Events.Add((lane, happened));

    public static DateTimeOffset CeilingToMilliseconds(DateTimeOffset time)
    {
        var rest = time.Ticks % TimeSpan.TicksPerMillisecond;
        return rest == 0 ? time : time.AddTicks(TimeSpan.TicksPerMillisecond - rest);
    }
}

using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Parley.Platform.Events;

namespace Parley.Platform.Storage;

/// <summary>
/// PostgreSQL. Units are ordinary transactions on pooled connections, tried again when the server reports a deadlock.
/// Hot writes of a room always take the same lane; a lane sends what is waiting as one batch: one round trip, one commit.
/// </summary>
public sealed class PostgresStore : IStore, IAsyncDisposable
{
    private const int LaneCount = 4;
    private const int LargestBatch = 64;
    private const int LongestQueue = 4096;
    private const int Attempts = 4;
    private static readonly TimeSpan _longestSettle = TimeSpan.FromSeconds(20);
    private readonly NpgsqlDataSource _source;
    private readonly Func<ParleyDb> _contexts;
    private readonly EventDispatcher _dispatcher;
    private readonly Channel<PendingHot>[] _lanes;
    private readonly Task[] _loops;
    private readonly TimeProvider _clock;

    public PostgresStore(NpgsqlDataSource source, Func<ParleyDb> contexts, EventDispatcher dispatcher, TimeProvider clock)
    {
        _source = source;
        _contexts = contexts;
        _dispatcher = dispatcher;
        _clock = clock;
        _lanes = [.. Enumerable.Range(0, LaneCount).Select(_ => Channel.CreateBounded<PendingHot>(new BoundedChannelOptions(LongestQueue) { SingleReader = true }))];
        _loops = [.. _lanes.Select(lane => Task.Run(() => RunLaneAsync(lane.Reader)))];
    }

    public StorageEngine Engine => StorageEngine.Postgres;

    public async Task<T> ReadAsync<T>(Func<ParleyDb, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var db = _contexts();
        return await read(db);
    }

    public async Task<List<T>> QueryAsync<T>(HotStatement statement, Action<IHotParameters> bind, Func<System.Data.Common.DbDataReader, T> read, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(statement.Postgres);
        bind(new Parameters(command));
        batch.BatchCommands.Add(command);
        var list = new List<T>();
        await using var rows = await batch.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) list.Add(read(rows));
        StatementCounter.Add(1, 0);
        return list;
    }

    public async Task<T> WriteAsync<T>(Func<WriteUnit, Task<T>> write, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(write, ct);
            }
            catch (Exception failure) when (attempt < Attempts && IsConflict(failure))
            {
                // Another transaction won; this one was rolled back whole and may run again.
            }
        }
    }

    public Task AppendAsync(HotWrite write, CancellationToken ct)
    {
        var pending = new PendingHot(write);
        var lane = _lanes[(write.Lane.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % LaneCount];
        return lane.Writer.TryWrite(pending) ? pending.Completion.Task : AppendSlowlyAsync(lane, pending);
    }

    public async ValueTask SettleAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var horizon = new NpgsqlCommand("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", connection);
        var target = (long)(await horizon.ExecuteScalarAsync(ct))!;
        await using var oldest = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1", connection);
        oldest.Parameters.Add(new NpgsqlParameter<long> { TypedValue = target });
        var started = _clock.GetTimestamp();
        while (!(bool)(await oldest.ExecuteScalarAsync(ct))!)
        {
            if (_clock.GetElapsedTime(started) > _longestSettle) throw new TimeoutException("Writes that were under way did not end in time.");
            await Task.Delay(1, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) lane.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private static bool IsConflict(Exception failure) =>
        (failure as PostgresException ?? failure.InnerException as PostgresException)?.SqlState
            is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private async Task<T> TryWriteAsync<T>(Func<WriteUnit, Task<T>> write, CancellationToken ct)
    {
        await using var db = _contexts();
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The transaction id must exist before any stamp is taken: SettleAsync waits for ids.
        var now = await StampAsync(db, transaction, ct);
        var unit = new Unit(db, now);
        var result = await write(unit);
        await transaction.CommitAsync(CancellationToken.None);
        unit.Dispatch(_dispatcher);
        return result;
    }

    private static async Task<DateTimeOffset> StampAsync(ParleyDb db, IDbContextTransaction transaction, CancellationToken ct)
    {
        await using var command = (NpgsqlCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction.GetDbTransaction();
        command.CommandText = "SELECT ceil(extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM (SELECT pg_current_xact_id()) x";
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(await command.ExecuteScalarAsync(ct))!);
    }

    private static async Task AppendSlowlyAsync(Channel<PendingHot> lane, PendingHot pending)
    {
        await lane.Writer.WriteAsync(pending);
        await pending.Completion.Task;
    }

    private async Task RunLaneAsync(ChannelReader<PendingHot> lane)
    {
        var batch = new List<PendingHot>(LargestBatch);
        while (await lane.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && lane.TryRead(out var next)) batch.Add(next);
            // Rooms are locked in one order on every node, so that batches cannot deadlock with each other.
            var ordered = batch.OrderBy(p => p.Write.Lane, StringComparer.Ordinal).ToList();
            if (await TryCommitAsync(ordered) is null) continue;
            foreach (var pending in ordered)
            {
                if (await CommitAloneAsync(pending) is { } failure) pending.Completion.TrySetException(failure);
            }
        }
    }

    private async Task<Exception?> CommitAloneAsync(PendingHot pending)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryCommitAsync([pending]);
            if (failure is null || attempt == Attempts || !IsConflict(failure)) return failure;
        }
    }

    private async Task<Exception?> TryCommitAsync(IReadOnlyList<PendingHot> batch)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await using var commands = new NpgsqlBatch(connection);
            commands.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_current_xact_id()"));
            foreach (var pending in batch) AddCommands(commands, pending.Write);
            await using (var rows = await commands.ExecuteReaderAsync())
            {
                await rows.NextResultAsync(); // behind the transaction id
                foreach (var pending in batch) await ReadRowsAsync(rows, pending.Write, CancellationToken.None);
                await rows.CloseAsync();
                StatementCounter.Add(commands.BatchCommands.Count, rows.RecordsAffected);
            }
        }
        catch (Exception failure) // told to the callers, after each write had a try of its own
        {
            return failure;
        }
        foreach (var pending in batch)
        {
            if (pending.Write.Committed() is { } happened) _dispatcher.Enqueue(pending.Write.Lane, happened);
            pending.Completion.TrySetResult(true);
        }
        return null;
    }

    private static async Task ReadRowsAsync(NpgsqlDataReader rows, HotWrite write, CancellationToken ct)
    {
        for (var i = 0; i < write.Statements.Count; i++)
        {
            if (!write.Statements[i].ReturnsRows) continue;
            while (await rows.ReadAsync(ct)) write.OnRow(i, rows);
            await rows.NextResultAsync(ct);
        }
    }

    private static void AddCommands(NpgsqlBatch batch, HotWrite write)
    {
        for (var i = 0; i < write.Statements.Count; i++)
        {
            if (write.Statements[i].Postgres.Length == 0) continue;
            var command = new NpgsqlBatchCommand(write.Statements[i].Postgres);
            write.Bind(i, new Parameters(command));
            batch.BatchCommands.Add(command);
        }
    }

    private sealed class Parameters(NpgsqlBatchCommand command) : IHotParameters
    {
        public void Add(string? value) => command.Parameters.Add(value is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
            : new NpgsqlParameter<string> { TypedValue = value });

        public void Add(long value) => command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });

        public void Add(bool value) => command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = value });
    }

    private sealed class PendingHot(HotWrite write)
    {
        public HotWrite Write { get; } = write;

        public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Unit(ParleyDb db, DateTimeOffset now) : WriteUnit
    {
        public override ParleyDb Db { get; } = db;

        public override DateTimeOffset Now { get; } = now;

        protected override async Task RunAsync(HotWrite write, CancellationToken ct)
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)Db.Database.GetDbConnection(), (NpgsqlTransaction)Db.Database.CurrentTransaction!.GetDbTransaction());
            AddCommands(batch, write);
            await using var rows = await batch.ExecuteReaderAsync(ct);
            await ReadRowsAsync(rows, write, ct);
        }
    }
}

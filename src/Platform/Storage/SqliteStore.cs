using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Events;

namespace Parley.Platform.Storage;

/// <summary>
/// SQLite in WAL mode. All writes pass one gate: a single task takes what is waiting (up to a batch), gives each unit
/// a savepoint, commits once with a full sync, then completes and publishes in order. Reads use pooled connections.
/// </summary>
public sealed class SqliteStore : IStore, IAsyncDisposable
{
    private const int LargestBatch = 64;
    private const int LongestQueue = 8192;
    private const int MostReaders = 8;

    /// <summary>How much is written before it is moved from the log into the database, beside the next writes.</summary>
    private const int UnitsPerCheckpoint = 2000;
    private readonly Func<SqliteConnection?, ParleyDb> _contexts;
    private readonly EventDispatcher _dispatcher;
    private readonly TimeProvider _clock;
    private readonly SqliteConnection _writer;
    private readonly Dictionary<string, PreparedStatement> _prepared = [];
    private readonly string _connectionString;
    private readonly System.Collections.Concurrent.ConcurrentBag<Reader> _readers = [];
    private readonly AsyncLocal<bool> _insideWriter = new();
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private readonly Task _loop;
    private long _lastStampMs;
    private int _unitsInLog;
    private Task _checkpoint = Task.CompletedTask;

    /// <param name="contexts">Makes a context on the given connection, or on a pooled one for null.</param>
    public SqliteStore(string connectionString, Func<SqliteConnection?, ParleyDb> contexts, EventDispatcher dispatcher, TimeProvider clock)
    {
        _connectionString = connectionString;
        _contexts = contexts;
        _dispatcher = dispatcher;
        _clock = clock;
        _writer = new SqliteConnection(connectionString);
        _writer.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA busy_timeout=10000");
        Execute("PRAGMA cache_size=-32768");
        Execute("PRAGMA temp_store=MEMORY");
        // The writer moves the log itself only when the checkpoints beside it (see CheckpointBeside) have not kept up: 64 MiB.
        Execute("PRAGMA wal_autocheckpoint=16000");
        _loop = Task.Run(RunAsync);
    }

    public StorageEngine Engine => StorageEngine.Sqlite;

    public async Task<T> ReadAsync<T>(Func<ParleyDb, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var db = _contexts(null);
        return await read(db);
    }

    public Task<List<T>> QueryAsync<T>(HotStatement statement, Action<IHotParameters> bind, Func<System.Data.Common.DbDataReader, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!_readers.TryTake(out var reader)) reader = new Reader(_connectionString);
        try
        {
            return Task.FromResult(reader.Query(statement.Sqlite, bind, read));
        }
        finally
        {
            if (_readers.Count < MostReaders) _readers.Add(reader);
            else reader.Dispose();
        }
    }

    public Task<T> WriteAsync<T>(Func<WriteUnit, Task<T>> write, CancellationToken ct)
    {
        if (_insideWriter.Value) throw new InvalidOperationException("A write unit must not start another.");
        var pending = new PendingUnit<T>(write, ct);
        return EnqueueAsync(pending, pending.Completion.Task);
    }

    public Task AppendAsync(HotWrite write, CancellationToken ct)
    {
        if (_insideWriter.Value) throw new InvalidOperationException("A write unit must not start another.");
        var pending = new PendingHot(write);
        return EnqueueAsync(pending, pending.Completion.Task);
    }

    public async ValueTask SettleAsync(CancellationToken ct)
    {
        var pending = new PendingNothing();
        await EnqueueAsync(pending, pending.Completion.Task);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _checkpoint;
        foreach (var prepared in _prepared.Values) prepared.Dispose();
        while (_readers.TryTake(out var reader)) reader.Dispose();
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        await _writer.DisposeAsync();
    }

    private async Task<T> EnqueueSlowlyAsync<T>(Pending pending, Task<T> completion)
    {
        await _queue.Writer.WriteAsync(pending);
        return await completion;
    }

    private Task<T> EnqueueAsync<T>(Pending pending, Task<T> completion) =>
        _queue.Writer.TryWrite(pending) ? completion : EnqueueSlowlyAsync(pending, completion);

    private async Task RunAsync()
    {
        _insideWriter.Value = true;
        var batch = new List<Pending>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var next)) batch.Add(next);
            if (batch.TrueForAll(p => p is PendingNothing))
            {
                foreach (var pending in batch) pending.Succeed();
                continue;
            }
            await CommitAsync(batch);
            _unitsInLog += batch.Count;
            if (_unitsInLog < UnitsPerCheckpoint || !_checkpoint.IsCompleted) continue;
            _unitsInLog = 0;
            _checkpoint = Task.Run(CheckpointBeside);
        }
    }

    /// <summary>Copies what the log holds into the database while writes go on, so that no commit waits for it. Pages that were written again meanwhile are copied once.</summary>
    private void CheckpointBeside()
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(PASSIVE)";
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // A full disk or the like shows in the next commit; the log grows until then.
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        if (await TryCommitAsync(batch, isGuarded: false) is { } failure)
        {
            // Which one failed is found by running all again, each in a savepoint of its own.
            foreach (var pending in batch) pending.Failure = null;
            failure = await TryCommitAsync(batch, isGuarded: true);
            if (failure is not null) // nothing of the batch was committed: every waiting caller must hear of it
            {
                foreach (var pending in batch) pending.Fail(pending.Failure ?? failure);
                return;
            }
        }
        foreach (var pending in batch)
        {
            if (pending.Failure is { } own)
            {
                pending.Fail(own);
                continue;
            }
            pending.Dispatch(_dispatcher);
            pending.Succeed();
        }
    }

    /// <param name="isGuarded">Prepared writes hardly ever fail, and a savepoint copies each page that they touch: they get one only when a batch without has failed.</param>
    /// <returns>Why nothing was committed.</returns>
    private async Task<Exception?> TryCommitAsync(List<Pending> batch, bool isGuarded)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var pending in batch)
            {
                if (isGuarded || pending is not PendingHot) await RunInSavepointAsync(pending);
                else await pending.RunAsync(this);
            }
            Execute("COMMIT");
            return null;
        }
        catch (Exception failure)
        {
            if (_writer.Handle is { } && !IsAutocommit()) Execute("ROLLBACK");
            return failure;
        }
    }

    private async Task RunInSavepointAsync(Pending pending)
    {
        if (pending is PendingNothing) return;
        Execute("SAVEPOINT unit");
        try
        {
            await pending.RunAsync(this);
        }
        catch (Exception failure) // this unit alone is undone; its caller gets the exception
        {
            pending.Failure = failure;
            Execute("ROLLBACK TO unit");
        }
        Execute("RELEASE unit");
    }

    private DateTimeOffset NextStamp()
    {
        _lastStampMs = Math.Max(_lastStampMs, WriteUnit.CeilingToMilliseconds(_clock.GetUtcNow()).ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(_lastStampMs);
    }

    private bool IsAutocommit() => SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) != 0;

    private void Execute(string sql) => Prepare(sql).Command.ExecuteNonQuery();

    private void Run(HotWrite write)
    {
        var statements = write.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            if (statements[i].Sqlite.Length == 0) continue;
            var prepared = Prepare(statements[i].Sqlite);
            prepared.Start();
            write.Bind(i, prepared);
            using var rows = prepared.Command.ExecuteReader();
            while (rows.Read()) write.OnRow(i, rows);
            rows.Close();
            StatementCounter.Add(1, rows.RecordsAffected);
        }
    }

    private PreparedStatement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var prepared)) _prepared[sql] = prepared = new PreparedStatement(_writer, sql);
        return prepared;
    }

    /// <summary>A connection for reading with its prepared statements; used by one caller at a time.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly Dictionary<string, PreparedStatement> _prepared = [];

        public Reader(string connectionString)
        {
            _connection = new SqliteConnection(connectionString);
            _connection.Open();
        }

        public List<T> Query<T>(string sql, Action<IHotParameters> bind, Func<System.Data.Common.DbDataReader, T> read)
        {
            if (!_prepared.TryGetValue(sql, out var prepared)) _prepared[sql] = prepared = new PreparedStatement(_connection, sql);
            prepared.Start();
            bind(prepared);
            var list = new List<T>();
            using var rows = prepared.Command.ExecuteReader();
            while (rows.Read()) list.Add(read(rows));
            StatementCounter.Add(1, 0);
            return list;
        }

        public void Dispose()
        {
            foreach (var prepared in _prepared.Values) prepared.Dispose();
            _connection.Dispose();
        }
    }

    private sealed class PreparedStatement(SqliteConnection connection, string sql) : IHotParameters, IDisposable
    {
        private int _next;

        public SqliteCommand Command { get; } = new(sql, connection);

        public void Start() => _next = 0;

        public void Add(string? value) => Set(value ?? (object)DBNull.Value);

        public void Add(long value) => Set(value);

        public void Add(bool value) => Set(value ? 1L : 0L);

        public void Dispose() => Command.Dispose();

        private void Set(object value)
        {
            var index = _next++;
            if (index < Command.Parameters.Count) Command.Parameters[index].Value = value;
            else Command.Parameters.Add(new SqliteParameter($"?{index + 1}", value));
        }
    }

    private abstract class Pending
    {
        public Exception? Failure { get; set; }

        public abstract Task RunAsync(SqliteStore store);

        public abstract void Dispatch(EventDispatcher dispatcher);

        public abstract void Succeed();

        public abstract void Fail(Exception failure);
    }

    private sealed class PendingNothing : Pending
    {
        public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(SqliteStore store) => Task.CompletedTask;

        public override void Dispatch(EventDispatcher dispatcher) { }

        public override void Succeed() => Completion.TrySetResult(true);

        public override void Fail(Exception failure) => Completion.TrySetException(failure);
    }

    private sealed class PendingHot(HotWrite write) : Pending
    {
        public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(SqliteStore store)
        {
            store.Run(write);
            return Task.CompletedTask;
        }

        public override void Dispatch(EventDispatcher dispatcher)
        {
            if (write.Committed() is { } happened) dispatcher.Enqueue(write.Lane, happened);
        }

        public override void Succeed() => Completion.TrySetResult(true);

        public override void Fail(Exception failure) => Completion.TrySetException(failure);
    }

    private sealed class PendingUnit<T>(Func<WriteUnit, Task<T>> write, CancellationToken ct) : Pending
    {
        private Unit? _unit;
        private T? _result;

        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task RunAsync(SqliteStore store)
        {
            ct.ThrowIfCancellationRequested();
            _unit = new Unit(store);
            await using (_unit) _result = await write(_unit);
        }

        public override void Dispatch(EventDispatcher dispatcher) => _unit!.Dispatch(dispatcher);

        public override void Succeed() => Completion.TrySetResult(_result!);

        public override void Fail(Exception failure) => Completion.TrySetException(failure);
    }

    private sealed class Unit(SqliteStore store) : WriteUnit, IAsyncDisposable
    {
        private ParleyDb? _db;

        public override ParleyDb Db => _db ??= Open();

        public override DateTimeOffset Now { get; } = store.NextStamp();

        public async ValueTask DisposeAsync()
        {
            if (_db is not null) await _db.DisposeAsync();
        }

        protected override Task RunAsync(HotWrite write, CancellationToken ct)
        {
            store.Run(write);
            return Task.CompletedTask;
        }

        private ParleyDb Open()
        {
            var db = store._contexts(store._writer);
            // The gate owns the transaction; the context must neither open one nor wrap each save in a savepoint.
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            db.Database.AutoSavepointsEnabled = false;
            return db;
        }
    }
}

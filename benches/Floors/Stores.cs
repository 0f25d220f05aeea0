using Microsoft.Data.Sqlite;
using Npgsql;

namespace Parley.Floors;

/// <summary>Where messages go. Inserting is durable when it returns; calls do not overlap.</summary>
internal interface IMessageStore : IAsyncDisposable
{
    ValueTask InsertAsync(IReadOnlyList<Message> messages);

    /// <summary>The newest messages of a room; safe to call from many threads.</summary>
    ValueTask<List<Message>> LatestAsync(string roomId, int count);
}

internal sealed class NoStore : IMessageStore
{
    public ValueTask InsertAsync(IReadOnlyList<Message> messages) => ValueTask.CompletedTask;

    public ValueTask<List<Message>> LatestAsync(string roomId, int count) => new([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Names shared by both engines; twenty columns, most of them null, as in a chat server.</summary>
internal static class MessageTable
{
    public const string Columns =
        "id, room_id, sent_at, updated_at, user_id, username, name, text, markup, type, thread_id, replies, last_reply_at, edited_at, edited_by, " +
        "reactions, mentions, channels, attachments, sequence";

    public const string Index = "CREATE INDEX IF NOT EXISTS messages_by_room ON messages (room_id, sent_at DESC)";

    public const string Latest = "SELECT id, room_id, text, sent_at, username, name, updated_at FROM messages WHERE room_id = @room ORDER BY sent_at DESC LIMIT @count";

    public static string Create(string time) =>
        $"CREATE TABLE IF NOT EXISTS messages (id text PRIMARY KEY, room_id text, sent_at {time}, updated_at {time}, user_id text, username text, name text, " +
        $"text text, markup text, type text, thread_id text, replies int, last_reply_at {time}, edited_at {time}, edited_by text, reactions text, " +
        "mentions text, channels text, attachments text, sequence bigint)";
}

/// <summary>SQLite in WAL mode, one writer, one transaction a group, synced to disk at each commit.</summary>
internal sealed class SqliteStore : IMessageStore
{
    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _insert;
    private readonly ThreadLocal<SqliteCommand> _latest;
    private long _sequence;

    public SqliteStore(string file)
    {
        _connectionString = $"Data Source={file}";
        _writer = new SqliteConnection(_connectionString);
        _writer.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA wal_autocheckpoint=4000");
        Execute(MessageTable.Create("integer"));
        Execute(MessageTable.Index);
        _insert = _writer.CreateCommand();
        _insert.CommandText =
            $"INSERT INTO messages ({MessageTable.Columns}) VALUES (@id, @room, @sent, @sent, 'rbAXPnMktTFbNpwtJ', 'sender', 'Sender', @text, NULL, NULL, " +
            "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, @sequence)";
        foreach (var name in new[] { "@id", "@room", "@sent", "@text", "@sequence" })
            _insert.Parameters.Add(new SqliteParameter(name, null));
        _insert.Prepare();
        _latest = new ThreadLocal<SqliteCommand>(OpenReader);
    }

    public ValueTask InsertAsync(IReadOnlyList<Message> messages)
    {
        using var transaction = _writer.BeginTransaction(deferred: false);
        _insert.Transaction = transaction;
        foreach (var message in messages)
        {
            _insert.Parameters[0].Value = message.Id;
            _insert.Parameters[1].Value = message.RoomId;
            _insert.Parameters[2].Value = message.SentAt.Ticks;
            _insert.Parameters[3].Value = message.Text;
            _insert.Parameters[4].Value = ++_sequence;
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return ValueTask.CompletedTask;
    }

    public ValueTask<List<Message>> LatestAsync(string roomId, int count)
    {
        var command = _latest.Value!;
        command.Parameters[0].Value = roomId;
        command.Parameters[1].Value = count;
        var found = new List<Message>(count);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            found.Add(new Message(reader.GetString(0), reader.GetString(1), reader.GetString(2), new DateTime(reader.GetInt64(3), DateTimeKind.Utc)));
        return new(found);
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _writer.DisposeAsync();
        _latest.Dispose();
    }

    private SqliteCommand OpenReader()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        var command = connection.CreateCommand();
        command.CommandText = MessageTable.Latest;
        command.Parameters.AddWithValue("@room", "");
        command.Parameters.AddWithValue("@count", 0);
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>PostgreSQL, one writing connection, one pipelined transaction a group.</summary>
internal sealed class PostgresStore : IMessageStore
{
    private const string Insert =
        $"INSERT INTO messages ({MessageTable.Columns}) VALUES ($1, $2, $3, $3, 'rbAXPnMktTFbNpwtJ', 'sender', 'Sender', $4, NULL, NULL, " +
        "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, $5)";

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _writer;
    private long _sequence;

    private PostgresStore(NpgsqlDataSource source, NpgsqlConnection writer)
    {
        _source = source;
        _writer = writer;
    }

    public static async Task<PostgresStore> OpenAsync(string connectionString)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 });
        var store = new PostgresStore(source, await source.OpenConnectionAsync());
        foreach (var sql in new[] { MessageTable.Create("timestamptz"), MessageTable.Index })
        {
            await using var command = new NpgsqlCommand(sql, store._writer);
            await command.ExecuteNonQueryAsync();
        }

        return store;
    }

    public async ValueTask InsertAsync(IReadOnlyList<Message> messages)
    {
        // A batch without explicit transaction is one implicit transaction: one commit, one round trip.
        await using var batch = new NpgsqlBatch(_writer);
        foreach (var message in messages)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = message.Id },
                    new NpgsqlParameter<string> { TypedValue = message.RoomId },
                    new NpgsqlParameter<DateTime> { TypedValue = message.SentAt },
                    new NpgsqlParameter<string> { TypedValue = message.Text },
                    new NpgsqlParameter<long> { TypedValue = ++_sequence },
                },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }

    public async ValueTask<List<Message>> LatestAsync(string roomId, int count)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(MessageTable.Latest, connection);
        command.Parameters.AddWithValue("room", roomId);
        command.Parameters.AddWithValue("count", count);
        var found = new List<Message>(count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add(new Message(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetDateTime(3)));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
    }
}

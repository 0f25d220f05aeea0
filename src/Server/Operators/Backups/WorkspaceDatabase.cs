using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Parley.Platform.CommandLine;
using Parley.Server.Storage;

namespace Parley.Server.Operators.Backups;

/// <summary>The database of a workspace as a whole: copied while it is in use, looked into, replaced.</summary>
internal sealed class WorkspaceDatabase(ServerConfiguration configuration)
{
    private string? Postgres => configuration.PostgresConnection;

    public string Engine => Postgres is null ? "sqlite" : "postgres";

    public string EntryName => Postgres is null ? BackupFormat.SqliteDatabase : BackupFormat.PostgresDatabase;

    private Type Context => Postgres is null ? typeof(SqliteDb) : typeof(PostgresDb);

    public SchemaState StateOf(IReadOnlyCollection<string> migrations) => AppliedMigrations.StateOf(migrations, Context);

    /// <summary>A copy as of one moment; readers and writers go on.</summary>
    public async Task CopyToAsync(string file, CancellationToken ct)
    {
        if (Postgres is not null)
        {
            await PostgresTools.DumpAsync(Postgres, file, ct);
            return;
        }
        await using var source = await OpenSqliteAsync(configuration.SqlitePath, ct);
        await using var target = await OpenSqliteAsync(file, ct, SqliteOpenMode.ReadWriteCreate);
        source.BackupDatabase(target);
        // One file, without a log beside it.
        await ExecuteAsync(target, "PRAGMA journal_mode=DELETE", ct);
    }

    /// <returns>The changes this database has seen; none when it is empty or not there.</returns>
    public async Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken ct)
    {
        if (Postgres is null && !File.Exists(configuration.SqlitePath)) return [];
        try
        {
            return await TextsAsync("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"", ct);
        }
        catch (DbException failure) when (failure is SqliteException { SqliteErrorCode: 1 } or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            return [];
        }
    }

    /// <summary>A stored setting; null when nobody set it.</summary>
    public async Task<string?> SettingAsync(string id, CancellationToken ct) =>
        (await TextsAsync($"SELECT value FROM settings WHERE id='{id.Replace("'", "''", StringComparison.Ordinal)}'", ct)).FirstOrDefault();

    /// <exception cref="OperatorException">Others are connected, also after a moment.</exception>
    public async Task RequireAloneAsync(CancellationToken ct)
    {
        if (Postgres is null) return;
        const string others = "SELECT count(*)::text FROM pg_stat_activity WHERE datname=current_database() AND pid<>pg_backend_pid() AND backend_type='client backend'";
        string count;
        // Connections of a server that has just ended take a moment to go.
        for (var tries = 20; (count = (await TextsAsync(others, ct))[0]) != "0" && tries > 0; tries--) await Task.Delay(250, ct);
        if (count != "0") throw new OperatorException($"{count} connections to the database are open. Stop every server of this workspace first.");
    }

    /// <summary>Removes tables that the restored database does not have.</summary>
    public async Task DropTablesExceptAsync(IReadOnlyCollection<string> kept, CancellationToken ct)
    {
        foreach (var table in (await TablesAsync(ct)).Except(kept)) await PostgresAsync($"DROP TABLE IF EXISTS public.\"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\" CASCADE", ct);
    }

    public async Task<IReadOnlyList<string>> TablesAsync(CancellationToken ct) =>
        Postgres is null ? [] : await TextsAsync("SELECT tablename::text FROM pg_tables WHERE schemaname='public'", ct);

    private async Task<List<string>> TextsAsync(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<string>();
        while (await rows.ReadAsync(ct)) found.Add(rows.GetString(0));
        return found;
    }

    private async Task PostgresAsync(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await ExecuteAsync(connection, sql, ct);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (Postgres is null) return await OpenSqliteAsync(configuration.SqlitePath, ct);
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<SqliteConnection> OpenSqliteAsync(string path, CancellationToken ct, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30, Mode = mode }.ToString());
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}

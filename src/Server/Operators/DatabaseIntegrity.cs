using Microsoft.Data.Sqlite;
using Npgsql;
using Parley.Platform.CommandLine;

namespace Parley.Server.Operators;

/// <summary>What the engine itself says about its pages, indexes and references.</summary>
internal sealed class DatabaseIntegrity(ServerConfiguration configuration) : IIntegrityCheck
{
    private const int MostNamed = 20;

    public string Subject => "database";

    public Task<IReadOnlyList<string>> FindAsync(CancellationToken ct) =>
        configuration.PostgresConnection is { } postgres ? PostgresAsync(postgres, ct) : SqliteAsync(configuration.SqlitePath, ct);

    public static async Task<IReadOnlyList<string>> SqliteAsync(string path, CancellationToken ct)
    {
        var found = new List<string>();
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30, Mode = SqliteOpenMode.ReadWrite }.ToString());
        await connection.OpenAsync(ct);
        foreach (var check in new[] { $"PRAGMA integrity_check({MostNamed})", "PRAGMA foreign_key_check" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = check;
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (found.Count < MostNamed && await rows.ReadAsync(ct))
            {
                if (rows.FieldCount > 1) found.Add($"A row of {rows.GetValue(0)} refers to one of {rows.GetValue(2)} that is not there.");
                else if (rows.GetString(0) != "ok") found.Add(rows.GetString(0));
            }
        }
        return found;
    }

    /// <summary>Constraints and indexes that a broken restore or change left unusable.</summary>
    private static async Task<IReadOnlyList<string>> PostgresAsync(string connectionString, CancellationToken ct)
    {
        const string sql = "SELECT 'The index '||c.relname||' is not usable.' FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid JOIN pg_namespace n ON n.oid=c.relnamespace "
            + "WHERE n.nspname='public' AND NOT (i.indisvalid AND i.indisready) "
            + "UNION ALL SELECT 'The constraint '||conname||' was never checked.' FROM pg_constraint WHERE NOT convalidated";
        var found = new List<string>();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (found.Count < MostNamed && await rows.ReadAsync(ct)) found.Add(rows.GetString(0));
        return found;
    }
}

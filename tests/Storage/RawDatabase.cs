using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Parley.Harness;

namespace Parley.Tests.Storage;

/// <summary>The tables of a server, for states that the public doors cannot make in reasonable time.</summary>
internal static class RawDatabase
{
    public static async Task<DbConnection> OpenAsync(Engine engine, string databaseUrl)
    {
        var connection = Connection(engine, databaseUrl);
        await connection.OpenAsync();
        return connection;
    }

    public static async Task ExecuteAsync(this DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static DbConnection Connection(Engine engine, string databaseUrl)
    {
        if (engine == Engine.Sqlite) return new SqliteConnection($"Data Source={databaseUrl["sqlite:".Length..]};Pooling=False");
        var uri = new Uri(databaseUrl);
        var user = uri.UserInfo.Split(':');
        return new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port,
            Database = uri.AbsolutePath.Trim('/'),
            Username = user[0],
            Password = user.Length > 1 ? user[1] : null,
        }.ToString());
    }
}

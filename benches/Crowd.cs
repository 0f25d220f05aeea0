using Microsoft.Data.Sqlite;
using Parley.Harness;

namespace Parley.Bench;

/// <summary>
/// Members by the ten thousand. Each account hashes a password when it is made at the front door, so a crowd is copied
/// from one member's rows behind it, while the server is down. They never log in.
/// </summary>
internal static class Crowd
{
    /// <param name="template">A plain member of the room.</param>
    public static async Task AddAsync(ParleyServer server, string roomId, Person template, int count)
    {
        await server.StopAsync();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataFolder, "parley.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            var prefix = Scratch.Name("crowd");
            await CopyAsync(connection, "users", "id = @user", count, prefix, roomId, template.Id, new()
            {
                ["id"] = "@prefix || i",
                ["username"] = "@prefix || i",
                ["username_lower"] = "@prefix || i",
                ["email"] = "NULL",
                ["email_lower"] = "NULL",
            });
            await CopyAsync(connection, "subscriptions", "user_id = @user AND room_id = @room", count, prefix, roomId, template.Id, new()
            {
                ["id"] = "@prefix || 's' || i",
                ["user_id"] = "@prefix || i",
            });
            await ExecuteAsync(connection, $"UPDATE rooms SET member_count = member_count + {count} WHERE id = @room", prefix, roomId, template.Id);
        }

        await server.RestartAsync();
    }

    private static async Task CopyAsync(
        SqliteConnection connection, string table, string which, int count, string prefix, string roomId, string userId, Dictionary<string, string> changed)
    {
        var columns = new List<string>();
        await using (var read = connection.CreateCommand())
        {
            read.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                columns.Add(reader.GetString(0));
        }

        var values = columns.Select(column => changed.GetValueOrDefault(column, $"\"{column}\""));
        await ExecuteAsync(
            connection,
            $"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count}) " +
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) SELECT {string.Join(", ", values)} FROM {table}, numbers WHERE {which}",
            prefix, roomId, userId);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, string prefix, string roomId, string userId)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@prefix", prefix);
        command.Parameters.AddWithValue("@room", roomId);
        command.Parameters.AddWithValue("@user", userId);
        if (await command.ExecuteNonQueryAsync() == 0)
            throw new InvalidOperationException("Nothing was changed by: " + sql);
    }
}

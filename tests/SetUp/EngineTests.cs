using Npgsql;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.SetUp;

/// <summary>The throw-away engines keep the promises that other tests rest on.</summary>
public sealed class EngineTests
{
    [Fact]
    public async Task Postgres_is_durable_and_holds_databases_apart()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var (first, second) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        Assert.NotEqual(first, second);

        await using var connection = new NpgsqlConnection(postgres.ConnectionString(new Uri(first).AbsolutePath.Trim('/')));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SHOW fsync", connection);
        Assert.Equal("on", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Redis_answers()
    {
        await using var redis = await RedisServer.StartAsync();
        Assert.Equal("PONG", (await ChildProcess.RunAsync("redis-cli", "-p", $"{redis.Port}", "ping")).Trim());
    }
}

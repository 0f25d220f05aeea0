using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.Server.Storage;

/// <summary>Chooses the engine by <c>DATABASE_URL</c> and brings its schema up to date under a lock.</summary>
internal static class StorageSetup
{
    private const long MigrationLock = 7_265_001;

    public static void AddStorage(IServiceCollection services, ServerConfiguration configuration)
    {
        if (configuration.PostgresConnection is { } postgres) AddPostgres(services, postgres);
        else AddSqlite(services, configuration.SqlitePath);
    }

    public static async Task MigrateAsync(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetService<NpgsqlDataSource>() is not { } source)
        {
            if (await AppliedMigrations.AreAllAsync<SqliteDb>(services.GetRequiredService<IStore>(), ct)) return;
            await using var sqlite = new SqliteDb(services.GetRequiredService<DbContextOptions<SqliteDb>>());
            await sqlite.Database.MigrateAsync(ct);
            return;
        }
        if (await AppliedMigrations.AreAllAsync<PostgresDb>(services.GetRequiredService<IStore>(), ct)) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", connection)) await take.ExecuteNonQueryAsync(ct);
        await using var db = new PostgresDb(services.GetRequiredService<DbContextOptions<PostgresDb>>());
        await db.Database.MigrateAsync(ct);
        await using var release = new NpgsqlCommand($"SELECT pg_advisory_unlock({MigrationLock})", connection);
        await release.ExecuteNonQueryAsync(ct);
    }

    public static Task<SchemaState> StateAsync(IServiceProvider services, CancellationToken ct)
    {
        var store = services.GetRequiredService<IStore>();
        return store.Engine == StorageEngine.Sqlite ? AppliedMigrations.StateAsync<SqliteDb>(store, ct) : AppliedMigrations.StateAsync<PostgresDb>(store, ct);
    }

    private static void AddSqlite(IServiceCollection services, string path)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 10 }.ToString();
        var options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connectionString).AddInterceptors(StatementCounter.Instance).Options;
        services.AddSingleton(options);
        services.AddSingleton<IStore>(s => new SqliteStore(
            connectionString,
            connection => connection is null ? new SqliteDb(options) : new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).AddInterceptors(StatementCounter.Instance).Options),
            s.GetRequiredService<EventDispatcher>(), s.GetRequiredService<TimeProvider>()));
    }

    private static void AddPostgres(IServiceCollection services, string connectionString)
    {
        var source = new NpgsqlDataSourceBuilder(connectionString).Build();
        var options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(source).AddInterceptors(StatementCounter.Instance).Options;
        services.AddSingleton(source);
        services.AddSingleton(options);
        services.AddSingleton<IStore>(s => new PostgresStore(source, () => new PostgresDb(options), s.GetRequiredService<EventDispatcher>(), s.GetRequiredService<TimeProvider>()));
    }
}

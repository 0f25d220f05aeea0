using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Parley.Platform.Storage;

namespace Parley.Server.Storage;

/// <summary>Looks whether there is anything to migrate, without building the model: most starts find nothing to do.</summary>
internal static class AppliedMigrations
{
    private static readonly HotStatement _applied = new("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"", "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"");

    public static async Task<bool> AreAllAsync<TContext>(IStore store, CancellationToken ct) where TContext : DbContext
    {
        try
        {
            var applied = await store.QueryAsync(_applied, static _ => { }, static row => row.GetString(0), ct);
            return Known(typeof(TContext)).All(applied.Contains);
        }
        catch (DbException)
        {
            // An empty database has no history yet.
            return false;
        }
    }

    public static async Task<SchemaState> StateAsync<TContext>(IStore store, CancellationToken ct) where TContext : DbContext
    {
        List<string> applied;
        try
        {
            applied = await store.QueryAsync(_applied, static _ => { }, static row => row.GetString(0), ct);
        }
        catch (DbException failure) when (failure is SqliteException { SqliteErrorCode: 1 } or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            return SchemaState.Empty;
        }
        return StateOf(applied, typeof(TContext));
    }

    /// <param name="applied">The changes that a database has seen.</param>
    public static SchemaState StateOf(IReadOnlyCollection<string> applied, Type context)
    {
        var known = Known(context).ToList();
        if (applied.Count == 0) return SchemaState.Empty;
        if (applied.Except(known).Any()) return SchemaState.Newer;
        return known.All(applied.Contains) ? SchemaState.Present : SchemaState.Older;
    }

    private static IEnumerable<string> Known(Type context) =>
        from type in typeof(AppliedMigrations).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context
        select type.GetCustomAttribute<MigrationAttribute>()!.Id;
}

/// <summary>How a database compares with this program.</summary>
internal enum SchemaState
{
    Empty,
    Older,
    Present,
    Newer,
}

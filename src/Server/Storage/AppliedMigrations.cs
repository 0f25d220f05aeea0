using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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

    private static IEnumerable<string> Known(Type context) =>
        from type in typeof(AppliedMigrations).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context
        select type.GetCustomAttribute<MigrationAttribute>()!.Id;
}

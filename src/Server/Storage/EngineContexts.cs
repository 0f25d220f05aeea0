using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Parley.Administration;
using Parley.Conversations;
using Parley.Customization;
using Parley.Integrations;
using Parley.People;
using Parley.Platform.Storage;

namespace Parley.Server.Storage;

/// <summary>The one model, with every feature's tables.</summary>
internal abstract class ComposedDb(DbContextOptions options) : ParleyDb(options)
{
    protected override void AddFeatureTables(ModelBuilder model)
    {
        PeopleFeature.AddTables(model);
        CustomizationFeature.AddTables(model);
        ConversationsFeature.AddTables(model);
        AdministrationFeature.AddTables(model);
        IntegrationsFeature.AddTables(model);
    }
}

internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : ComposedDb(options);

internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ComposedDb(options);

/// <summary>For <c>dotnet ef migrations add</c> only.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
}

/// <summary>For <c>dotnet ef migrations add</c> only.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=localhost").Options);
}

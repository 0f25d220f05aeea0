using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Parley.Platform.Audit;
using Parley.Platform.Blobs;
using Parley.Platform.Jobs;
using Parley.Platform.Mail;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.Platform.Storage;

/// <summary>
/// The one model of both engines. The composition root derives a context per engine and adds the features' tables.
/// Columns are snake_case; times are whole milliseconds since 1970 (UTC).
/// </summary>
public abstract class ParleyDb(DbContextOptions options) : DbContext(options)
{
    protected abstract void AddFeatureTables(ModelBuilder model);

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<SettingRow>(e => { e.ToTable("settings"); e.HasKey(r => r.Id); });
        modelBuilder.Entity<PermissionRow>(e => { e.ToTable("permissions"); e.HasKey(r => r.Id); });
        modelBuilder.Entity<JobLeaseRow>(e => { e.ToTable("job_leases"); e.HasKey(r => r.Id); });
        modelBuilder.Entity<JobMarkRow>(e => { e.ToTable("job_marks"); e.HasKey(m => m.Id); });
        modelBuilder.Entity<AuditRow>(e =>
        {
            e.ToTable("audit_trail");
            e.HasKey(r => r.Id);
            e.HasIndex(r => r.At);
            e.HasIndex(r => new { r.ActorId, r.At });
            e.HasIndex(r => new { r.ObjectId, r.At });
        });
        MailPart.AddTables(modelBuilder);
        DatabaseBlobStore.AddTables(modelBuilder);
        AddFeatureTables(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        number => DateTimeOffset.FromUnixTimeMilliseconds(number));
}

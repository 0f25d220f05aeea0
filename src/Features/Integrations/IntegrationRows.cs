using Microsoft.EntityFrameworkCore;

namespace Parley.Integrations;

/// <summary>A webhook, incoming or outgoing.</summary>
internal sealed class IntegrationRow
{
    public const string Incoming = "webhook-incoming";
    public const string Outgoing = "webhook-outgoing";

    public required string Id { get; init; }

    /// <summary><see cref="Incoming"/> or <see cref="Outgoing"/>.</summary>
    public required string Type { get; init; }

    public required string Name { get; set; }
    public bool IsEnabled { get; set; }

    /// <summary>In whose name it posts.</summary>
    public required string UserId { get; set; }

    /// <summary>Sealed in the database; <see cref="IntegrationCatalogue"/> holds it open.</summary>
    public required string Token { get; set; }

    public required string CreatedById { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>JSON of <see cref="IntegrationOptions"/>.</summary>
    public required string Options { get; set; }
}

/// <summary>One run of an outgoing webhook, with what was sent and received.</summary>
internal sealed class HistoryRow
{
    public required string Id { get; init; }
    public required string IntegrationId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>JSON as clients read it, without tokens.</summary>
    public required string Doc { get; set; }
}

/// <summary>A failed call that is to be tried again.</summary>
internal sealed class AttemptRow
{
    /// <summary>The history entry it goes on in.</summary>
    public required string HistoryId { get; init; }

    public required string IntegrationId { get; init; }
    public required string Url { get; init; }

    /// <summary>How many tries there were.</summary>
    public required int Tries { get; set; }

    public required DateTimeOffset DueAt { get; set; }
}

internal static class IntegrationTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<IntegrationRow>(e => { e.ToTable("integrations"); e.HasKey(r => r.Id); });
        model.Entity<HistoryRow>(e =>
        {
            e.ToTable("integration_history");
            e.HasKey(r => r.Id);
            e.HasIndex(r => new { r.IntegrationId, r.UpdatedAt });
            e.HasIndex(r => r.CreatedAt);
        });
        model.Entity<AttemptRow>(e =>
        {
            e.ToTable("integration_attempts");
            e.HasKey(r => r.HistoryId);
            e.HasIndex(r => r.DueAt);
        });
    }
}

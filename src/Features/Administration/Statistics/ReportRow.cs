namespace Parley.Administration.Statistics;

/// <summary>A report on the workspace as it was at a moment.</summary>
internal sealed class ReportRow
{
    public required string Id { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The figures as a JSON object.</summary>
    public required string Figures { get; init; }
}

using Parley.Platform.Wire;

namespace Parley.Platform.Statistics;

/// <summary>A feature's figures for the report on the workspace: how many of what there are, nothing of anybody in particular.</summary>
public interface IStatisticsSource
{
    /// <summary>Adds its members. Called once a day and when an administrator asks, so it may count whole tables.</summary>
    Task AddAsync(WireObject report, CancellationToken ct);
}

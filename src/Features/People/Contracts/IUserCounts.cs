namespace Parley.People.Contracts;

/// <summary>How many people there are.</summary>
public interface IUserCounts
{
    /// <summary>Accounts of people that are switched on.</summary>
    Task<int> CountActiveAsync(CancellationToken ct);

    /// <summary>People who are not offline.</summary>
    Task<int> CountPresentAsync(CancellationToken ct);

    /// <summary>Accounts of people made within a time, by the number of their day since 1970 (UTC).</summary>
    Task<IReadOnlyDictionary<int, long>> CountNewByDayAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken ct);
}

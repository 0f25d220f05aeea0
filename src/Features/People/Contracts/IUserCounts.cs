namespace Parley.People.Contracts;

/// <summary>How many people there are.</summary>
public interface IUserCounts
{
    /// <summary>Accounts of people that are switched on.</summary>
    Task<int> CountActiveAsync(CancellationToken ct);
}

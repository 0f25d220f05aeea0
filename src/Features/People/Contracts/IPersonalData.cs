using Parley.Platform.Wire;

namespace Parley.People.Contracts;

/// <summary>What the workspace knows of a person's account, for their own copy.</summary>
public interface IPersonalData
{
    /// <returns>Null when there is no such account. Nothing in it lets anybody sign in.</returns>
    Task<WireObject?> DescribeAsync(string userId, CancellationToken ct);

    /// <summary>Mails a person where their copy waits, if the workspace can and they have an address.</summary>
    Task TellAsync(string userId, string url, CancellationToken ct);
}

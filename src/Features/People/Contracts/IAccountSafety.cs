using Parley.Platform.Storage;

namespace Parley.People.Contracts;

/// <summary>What other features do to an account whose secrets were changed.</summary>
public interface IAccountSafety
{
    /// <summary>Ends all sessions and voids personal access tokens, now and on every node.</summary>
    Task SignOutAsync(string userId, CancellationToken ct);

    /// <summary>Writes to the person's confirmed address, if there is one.</summary>
    /// <param name="body">HTML with placeholders such as <c>[username]</c>.</param>
    Task TellAsync(WriteUnit unit, string userId, string subject, string body, CancellationToken ct);
}

using Parley.Platform.Operations;

namespace Parley.People.Contracts;

/// <summary>Accounts that the server speaks with.</summary>
public interface IBotAccounts
{
    /// <summary>The bot of this name, made when it is not there. Nobody can sign in as it.</summary>
    /// <param name="username">Of the program's choice, never of a user's.</param>
    Task<UserBrief> EnsureAsync(string username, string name, CancellationToken ct);

    /// <summary>Gives somebody the role <c>bot</c> because a program speaks in their name. Whoever has it is left alone.</summary>
    Task GrantRoleAsync(Caller caller, string userId, CancellationToken ct);
}

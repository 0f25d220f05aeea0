namespace Parley.People.Contracts;

/// <summary>An account of another workspace.</summary>
/// <param name="SourceId">How that workspace calls it.</param>
public sealed record ImportedAccount(string SourceId, string Username, string? Email, string? Name);

/// <summary>Takes accounts over from other workspaces (MIG-006, MIG-007).</summary>
public interface IAccountImport
{
    /// <summary>
    /// Finds the account that has the address or else the name, or makes one whose person chooses a password by mail. Called again it finds what it made.
    /// </summary>
    /// <exception cref="Platform.Operations.WireError">The name or address cannot be an account's.</exception>
    Task<UserBrief> TakeAsync(ImportedAccount account, CancellationToken ct);
}

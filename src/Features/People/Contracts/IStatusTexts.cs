namespace Parley.People.Contracts;

/// <summary>What people say of themselves beside their name.</summary>
public interface IStatusTexts
{
    /// <exception cref="Platform.Operations.WireError"><c>error-not-allowed</c> where the workspace forbids it, <c>error-status-text-size-exceeded</c>.</exception>
    Task SetAsync(string userId, string text, CancellationToken ct);
}

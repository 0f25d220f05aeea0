namespace Parley.People.Contracts;

/// <summary>Links that let people in.</summary>
public interface IInvitations
{
    /// <summary>Whether the link is still good; with one, people may register although the form is closed to others.</summary>
    Task<bool> IsGoodAsync(string id, CancellationToken ct);
}

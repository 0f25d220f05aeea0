using Parley.Platform.Operations;

namespace Parley.People.Contracts;

/// <summary>Who holds a role in one room only, for the administration of roles.</summary>
public interface IRoomRoleHolders
{
    /// <summary>Gives or takes a role in a room. For <c>owner</c>, <c>moderator</c> and <c>leader</c> the room's own rules count too.</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-user-not-in-room</c>, <c>error-user-already-in-role</c>, <c>error-user-not-in-role</c>, <c>error-remove-last-owner</c>.</exception>
    Task SetAsync(Caller caller, string roomId, string userId, string roleId, bool isGranted, CancellationToken ct);

    /// <summary>Ids of the people with the role in the room, page by page.</summary>
    Task<(IReadOnlyList<string> UserIds, int Total)> ListAsync(string roomId, string roleId, int offset, int count, CancellationToken ct);

    /// <summary>Whether anybody has the role in any room.</summary>
    Task<bool> AnyAsync(string roleId, CancellationToken ct);
}

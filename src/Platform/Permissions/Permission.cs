namespace Parley.Platform.Permissions;

/// <summary>A right, declared beside the operation that checks it, with the roles that have it in a fresh workspace.</summary>
public sealed record Permission(string Id, params string[] DefaultRoles);

/// <summary>Roles that a person holds in one room only (owner, moderator, leader, custom ones).</summary>
public interface IRoomRoles
{
    ValueTask<IReadOnlyList<string>> OfAsync(string userId, string roomId, CancellationToken ct);
}

using Parley.Platform.Events;

namespace Parley.People.Contracts;

/// <summary>What other features may know of a person.</summary>
/// <param name="Type"><c>user</c>, <c>bot</c> or <c>app</c>.</param>
/// <param name="Notifications">Null when the person chose nothing.</param>
public sealed record UserBrief(
    string Id, string Username, string? Name, string Type, bool IsActive, IReadOnlyList<string> Roles, string Status, string? StatusText,
    string? AvatarETag, double? UtcOffset, DateTimeOffset CreatedAt, string? Email = null, string? Bio = null, string? Nickname = null,
    NotificationChoices? Notifications = null)
{
    /// <summary>Must choose a new password before anything else.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>Has a second factor: an authenticator, or codes to a confirmed address.</summary>
    public bool HasFactor { get; init; }
}

/// <summary>What a person chose for all rooms that say nothing else; null where the workspace's default counts.</summary>
/// <param name="Highlights">Words that count like a mention; null for none.</param>
public sealed record NotificationChoices(string? Desktop, string? Mobile, string? Mail, IReadOnlyList<string>? Highlights = null)
{
    /// <summary>When the person wants to be left alone; null for never.</summary>
    public QuietTimes? Quiet { get; init; }
}

/// <summary>Finds people. Single look-ups come from a cache that every node keeps fresh.</summary>
public interface IUserDirectory
{
    ValueTask<UserBrief?> FindAsync(string id, CancellationToken ct);

    /// <summary>Without regard to case.</summary>
    ValueTask<UserBrief?> FindByUsernameAsync(string username, CancellationToken ct);

    /// <summary>Unknown ids are left out.</summary>
    Task<IReadOnlyList<UserBrief>> FindManyAsync(IReadOnlyCollection<string> ids, CancellationToken ct);

    Task<IReadOnlyList<UserBrief>> FindByUsernamesAsync(IReadOnlyCollection<string> usernames, CancellationToken ct);

    /// <summary>Active people whose username or name contains the term, closest first.</summary>
    Task<IReadOnlyList<UserBrief>> SearchAsync(string term, IReadOnlyCollection<string> exceptUsernames, int limit, CancellationToken ct);
}

/// <summary>What rooms tell about people, for the views of accounts.</summary>
public interface IUserRooms
{
    /// <summary>The rooms of a person as <c>users.info</c> lists them.</summary>
    Task<IReadOnlyList<Platform.Wire.WireObject>> ListAsync(string userId, CancellationToken ct);

    /// <summary>Ids of the people who share a room with this one.</summary>
    Task<IReadOnlySet<string>> SharedWithAsync(string userId, CancellationToken ct);
}

/// <summary>An account came into being and may be placed in the default rooms.</summary>
public sealed record UserRegistered(string UserId, bool JoinsDefaultRooms) : IDomainEvent;

public sealed record UserRenamed(string UserId, string OldUsername, string Username, string? Name) : IDomainEvent;

public sealed record UserDeleted(string UserId, string Username, string? AvatarETag) : IDomainEvent;

public sealed record UserActivationChanged(string UserId, string Username, bool IsActive) : IDomainEvent;

/// <summary>Too many wrong passwords: further tries are refused for a while.</summary>
/// <param name="What">What was typed as the account, in lower case and of any content, or the address they came from.</param>
public sealed record LoginBlocked(string What, bool IsAddress, int Failures, DateTimeOffset Until) : IDomainEvent;

/// <summary>Asked before an account goes: other features may refuse or hand over what it owns.</summary>
public interface IAccountDeparture
{
    /// <exception cref="Platform.Operations.WireError"><c>user-last-owner</c> when rooms would lose their last owner and <paramref name="confirmRelinquish"/> is false.</exception>
    Task PrepareAsync(string userId, bool confirmRelinquish, CancellationToken ct);
}

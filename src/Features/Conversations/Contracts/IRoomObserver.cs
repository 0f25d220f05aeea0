using Parley.Platform.Events;
using Parley.Platform.Wire;

namespace Parley.Conversations.Contracts;

/// <summary>What other features may know of a room.</summary>
/// <param name="Type"><c>c</c> channel, <c>p</c> private group, <c>d</c> direct.</param>
/// <param name="Name">Null for direct rooms.</param>
public sealed record RoomBrief(string Id, string Type, string? Name, string? DisplayName, string? Topic, bool IsArchived, IReadOnlyList<string> DirectUserIds, string? CreatorId, DateTimeOffset CreatedAt);

public enum RoomHappening
{
    MessageSent,
    MessageEdited,
    MemberJoined,
    MemberLeft,
    RoomCreated,
    RoomArchived,
}

/// <param name="UserId">Who joined, left, created or archived; null for messages, which name their sender.</param>
/// <param name="Message">As clients read it; null for all but messages.</param>
public sealed record RoomOccurrence(RoomHappening What, RoomBrief Room, string? UserId, RawJson? Message);

/// <summary>Hears what happens in all rooms, on the node where it happens.</summary>
public interface IRoomObserver
{
    /// <summary>Asked for each message, so answered from memory.</summary>
    bool Wants(RoomHappening what);

    /// <summary>Must be quick and not throw: readers of the room wait.</summary>
    void Observe(RoomOccurrence happened);
}

/// <summary>A channel or group has another name.</summary>
public sealed record RoomRenamed(string RoomId, string OldName, string Name) : IDomainEvent;

namespace Parley.Conversations.Receipts;

/// <summary>
/// Somebody read a room, or a thread of it, up to a stamp. One row for each time that a person caught up, never one for each message:
/// who read a message, and when, follows from the first mark that covers it.
/// </summary>
internal sealed class ReadMarkRow
{
    public required string RoomId { get; init; }

    /// <summary>Root of the thread; empty for the room itself.</summary>
    public required string ThreadId { get; init; }

    public required string UserId { get; init; }

    /// <summary>The room's stamp at that time: what was sent up to it has been seen.</summary>
    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset At { get; init; }
}

namespace Parley.Conversations.Rooms;

/// <summary>A room that is gone while what belonged to it is still being removed.</summary>
internal sealed class ErasureRow
{
    public required string RoomId { get; init; }
    public required DateTimeOffset At { get; init; }
}

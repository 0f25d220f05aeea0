namespace Parley.Conversations.Invites;

/// <summary>A link that lets people into a room.</summary>
internal sealed class InviteRow
{
    /// <summary>Six characters, part of the address.</summary>
    public required string Id { get; init; }

    public required string RoomId { get; init; }
    public required string UserId { get; init; }

    /// <summary>Days it lives; 0 for ever.</summary>
    public required int Days { get; init; }

    /// <summary>0 for any number.</summary>
    public required int MaxUses { get; init; }

    public int Uses { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; init; }

    public bool IsUsable(DateTimeOffset now) => (ExpiresAt is not { } end || end > now) && (MaxUses == 0 || Uses < MaxUses);
}

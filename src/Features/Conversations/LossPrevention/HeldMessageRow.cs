namespace Parley.Conversations.LossPrevention;

/// <summary>A message whose content waits for moderators. Kept after the decision, without the content.</summary>
internal sealed class HeldMessageRow
{
    public const string Waiting = "pending";
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    /// <summary>The author wrote something else or removed it before anybody decided.</summary>
    public const string Withdrawn = "withdrawn";

    public required string Id { get; init; }
    public required string MessageId { get; init; }
    public required string RoomId { get; init; }
    public required string UserId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>JSON of what was held back; empty once it is decided.</summary>
    public required string Original { get; set; }

    public string State { get; set; } = Waiting;

    /// <summary>The message that shows it to moderators, in the room they had then.</summary>
    public string? CardId { get; set; }

    public string? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
}

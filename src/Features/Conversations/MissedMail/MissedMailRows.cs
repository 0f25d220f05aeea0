namespace Parley.Conversations.MissedMail;

/// <summary>A message about which somebody is told on their devices, by mail or both, unless they look before: reading prevents both (NOT-022).</summary>
internal sealed class MissedRow
{
    public const string Direct = "direct";
    public const string Mention = "mention";
    public const string Every = "every";
    public const string All = "all";

    public long Key { get; init; }
    public required string UserId { get; init; }
    public required string RoomId { get; init; }
    public required string MessageId { get; init; }
    public string? ThreadId { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset DueAt { get; set; }
    public bool WantsMail { get; set; }
    public bool WantsPush { get; set; }
}

/// <summary>An address that one person got to answer by mail. The token itself is in the mail alone.</summary>
internal sealed class ReplyAddressRow
{
    public required string HashedToken { get; init; }
    public required string UserId { get; init; }
    public required string RoomId { get; init; }

    /// <summary>The thread an answer belongs to; null for the room itself.</summary>
    public string? ThreadId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

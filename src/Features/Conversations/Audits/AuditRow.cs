namespace Parley.Conversations.Audits;

/// <summary>An auditor looked at messages. Written before the answer leaves, and never changed.</summary>
internal sealed class AuditRow
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string UserId { get; init; }
    public required string Username { get; init; }
    public string? Name { get; init; }
    public string? AvatarETag { get; init; }

    /// <summary>How many messages the auditor got.</summary>
    public required int Results { get; init; }

    /// <summary>JSON object of what was looked for.</summary>
    public required string Fields { get; init; }
}

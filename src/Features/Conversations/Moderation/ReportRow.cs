namespace Parley.Conversations.Moderation;

/// <summary>Somebody's complaint about a message or a person.</summary>
internal sealed class ReportRow
{
    public required string Id { get; init; }

    /// <summary>Who wrote the message, or the person complained about.</summary>
    public required string AuthorId { get; init; }

    public required string AuthorUsername { get; init; }
    public string? AuthorName { get; init; }

    /// <summary>Null for a complaint about a person.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message as it was, in wire form.</summary>
    public string? Message { get; init; }

    /// <summary>Its text, for finding.</summary>
    public string Text { get; init; } = "";

    public string? RoomId { get; init; }

    /// <summary>What the wire tells of the room, as it was.</summary>
    public string? Room { get; init; }

    public required string ReporterId { get; init; }
    public required string ReporterUsername { get; init; }
    public string? ReporterName { get; init; }
    public required DateTimeOffset ReporterCreatedAt { get; init; }
    public required string Description { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null while the report is open.</summary>
    public DateTimeOffset? DismissedAt { get; set; }

    public string? DismissedBy { get; set; }
    public string? DismissReason { get; set; }
    public string? DismissAction { get; set; }
}

namespace Parley.Conversations.Messages;

/// <summary>
/// One message. <see cref="Doc"/> holds the wire form as clients read it (REST spelling of dates) without the members
/// that have columns of their own: <c>_id</c>, <c>rid</c>, <c>ts</c>, <c>_updatedAt</c>. Reading a page is splicing text.
/// </summary>
internal sealed class MessageRow
{
    public required string Id { get; init; }
    public required string RoomId { get; init; }

    /// <summary>Send time; strictly growing within a room.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Stamp of the last change; strictly growing within a room in commit order.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    public required string UserId { get; init; }

    /// <summary>Kind of a system message; null for what people write.</summary>
    public string? Type { get; set; }

    public string? ThreadId { get; set; }

    /// <summary>A reply that is shown in the room too.</summary>
    public bool IsShownInRoom { get; set; }

    public string Text { get; set; } = "";
    public bool IsPinned { get; set; }

    /// <summary>A former version kept for auditing; never listed.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Not yet read by everybody; kept only while the workspace shows read receipts. The document says the same in <c>unread</c>.</summary>
    public bool IsUnread { get; set; }

    public required string Doc { get; set; }
}

/// <summary>A message that is gone, so that clients who were away remove it too.</summary>
internal sealed class DeletedMessageRow
{
    public required string Id { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset DeletedAt { get; init; }
}

internal sealed class StarRow
{
    public required string UserId { get; init; }
    public required string MessageId { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Who is mentioned where, for the panel of mentions.</summary>
internal sealed class MentionRow
{
    public required string UserId { get; init; }
    public required string MessageId { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>An uploaded file, or the thumbnail of one. Its bytes are in the blob store (see <c>UploadedFiles.KeyOf</c>) and never change.</summary>
internal sealed class UploadRow
{
    public required string Id { get; init; }
    public required string RoomId { get; init; }
    public required string UserId { get; init; }
    public required string Name { get; init; }
    public required string ContentType { get; init; }
    public required long SizeBytes { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Null while the file is only its sender's, to be confirmed.</summary>
    public string? MessageId { get; set; }

    /// <summary>Until then: JSON of what the message will show of it.</summary>
    public string? Pending { get; set; }

    /// <summary>Of a thumbnail: the picture it was made from. Thumbnails are served but not listed.</summary>
    public string? OriginalId { get; init; }

    public string? Description { get; set; }
    public int? Width { get; set; }
    public int? Height { get; set; }
}

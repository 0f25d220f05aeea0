namespace Parley.Conversations.Exports;

/// <summary>Somebody asked for a room, or for their own data, as a file.</summary>
internal sealed class ExportRow
{
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>In the place of a room: everything that is the person's own.</summary>
    public const string OwnData = "";

    public required string Id { get; init; }

    /// <summary>Who asked, and alone may download it.</summary>
    public required string UserId { get; init; }

    public required string RoomId { get; init; }

    /// <summary><c>html</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset AskedAt { get; init; }
    public string State { get; set; } = Waiting;

    /// <summary>How often the work was begun: what fails again and again is given up.</summary>
    public int Attempts { get; set; }

    /// <summary>A node works on it until then.</summary>
    public DateTimeOffset ClaimedUntil { get; set; } = DateTimeOffset.UnixEpoch;

    public string Name { get; set; } = "";
    public long SizeBytes { get; set; }
}

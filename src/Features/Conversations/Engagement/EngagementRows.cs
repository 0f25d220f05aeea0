namespace Parley.Conversations.Engagement;

/// <summary>How many messages people wrote in a room on a day.</summary>
internal sealed class MessageDayRow
{
    /// <summary>Days since 1970, UTC.</summary>
    public required int Day { get; init; }

    public required string RoomId { get; init; }
    public required long Messages { get; set; }
}

/// <summary>Somebody was here within an hour.</summary>
internal sealed class ActiveHourRow
{
    /// <summary>Hours since 1970, UTC.</summary>
    public required int Hour { get; init; }

    public required string UserId { get; init; }
}

/// <summary>Up to when messages are counted; the one row.</summary>
internal sealed class CountedUntilRow
{
    public required int Id { get; init; }
    public required DateTimeOffset Until { get; set; }
}

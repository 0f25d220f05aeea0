namespace Parley.Conversations.Rooms;

/// <summary>One room. Message counters change with every message; everything else is metadata and cached.</summary>
internal sealed class RoomRow
{
    public required string Id { get; init; }

    /// <summary><c>c</c> channel, <c>p</c> private group, <c>d</c> direct.</summary>
    public required string Type { get; set; }

    /// <summary>Unique among channels and groups; null for direct rooms.</summary>
    public string? Name { get; set; }

    public string? NameLower { get; set; }

    /// <summary>The name to display.</summary>
    public string? DisplayName { get; set; }

    public string? Topic { get; set; }
    public string? Announcement { get; set; }
    public string? Description { get; set; }
    public bool IsReadOnly { get; set; }
    public bool ReactWhenReadOnly { get; set; }
    public bool IsArchived { get; set; }
    public bool IsDefault { get; set; }
    public bool IsFeatured { get; set; }
    public bool IsBroadcast { get; set; }
    public bool IsEncrypted { get; set; }

    /// <summary>Encryption was on and is off again, which clients show otherwise than never.</summary>
    public bool WasEncrypted { get; set; }

    /// <summary>How clients name the room's key; set once, and no proof of anything.</summary>
    public string? RoomKeyId { get; set; }
    public string? JoinCode { get; set; }

    /// <summary>JSON list of system-message kinds hidden here, or null.</summary>
    public string? HiddenSystemMessages { get; set; }

    public string? CustomFields { get; set; }
    public string? CreatorId { get; set; }
    public string? CreatorUsername { get; set; }
    public string? CreatorName { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public string? AvatarETag { get; set; }

    /// <summary>Parent room of a discussion.</summary>
    public string? ParentId { get; set; }

    /// <summary>The message a discussion was started from; a message starts one at most.</summary>
    public string? ParentMessageId { get; set; }

    /// <summary>The message in the parent room that shows this discussion.</summary>
    public string? DiscussionNoteId { get; set; }

    /// <summary>The team this room belongs to; the main room of a team belongs to it too.</summary>
    public string? TeamId { get; set; }

    /// <summary>Its members are the members of the team.</summary>
    public bool IsTeamMain { get; set; }

    /// <summary>Whoever enters the team enters this room too.</summary>
    public bool IsTeamDefault { get; set; }

    /// <summary>New members of a default room find it among their favourites.</summary>
    public bool IsFavoriteByDefault { get; set; }

    /// <summary>JSON of <c>RetentionChoice</c>; null follows the workspace.</summary>
    public string? Retention { get; set; }

    /// <summary>Usernames that may not write, each between bars.</summary>
    public string Muted { get; set; } = "";

    /// <summary>Usernames that may write although the room is read-only, each between bars.</summary>
    public string Unmuted { get; set; } = "";

    /// <summary>The sorted user ids of a direct room joined by a comma: the same people always meet in the same room.</summary>
    public string? DirectKey { get; set; }

    public int MemberCount { get; set; }
    public long MessageCount { get; set; }

    /// <summary>Messages that make the room unread: written by people and shown in the room.</summary>
    public long TalkCount { get; set; }

    /// <summary>How many of them addressed everybody (<c>@all</c>, <c>@here</c>).</summary>
    public long GroupMentionCount { get; set; }

    public DateTimeOffset? LastMessageAt { get; set; }
    public string? LastMessageId { get; set; }

    /// <summary>Stamp of the latest change to any message here: grows strictly with every such change.</summary>
    public DateTimeOffset Stamp { get; set; }

    public bool IsDirect => Type == "d";

    public static string DirectKeyOf(IEnumerable<string> userIds) => string.Join(',', userIds.Distinct().Order(StringComparer.Ordinal));

    public IReadOnlyList<string> DirectUserIds => DirectKey?.Split(',') ?? [];

    public static string JoinBars(IEnumerable<string> names) => names.Any() ? "|" + string.Join('|', names.Distinct()) + "|" : "";

    public static IReadOnlyList<string> SplitBars(string bars) => bars.Split('|', StringSplitOptions.RemoveEmptyEntries);

    public bool IsMuted(string username) => Muted.Contains($"|{username}|", StringComparison.Ordinal);

    public bool IsUnmuted(string username) => Unmuted.Contains($"|{username}|", StringComparison.Ordinal);
}

/// <summary>
/// One person in one room. A message writes this row only for its sender, for people it mentions and in direct rooms;
/// whether others have something unread follows from the room (see <see cref="SubscriptionState"/>).
/// </summary>
internal sealed class SubscriptionRow
{
    public required string Id { get; init; }
    public required string RoomId { get; init; }
    public required string UserId { get; init; }

    /// <summary>Room roles, each between bars.</summary>
    public string Roles { get; set; } = "";

    /// <summary>Who brought the person in; null for those who came by themselves.</summary>
    public string? AddedById { get; init; }

    public bool IsFavorite { get; set; }

    /// <summary>Hidden since; a later message opens the room again.</summary>
    public DateTimeOffset? HiddenAt { get; set; }

    /// <summary>False until somebody writes, for the invited side of a new direct room.</summary>
    public bool IsListed { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>The room's <c>TalkCount</c> and <c>GroupMentionCount</c> when it was last read.</summary>
    public long SeenCount { get; set; }

    public long SeenGroupCount { get; set; }

    /// <summary>Send time of the last message counted here, so that a retried message counts once.</summary>
    public DateTimeOffset CountedAt { get; set; }

    /// <summary>Marked unread by hand.</summary>
    public bool IsMarkedUnread { get; set; }

    public int DirectUnread { get; set; }
    public int UserMentions { get; set; }

    /// <summary>Ids of threads with unread replies, each between bars; likewise those that mention the person or a group.</summary>
    public string UnreadThreads { get; set; } = "";

    public string UnreadThreadsUser { get; set; } = "";
    public string UnreadThreadsGroup { get; set; } = "";
    public bool IsBlocked { get; set; }
    public bool IsBlocker { get; set; }

    /// <summary>User ids whose messages are collapsed, each between bars.</summary>
    public string Ignored { get; set; } = "";

    /// <summary>JSON object of the notification choices of this room, or null.</summary>
    public string? Notifications { get; set; }

    /// <summary>The person chose to be mailed about every message here they do not see.</summary>
    public bool WantsAllMails { get; set; }

    /// <summary>Likewise to be told on their devices.</summary>
    public bool WantsAllPushes { get; set; }

    /// <summary>The person reads this room in <see cref="TranslateTo"/>.</summary>
    public bool AutoTranslates { get; set; }

    /// <summary>A language code such as <c>de</c>; kept while the switch is off.</summary>
    public string? TranslateTo { get; set; }

    /// <summary>The room's key, encrypted for this person by one of their own clients or accepted from another member.</summary>
    public string? RoomKey { get; set; }

    /// <summary>As another member offers it, until a client of this person has tried it.</summary>
    public string? SuggestedRoomKey { get; set; }
}

/// <summary>A membership that ended, so that clients who were away drop the room.</summary>
internal sealed class RemovedSubscriptionRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset RemovedAt { get; init; }
}

using System.Text.Json.Nodes;
using Parley.Conversations.Rooms;

namespace Parley.Conversations.Notices;

/// <summary>What a member chose for one room; the rest follows from the person and the workspace.</summary>
/// <param name="Desktop"><c>all</c>, <c>mentions</c>, <c>nothing</c>, or null.</param>
/// <param name="IsOff">No notices of this room at all.</param>
internal sealed record RoomNoticeChoice(string? Desktop, bool IsOff, bool MutesGroupMentions, IReadOnlyList<string> IgnoredIds)
{
    /// <returns>Null for who chose nothing.</returns>
    public static RoomNoticeChoice? Of(SubscriptionRow row)
    {
        if (row.Notifications is null && row.Ignored.Length == 0) return null;
        var choices = row.Notifications is { } json ? JsonNode.Parse(json) as JsonObject : null;
        return new((string?)choices?["desktopNotifications"], IsOn(choices, "disableNotifications"), IsOn(choices, "muteGroupMentions"), RoomRow.SplitBars(row.Ignored));
    }

    private static bool IsOn(JsonObject? choices, string name) => choices?[name] is JsonValue value && value.TryGetValue(out bool isOn) && isOn;
}

/// <summary>All that decides whether one person is told of one message.</summary>
/// <param name="IsLarge">The room has more members than <c>Notifications_Max_Room_Members</c>.</param>
/// <param name="Wanted"><c>all</c>, <c>mentions</c> or <c>nothing</c>: the room's choice, else the person's, else the workspace's.</param>
/// <param name="IsRoomChoice">It was chosen for this very room.</param>
/// <param name="IsQuietReply">A reply that is kept in its thread.</param>
internal readonly record struct NoticeFacts(
    bool IsDirect, bool IsLarge, string Wanted, bool IsRoomChoice, bool IsMentioned, bool MentionsGroup, bool MutesGroupMentions, bool IsHighlighted, bool IsQuietReply, bool FollowsThread, string Presence);

/// <summary>Who is told of a message on the desktop (NOT-003 to NOT-011).</summary>
internal static class NoticeRules
{
    public static bool IsTold(in NoticeFacts facts)
    {
        if (facts.Presence is "offline" or "busy" || facts.Wanted == "nothing") return false;
        if (facts.MentionsGroup && facts.MutesGroupMentions && !facts.IsMentioned && !facts.FollowsThread) return false;
        if (facts.IsQuietReply && !facts.IsMentioned && !facts.FollowsThread) return false;
        if (facts.IsDirect || facts.IsMentioned || facts.IsHighlighted || facts.FollowsThread) return true;
        // In large rooms neither all messages nor @all reach anybody who did not ask for it there.
        if (facts.IsLarge && !(facts.IsRoomChoice && facts.Wanted == "all")) return false;
        return facts.MentionsGroup || facts.Wanted == "all";
    }
}

using Parley.Platform.Settings;

namespace Parley.Conversations.Rooms;

/// <summary>What a member has not read, derived from the room's counters and the member's own marks.</summary>
internal readonly record struct SubscriptionState(bool IsOpen, bool HasAlert, long Unread, long UserMentions, long GroupMentions)
{
    public static SubscriptionState Of(SubscriptionRow subscription, RoomRow room, SettingsRegistry settings)
    {
        long user = subscription.UserMentions;
        var group = Math.Max(0, room.GroupMentionCount - subscription.SeenGroupCount);
        var talk = Math.Max(0, room.TalkCount - subscription.SeenCount);
        var unread = room.IsDirect
            ? settings.Get(RoomSettings.UnreadCountDirect) == "all_messages" ? subscription.DirectUnread : user
            : settings.Get(RoomSettings.UnreadCount) switch
            {
                "all_messages" => talk,
                "user_mentions_only" => user,
                "group_mentions_only" => group,
                _ => user + group,
            };
        var isBehind = room.LastMessageAt is { } last && last > (subscription.LastSeenAt ?? subscription.CreatedAt);
        var isOpen = subscription.IsListed && (subscription.HiddenAt is not { } hidden || (room.LastMessageAt is { } spoke && spoke > hidden));
        return new(isOpen, isBehind || subscription.IsMarkedUnread || subscription.UnreadThreads.Length > 0, unread, user, group);
    }
}

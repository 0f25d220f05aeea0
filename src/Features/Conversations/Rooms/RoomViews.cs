using System.Text.Json;
using Parley.Conversations.Messages;
using Parley.People.Contracts;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Rooms and subscriptions as the wire shows them.</summary>
internal sealed class RoomViews(SettingsRegistry settings)
{
    /// <param name="users">The people of a direct room; null elsewhere.</param>
    public WireObject Room(RoomRow room, RawJson? lastMessage, IReadOnlyList<UserBrief>? users = null)
    {
        var view = new WireObject(34)
        {
            { "_id", room.Id }, { "t", room.Type }, { "name", room.Name }, { "fname", room.DisplayName },
            { "u", room.CreatorId is null ? null : new WireObject { { "_id", room.CreatorId }, { "username", room.CreatorUsername }, { "name", room.CreatorName } } },
            { "topic", room.Topic }, { "announcement", room.Announcement }, { "description", room.Description },
            { "ro", room.IsReadOnly }, { "sysMes", room.HiddenSystemMessages is { } hidden ? RawJson.From(hidden) : true },
            { "default", room.IsDefault }, { "featured", room.IsFeatured ? true : null }, { "broadcast", room.IsBroadcast ? true : null },
            { "encrypted", Encrypted(room) }, { "e2eKeyId", room.RoomKeyId }, { "archived", room.IsArchived ? true : null },
            { "reactWhenReadOnly", room.ReactWhenReadOnly ? true : null }, { "joinCodeRequired", room.JoinCode is null ? null : true },
            { "muted", room.Muted.Length > 0 ? RoomRow.SplitBars(room.Muted) : null }, { "unmuted", room.Unmuted.Length > 0 ? RoomRow.SplitBars(room.Unmuted) : null },
            { "prid", room.ParentId }, { "pmid", room.ParentMessageId }, { "avatarETag", room.AvatarETag },
            { "teamId", room.TeamId }, { "teamMain", room.IsTeamMain ? true : null }, { "teamDefault", room.IsTeamDefault ? true : null }, { "favorite", room.IsFavoriteByDefault ? true : null },
            { "retention", room.Retention is { } retention ? RawJson.From(retention) : null },
            { "customFields", room.CustomFields is { } fields ? RawJson.From(fields) : room.IsDirect ? null : new WireObject() },
            { "ts", room.CreatedAt }, { "_updatedAt", Later(room.UpdatedAt, room.Stamp) }, { "lm", room.LastMessageAt },
            { "msgs", room.MessageCount }, { "usersCount", room.MemberCount },
        };
        if (lastMessage is { } last && settings.Get(RoomSettings.StoreLastMessage)) view.Add("lastMessage", last);
        if (!room.IsDirect) return view;
        view.Add("uids", room.DirectUserIds);
        if (users is null) return view;
        view.Add("usernames", users.Select(u => u.Username).ToList());
        view.Add("usersNames", users.Select(u => u.Name ?? u.Username).ToList());
        return view;
    }

    /// <param name="others">The other people of a direct room, or the person alone for notes to oneself.</param>
    public WireObject Subscription(SubscriptionRow subscription, RoomRow room, UserBrief user, IReadOnlyList<UserBrief> others)
    {
        var state = SubscriptionState.Of(subscription, room, settings);
        var (name, displayName) = Names(room, others);
        var view = new WireObject(40)
        {
            { "_id", subscription.Id }, { "rid", room.Id }, { "t", room.Type }, { "name", name }, { "fname", displayName },
            { "u", new WireObject { { "_id", user.Id }, { "username", user.Username }, { "name", user.Name } } },
            { "open", state.IsOpen }, { "alert", state.HasAlert }, { "unread", state.Unread }, { "userMentions", state.UserMentions }, { "groupMentions", state.GroupMentions },
            { "f", subscription.IsFavorite ? true : null }, { "ts", subscription.CreatedAt }, { "ls", subscription.LastSeenAt }, { "lr", subscription.LastSeenAt },
            { "_updatedAt", Later(subscription.UpdatedAt, room.LastMessageAt ?? subscription.UpdatedAt) },
            { "roles", subscription.Roles.Length > 0 ? RoomRow.SplitBars(subscription.Roles) : null },
            { "archived", room.IsArchived ? true : null }, { "prid", room.ParentId },
            { "teamId", room.TeamId }, { "teamMain", room.IsTeamMain ? true : null }, { "broadcast", room.IsBroadcast ? true : null }, { "encrypted", Encrypted(room) },
            { "blocked", subscription.IsBlocked ? true : null }, { "blocker", subscription.IsBlocker ? true : null },
            { "ignored", subscription.Ignored.Length > 0 ? RoomRow.SplitBars(subscription.Ignored) : null },
            { "autoTranslate", subscription.AutoTranslates ? true : null }, { "autoTranslateLanguage", subscription.TranslateTo },
            { "E2EKey", subscription.RoomKey }, { "E2ESuggestedKey", subscription.SuggestedRoomKey },
            { "tunread", Bars(subscription.UnreadThreads) }, { "tunreadUser", Bars(subscription.UnreadThreadsUser) }, { "tunreadGroup", Bars(subscription.UnreadThreadsGroup) },
        };
        if (subscription.Notifications is { } choices)
        {
            using var document = JsonDocument.Parse(choices);
            foreach (var choice in document.RootElement.EnumerateObject()) view.Add(choice.Name, choice.Value.Clone());
        }
        AddOwnDefaults(view, user.Notifications);
        return view;
    }

    /// <summary>Where the room says nothing, what the person chose for all rooms counts.</summary>
    private static void AddOwnDefaults(WireObject view, NotificationChoices? own)
    {
        if (own is null) return;
        foreach (var (name, origin, value) in new[] { ("desktopNotifications", "desktopPrefOrigin", own.Desktop), ("mobilePushNotifications", "mobilePrefOrigin", own.Mobile), ("emailNotifications", "emailPrefOrigin", own.Mail) })
        {
            if (value is null || view[name] is not null) continue;
            view[name] = value;
            view[origin] = "user";
        }
    }

    /// <summary>What the member sees as the room's name.</summary>
    public static (string? Name, string? DisplayName) Names(RoomRow room, IReadOnlyList<UserBrief> others)
    {
        if (!room.IsDirect) return (room.Name, room.DisplayName ?? room.Name);
        var sorted = others.OrderBy(ShownName, StringComparer.OrdinalIgnoreCase).ToList();
        return (string.Join(',', sorted.Select(o => o.Username)), string.Join(", ", sorted.Select(ShownName)));
    }

    /// <summary>The people a member of a direct room sees in its title.</summary>
    public static IReadOnlyList<UserBrief> OthersFor(string userId, IReadOnlyList<UserBrief> people)
    {
        var others = people.Where(p => p.Id != userId).ToList();
        return others.Count > 0 ? others : people;
    }

    private static string ShownName(UserBrief user) => string.IsNullOrEmpty(user.Name) ? user.Username : user.Name;

    /// <summary>Nothing for rooms that never were; false for those that are no longer.</summary>
    private static object? Encrypted(RoomRow room) => room.IsEncrypted || room.WasEncrypted ? room.IsEncrypted : null;

    private static object? Bars(string bars) => bars.Length > 0 ? RoomRow.SplitBars(bars) : null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Conversations.Rooms;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Notices;

/// <summary>What a member chose for one room; the rest follows from the person and the workspace.</summary>
/// <param name="Desktop"><c>all</c>, <c>mentions</c>, <c>nothing</c>, or null; likewise the others.</param>
/// <param name="IsOff">No notices of this room at all.</param>
internal sealed record RoomNoticeChoice(string? Desktop, string? Push, string? Mail, bool IsOff, bool MutesGroupMentions, IReadOnlyList<string> IgnoredIds)
{
    /// <returns>Null for who chose nothing.</returns>
    public static RoomNoticeChoice? Of(SubscriptionRow row)
    {
        if (row.Notifications is null && row.Ignored.Length == 0) return null;
        var choices = row.Notifications is { } json ? JsonNode.Parse(json) as JsonObject : null;
        return new((string?)choices?["desktopNotifications"], (string?)choices?["mobilePushNotifications"], (string?)choices?["emailNotifications"], IsOn(choices, "disableNotifications"), IsOn(choices, "muteGroupMentions"), RoomRow.SplitBars(row.Ignored));
    }

    private static bool IsOn(JsonObject? choices, string name) => choices?[name] is JsonValue value && value.TryGetValue(out bool isOn) && isOn;
}

internal enum NoticeChannel
{
    Desktop,
    Push,
    Mail,
}

/// <summary>Why somebody is told of a message on one channel, or is not.</summary>
internal enum NoticeReason
{
    // Told.
    Direct,
    Mention,
    Thread,
    Highlight,
    Group,
    Everything,

    // Not told.
    Own,
    NoMember,
    SystemMessage,
    RoomOff,
    SenderIgnored,
    Nothing,
    Offline,
    Busy,
    QuietTime,
    GroupMuted,
    OtherThread,
    LargeRoom,
    OnlyMentions,
}

/// <param name="IsTold">Follows from the reason.</param>
internal readonly record struct NoticeVerdict(NoticeReason Reason)
{
    public bool IsTold => Reason <= NoticeReason.Everything;

    public string Name => JsonNamingPolicy.CamelCase.ConvertName(Reason.ToString());
}

/// <summary>All that decides whether one person is told of one message on one channel.</summary>
/// <param name="IsMember">And active, and allowed to read rooms of this kind.</param>
/// <param name="IsLarge">The room has more members than <c>Notifications_Max_Room_Members</c>.</param>
/// <param name="Wanted"><c>all</c>, <c>mentions</c> or <c>nothing</c>: the room's choice, else the person's, else the workspace's.</param>
/// <param name="IsRoomChoice">It was chosen for this very room.</param>
/// <param name="IsMentioned">By name, or as a member of a team that is.</param>
/// <param name="IsQuietReply">A reply that is kept in its thread.</param>
/// <param name="IsQuietTime">The person wants to be left alone now.</param>
internal readonly record struct NoticeFacts(
    NoticeChannel Channel, bool IsOwn, bool IsMember, bool IsSystem, bool IsOff, bool IsIgnored, bool IsDirect, bool IsLarge, string Wanted, bool IsRoomChoice, bool IsMentioned, bool MentionsAll, bool MentionsHere,
    bool MutesGroupMentions, bool IsHighlighted, bool IsQuietReply, bool FollowsThread, string Presence, bool IsQuietTime);

/// <summary>Who is told of a message, on every channel alike (NOT-001 to NOT-011). Pure: the same facts always give the same answer.</summary>
internal static class NoticeRules
{
    public static NoticeVerdict Decide(in NoticeFacts facts)
    {
        if (facts.IsOwn) return new(NoticeReason.Own);
        if (!facts.IsMember) return new(NoticeReason.NoMember);
        if (facts.IsSystem) return new(NoticeReason.SystemMessage);
        if (facts.IsOff) return new(NoticeReason.RoomOff);
        if (facts.IsIgnored) return new(NoticeReason.SenderIgnored);
        if (facts.Wanted == "nothing") return new(NoticeReason.Nothing);
        if (facts.Channel == NoticeChannel.Desktop && facts.Presence == "offline") return new(NoticeReason.Offline);
        if (facts.Channel == NoticeChannel.Desktop && facts.Presence == "busy") return new(NoticeReason.Busy);
        // A mail waits until the quiet is over.
        if (facts.Channel != NoticeChannel.Mail && facts.IsQuietTime) return new(NoticeReason.QuietTime);
        var isPersonal = facts.IsMentioned || facts.FollowsThread;
        if ((facts.MentionsAll || facts.MentionsHere) && facts.MutesGroupMentions && !isPersonal) return new(NoticeReason.GroupMuted);
        if (facts.IsQuietReply && !isPersonal) return new(NoticeReason.OtherThread);
        if (facts.IsMentioned) return new(NoticeReason.Mention);
        if (facts.FollowsThread) return new(NoticeReason.Thread);
        if (facts.IsDirect) return new(NoticeReason.Direct);
        if (facts.IsHighlighted) return new(NoticeReason.Highlight);
        // In large rooms neither all messages nor @all reach anybody who did not ask for it there.
        if (facts.IsLarge && !(facts.IsRoomChoice && facts.Wanted == "all")) return new(NoticeReason.LargeRoom);
        // @here is for those who are here: it calls nobody by mail or phone.
        if (facts.MentionsAll || (facts.MentionsHere && facts.Channel == NoticeChannel.Desktop)) return new(NoticeReason.Group);
        return new(facts.Wanted == "all" ? NoticeReason.Everything : NoticeReason.OnlyMentions);
    }
}

/// <summary>What the rules need to know of a message.</summary>
internal sealed record NoticeMessage(string Id, string SenderId, string? Kind, string Text, string? ThreadId, bool IsQuietReply, IReadOnlySet<string> MentionedIds, IReadOnlyList<string> TeamIds)
{
    public bool MentionsAll => MentionedIds.Contains("all");

    public bool MentionsHere => MentionedIds.Contains("here");

    /// <summary>System messages tell nobody anything.</summary>
    public bool IsSystem => Kind is not (null or "e2e");

    public static NoticeMessage Of(JsonElement message)
    {
        var (mentioned, teams) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        if (message.Get("mentions") is { ValueKind: JsonValueKind.Array } mentions)
        {
            foreach (var mention in mentions.EnumerateArray())
            {
                if (mention.Text("_id") is not { } id) continue;
                if (mention.Text("type") == "team") teams.Add(id);
                else mentioned.Add(id);
            }
        }
        var threadId = message.Text("tmid");
        return new(message.Text("_id") ?? "", message.Get("u")?.Text("_id") ?? "", message.Text("t"), message.Text("msg") ?? "", threadId, threadId is not null && message.Flag("tshow") != true, mentioned, teams);
    }
}

/// <summary>Gathers the facts about one person, from memory, and applies the rules.</summary>
internal sealed class NoticeJudge(RoomStore rooms, TeamStore teams, PermissionRegistry permissions, ISettings settings, TimeProvider clock)
{
    private static readonly Setting<string> _desktop = SettingOf.Text("Accounts_Default_User_Preferences_desktopNotifications", "Accounts", "all");
    private static readonly Setting<string> _push = SettingOf.Text("Accounts_Default_User_Preferences_pushNotifications", "Accounts", "all");
    private static readonly Setting<string> _mail = SettingOf.Text("Accounts_Default_User_Preferences_emailNotificationMode", "Accounts", "mentions");

    public bool IsLarge(RoomRow room) => settings.Get(NoticeSettings.MostMembers) is > 0 and var most && room.MemberCount > most;

    /// <param name="followsThread">The person follows the thread that the message belongs to.</param>
    public async ValueTask<NoticeVerdict> DecideAsync(NoticeChannel channel, RoomRow room, NoticeMessage message, UserBrief user, bool followsThread, CancellationToken ct)
    {
        var member = await rooms.FindMemberAsync(room.Id, user.Id, ct);
        var choice = member?.Notices;
        var (inRoom, ofPerson, fallback) = channel switch
        {
            NoticeChannel.Desktop => (choice?.Desktop, user.Notifications?.Desktop, _desktop),
            NoticeChannel.Push => (choice?.Push, user.Notifications?.Mobile, _push),
            _ => (choice?.Mail, user.Notifications?.Mail, _mail),
        };
        var mayRead = user.IsActive && (!room.IsDirect || permissions.HasAny(user.Roles, RoomPermissions.ViewDRoom));
        return NoticeRules.Decide(new NoticeFacts(
            channel, user.Id == message.SenderId, member is not null && mayRead, message.IsSystem, choice is { IsOff: true }, choice?.IgnoredIds.Contains(message.SenderId) == true, room.IsDirect, IsLarge(room), inRoom ?? ofPerson ?? settings.Get(fallback), inRoom is not null,
            message.MentionedIds.Contains(user.Id) || await IsInTeamAsync(message.TeamIds, user.Id, ct), message.MentionsAll, message.MentionsHere, choice?.MutesGroupMentions ?? false, message.Kind is null && IsHighlighted(message.Text, user.Notifications?.Highlights),
            message.IsQuietReply, followsThread, user.Status, user.Notifications?.Quiet?.EndOf(clock.GetUtcNow()) is not null));
    }

    public static bool IsHighlighted(string text, IReadOnlyList<string>? words) => words is { Count: > 0 } && words.Any(word => word.Length > 0 && text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private async ValueTask<bool> IsInTeamAsync(IReadOnlyList<string> teamIds, string userId, CancellationToken ct)
    {
        foreach (var id in teamIds)
        {
            if (await teams.FindAsync(id, ct) is { } team && await rooms.FindMemberAsync(team.RoomId, userId, ct) is not null) return true;
        }
        return false;
    }
}

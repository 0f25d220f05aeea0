using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Rooms;
using Parley.Conversations.Threads;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Notices;

internal static class NoticeSettings
{
    public static readonly Setting<long> MostMembers = SettingOf.Int("Notifications_Max_Room_Members", "General", 100, "Notifications", isPublic: true);

    public static IReadOnlyList<Setting> All => [MostMembers];
}

/// <summary>
/// Tells connected people of messages on <c>{user}/notification</c> of <c>stream-notify-user</c>, which clients show on the desktop
/// (NOT-001 to NOT-012). Each node looks at those who listen here; nobody else costs anything.
/// </summary>
internal sealed class DesktopNotices(
    RoomAudience audience, RoomStore rooms, IUserDirectory users, IStore store, StreamHub hub, EventDispatcher events, PermissionRegistry permissions, ISettings settings, TimeProvider clock)
    : IHostedService, IEventHandler<DesktopNotices.Due>
{
    /// <summary>A message that somebody here may be told of.</summary>
    public sealed record Due(string RoomId, RawJson Message) : IDomainEvent;

    private const int LongestText = 500;
    private static readonly TimeSpan _oldest = TimeSpan.FromMinutes(1);
    private static readonly Setting<bool> _usesRealNames = SettingOf.Bool("UI_Use_Real_Name", "Layout", false);
    private static readonly Setting<string> _defaultWanted = SettingOf.Text("Accounts_Default_User_Preferences_desktopNotifications", "Accounts", "all");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        audience.Talked += Note;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        audience.Talked -= Note;
        return Task.CompletedTask;
    }

    public async Task HandleAsync(Due happened, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(happened.Message.Utf8);
        var message = document.RootElement;
        var kind = message.Text("t");
        if (kind is not (null or "e2e") || message.Get("u") is not { } sender || sender.Text("_id") is not { } senderId) return;
        if (WireRead.ParseDate(message.Text("ts")) is not { } at || clock.GetUtcNow() - at > _oldest) return;
        if (await rooms.FindAsync(happened.RoomId, ct) is not { } room) return;
        var listeners = audience.ListenersOf(room.Id).Where(id => id != senderId).ToList();
        if (listeners.Count == 0) return;
        var threadId = message.Text("tmid");
        var followers = threadId is null ? [] : await FollowersAsync(threadId, listeners, ct);
        var mentioned = MentionedIn(message);
        var mentionsGroup = mentioned.Contains("all") || mentioned.Contains("here");
        var text = message.Text("msg") ?? "";
        var isLarge = settings.Get(NoticeSettings.MostMembers) is > 0 and var most && room.MemberCount > most;
        var fallback = settings.Get(_defaultWanted);
        RawJson? notice = null;
        foreach (var userId in listeners)
        {
            if (await rooms.FindMemberAsync(room.Id, userId, ct) is not { } member || await users.FindAsync(userId, ct) is not { IsActive: true } user) continue;
            var choice = member.Notices;
            if (choice is { IsOff: true } || choice?.IgnoredIds.Contains(senderId) == true) continue;
            if (room.IsDirect && !permissions.HasAny(user.Roles, RoomPermissions.ViewDRoom)) continue;
            var facts = new NoticeFacts(
                room.IsDirect, isLarge, choice?.Desktop ?? user.Notifications?.Desktop ?? fallback, choice?.Desktop is not null, mentioned.Contains(userId), mentionsGroup, choice?.MutesGroupMentions ?? false,
                kind is null && IsHighlighted(text, user), threadId is not null && message.Flag("tshow") != true, followers.Contains(userId), user.Status);
            if (!NoticeRules.IsTold(facts)) continue;
            notice ??= new RawJson(WireJson.ToUtf8(NoticeOf(room, message, sender, text, kind), WireDialect.Ddp));
            hub.EmitHere("notify-user", userId + "/notification", [notice]);
        }
    }

    /// <summary>In a lane of its own: what readers see live does not wait for it.</summary>
    private void Note(string roomId, RawJson message)
    {
        if (!settings.Get(MissedMailSettings.IsHalted) && audience.ListenersOf(roomId).Any()) events.Enqueue("notices " + roomId, new Due(roomId, message));
    }

    private Task<HashSet<string>> FollowersAsync(string threadId, List<string> listeners, CancellationToken ct) => listeners.Count <= 500
        ? store.ReadAsync(db => db.Set<ThreadFollowerRow>().Where(f => f.ThreadId == threadId && listeners.Contains(f.UserId)).Select(f => f.UserId).ToHashSetAsync(ct), ct)
        : store.ReadAsync(db => db.Set<ThreadFollowerRow>().Where(f => f.ThreadId == threadId).Select(f => f.UserId).ToHashSetAsync(ct), ct);

    private static HashSet<string> MentionedIn(JsonElement message) =>
        message.Get("mentions") is { ValueKind: JsonValueKind.Array } mentions ? [.. mentions.EnumerateArray().Select(m => m.Text("_id")).OfType<string>()] : [];

    private static bool IsHighlighted(string text, UserBrief user) =>
        user.Notifications?.Highlights is { Count: > 0 } words && words.Any(word => word.Length > 0 && text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private WireObject NoticeOf(RoomRow room, JsonElement message, JsonElement sender, string text, string? kind)
    {
        var usesRealNames = settings.Get(_usesRealNames);
        var name = message.Text("alias") ?? (usesRealNames ? sender.Text("name") : null) ?? sender.Text("username") ?? "";
        var words = kind == "e2e" ? "Encrypted message" : WordsOf(message, text, usesRealNames);
        return new()
        {
            { "title", room.IsDirect ? name : "#" + (room.DisplayName ?? room.Name) },
            { "text", room.IsDirect ? words : $"{name}: {words}" },
            {
                "payload", new WireObject
                {
                    { "_id", message.Text("_id") }, { "rid", room.Id }, { "tmid", message.Text("tmid") },
                    { "sender", new WireObject { { "_id", sender.Text("_id") }, { "username", sender.Text("username") }, { "name", sender.Text("name") } } },
                    { "type", room.Type }, { "name", room.IsDirect ? sender.Text("username") : room.Name },
                    { "message", new WireObject { { "msg", text.Length <= LongestText || kind == "e2e" ? text : text[..LongestText] }, { "t", kind } } },
                }
            },
        };
    }

    /// <summary>The text as people read it: names instead of what was typed, a file by its name.</summary>
    private static string WordsOf(JsonElement message, string text, bool usesRealNames)
    {
        var words = NoticeText.Plain(text);
        if (usesRealNames && message.Get("mentions") is { ValueKind: JsonValueKind.Array } mentions)
        {
            foreach (var mention in mentions.EnumerateArray())
            {
                if (mention.Text("name") is { Length: > 0 } name && mention.Text("username") is { Length: > 0 } username) words = words.Replace("@" + username, name, StringComparison.Ordinal);
            }
        }
        if (words.Length == 0 && message.Get("file") is { } file) words = $"Uploaded a file: {file.Text("name")}";
        if (words.Length == 0) words = "Sent an attachment";
        return words.Length <= LongestText ? words : words[..LongestText] + "…";
    }
}

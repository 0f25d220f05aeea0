using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Rooms;
using Parley.Conversations.Threads;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
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
    RoomAudience audience, RoomStore rooms, IUserDirectory users, IStore store, StreamHub hub, EventDispatcher events, NoticeJudge judge, ISettings settings, TimeProvider clock)
    : IHostedService, IEventHandler<DesktopNotices.Due>
{
    /// <summary>A message that somebody here may be told of.</summary>
    public sealed record Due(string RoomId, RawJson Message) : IDomainEvent;

    /// <summary>What is older when it is stored comes from elsewhere, such as an import.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMinutes(1);

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
        var json = document.RootElement;
        var message = NoticeMessage.Of(json);
        if (message.IsSystem || json.Get("u") is not { } sender || message.SenderId.Length == 0) return;
        if (WireRead.ParseDate(json.Text("ts")) is not { } at || clock.GetUtcNow() - at > Oldest) return;
        if (await rooms.FindAsync(happened.RoomId, ct) is not { } room) return;
        var listeners = audience.ListenersOf(room.Id).Where(id => id != message.SenderId).ToList();
        if (listeners.Count == 0) return;
        var followers = message.ThreadId is null ? [] : await FollowersAsync(message.ThreadId, listeners, ct);
        RawJson? notice = null;
        foreach (var userId in listeners)
        {
            if (await users.FindAsync(userId, ct) is not { } user || !(await judge.DecideAsync(NoticeChannel.Desktop, room, message, user, followers.Contains(userId), ct)).IsTold) continue;
            notice ??= new RawJson(WireJson.ToUtf8(NoticeOf(room, json, sender, message), WireDialect.Ddp));
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

    private WireObject NoticeOf(RoomRow room, JsonElement json, JsonElement sender, NoticeMessage message)
    {
        var usesRealNames = settings.Get(NoticeText.UsesRealNames);
        var name = NoticeText.NameOf(json, usesRealNames);
        var words = NoticeText.WordsOf(json, usesRealNames);
        return new()
        {
            { "title", room.IsDirect ? name : "#" + (room.DisplayName ?? room.Name) },
            { "text", room.IsDirect ? words : $"{name}: {words}" },
            {
                "payload", new WireObject
                {
                    { "_id", message.Id }, { "rid", room.Id }, { "tmid", message.ThreadId },
                    { "sender", new WireObject { { "_id", sender.Text("_id") }, { "username", sender.Text("username") }, { "name", sender.Text("name") } } },
                    { "type", room.Type }, { "name", room.IsDirect ? sender.Text("username") : room.Name },
                    { "message", new WireObject { { "msg", message.Text.Length <= NoticeText.Longest || message.Kind == "e2e" ? message.Text : message.Text[..NoticeText.Longest] }, { "t", message.Kind } } },
                }
            },
        };
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Notices;

/// <summary>What a push says, as far as the workspace lets it leave (NOT-028, NOT-033).</summary>
internal sealed class PushContent(IStore store, RoomStore rooms, RoomAccess access, MessageQueries messages, IUserDirectory users, MailTemplates templates, SettingsRegistry settings)
{
    private const string Neutral = "You have a new message";

    /// <summary>Declared by People, as the workspace's own id.</summary>
    private static readonly Setting<bool> _showsNames = SettingOf.Bool("Push_show_username_room", "Push", true);

    private static readonly Setting<bool> _showsMessage = SettingOf.Bool("Push_show_message", "Push", true);
    private static readonly Setting<bool> _idOnly = SettingOf.Bool("Push_request_content_from_server", "Push", true);
    private static readonly Setting<string> _uniqueId = SettingOf.Text("uniqueID", "General", "");

    /// <summary>One for each message that is still there, in the order in which they were sent.</summary>
    public async Task<IReadOnlyList<PushNote>> ForAsync(UserBrief reader, List<MissedRow> missed, CancellationToken ct)
    {
        if (missed.Count == 0) return [];
        var ids = missed.ConvertAll(m => m.MessageId);
        var rows = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => ids.Contains(m.Id) && !m.IsHidden && (m.Type == null || m.Type == "e2e")).OrderBy(m => m.At).ToListAsync(ct), ct);
        var badge = await BadgeAsync(reader.Id, ct);
        var notes = new List<PushNote>(rows.Count);
        foreach (var row in rows)
        {
            if (await rooms.FindAsync(row.RoomId, ct) is { } room) notes.Add(NoteOf(reader, room, MessageJson.Full(row), badge, settings.Get(_idOnly)));
        }
        return notes;
    }

    /// <summary>What a push that held only an id was about.</summary>
    /// <exception cref="WireError"><c>error-message-not-found</c> also for messages that the caller may not read.</exception>
    public async Task<(RawJson Message, WireObject Notification)> GetAsync(Caller caller, string? messageId, CancellationToken ct)
    {
        if (messageId is not { Length: > 0 } || await messages.FindAsync(messageId, caller.UserId, ct) is not { } message || await messages.FindRowAsync(messageId, ct) is not { IsHidden: false } row) throw NotFound();
        if (await rooms.FindMemberAsync(row.RoomId, caller.UserId, ct) is null || await access.FindReadableAsync(caller, row.RoomId, ct) is not { } room) throw NotFound();
        var reader = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("push.get");
        return (message, NoteOf(reader, room, message, await BadgeAsync(caller.UserId, ct), isIdOnly: false).View(caller.UserId));
    }

    private static WireError NotFound() => new("error-message-not-found", "The message does not exist", 404);

    private PushNote NoteOf(UserBrief reader, RoomRow room, RawJson json, int badge, bool isIdOnly)
    {
        using var document = JsonDocument.Parse(json.Utf8);
        var message = document.RootElement;
        var host = templates.SiteUrl.TrimEnd('/') + "/";
        var id = message.Text("_id")!;
        var notId = BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Get(_uniqueId)}|{room.Id}")));
        var category = room.IsReadOnly || room.IsMuted(reader.Username) ? "MESSAGE_NOREPLY" : "MESSAGE";
        if (isIdOnly) return new("", Neutral, notId, new() { { "host", host }, { "messageId", id }, { "notificationType", "message-id-only" } }) { Badge = badge, Category = category, Image = host + "assets/favicon_192.png", MessageId = id };
        var showsNames = settings.Get(_showsNames);
        var usesRealNames = settings.Get(NoticeText.UsesRealNames);
        var sender = showsNames ? NoticeText.NameOf(message, usesRealNames) : "";
        var words = settings.Get(_showsMessage) ? NoticeText.WordsOf(message, usesRealNames) : Neutral;
        var kind = message.Text("t");
        var data = new WireObject
        {
            { "host", host }, { "messageId", id }, { "notificationType", "message" }, { "rid", room.Id },
            { "sender", new WireObject { { "_id", message.Get("u")?.Text("_id") }, { "username", showsNames ? message.Get("u")?.Text("username") : null }, { "name", showsNames ? message.Get("u")?.Text("name") : null } } },
            { "senderName", sender }, { "type", room.Type }, { "name", showsNames && !room.IsDirect ? room.Name : "" }, { "messageType", kind }, { "tmid", message.Text("tmid") }, { "msg", kind == "e2e" ? message.Text("msg") : null },
        };
        var title = !showsNames ? "" : room.IsDirect ? sender : "#" + (room.DisplayName ?? room.Name);
        return new(title, showsNames && !room.IsDirect ? $"{sender}: {words}" : words, notId, data) { Badge = badge, Category = category, Image = host + "assets/favicon_192.png", MessageId = id };
    }

    /// <summary>What the person has not read, over all rooms.</summary>
    private async Task<int> BadgeAsync(string userId, CancellationToken ct)
    {
        var unread = await store.ReadAsync(db => (from subscription in db.Set<SubscriptionRow>().AsNoTracking()
                                                  join room in db.Set<RoomRow>().AsNoTracking() on subscription.RoomId equals room.Id
                                                  where subscription.UserId == userId && !room.IsArchived && (room.LastMessageAt > subscription.LastSeenAt || subscription.LastSeenAt == null || subscription.UserMentions > 0 || subscription.DirectUnread > 0)
                                                  select new { subscription, room }).ToListAsync(ct), ct);
        return (int)Math.Min(unread.Sum(u => SubscriptionState.Of(u.subscription, u.room, settings).Unread), 9999);
    }
}

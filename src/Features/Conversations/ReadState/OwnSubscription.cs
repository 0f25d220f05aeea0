using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.Messages;
using Parley.Conversations.Receipts;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.ReadState;

/// <summary>What a member changes about their own place in a room: read marks, favourite, hiding, notifications, blocks.</summary>
internal sealed class OwnSubscription(IStore store, RoomStore rooms, SettingsRegistry settings)
{
    private static readonly string[] _switches = ["disableNotifications", "muteGroupMentions", "hideUnreadStatus", "hideMentionStatus"];
    private static readonly string[] _choices = ["desktopNotifications", "mobilePushNotifications", "emailNotifications", "unreadAlert", "audioNotificationValue"];

    /// <summary>Everything in the room counts as read, threads too when asked.</summary>
    public Task ReadAsync(Caller caller, string roomId, bool withThreads, CancellationToken ct) => ChangeAsync(caller, roomId, async (unit, row) =>
    {
        var room = await unit.Db.Set<RoomRow>().AsNoTracking().FirstAsync(r => r.Id == roomId, ct);
        if (room.Stamp > (row.LastSeenAt ?? row.CreatedAt)) await CaughtUpAsync(unit, row, room, null, ct);
        MarkRead(row, room, unit.Now);
        if (!withThreads) return;
        foreach (var rootId in RoomRow.SplitBars(row.UnreadThreads)) await CaughtUpAsync(unit, row, room, rootId, ct);
        (row.UnreadThreads, row.UnreadThreadsUser, row.UnreadThreadsGroup) = ("", "", "");
    }, ct);

    public Task ReadThreadAsync(Caller caller, string roomId, string rootId, CancellationToken ct) => ChangeAsync(caller, roomId, async (unit, row) =>
    {
        ThreadMarks.Remove(row, rootId);
        if (!settings.Get(ReceiptSettings.Enabled)) return;
        // The mark names a thread, so it must be one of this room.
        var room = await unit.Db.Set<RoomRow>().AsNoTracking().FirstAsync(r => r.Id == roomId, ct);
        if (await unit.Db.Set<MessageRow>().AnyAsync(m => m.Id == rootId && m.RoomId == roomId, ct)) await CaughtUpAsync(unit, row, room, rootId, ct);
    }, ct);

    private async Task CaughtUpAsync(WriteUnit unit, SubscriptionRow row, RoomRow room, string? rootId, CancellationToken ct)
    {
        if (ReceiptSettings.KeepsMarks(settings)) await ReadMarks.AddAsync(unit, room.Id, rootId ?? "", row.UserId, room.Stamp, ct);
        if (settings.Get(ReceiptSettings.Enabled)) unit.Publish(new RoomRead(room.Id, rootId), room.Id);
    }

    /// <summary>The room counts as unread from the given message on, or as a whole.</summary>
    /// <exception cref="WireError"><c>error-action-not-allowed</c> for an own message, <c>error-no-message-for-unread</c>.</exception>
    public async Task UnreadAsync(Caller caller, string? roomId, string? firstUnreadId, CancellationToken ct)
    {
        var from = firstUnreadId is null
            ? await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == roomId && !m.IsHidden && m.ThreadId == null).OrderByDescending(m => m.At).FirstOrDefaultAsync(ct), ct)
            : await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == firstUnreadId && !m.IsHidden, ct), ct);
        if (from is null || await rooms.FindMemberAsync(from.RoomId, caller.UserId, ct) is null) throw new WireError("error-no-message-for-unread", "There are no messages to mark unread", details: new WireObject { { "method", "unreadMessages" }, { "action", "Unread_messages" } });
        if (firstUnreadId is not null && from.UserId == caller.UserId) throw new WireError("error-action-not-allowed", "Not allowed", details: new WireObject { { "method", "unreadMessages" }, { "action", "Unread_messages" } });
        await ChangeAsync(caller, from.RoomId, async (unit, row) =>
        {
            var later = await unit.Db.Set<MessageRow>().CountAsync(m => m.RoomId == from.RoomId && m.At >= from.At && !m.IsHidden && (m.Type == null || m.Type == RoomKeys.Kind) && (m.ThreadId == null || m.IsShownInRoom), ct);
            var room = await unit.Db.Set<RoomRow>().AsNoTracking().FirstAsync(r => r.Id == from.RoomId, ct);
            row.LastSeenAt = from.At.AddMilliseconds(-1);
            row.SeenCount = Math.Max(0, room.TalkCount - later);
            row.IsMarkedUnread = true;
            if (room.IsDirect) row.DirectUnread = later;
        }, ct);
    }

    /// <exception cref="WireError"><c>error-not-allowed</c> when favourites are off.</exception>
    public Task SetFavoriteAsync(Caller caller, string roomId, bool isFavorite, CancellationToken ct)
    {
        if (!settings.Get(RoomSettings.FavoriteRooms)) throw WireError.NotAllowed("toggleFavorite");
        return ChangeAsync(caller, roomId, (_, row) =>
        {
            row.IsFavorite = isFavorite;
            return Task.CompletedTask;
        }, ct);
    }

    public Task HideAsync(Caller caller, string roomId, CancellationToken ct) => ChangeAsync(caller, roomId, async (unit, row) =>
    {
        var room = await unit.Db.Set<RoomRow>().AsNoTracking().FirstAsync(r => r.Id == roomId, ct);
        row.HiddenAt = Later(unit.Now, room.Stamp);
        row.IsMarkedUnread = false;
    }, ct);

    public Task OpenAsync(Caller caller, string roomId, CancellationToken ct) => ChangeAsync(caller, roomId, (_, row) =>
    {
        row.HiddenAt = null;
        row.IsListed = true;
        return Task.CompletedTask;
    }, ct);

    /// <summary>Blocks or unblocks the other side of a direct room of two.</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c>.</exception>
    public async Task SetBlockedAsync(Caller caller, RoomRow room, string otherId, bool isBlocked, CancellationToken ct)
    {
        if (room.DirectUserIds.Count != 2 || !room.DirectUserIds.Contains(otherId) || otherId == caller.UserId) throw WireError.InvalidRoom(isBlocked ? "blockUser" : "unblockUser");
        await ChangeAsync(caller, room.Id, async (unit, row) =>
        {
            row.IsBlocker = isBlocked;
            var other = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == room.Id && s.UserId == otherId, ct);
            if (other is null) return;
            other.IsBlocked = isBlocked;
            other.UpdatedAt = unit.Now;
            unit.Publish(new MembershipChanged(room.Id, otherId), room.Id);
        }, ct);
        rooms.ForgetMember(room.Id, otherId);
    }

    /// <exception cref="WireError"><c>error-invalid-room</c> in direct rooms, <c>error-invalid-user</c>.</exception>
    public async Task SetIgnoredAsync(Caller caller, RoomRow room, string otherId, bool isIgnored, CancellationToken ct)
    {
        if (room.IsDirect || await rooms.FindMemberAsync(room.Id, otherId, ct) is null) throw new WireError("error-invalid-subscription", "Invalid subscription", details: new WireObject { { "method", "ignoreUser" } });
        await ChangeAsync(caller, room.Id, (_, row) =>
        {
            var ignored = RoomRow.SplitBars(row.Ignored);
            row.Ignored = RoomRow.JoinBars(isIgnored ? [.. ignored, otherId] : [.. ignored.Where(i => i != otherId)]);
            return Task.CompletedTask;
        }, ct);
    }

    /// <param name="choices">Switches as <c>'0'</c>/<c>'1'</c>, the rest as <c>default</c>, <c>all</c>, <c>mentions</c>, <c>nothing</c> or a sound.</param>
    /// <exception cref="WireError"><c>error-invalid-settings</c>.</exception>
    public Task SaveNotificationsAsync(Caller caller, string roomId, JsonElement choices, CancellationToken ct) => ChangeAsync(caller, roomId, (_, row) =>
    {
        var kept = row.Notifications is null ? [] : JsonNode.Parse(row.Notifications)!.AsObject();
        foreach (var choice in choices.EnumerateObject())
        {
            var isSwitch = _switches.Contains(choice.Name);
            if (!isSwitch && !_choices.Contains(choice.Name)) throw new WireError("error-invalid-settings", "Invalid settings field", details: new WireObject { { "method", "saveNotificationSettings" } });
            var text = choice.Value.ValueKind == JsonValueKind.String ? choice.Value.GetString()! : choice.Value.AsFlag() is { } flag ? (flag ? "1" : "0") : throw WireError.InvalidParams($"{choice.Name} must be text");
            if (isSwitch) kept[choice.Name] = text == "1";
            else if (text == "default") kept.Remove(choice.Name);
            else kept[choice.Name] = text.Length <= 100 ? text : throw new WireError("error-invalid-settings", "Invalid settings field");
            SetOrigin(kept, choice.Name, text);
        }
        row.Notifications = kept.Count == 0 ? null : kept.ToJsonString();
        row.WantsAllMails = (string?)kept["emailNotifications"] == "all";
        row.WantsAllPushes = (string?)kept["mobilePushNotifications"] == "all";
        return Task.CompletedTask;
    }, ct);

    public static void MarkRead(SubscriptionRow row, RoomRow room, DateTimeOffset now)
    {
        row.LastSeenAt = Later(now, room.Stamp);
        row.SeenCount = room.TalkCount;
        row.SeenGroupCount = room.GroupMentionCount;
        row.IsMarkedUnread = false;
        row.DirectUnread = 0;
        row.UserMentions = 0;
    }

    private static void SetOrigin(JsonObject kept, string name, string value)
    {
        var origin = name switch { "desktopNotifications" => "desktopPrefOrigin", "mobilePushNotifications" => "mobilePrefOrigin", "emailNotifications" => "emailPrefOrigin", _ => null };
        if (origin is null) return;
        if (value == "default") kept.Remove(origin);
        else kept[origin] = "subscription";
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private async Task ChangeAsync(Caller caller, string roomId, Func<WriteUnit, SubscriptionRow, Task> change, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == caller.UserId, ct)
                ?? throw new WireError("error-invalid-subscription", "Invalid subscription");
            await change(unit, row);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new MembershipChanged(roomId, caller.UserId), roomId);
            return true;
        }, ct);
        rooms.ForgetMember(roomId, caller.UserId);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.Rooms;
using Parley.Conversations.Threads;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Edits, deletes, pins, stars, follows and reacts: every later change of a message.</summary>
internal sealed class ChangeMessage(
    IStore store, RoomStore rooms, RoomAccess access, MessageComposer composer, SendMessage send, CustomFieldRules customFields, IEmojiNames emoji, PermissionRegistry permissions,
    SettingsRegistry settings, TimeProvider clock, People.Contracts.IUserDirectory users)
{
    /// <exception cref="WireError"><c>error-message-not-found</c>.</exception>
    public async Task<MessageRow> GetAsync(string messageId, CancellationToken ct) =>
        await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == messageId && !m.IsHidden, ct), ct)
        ?? throw new WireError("error-message-not-found", "No message found with the id of \"" + messageId + "\".");

    /// <param name="changes">Other members that may change: attachments' descriptions, custom fields, one's own blocks.</param>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-message-editing-blocked</c>, <c>error-message-size-exceeded</c>, those of <see cref="CustomFieldRules"/>.</exception>
    public async Task<RawJson> EditAsync(Caller caller, string messageId, string text, JsonElement changes, CancellationToken ct)
    {
        var message = await GetAsync(messageId, ct);
        var (room, member) = await access.GetJoinedAsync(caller, message.RoomId, ct);
        await CheckMayEditAsync(caller, room, message, ct);
        CheckKeepsItsPlace(message, changes);
        await access.CheckMayWriteAsync(caller, room, member, ct);
        if (text.Length > MessageSettings.LongestOf(settings, message.Type)) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize");
        return await ChangeAsync(room, messageId, async (unit, row, doc) =>
        {
            if (settings.Get(MessageSettings.KeepHistory)) KeepFormer(unit, row);
            if (text.Trim().Length == 0 && doc["attachments"] is not JsonArray { Count: > 0 } && doc["blocks"] is not JsonArray { Count: > 0 }) throw WireError.InvalidParams("The message is empty");
            row.Text = text;
            doc["msg"] = text;
            doc["editedAt"] = WireJson.Iso(unit.Now);
            doc["editedBy"] = new JsonObject { ["_id"] = caller.UserId, ["username"] = caller.Username };
            doc.Remove("translations");
            doc.Remove("translationProvider");
            ApplyChanges(doc, changes, isOwn: row.UserId == caller.UserId);
            var composed = await composer.FillAsync(caller, room, doc, ct);
            if (composed.Held is { } held) await LossPrevention.HoldMessage.AddAsync(unit, row.Id, room.Id, row.UserId, held, ct);
            else await LossPrevention.HoldMessage.WithdrawAsync(unit, row.Id, ct);
            row.Text = (string?)doc["msg"] ?? "";
            Search.SearchIndex.Renew(unit, row.Id);
            if (changes.Texts("previewUrls") is { } chosen) Links.LinkFinder.KeepPreviews(doc, chosen);
            unit.Publish(new MessageEdited(room.Id, messageId, row.Text), room.Id);
        }, ct);
    }

    /// <summary>Removes a message for everybody, or leaves a placeholder where the workspace says so or replies exist.</summary>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-message-deleting-blocked</c>.</exception>
    public async Task DeleteAsync(Caller caller, string messageId, CancellationToken ct)
    {
        var message = await GetAsync(messageId, ct);
        var (room, _) = await access.GetJoinedAsync(caller, message.RoomId, ct);
        await CheckMayDeleteAsync(caller, room, message, ct);
        await TakeAwayAsync(caller, room, messageId, ct);
    }

    /// <summary>A moderator removes a reported message from a room that the moderator need not be in. The right is checked by the caller.</summary>
    public async Task RemoveReportedAsync(Caller caller, string messageId, CancellationToken ct)
    {
        var roomId = await store.ReadAsync(db => db.Set<MessageRow>().Where(m => m.Id == messageId && !m.IsHidden).Select(m => m.RoomId).FirstOrDefaultAsync(ct), ct);
        if (roomId is not null && await rooms.FindAsync(roomId, ct) is { } room) await TakeAwayAsync(caller, room, messageId, ct);
    }

    /// <summary>An edit moves no message to another room or thread, and hides none (SEC-031).</summary>
    /// <exception cref="WireError"><c>error-invalid-update-key</c>.</exception>
    private static void CheckKeepsItsPlace(MessageRow message, JsonElement changes)
    {
        var isOther = (changes.Get("rid") is { } room && !(room.ValueKind == JsonValueKind.String && room.ValueEquals(message.RoomId))) || (changes.Get("tmid") is { } thread && !(thread.ValueKind == JsonValueKind.String && thread.ValueEquals(message.ThreadId))) || changes.Flag("_hidden") == true
            || changes.Text("_hidden") is not null;
        if (isOther) throw new WireError("error-invalid-update-key", "An edit cannot change the place of a message", details: new WireObject { { "method", "updateMessage" } });
    }

    private Task TakeAwayAsync(Caller caller, RoomRow room, string messageId, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var stamp = await RoomStamps.NextAsync(unit, room.Id, ct);
        var row = await unit.Db.Set<MessageRow>().FirstOrDefaultAsync(m => m.Id == messageId, ct);
        if (row is null) return false;
        var doc = MessageJson.Parse(row.Doc);
        var leavesMark = settings.Get(MessageSettings.ShowDeletedStatus) || ((int?)doc["tcount"] ?? 0) > 0;
        if (settings.Get(MessageSettings.KeepHistory)) KeepFormer(unit, row);
        if (leavesMark) Blank(unit, row, doc, stamp, caller);
        else await RemoveAsync(unit, row, room, stamp, ct);
        if (row.ThreadId is { } rootId) await ShrinkThreadAsync(unit, room, rootId, ct);
        if ((string?)doc["drid"] is { } discussionId) unit.Publish(new Discussions.DiscussionNoteRemoved(discussionId), room.Id);
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <param name="shouldReact">Null toggles.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c> for an unknown emoji, a muted person or a read-only room.</exception>
    public async Task ReactAsync(Caller caller, string messageId, string reaction, bool? shouldReact, CancellationToken ct)
    {
        var name = ":" + reaction.Trim(':') + ":";
        if (!emoji.Exists(name.Trim(':'))) throw new WireError("error-not-allowed", "Invalid emoji provided.", details: new WireObject { { "method", "setReaction" } });
        var message = await GetAsync(messageId, ct);
        var (room, _) = await access.GetJoinedAsync(caller, message.RoomId, ct);
        await CheckMayReactAsync(caller, room, ct);
        await ChangeAsync(room, messageId, (_, _, doc) =>
        {
            var reactions = doc["reactions"] as JsonObject ?? [];
            var entry = reactions[name] as JsonObject ?? new JsonObject { ["usernames"] = new JsonArray() };
            var names = entry["usernames"]!.AsArray().Select(n => (string)n!).ToList();
            var isOn = names.Contains(caller.Username);
            if (shouldReact == isOn) return Task.CompletedTask;
            if (isOn) names.Remove(caller.Username);
            else names.Add(caller.Username);
            reactions.Remove(name);
            if (names.Count > 0) reactions[name] = new JsonObject { ["usernames"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) };
            doc.Remove("reactions");
            if (reactions.Count > 0) doc["reactions"] = reactions.DeepClone();
            return Task.CompletedTask;
        }, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>not-authorized</c>.</exception>
    public async Task<RawJson> PinAsync(Caller caller, string messageId, bool isPinned, CancellationToken ct)
    {
        if (!settings.Get(MessageSettings.AllowPinning)) throw new WireError("error-action-not-allowed", "Message pinning not allowed", details: new WireObject { { "method", "pinMessage" }, { "action", "Message_pinning" } });
        var message = await GetAsync(messageId, ct);
        var (room, _) = await access.GetJoinedAsync(caller, message.RoomId, ct);
        if (!await permissions.HasAsync(caller, MessagePermissions.PinMessage, room.Id, ct)) throw new WireError("not-authorized", "Not Authorized", details: new WireObject { { "method", "pinMessage" } });
        if (message.IsPinned == isPinned) return MessageJson.Full(message);
        var author = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("pinMessage");
        return await ChangeAsync(room, messageId, async (unit, row, doc) =>
        {
            row.IsPinned = isPinned;
            doc["pinned"] = isPinned;
            doc.Remove("pinnedAt");
            doc.Remove("pinnedBy");
            if (!isPinned) return;
            doc["pinnedAt"] = WireJson.Iso(unit.Now);
            doc["pinnedBy"] = new JsonObject { ["_id"] = caller.UserId, ["username"] = caller.Username };
            var username = (string?)doc["u"]?["username"] ?? "";
            var quoted = new JsonObject
            {
                ["text"] = row.Text,
                ["author_name"] = username,
                ["author_icon"] = "/avatar/" + Uri.EscapeDataString(username),
                ["ts"] = WireJson.Iso(row.At),
            };
            if (doc["attachments"] is JsonArray attachments) quoted["attachments"] = attachments.DeepClone();
            // Of what only members can read there is nothing to show.
            var extras = row.Type == RoomKeys.Kind ? null : new JsonObject { ["attachments"] = new JsonArray(quoted) };
            await send.WriteNoteAsync(unit, room, "message_pinned", "", author, extras, ct);
        }, ct);
    }

    /// <exception cref="WireError"><c>error-action-not-allowed</c> when starring is off.</exception>
    public async Task StarAsync(Caller caller, string messageId, bool isStarred, CancellationToken ct)
    {
        if (!settings.Get(MessageSettings.AllowStarring)) throw new WireError("error-action-not-allowed", "Message starring not allowed", details: new WireObject { { "method", "starMessage" }, { "action", "Message_starring" } });
        var message = await GetAsync(messageId, ct);
        await access.GetJoinedAsync(caller, message.RoomId, ct);
        await store.WriteAsync(async unit =>
        {
            var star = await unit.Db.Set<StarRow>().FirstOrDefaultAsync(s => s.UserId == caller.UserId && s.MessageId == messageId, ct);
            if (isStarred && star is null) unit.Db.Add(new StarRow { UserId = caller.UserId, MessageId = messageId, RoomId = message.RoomId, At = unit.Now });
            if (!isStarred && star is not null) unit.Db.Remove(star);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new StarChanged(caller.UserId, MessageJson.Full(message, isStarred, caller.UserId)), message.RoomId);
            return true;
        }, ct);
    }

    /// <exception cref="WireError"><c>error-not-allowed</c> when threads are off, <c>error-invalid-message</c>.</exception>
    public async Task FollowAsync(Caller caller, string messageId, bool follows, CancellationToken ct)
    {
        if (!settings.Get(MessageSettings.Threads)) throw new WireError("error-not-allowed", "not-allowed", details: new WireObject { { "method", follows ? "followMessage" : "unfollowMessage" } });
        var message = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == messageId && !m.IsHidden, ct), ct)
            ?? throw new WireError("error-invalid-message", "Invalid message", details: new WireObject { { "method", "followMessage" } });
        var room = await access.FindReadableAsync(caller, message.RoomId, ct) ?? throw new WireError("error-not-allowed", "not-allowed", details: new WireObject { { "method", follows ? "followMessage" : "unfollowMessage" } });
        await ChangeAsync(room, message.ThreadId ?? message.Id, async (unit, root, doc) =>
        {
            var followers = (doc["replies"] as JsonArray ?? []).Select(n => (string)n!).ToHashSet();
            if (follows) followers.Add(caller.UserId);
            else followers.Remove(caller.UserId);
            doc["replies"] = new JsonArray([.. followers.Select(f => (JsonNode)f)]);
            if (follows) await ThreadFollowers.AddAsync(unit, room.Id, root.Id, [caller.UserId], ct);
            else await ThreadFollowers.RemoveAsync(unit, root.Id, caller.UserId, ct);
        }, ct);
    }

    /// <summary>Changes one stored document under a new stamp and tells the room's readers.</summary>
    public Task<RawJson> ChangeAsync(RoomRow room, string messageId, Func<WriteUnit, MessageRow, JsonObject, Task> change, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var stamp = await RoomStamps.NextAsync(unit, room.Id, ct);
        var row = await unit.Db.Set<MessageRow>().FirstOrDefaultAsync(m => m.Id == messageId, ct) ?? throw new WireError("error-message-not-found", "The message is gone");
        var doc = MessageJson.Parse(row.Doc);
        await change(unit, row, doc);
        row.Doc = MessageJson.Write(doc);
        row.UpdatedAt = stamp;
        await unit.Db.SaveChangesAsync(ct);
        var json = MessageJson.Full(row);
        unit.Publish(new MessageChanged(room.Id, json), room.Id);
        return json;
    }, ct);

    private void ApplyChanges(JsonObject doc, JsonElement changes, bool isOwn)
    {
        // A bot changes its buttons once they were used.
        if (isOwn && changes.Get("blocks") is { ValueKind: not JsonValueKind.Null } blocks) doc["blocks"] = MessagePayload.Blocks(blocks);
        if (changes.Get("customFields") is { } fields)
        {
            var given = JsonNode.Parse(fields.GetRawText());
            customFields.Check(given);
            doc["customFields"] = given;
        }
        if (changes.Get("attachments") is not { ValueKind: JsonValueKind.Array } attachments || doc["attachments"] is not JsonArray present) return;
        foreach (var (item, index) in attachments.EnumerateArray().Select((a, i) => (a, i)))
        {
            if (index < present.Count && present[index] is JsonObject target && item.Text("description") is { } description) target["description"] = description;
        }
    }

    private static void KeepFormer(WriteUnit unit, MessageRow row)
    {
        var doc = MessageJson.Parse(row.Doc);
        doc["parent"] = row.Id;
        doc["_hidden"] = true;
        unit.Db.Add(new MessageRow
        {
            Id = Id.New(),
            RoomId = row.RoomId,
            At = row.At,
            UpdatedAt = row.UpdatedAt,
            UserId = row.UserId,
            Type = row.Type,
            ThreadId = row.ThreadId,
            Text = row.Text,
            IsHidden = true,
            Doc = MessageJson.Write(doc),
        });
    }

    private static void Blank(WriteUnit unit, MessageRow row, JsonObject doc, DateTimeOffset stamp, Caller caller)
    {
        foreach (var name in new[] { "md", "attachments", "file", "files", "urls", "reactions", "mentions", "channels", "blocks", "location", "pinned", "pinnedAt", "pinnedBy", "translations", "translationProvider" }) doc.Remove(name);
        doc["msg"] = "";
        doc["t"] = "rm";
        doc["urls"] = new JsonArray();
        doc["mentions"] = new JsonArray();
        doc["attachments"] = new JsonArray();
        doc["reactions"] = new JsonObject();
        doc["editedAt"] = WireJson.Iso(unit.Now);
        doc["editedBy"] = new JsonObject { ["_id"] = caller.UserId, ["username"] = caller.Username };
        row.Text = "";
        row.Type = "rm";
        row.IsPinned = false;
        row.UpdatedAt = stamp;
        row.Doc = MessageJson.Write(doc);
        unit.Publish(new MessageChanged(row.RoomId, MessageJson.Full(row)), row.RoomId);
        unit.Publish(new MessageFilesReleased(row.Id), row.RoomId);
    }

    private static async Task RemoveAsync(WriteUnit unit, MessageRow row, RoomRow room, DateTimeOffset stamp, CancellationToken ct)
    {
        unit.Db.Remove(row);
        unit.Db.Add(new DeletedMessageRow { Id = row.Id, RoomId = row.RoomId, DeletedAt = stamp });
        await unit.Db.Set<StarRow>().Where(s => s.MessageId == row.Id).ExecuteDeleteAsync(ct);
        await unit.Db.Set<MentionRow>().Where(m => m.MessageId == row.Id).ExecuteDeleteAsync(ct);
        if (row.ThreadId is null) await ThreadFollowers.ForgetAsync(unit, [row.Id], ct);
        await unit.Db.SaveChangesAsync(ct);
        var last = await unit.Db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == room.Id && !m.IsHidden && (m.ThreadId == null || m.IsShownInRoom) && (m.Type == null || m.Type == RoomKeys.Kind))
            .OrderByDescending(m => m.At).Select(m => m.Id).FirstOrDefaultAsync(ct);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.MessageCount, r => r.MessageCount - 1)
            .SetProperty(r => r.LastMessageId, r => r.LastMessageId == row.Id ? last : r.LastMessageId), ct);
        unit.Publish(new MessageDeleted(room.Id, row.Id), room.Id);
        unit.Publish(new MessageFilesReleased(row.Id), room.Id);
    }

    private static async Task ShrinkThreadAsync(WriteUnit unit, RoomRow room, string rootId, CancellationToken ct)
    {
        var root = await unit.Db.Set<MessageRow>().FirstOrDefaultAsync(m => m.Id == rootId, ct);
        if (root is null) return;
        var doc = MessageJson.Parse(root.Doc);
        var count = Math.Max(0, ((int?)doc["tcount"] ?? 0) - 1);
        if (count > 0)
        {
            doc["tcount"] = count;
        }
        else
        {
            foreach (var name in new[] { "tcount", "tlm", "replies" }) doc.Remove(name);
            await ThreadFollowers.ForgetAsync(unit, [rootId], ct);
        }
        root.Doc = MessageJson.Write(doc);
        root.UpdatedAt = await RoomStamps.NextAsync(unit, room.Id, ct);
        unit.Publish(new MessageChanged(room.Id, MessageJson.Full(root)), room.Id);
    }

    private async Task CheckMayEditAsync(Caller caller, RoomRow room, MessageRow message, CancellationToken ct)
    {
        var mayEditAny = await permissions.HasAsync(caller, MessagePermissions.EditMessage, room.Id, ct);
        var isOwn = message.UserId == caller.UserId;
        if (message.Type is not (null or RoomKeys.Kind) || (!mayEditAny && !(isOwn && settings.Get(MessageSettings.AllowEditing))))
            throw new WireError("error-action-not-allowed", "Message editing not allowed", details: new WireObject { { "method", "updateMessage" }, { "action", "Message_editing" } });
        if (await permissions.HasAsync(caller, MessagePermissions.BypassTimeLimitEditAndDelete, room.Id, ct)) return;
        var minutes = settings.Get(MessageSettings.BlockEditMinutes);
        if (minutes > 0 && clock.GetUtcNow() - message.At > TimeSpan.FromMinutes(minutes))
            throw new WireError("error-message-editing-blocked", "Message editing is blocked", details: new WireObject { { "method", "updateMessage" } });
    }

    private async Task CheckMayDeleteAsync(Caller caller, RoomRow room, MessageRow message, CancellationToken ct)
    {
        if (await permissions.HasAsync(caller, MessagePermissions.ForceDeleteMessage, room.Id, ct)) return;
        var refused = new WireError("error-action-not-allowed", "Not allowed", details: new WireObject { { "method", "deleteMessage" }, { "action", "Delete_message" } });
        var mayDeleteAny = await permissions.HasAsync(caller, MessagePermissions.DeleteMessage, room.Id, ct);
        var mayDeleteOwn = message.UserId == caller.UserId && settings.Get(MessageSettings.AllowDeleting) && permissions.Has(caller, MessagePermissions.DeleteOwnMessage);
        if (!mayDeleteAny && !mayDeleteOwn) throw refused;
        if (room.IsReadOnly && !room.IsUnmuted(caller.Username) && !await permissions.HasAsync(caller, RoomPermissions.PostReadonly, room.Id, ct)) throw refused;
        if (await permissions.HasAsync(caller, MessagePermissions.BypassTimeLimitEditAndDelete, room.Id, ct)) return;
        var minutes = settings.Get(MessageSettings.BlockDeleteMinutes);
        if (minutes > 0 && clock.GetUtcNow() - message.At > TimeSpan.FromMinutes(minutes))
            throw new WireError("error-message-deleting-blocked", "Message deleting is blocked", details: new WireObject { { "method", "deleteMessage" } });
    }

    private async Task CheckMayReactAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (room.IsArchived) throw new WireError("error-room-archived", "The room is archived");
        if (room.IsMuted(caller.Username)) throw new WireError("error-not-allowed", "You have been muted", details: new WireObject { { "rid", room.Id } });
        if (!room.IsReadOnly || room.ReactWhenReadOnly || room.IsUnmuted(caller.Username)) return;
        if (!await permissions.HasAsync(caller, RoomPermissions.PostReadonly, room.Id, ct)) throw new WireError("error-not-allowed", "You can't send messages because the room is readonly.");
    }
}

/// <summary>Somebody wrote a message anew; <see cref="MessageChanged"/>, which tells readers, comes with it.</summary>
internal sealed record MessageEdited(string RoomId, string MessageId, string Text) : Platform.Events.IDomainEvent;

internal sealed record StarChanged(string UserId, RawJson Json) : Platform.Events.IDomainEvent;

/// <summary>A message is gone and its files with it.</summary>
internal sealed record MessageFilesReleased(string MessageId) : Platform.Events.IDomainEvent;

/// <summary>Which reactions exist.</summary>
internal interface IEmojiNames
{
    /// <param name="shortName">Without colons.</param>
    bool Exists(string shortName);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Encryption;
using Parley.Conversations.LossPrevention;
using Parley.Conversations.OffTheRecord;
using Parley.Conversations.Receipts;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Conversations.Threads;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Somebody posts a message. The answer comes after the commit; readers are told after it.</summary>
internal sealed class SendMessage(
    IStore store, RoomStore rooms, RoomAccess access, JoinRoom join, MessageComposer composer, CustomFieldRules customFields, PermissionRegistry permissions, SettingsRegistry settings, TimeProvider clock,
    StreamOffTheRecord offTheRecord)
{
    private static readonly TimeSpan _largestSkew = TimeSpan.FromSeconds(60);

    /// <param name="Id">Chosen by the client, so that a retry is harmless; null lets the server choose.</param>
    /// <param name="ThreadId">The message this one answers.</param>
    /// <param name="IsShownInRoom">A reply that is shown in the room too.</param>
    /// <param name="PreviewUrls">Links that shall get a preview; null means all.</param>
    /// <param name="Extras">Alias, avatar, emoji, attachments, custom fields, file, …; already of the right types.</param>
    public sealed record Request(string RoomId, string Text, string? Id = null, string? ThreadId = null, bool IsShownInRoom = false, JsonObject? Extras = null, DateTimeOffset? ClientTime = null, string? Type = null, IReadOnlyList<string>? PreviewUrls = null);

    /// <returns>The stored message as clients read it, or one off the record, which is not stored; for a repeated id of the same sender, the one that was stored first.</returns>
    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-not-allowed</c>, <c>room_is_blocked</c>, <c>You_have_been_muted</c>,
    /// <c>error-room-archived</c>, <c>error-message-size-exceeded</c>, <c>error-message-ts-out-of-sync</c>, <c>error-invalid-message-id</c>, <c>error-custom-fields-not-enabled</c>, <c>error-invalid-custom-fields</c>.</exception>
    public async Task<RawJson> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        CheckShape(caller, request);
        if (request.Type == StreamOffTheRecord.Kind) return await offTheRecord.SendAsync(caller, request, ct);
        var room = await access.FindKnownAsync(caller, request.RoomId, ct) ?? throw new WireError("error-invalid-room", "Invalid room");
        if (request.Type == RoomKeys.Kind && !room.IsEncrypted && !room.WasEncrypted) throw new WireError("error-invalid-room", "The room is not encrypted");
        var member = await rooms.FindMemberAsync(room.Id, caller.UserId, ct) ?? await JoinByWritingAsync(caller, room, ct);
        await access.CheckMayWriteAsync(caller, room, member, ct);
        var threadId = request.ThreadId is null ? null : await RootOfAsync(room, request.ThreadId, ct);
        var composed = await composer.ComposeAsync(caller, room, new(request.Text, ExtrasOf(request, threadId)), ct);
        if (request.PreviewUrls is { } chosen) Links.LinkFinder.KeepPreviews(composed.Doc, chosen);
        if (composed.MentionedUserIds.Count > 0 && room.Type == "c") await join.MentionedAsync(caller, room, composed.MentionedUserIds, ct);
        var isQuiet = threadId is not null && !request.IsShownInRoom;
        var isUnread = settings.Get(ReceiptSettings.Enabled);
        if (isUnread) composed.Doc["unread"] = true;
        var message = new NewMessage(
            request.Id ?? Id.NewOrdered(clock.GetUtcNow()), caller.UserId, request.Type, threadId, request.IsShownInRoom, (string?)composed.Doc["msg"] ?? "", MessageJson.Write(composed.Doc),
            composed.MentionedUserIds, composed.MentionsGroup && !isQuiet, isQuiet ? MessageWeight.Quiet : MessageWeight.Talk,
            !room.IsEncrypted && SearchIndex.TextOf(request.Type, composed.Doc) is { Length: > 0 }, isUnread, ReceiptSettings.KeepsMarks(settings));
        var insert = new InsertMessage(room, message, clock);
        if (threadId is null && composed.Held is null)
        {
            var stored = store.AppendAsync(insert, ct);
            caller.Unblock?.Invoke();
            await stored;
        }
        else
        {
            await store.WriteAsync(unit => InsertAsync(unit, insert, caller, room, message, composed, ct), ct);
        }
        return insert.IsDuplicate ? await FirstAsync(caller, message.Id, ct) : insert.Json();
    }

    /// <summary>A note that the server writes about something that happened, inside the unit that made it happen.</summary>
    public Task WriteNoteAsync(WriteUnit unit, RoomRow room, string type, string text, UserBrief author, JsonObject? extras, CancellationToken ct) =>
        WriteAsync(unit, room, type, text, author, extras, MessageWeight.Quiet, ct);

    /// <summary>A message that the server writes in somebody's name, inside a unit and without asking for rights.</summary>
    /// <param name="type">Null for one that looks like the person's own.</param>
    /// <returns>Its id.</returns>
    public async Task<string> WriteAsync(WriteUnit unit, RoomRow room, string? type, string text, UserBrief author, JsonObject? extras, MessageWeight weight, CancellationToken ct)
    {
        var doc = new JsonObject
        {
            ["msg"] = text,
            ["groupable"] = false,
            ["u"] = new JsonObject { ["_id"] = author.Id, ["username"] = author.Username, ["name"] = author.Name ?? author.Username },
        };
        if (type is not null) doc["t"] = type;
        foreach (var (name, value) in extras ?? []) doc[name] = value?.DeepClone();
        var isUnread = weight == MessageWeight.Talk && settings.Get(ReceiptSettings.Enabled);
        if (isUnread) doc["unread"] = true;
        var note = new NewMessage(Id.NewOrdered(clock.GetUtcNow()), author.Id, type, null, false, text, MessageJson.Write(doc), [], false, weight, IsUnread: isUnread);
        await unit.ExecuteAsync(new InsertMessage(room, note, clock), ct);
        return note.Id;
    }

    private void CheckShape(Caller caller, Request request)
    {
        if (request.Id is not null && !Id.IsAcceptable(request.Id)) throw new WireError("error-invalid-message-id", "The message id is not acceptable");
        var longest = MessageSettings.LongestOf(settings, request.Type);
        if (request.Text.Length > longest) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize", details: new WireObject { { "method", "sendMessage" } });
        if (request.ClientTime is { } time && (time - clock.GetUtcNow()).Duration() > _largestSkew && !caller.IsBot)
            throw new WireError("error-message-ts-out-of-sync", "Message timestamp is out of sync", details: new WireObject { { "method", "sendMessage" }, { "message_ts", time }, { "server_ts", clock.GetUtcNow() } });
        var extras = request.Extras;
        if (request.Text.Length > 0 && request.Text.Trim().Length == 0 && request.Type is null && !HasAttachments(extras)) throw WireError.InvalidParams("The message is empty");
        if (extras is null) return;
        customFields.Check(extras["customFields"]);
        var impersonates = extras["alias"] is not null || extras["avatar"] is not null;
        if (impersonates && !permissions.Has(caller, MessagePermissions.MessageImpersonate)) throw WireError.Plain("Not enough permission");
    }

    private static bool HasAttachments(JsonObject? extras) =>
        extras?["attachments"] is JsonArray { Count: > 0 } || extras?["blocks"] is JsonArray { Count: > 0 } || extras?["location"] is JsonObject || extras?["file"] is JsonObject;

    private async Task<Membership> JoinByWritingAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (room.Type != "c" && room.ParentId is null) throw new WireError("error-not-allowed", "Not allowed", details: new WireObject { { "method", "sendMessage" } });
        await join.ExecuteAsync(caller, room, null, ct);
        return await rooms.FindMemberAsync(room.Id, caller.UserId, ct) ?? throw WireError.NotAllowed("sendMessage");
    }

    private async Task<string> RootOfAsync(RoomRow room, string threadId, CancellationToken ct)
    {
        if (!settings.Get(MessageSettings.Threads)) throw new WireError("error-not-allowed", "not-allowed", details: new WireObject { { "method", "sendMessage" } });
        var root = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.Id == threadId && m.RoomId == room.Id && !m.IsHidden)
            .Select(m => new { m.Id, m.ThreadId }).FirstOrDefaultAsync(ct), ct) ?? throw new WireError("error-invalid-message", "The message that is answered does not exist here");
        return root.ThreadId ?? root.Id;
    }

    private static JsonObject ExtrasOf(Request request, string? threadId)
    {
        var extras = request.Extras?.DeepClone().AsObject() ?? [];
        if (threadId is not null) extras["tmid"] = threadId;
        if (threadId is not null && request.IsShownInRoom) extras["tshow"] = true;
        if (request.Type is not null) extras["t"] = request.Type;
        if (request.Type == RoomKeys.Kind) extras["e2e"] = "pending";
        return extras;
    }

    private static async Task<bool> InsertAsync(WriteUnit unit, InsertMessage insert, Caller caller, RoomRow room, NewMessage message, MessageComposer.Composed composed, CancellationToken ct)
    {
        if (message.ThreadId is { } rootId) await ReplyAsync(unit, insert, caller, room, rootId, composed, ct);
        else await unit.ExecuteAsync(insert, ct);
        if (composed.Held is { } held && !insert.IsDuplicate) await HoldMessage.AddAsync(unit, message.Id, room.Id, caller.UserId, held, ct);
        return true;
    }

    /// <summary>A reply also changes its root: reply count, last time, followers; and the followers' thread marks.</summary>
    private static async Task<bool> ReplyAsync(WriteUnit unit, InsertMessage insert, Caller caller, RoomRow room, string rootId, MessageComposer.Composed composed, CancellationToken ct)
    {
        await unit.ExecuteAsync(insert, ct);
        if (insert.IsDuplicate) return false;
        var root = await unit.Db.Set<MessageRow>().FirstOrDefaultAsync(m => m.Id == rootId, ct) ?? throw new WireError("error-invalid-message", "The thread is gone");
        var doc = MessageJson.Parse(root.Doc);
        doc["tcount"] = ((int?)doc["tcount"] ?? 0) + 1;
        doc["tlm"] = WireJson.Iso(insert.At);
        var known = (doc["replies"] as JsonArray ?? []).Select(n => (string)n!).ToHashSet();
        var followers = known.ToHashSet();
        // Once: whoever stops following later is left in peace.
        if (known.Count == 0) followers.Add(root.UserId);
        followers.Add(caller.UserId);
        followers.UnionWith(composed.MentionedUserIds);
        if (known.Count == 0 && room.IsDirect) followers.UnionWith(room.DirectUserIds);
        doc["replies"] = new JsonArray([.. followers.Select(f => (JsonNode)f)]);
        root.Doc = MessageJson.Write(doc);
        root.UpdatedAt = await RoomStamps.NextAsync(unit, room.Id, ct);
        await ThreadFollowers.AddAsync(unit, room.Id, rootId, followers.Except(known), ct);
        await ThreadMarks.AddAsync(unit, room.Id, rootId, followers, composed.MentionedUserIds, composed.MentionsGroup, caller.UserId, ct);
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new MessageChanged(room.Id, MessageJson.Full(root)), room.Id);
        unit.Publish(new ThreadMarksChanged(room.Id, [.. followers.Where(f => f != caller.UserId)]), room.Id);
        return true;
    }

    private async Task<RawJson> FirstAsync(Caller caller, string id, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct), ct);
        if (row is null || row.UserId != caller.UserId) throw new WireError("error-invalid-message-id", "This message id is taken");
        return MessageJson.Full(row);
    }
}

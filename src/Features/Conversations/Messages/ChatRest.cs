using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Conversations.ReadState;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

internal sealed class ChatRest(
    SendMessage send, ChangeMessage change, MessageQueries messages, RoomAccess access, RoomStore rooms, CreateRoom create, OwnSubscription own, IUserDirectory users,
    Platform.Settings.SettingsRegistry settings, TimeProvider clock) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("chat.sendMessage", SendAsync).Takes("message:object!", "previewUrls:array");
        routes.Post("chat.postMessage", PostAsync).Takes("roomId", "channel", "text", "alias", "emoji", "avatar", "attachments:array", "tmid", "parseUrls:boolean");
        routes.Post("chat.update", UpdateAsync).Takes("roomId!", "msgId!", "text!", "previewUrls:array", "blocks:array");
        routes.Post("chat.delete", DeleteAsync).Takes("roomId!", "msgId!", "asUser:boolean");
        routes.Post("chat.react", ReactAsync).Takes("messageId!", "emoji", "reaction", "shouldReact:boolean");
        routes.Post("chat.pinMessage", call => PinAsync(call, true)).Takes("messageId!");
        routes.Post("chat.unPinMessage", call => PinAsync(call, false)).Takes("messageId!");
        routes.Post("chat.starMessage", call => StarAsync(call, true)).Takes("messageId!");
        routes.Post("chat.unStarMessage", call => StarAsync(call, false)).Takes("messageId!");
        routes.Post("chat.followMessage", call => FollowAsync(call, true)).Takes("mid!");
        routes.Post("chat.unfollowMessage", call => FollowAsync(call, false)).Takes("mid!");
        routes.Get("chat.getMessage", GetAsync).Takes("msgId!");
        routes.Get("chat.syncMessages", SyncAsync).Takes("roomId!", "lastUpdate!");
        routes.Get("chat.getDeletedMessages", DeletedAsync).Takes("roomId!", "since!");
        routes.Get("chat.getPinnedMessages", call => PanelAsync(call, messages.PinnedAsync, "error-roomId-param-not-provided")).Takes("roomId!");
        routes.Get("chat.getStarredMessages", call => PanelAsync(call, messages.StarredAsync)).Takes("roomId!");
        routes.Get("chat.getMentionedMessages", call => PanelAsync(call, messages.MentionedAsync)).Takes("roomId!");
        routes.Get("channels.getAllUserMentionsByChannel", MentionsAsync).Takes("roomId!");
        routes.Get("chat.getThreadsList", ThreadsAsync).Takes("rid!", "type", "text");
        routes.Get("chat.syncThreadsList", SyncThreadsAsync).Takes("rid!", "updatedSince!");
        routes.Get("chat.getThreadMessages", RepliesAsync).Takes("tmid!");
        routes.Get("chat.syncThreadMessages", SyncRepliesAsync).Takes("tmid!", "updatedSince!");
        routes.Get("chat.ignoreUser", IgnoreAsync).Takes("rid!", "userId!", "ignore");
    }

    private static RestResult Message(RawJson message) => RestResult.Ok(new WireObject { { "message", message } });

    private async Task<RestResult> SendAsync(RestCall call)
    {
        if (call.Body.Get("message") is not { ValueKind: JsonValueKind.Object } message) throw new WireError("error-invalid-params", "The \"message\" parameter must be provided.");
        if (message.Text("rid") is not { Length: > 0 }) throw WireError.Plain("The 'rid' property on the message object is missing.");
        var request = MessagePayload.Read(message) with { PreviewUrls = call.Body.Texts("previewUrls") };
        if (await access.FindKnownAsync(call.Caller, request.RoomId, call.Aborted) is null) throw new WireError("error-room-not-found", "There is no such room");
        return Message(await send.ExecuteAsync(call.Caller, request, call.Aborted));
    }

    private async Task<RestResult> PostAsync(RestCall call)
    {
        var body = call.Body;
        var targets = Targets(body);
        if (targets.Count == 0) throw new WireError("invalid-channel");
        RawJson? last = null;
        var channel = "";
        foreach (var target in targets)
        {
            var room = await FindTargetAsync(call.Caller, target, call.Aborted);
            var request = MessagePayload.ReadPost(body, room.Id);
            last = await send.ExecuteAsync(call.Caller, request, call.Aborted);
            channel = target;
        }
        return RestResult.Ok(new WireObject { { "ts", clock.GetUtcNow().ToUnixTimeMilliseconds() }, { "channel", channel }, { "message", last!.Value } });
    }

    private static List<string> Targets(JsonElement body)
    {
        foreach (var name in new[] { "roomId", "channel" })
        {
            if (body.Text(name) is { Length: > 0 } one) return [one];
            if (body.Texts(name) is { Count: > 0 and <= 50 } many) return many;
        }
        return [];
    }

    /// <summary>A room id, <c>#name</c>, or <c>@username</c> whose direct room is opened.</summary>
    private async Task<RoomRow> FindTargetAsync(Caller caller, string target, CancellationToken ct)
    {
        if (target.StartsWith('@'))
        {
            var other = await users.FindByUsernameAsync(target[1..], ct) ?? throw new WireError("invalid-channel", $"[invalid-channel] {target}");
            return await create.DirectAsync(caller, [other], false, ct);
        }
        var room = target.StartsWith('#') ? await rooms.FindByNameAsync(target[1..], ct) : await rooms.FindAsync(target, ct) ?? await rooms.FindByNameAsync(target, ct);
        if (room is null && await users.FindByUsernameAsync(target, ct) is { } named) return await create.DirectAsync(caller, [named], false, ct);
        if (room is null || !await access.CanReadAsync(caller, room, ct)) throw new WireError("invalid-channel");
        return room;
    }

    private static string Need(RestCall call, string name) =>
        call.Body.Text(name) is { Length: > 0 } value ? value : throw new WireError($"error-{name.ToLowerInvariant()}-param-not-provided", $"The required \"{name}\" param is missing.");

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var (roomId, id) = (Need(call, "roomId"), Need(call, "msgId"));
        var text = call.Body.Text("text") ?? throw WireError.InvalidParams("The \"text\" param is required");
        var row = await messages.FindRowAsync(id, call.Aborted);
        if (row is null) return RestResult.Failure($"No message found with the id of \"{id}\".", null);
        if (row.RoomId != roomId) return RestResult.Failure("The room id provided does not match where the message is from.", null);
        return Message(await change.EditAsync(call.Caller, id, text, call.Body, call.Aborted));
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        if (call.Body.Text("msgId") is not { Length: > 0 } id || call.Body.Text("roomId") is not { Length: > 0 } roomId) throw WireError.Match("Expected string in msgId and roomId");
        var row = await messages.FindRowAsync(id, call.Aborted);
        if (row is null) return RestResult.Failure($"No message found with the id of \"{id}\".", null);
        if (row.RoomId != roomId) return RestResult.Failure("The room id provided does not match where the message is from.", null);
        await change.DeleteAsync(call.Caller, id, call.Aborted);
        return RestResult.Ok(new WireObject { { "_id", id }, { "ts", clock.GetUtcNow().ToUnixTimeMilliseconds() }, { "message", new WireObject { { "_id", id }, { "rid", roomId }, { "u", new WireObject { { "_id", row.UserId } } } } } });
    }

    private async Task<RestResult> ReactAsync(RestCall call)
    {
        var id = Need(call, "messageId");
        var row = await messages.FindRowAsync(id, call.Aborted) ?? throw new WireError("error-message-not-found", "The provided \"messageId\" does not match any existing message.");
        var emoji = call.Body.Text("emoji") ?? call.Body.Text("reaction");
        if (string.IsNullOrEmpty(emoji)) throw new WireError("error-emoji-param-not-provided", "The required \"emoji\" param is missing.");
        await change.ReactAsync(call.Caller, row.Id, emoji, call.Body.Flag("shouldReact"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> PinAsync(RestCall call, bool isPinned)
    {
        var id = Need(call, "messageId");
        _ = await messages.FindRowAsync(id, call.Aborted) ?? throw new WireError("error-message-not-found", "The provided \"messageId\" does not match any existing message.");
        var pinned = await change.PinAsync(call.Caller, id, isPinned, call.Aborted);
        return isPinned ? Message(pinned) : RestResult.Ok();
    }

    private async Task<RestResult> StarAsync(RestCall call, bool isStarred)
    {
        var id = Need(call, "messageId");
        _ = await messages.FindRowAsync(id, call.Aborted) ?? throw new WireError("error-message-not-found", "The provided \"messageId\" does not match any existing message.");
        await change.StarAsync(call.Caller, id, isStarred, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> FollowAsync(RestCall call, bool follows)
    {
        if (call.Body.Text("mid") is not { Length: > 0 } id) throw new WireError("error-invalid-params", "The required \"mid\" body param is missing.");
        await change.FollowAsync(call.Caller, id, follows, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> GetAsync(RestCall call)
    {
        if (call.Query("msgId") is not { Length: > 0 } id) return RestResult.Failure("The \"msgId\" query parameter must be provided.", null);
        var row = await messages.FindRowAsync(id, call.Aborted);
        var room = row is null ? null : await rooms.FindAsync(row.RoomId, call.Aborted);
        if (row is null || room is null || !await access.CanReadAsync(call.Caller, room, call.Aborted)) return RestResult.Failure("The message could not be found", null);
        return Message((await messages.FindAsync(id, call.Caller.UserId, call.Aborted))!.Value);
    }

    private async Task<RestResult> SyncAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) throw new WireError("error-roomId-param-not-provided", "The required \"roomId\" query param is missing.");
        if (call.Query("lastUpdate") is not { Length: > 0 } text) throw new WireError("error-lastUpdate-param-not-provided", "The required \"lastUpdate\" query param is missing.");
        var since = WireRead.ParseDate(text) ?? throw new WireError("error-roomId-param-invalid", "The \"lastUpdate\" query parameter must be a valid date.");
        var room = await GetRoomAsync(call.Caller, roomId, call.Aborted);
        var updated = new WireStream(messages.ChangesSinceAsync(room, call.Caller.UserId, since, null, call.Aborted));
        var deleted = new WireStream(messages.DeletionsAsync(room.Id, since, call.Aborted));
        return RestResult.Streamed(new WireObject { { "result", new WireObject { { "updated", updated }, { "deleted", deleted } } } });
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, also for rooms that do not exist.</exception>
    private async Task<RoomRow> GetRoomAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        return room is not null && await access.CanReadAsync(caller, room, ct) ? room : throw WireError.NotAllowed();
    }

    private async Task<RestResult> DeletedAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) throw new WireError("The required \"roomId\" query param is missing.");
        if (call.Query("since") is not { Length: > 0 } text) throw new WireError("The required \"since\" query param is missing.");
        var since = WireRead.ParseDate(text) ?? throw new WireError("The \"since\" query parameter must be a valid date.");
        var room = await GetRoomAsync(call.Caller, roomId, call.Aborted);
        var page = call.Page();
        var all = await messages.SettledDeletionsAsync(room.Id, since, call.Aborted);
        var shown = all.Skip(page.Offset).Take(page.Count).Select(d => new WireObject { { "_id", d.Id }, { "_deletedAt", d.DeletedAt } }).ToList();
        return RestResult.Ok(new WireObject { { "messages", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }

    private async Task<RestResult> PanelAsync(RestCall call, Func<string, string, int, int, CancellationToken, Task<(IReadOnlyList<RawJson>, int)>> read, string missing = "error-invalid-params")
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) throw new WireError(missing, "The required \"roomId\" query param is missing.");
        var room = await rooms.FindAsync(roomId, call.Aborted);
        if (room is null || !await access.CanReadAsync(call.Caller, room, call.Aborted)) throw WireError.Plain("error-not-allowed");
        var page = call.Page();
        var (list, total) = await read(room.Id, call.Caller.UserId, page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> MentionsAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) return RestResult.Failure("The request param \"roomId\" is required", null);
        var room = await GetRoomAsync(call.Caller, roomId, call.Aborted);
        var page = call.Page();
        var (list, total) = await messages.MentionedAsync(room.Id, call.Caller.UserId, page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "mentions", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> ThreadsAsync(RestCall call)
    {
        if (call.Query("rid") is not { Length: > 0 } roomId) throw WireError.InvalidParams("must have required property 'rid'");
        CheckThreads();
        var room = await GetThreadRoomAsync(call.Caller, roomId, call.Aborted);
        var page = call.Page();
        var (list, total) = await messages.ThreadsAsync(room.Id, call.Caller.UserId, call.Query("type"), call.Query("text"), null, page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "threads", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> SyncThreadsAsync(RestCall call)
    {
        if (call.Query("rid") is not { Length: > 0 } roomId) throw new WireError("error-room-id-param-not-provided", "The required \"rid\" query param is missing.");
        CheckThreads();
        var since = Since(call);
        var room = await GetThreadRoomAsync(call.Caller, roomId, call.Aborted);
        var (list, _) = await messages.ThreadsAsync(room.Id, call.Caller.UserId, null, null, since, 0, 500, call.Aborted);
        return RestResult.Ok(new WireObject { { "threads", new WireObject { { "update", list }, { "remove", Array.Empty<object>() } } } });
    }

    private void CheckThreads()
    {
        if (!settings.Get(MessageSettings.Threads)) throw new WireError("error-not-allowed", "Threads Disabled");
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, also for rooms that do not exist.</exception>
    private async Task<RoomRow> GetThreadRoomAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        return room is not null && await access.CanReadAsync(caller, room, ct) ? room : throw new WireError("error-not-allowed", "Not Allowed");
    }

    private static DateTimeOffset Since(RestCall call)
    {
        if (call.Query("updatedSince") is not { Length: > 0 } text) throw new WireError("error-updatedSince-param-invalid", "The required param \"updatedSince\" is missing.");
        return WireRead.ParseDate(text) ?? throw new WireError("error-updatedSince-param-invalid", "The \"updatedSince\" query parameter must be a valid date.");
    }

    private async Task<(RoomRow Room, MessageRow Root)> GetThreadAsync(RestCall call)
    {
        CheckThreads();
        if (call.Query("tmid") is not { Length: > 0 } rootId) throw new WireError("error-invalid-params", "The required \"tmid\" query param is missing.");
        var root = await messages.FindRowAsync(rootId, call.Aborted) ?? throw new WireError("error-invalid-message", "Invalid Message");
        return (await GetThreadRoomAsync(call.Caller, root.RoomId, call.Aborted), root);
    }

    private async Task<RestResult> RepliesAsync(RestCall call)
    {
        var (_, root) = await GetThreadAsync(call);
        var page = call.Page();
        var ascending = page.Sort.Count == 0 || !page.Sort[0].Descending;
        var (list, total) = await messages.RepliesAsync(root.Id, call.Caller.UserId, page.Offset, page.Count, ascending, call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> SyncRepliesAsync(RestCall call)
    {
        CheckThreads();
        if (call.Query("tmid") is not { Length: > 0 }) throw new WireError("error-invalid-params", "The required \"tmid\" query param is missing.");
        var since = Since(call);
        var (room, root) = await GetThreadAsync(call);
        var updated = new WireStream(messages.ChangesSinceAsync(room, call.Caller.UserId, since, root.Id, call.Aborted));
        var deleted = new WireStream(messages.DeletionsAsync(room.Id, since, call.Aborted));
        return RestResult.Streamed(new WireObject { { "messages", new WireObject { { "update", updated }, { "remove", deleted } } } });
    }

    private async Task<RestResult> IgnoreAsync(RestCall call)
    {
        if (call.Query("rid") is not { Length: > 0 } roomId) throw new WireError("error-room-id-param-not-provided", "The required \"rid\" param is missing.");
        if (call.Query("userId") is not { Length: > 0 } userId) throw new WireError("error-user-id-param-not-provided", "The required \"userId\" param is missing.");
        var room = await GetRoomAsync(call.Caller, roomId, call.Aborted);
        await own.SetIgnoredAsync(call.Caller, room, userId, call.QueryFlag("ignore") ?? true, call.Aborted);
        return RestResult.Ok();
    }
}

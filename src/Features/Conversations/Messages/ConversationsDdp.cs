using System.Text.Json;
using Parley.Conversations.Directory;
using Parley.Conversations.ReadState;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Methods about messages.</summary>
internal sealed class MessagesDdp(SendMessage send, ChangeMessage change, MessageQueries messages, HistoryReader history, RoomStore rooms, RoomAccess access, OwnSubscription own) : IDdpDoor
{
    private const int LongestPage = 100;

    public void Map(DdpMethods methods)
    {
        methods.Add("sendMessage", async call => await send.ExecuteAsync(call.Caller, MessagePayload.Read(call.RequiredObject(0)) with { PreviewUrls = call.At(1).AsTexts() }, call.Aborted));
        methods.Add("updateMessage", UpdateAsync);
        methods.Add("deleteMessage", DeleteAsync);
        methods.Add("setReaction", ReactAsync);
        methods.Add("pinMessage", async call => await change.PinAsync(call.Caller, call.RequiredObject(0).Text("_id") ?? "", true, call.Aborted));
        methods.Add("unpinMessage", async call => await change.PinAsync(call.Caller, call.RequiredObject(0).Text("_id") ?? "", false, call.Aborted));
        methods.Add("starMessage", StarAsync);
        methods.Add("followMessage", call => FollowAsync(call, true));
        methods.Add("unfollowMessage", call => FollowAsync(call, false));
        methods.Add("loadHistory", LoadHistoryAsync, needsLogin: false);
        methods.Add("loadMissedMessages", LoadMissedAsync);
        methods.Add("loadNextMessages", LoadNextAsync);
        methods.Add("loadSurroundingMessages", LoadSurroundingAsync);
        methods.Add("getSingleMessage", SingleAsync);
        methods.Add("getMessages", SeveralAsync);
        methods.Add("getThreadMessages", RepliesAsync);
        methods.Add("getThreadsList", ThreadsAsync);
        methods.Add("messages/get", SyncAsync);
    }

    private static string MessageId(MethodCall call) => call.RequiredObject(0).Text("_id") ?? throw WireError.Match("Expected string in _id");

    private async Task<object?> UpdateAsync(MethodCall call)
    {
        var message = call.RequiredObject(0);
        await change.EditAsync(call.Caller, MessageId(call), message.Text("msg") ?? throw WireError.Match("Expected string in msg"), message, call.Aborted);
        return null;
    }

    private async Task<object?> DeleteAsync(MethodCall call)
    {
        await change.DeleteAsync(call.Caller, MessageId(call), call.Aborted);
        return null;
    }

    private async Task<object?> ReactAsync(MethodCall call)
    {
        var shouldReact = call.At(2).ValueKind is JsonValueKind.True or JsonValueKind.False ? call.At(2).GetBoolean() : (bool?)null;
        await change.ReactAsync(call.Caller, call.RequiredText(1), call.RequiredText(0), shouldReact, call.Aborted);
        return null;
    }

    private async Task<object?> StarAsync(MethodCall call)
    {
        await change.StarAsync(call.Caller, MessageId(call), call.RequiredObject(0).Flag("starred") ?? true, call.Aborted);
        return true;
    }

    private async Task<object?> FollowAsync(MethodCall call, bool follows)
    {
        await change.FollowAsync(call.Caller, call.RequiredObject(0).Text("mid") ?? throw WireError.Match("Expected string in mid"), follows, call.Aborted);
        return true;
    }

    /// <returns>False as clients expect it for rooms they may not read.</returns>
    private async Task<RoomRow?> ReadableAsync(MethodCall call, string roomId)
    {
        var room = await rooms.FindAsync(roomId, call.Aborted);
        return room is not null && await access.CanReadAsync(call.MaybeCaller, room, call.Aborted) ? room : null;
    }

    private static int Limit(JsonElement value, int fallback) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var n) && n > 0 ? (int)Math.Min(n, LongestPage) : fallback;

    private async Task<object?> LoadHistoryAsync(MethodCall call)
    {
        if (await ReadableAsync(call, call.RequiredText(0)) is not { } room) return false;
        var withReplies = call.At(4).ValueKind != JsonValueKind.False;
        return await history.LoadAsync(call.MaybeCaller, room, call.At(1).AsDate(), Limit(call.At(2), 20), call.At(3).AsDate(), withReplies, call.Aborted);
    }

    private async Task<object?> LoadMissedAsync(MethodCall call)
    {
        var since = call.At(1).AsDate() ?? throw WireError.Match("Expected date");
        if (call.RequiredText(0).Length == 0) throw WireError.InvalidRoom(call.Method);
        if (await ReadableAsync(call, call.RequiredText(0)) is not { } room) return false;
        return await messages.ListChangesAsync(room, call.Caller.UserId, since, call.Aborted);
    }

    private async Task<object?> LoadNextAsync(MethodCall call)
    {
        if (await ReadableAsync(call, call.RequiredText(0)) is not { } room) return false;
        var list = await messages.HistoryAsync(new(room, call.Caller.UserId, call.At(1).AsDate(), null, false, 0, Limit(call.At(2), 20), true, IsAscending: true), call.Aborted);
        return new WireObject { { "messages", list } };
    }

    private async Task<object?> LoadSurroundingAsync(MethodCall call)
    {
        var row = await messages.FindRowAsync(MessageId(call), call.Aborted);
        if (row is null || await ReadableAsync(call, row.RoomId) is not { } room) return false;
        var half = Math.Max(1, Limit(call.At(1), 50) / 2);
        var before = await messages.HistoryAsync(new(room, call.Caller.UserId, null, row.At, false, 0, half + 1, true), call.Aborted);
        var after = await messages.HistoryAsync(new(room, call.Caller.UserId, row.At, null, false, 0, half + 1, true, IsAscending: true), call.Aborted);
        var own = await messages.FindAsync(row.Id, call.Caller.UserId, call.Aborted);
        var list = before.Take(half).Reverse().Append(own!.Value).Concat(after.Take(half)).ToList();
        return new WireObject { { "messages", list }, { "moreBefore", before.Count > half }, { "moreAfter", after.Count > half } };
    }

    private async Task<object?> SingleAsync(MethodCall call)
    {
        var row = await messages.FindRowAsync(call.RequiredText(0), call.Aborted);
        if (row is null || await ReadableAsync(call, row.RoomId) is null) return null;
        return await messages.FindAsync(row.Id, call.Caller.UserId, call.Aborted);
    }

    private async Task<object?> SeveralAsync(MethodCall call)
    {
        var list = new List<RawJson>();
        foreach (var id in (call.At(0).AsTexts() ?? throw WireError.Match("Expected array of strings")).Take(LongestPage))
        {
            var row = await messages.FindRowAsync(id, call.Aborted) ?? throw WireError.NotAllowed("getSingleMessage");
            if (await ReadableAsync(call, row.RoomId) is null) throw WireError.NotAllowed("getSingleMessage");
            list.Add((await messages.FindAsync(id, call.Caller.UserId, call.Aborted))!.Value);
        }
        return list;
    }

    private async Task<object?> RepliesAsync(MethodCall call)
    {
        var options = call.RequiredObject(0);
        var root = await messages.FindRowAsync(options.Text("tmid") ?? "", call.Aborted);
        if (root is null) return Array.Empty<object>();
        if (await ReadableAsync(call, root.RoomId) is not { } room) throw WireError.NotAllowed("getThreadMessages");
        var (replies, _) = await messages.RepliesAsync(root.Id, call.Caller.UserId, (int)Math.Clamp(options.Number("skip") ?? 0, 0, int.MaxValue), (int)Math.Clamp(options.Number("limit") ?? 50, 1, LongestPage), false, call.Aborted);
        if (await rooms.FindMemberAsync(room.Id, call.Caller.UserId, call.Aborted) is not null) await own.ReadThreadAsync(call.Caller, room.Id, root.Id, call.Aborted);
        return new List<RawJson>([(await messages.FindAsync(root.Id, call.Caller.UserId, call.Aborted))!.Value, .. replies]);
    }

    private async Task<object?> ThreadsAsync(MethodCall call)
    {
        var options = call.RequiredObject(0);
        if (await ReadableAsync(call, options.Text("rid") ?? "") is not { } room) throw WireError.NotAllowed("getThreadsList");
        var (threads, _) = await messages.ThreadsAsync(room.Id, call.Caller.UserId, null, null, null, (int)Math.Clamp(options.Number("skip") ?? 0, 0, int.MaxValue), (int)Math.Clamp(options.Number("limit") ?? 50, 1, LongestPage), call.Aborted);
        return threads;
    }

    private async Task<object?> SyncAsync(MethodCall call)
    {
        if (await ReadableAsync(call, call.RequiredText(0)) is not { } room) throw WireError.NotAllowed("messages/get");
        var options = call.At(1);
        if (options.Date("lastUpdate") is { } since)
        {
            var updated = await messages.ListChangesAsync(room, call.Caller.UserId, since, call.Aborted);
            var deleted = new List<WireObject>();
            await foreach (var part in messages.DeletionsAsync(room.Id, since, call.Aborted)) deleted.AddRange(part);
            return new WireObject { { "updated", updated }, { "deleted", deleted } };
        }
        var list = await messages.HistoryAsync(new(room, call.Caller.UserId, options.Date("oldestDate"), options.Date("latestDate"), options.Flag("inclusive") ?? false, 0, (int)Math.Clamp(options.Number("count") ?? 20, 1, LongestPage), true), call.Aborted);
        return new WireObject { { "messages", list } };
    }
}

/// <summary>Methods about rooms and memberships.</summary>
internal sealed class RoomsDdp(
    CreateRoom create, JoinRoom join, LeaveRoom leave, EditRoom edit, DeleteRoom delete, SetRoomRole roles, OwnSubscription own, RoomQueries queries, RoomStore rooms, RoomAccess access,
    MessageQueries messages, PeopleAndRooms search, IUserDirectory users, PermissionRegistry permissions) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("rooms/get", RoomsAsync, needsLogin: false);
        methods.Add("subscriptions/get", SubscriptionsAsync, needsLogin: false);
        methods.Add("createChannel", call => CreateAsync(call, "c"));
        methods.Add("createPrivateGroup", call => CreateAsync(call, "p"));
        methods.Add("createDirectMessage", DirectAsync, limit: new(10, 60_000));
        methods.Add("joinRoom", JoinAsync);
        methods.Add("leaveRoom", async call => { await leave.ExecuteAsync(call.Caller, await GetAsync(call, call.RequiredText(0)), call.Aborted); return null; });
        methods.Add("hideRoom", async call => { await own.HideAsync(call.Caller, call.RequiredText(0), call.Aborted); return 1; });
        methods.Add("openRoom", async call => { await own.OpenAsync(call.Caller, call.RequiredText(0), call.Aborted); return 1; });
        methods.Add("readMessages", ReadAsync);
        methods.Add("unreadMessages", async call => { await own.UnreadAsync(call.Caller, call.TextAt(1), call.At(0).Text("_id"), call.Aborted); return null; });
        methods.Add("readThreads", ReadThreadAsync);
        methods.Add("toggleFavorite", async call => { await own.SetFavoriteAsync(call.Caller, call.RequiredText(0), call.At(1).AsFlag() ?? true, call.Aborted); return 1; });
        methods.Add("saveRoomSettings", SaveAsync);
        methods.Add("saveNotificationSettings", NotificationAsync);
        methods.Add("saveAudioNotificationValue", SoundAsync);
        methods.Add("archiveRoom", call => ArchiveAsync(call, true));
        methods.Add("unarchiveRoom", call => ArchiveAsync(call, false));
        methods.Add("eraseRoom", EraseAsync);
        methods.Add("addUsersToRoom", AddUsersAsync);
        methods.Add("addUserToRoom", AddUserAsync);
        methods.Add("removeUserFromRoom", RemoveUserAsync);
        methods.Add("muteUserInRoom", call => MuteAsync(call, true));
        methods.Add("unmuteUserInRoom", call => MuteAsync(call, false));
        methods.Add("blockUser", call => BlockAsync(call, true));
        methods.Add("unblockUser", call => BlockAsync(call, false));
        methods.Add("ignoreUser", IgnoreAsync);
        foreach (var (name, role) in new[] { ("Owner", "owner"), ("Moderator", "moderator"), ("Leader", "leader") })
        {
            methods.Add("addRoom" + name, call => SetRoleAsync(call, role, true));
            methods.Add("removeRoom" + name, call => SetRoleAsync(call, role, false));
        }
        methods.Add("roomNameExists", async call => await rooms.FindByNameAsync(call.RequiredText(0), call.Aborted) is not null);
        methods.Add("getRoomRoles", async call => await queries.RolesAsync((await access.GetReadableAsync(call.Caller, call.RequiredText(0), call.Aborted)).Id, call.Aborted));
        methods.Add("getUsersOfRoom", MembersAsync);
        methods.Add("getRoomByTypeAndName", FindAsync, needsLogin: false);
        methods.Add("getRoomIdByNameOrId", async call => (await FindByNameOrIdAsync(call)).Id);
        methods.Add("getRoomNameById", async call => (await access.GetReadableAsync(call.Caller, call.RequiredText(0), call.Aborted)).Name);
        methods.Add("canAccessRoom", CanAccessAsync, needsLogin: false);
        methods.Add("channelsList", async call => new WireObject { { "channels", await queries.ViewAllAsync(await queries.SearchAsync(call.Caller, call.TextAt(0) ?? "", 100, true, call.Aborted), call.Aborted) } });
        methods.Add("spotlight", SpotlightAsync, needsLogin: false);
        methods.Add("browseChannels", BrowseAsync);
    }

    private Task<RoomRow> GetAsync(MethodCall call, string roomId) => access.GetReadableAsync(call.Caller, roomId, call.Aborted);

    /// <exception cref="WireError"><c>error-invalid-room</c>, alike for rooms that are closed to the caller and for none.</exception>
    private async Task<RoomRow> KnownAsync(MethodCall call, string? roomId, params Permission[] everywhere) =>
        await access.FindKnownAsync(call.Caller, roomId ?? "", call.Aborted, everywhere) ?? throw WireError.InvalidRoom(call.Method);

    private async Task<UserBrief> GetUserAsync(MethodCall call, string? username) =>
        await users.FindByUsernameAsync(username ?? "", call.Aborted) ?? throw WireError.InvalidUser(call.Method);

    private async Task<object?> RoomsAsync(MethodCall call)
    {
        if (call.MaybeCaller is not { } caller) return Array.Empty<object>();
        var since = call.At(0).AsDate();
        var (parts, remove) = await queries.ChangedRoomsAsync(caller.UserId, since, call.Aborted);
        var update = await ListAsync(parts);
        return since is null ? update : new WireObject { { "update", update }, { "remove", remove } };
    }

    private async Task<object?> SubscriptionsAsync(MethodCall call)
    {
        if (call.MaybeCaller is not { } caller) return Array.Empty<object>();
        var since = call.At(0).AsDate();
        var (parts, remove) = await queries.ChangedSubscriptionsAsync(caller.UserId, since, call.Aborted);
        var update = await ListAsync(parts);
        return since is null ? update : new WireObject { { "update", update }, { "remove", remove } };
    }

    /// <summary>A DDP answer is one message, so all of it is held; it is as long as the person has rooms.</summary>
    private static async Task<List<WireObject>> ListAsync(IAsyncEnumerable<IReadOnlyList<WireObject>> parts)
    {
        var all = new List<WireObject>();
        await foreach (var part in parts) all.AddRange(part);
        return all;
    }

    private async Task<object?> CreateAsync(MethodCall call, string type)
    {
        var members = call.At(1).ValueKind == JsonValueKind.Undefined ? [] : call.At(1).AsTexts() ?? throw WireError.Match("Expected array of strings");
        var room = await create.ExecuteAsync(call.Caller, new(type, call.RequiredText(0), members, call.At(2).AsFlag() ?? false, call.At(4), call.At(3)), call.Aborted);
        var view = await queries.ViewAsync(room, call.Aborted);
        view["rid"] = room.Id;
        return view;
    }

    private async Task<object?> DirectAsync(MethodCall call)
    {
        var names = call.Parameters.Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString()!).ToList();
        if (names.Count == 0) throw new WireError("error-invalid-user", "Invalid user", details: new WireObject { { "method", "createDirectMessage" } });
        var wanted = names.Where(n => !string.Equals(n, call.Caller.Username, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var others = await users.FindByUsernamesAsync(wanted, call.Aborted);
        if (others.Count != wanted.Count) throw WireError.InvalidUser("createDirectMessage");
        var room = await create.DirectAsync(call.Caller, others, false, call.Aborted);
        var view = await queries.ViewAsync(room, call.Aborted);
        view["rid"] = room.Id;
        return view;
    }

    private async Task<object?> JoinAsync(MethodCall call)
    {
        var room = await KnownAsync(call, call.RequiredText(0));
        await join.ExecuteAsync(call.Caller, room, call.TextAt(1), call.Aborted);
        return true;
    }

    private async Task<object?> ReadAsync(MethodCall call)
    {
        await own.ReadAsync(call.Caller, call.RequiredText(0), call.At(1).AsFlag() ?? false, call.Aborted);
        return null;
    }

    private async Task<object?> ReadThreadAsync(MethodCall call)
    {
        var root = await messages.FindRowAsync(call.RequiredText(0), call.Aborted);
        if (root is not null) await own.ReadThreadAsync(call.Caller, root.RoomId, root.Id, call.Aborted);
        return null;
    }

    private async Task<object?> SaveAsync(MethodCall call)
    {
        var room = await KnownAsync(call, call.RequiredText(0), RoomPermissions.EditRoom);
        var changes = call.At(1);
        if (changes.ValueKind == JsonValueKind.String)
        {
            using var document = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { changes.GetString()!, call.At(2) } }, WireDialect.Rest));
            changes = document.RootElement.Clone();
        }
        await edit.SaveAsync(call.Caller, room, changes, call.Aborted);
        return new WireObject { { "result", true }, { "rid", room.Id } };
    }

    /// <summary><c>(rid, sound)</c>.</summary>
    private async Task<object?> SoundAsync(MethodCall call)
    {
        await own.SaveNotificationsAsync(call.Caller, call.RequiredText(0), JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["audioNotificationValue"] = call.RequiredText(1) }), call.Aborted);
        return true;
    }

    private async Task<object?> NotificationAsync(MethodCall call)
    {
        using var document = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { call.RequiredText(1), call.At(2) } }, WireDialect.Rest));
        await own.SaveNotificationsAsync(call.Caller, call.RequiredText(0), document.RootElement.Clone(), call.Aborted);
        return true;
    }

    private async Task<object?> ArchiveAsync(MethodCall call, bool isArchived)
    {
        await edit.ArchiveAsync(call.Caller, await KnownAsync(call, call.RequiredText(0), isArchived ? RoomPermissions.ArchiveRoom : RoomPermissions.UnarchiveRoom), isArchived, call.Aborted);
        return null;
    }

    private async Task<object?> EraseAsync(MethodCall call)
    {
        await delete.ExecuteAsync(call.Caller, await KnownAsync(call, call.RequiredText(0), RoomPermissions.DeleteC, RoomPermissions.DeleteP, RoomPermissions.DeleteD), call.Aborted);
        return true;
    }

    private async Task<object?> AddUsersAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var room = await KnownAsync(call, data.Text("rid"), RoomPermissions.AddUserToAnyCRoom, RoomPermissions.AddUserToAnyPRoom);
        await join.InviteAsync(call.Caller, room, await users.FindByUsernamesAsync(data.Texts("users") ?? [], call.Aborted), call.Aborted);
        return true;
    }

    private async Task<object?> AddUserAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var room = await KnownAsync(call, data.Text("rid"), RoomPermissions.AddUserToAnyCRoom, RoomPermissions.AddUserToAnyPRoom);
        await join.InviteAsync(call.Caller, room, [await GetUserAsync(call, data.Text("username"))], call.Aborted);
        return true;
    }

    private async Task<object?> RemoveUserAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var room = await KnownAsync(call, data.Text("rid"), RoomPermissions.RemoveUser);
        await leave.KickAsync(call.Caller, room, async () => await GetUserAsync(call, data.Text("username")), call.Aborted);
        return true;
    }

    private async Task<object?> MuteAsync(MethodCall call, bool isMuted)
    {
        var data = call.RequiredObject(0);
        var room = await KnownAsync(call, data.Text("rid"), RoomPermissions.MuteUser);
        await roles.MuteAsync(call.Caller, room, async () => await GetUserAsync(call, data.Text("username")), isMuted, call.Aborted);
        return true;
    }

    private async Task<object?> BlockAsync(MethodCall call, bool isBlocked)
    {
        var data = call.RequiredObject(0);
        var (room, _) = await access.GetJoinedAsync(call.Caller, data.Text("rid") ?? "", call.Aborted);
        await own.SetBlockedAsync(call.Caller, room, data.Text("blocked") ?? "", isBlocked, call.Aborted);
        return true;
    }

    private async Task<object?> IgnoreAsync(MethodCall call)
    {
        var data = call.RequiredObject(0);
        var (room, _) = await access.GetJoinedAsync(call.Caller, data.Text("rid") ?? "", call.Aborted);
        await own.SetIgnoredAsync(call.Caller, room, data.Text("userId") ?? "", data.Flag("ignore") ?? true, call.Aborted);
        return true;
    }

    private async Task<object?> SetRoleAsync(MethodCall call, string role, bool isGranted)
    {
        var room = await KnownAsync(call, call.RequiredText(0), RoomPermissions.SetOwner, RoomPermissions.SetModerator, RoomPermissions.SetLeader);
        var user = await users.FindAsync(call.RequiredText(1), call.Aborted) ?? throw WireError.InvalidUser(call.Method);
        await roles.ExecuteAsync(call.Caller, room, user, role, isGranted, call.Aborted);
        return true;
    }

    private async Task<object?> MembersAsync(MethodCall call)
    {
        if (call.At(0).ValueKind == JsonValueKind.Undefined) throw WireError.InvalidRoom(call.Method);
        var room = await GetAsync(call, call.RequiredText(0));
        if (room.IsBroadcast && !await permissions.HasAsync(call.Caller, RoomPermissions.ViewBroadcastMemberList, room.Id, call.Aborted)) throw WireError.NotAllowed("getUsersOfRoom");
        var showsAll = call.At(1).AsFlag() ?? false;
        var options = call.At(2);
        var skip = (int)Math.Clamp(options.Number("skip") ?? 0, 0, int.MaxValue);
        var limit = (int)Math.Clamp(options.Number("limit") ?? 100, 1, 500);
        var (members, _) = await queries.MembersAsync(room, call.TextAt(3), showsAll ? [] : ["online", "away", "busy"], skip, limit, call.Aborted);
        // The members listed may be only those who are there; the number is that of all.
        return new WireObject { { "total", room.MemberCount }, { "records", members.ConvertAll(MemberPages.View) } };
    }

    private async Task<object?> FindAsync(MethodCall call)
    {
        var (type, name) = (call.RequiredText(0), call.RequiredText(1));
        var room = type == "d" ? await rooms.FindAsync(name, call.Aborted) : await rooms.FindByNameAsync(name, call.Aborted) ?? await rooms.FindAsync(name, call.Aborted);
        if (room is null || room.Type != type || !await access.CanReadAsync(call.MaybeCaller, room, call.Aborted)) throw new WireError("error-invalid-room", "Invalid room", details: new WireObject { { "method", "getRoomByTypeAndName" } });
        return await queries.ViewAsync(await rooms.ReadAsync(room.Id, call.Aborted) ?? room, call.Aborted);
    }

    private async Task<RoomRow> FindByNameOrIdAsync(MethodCall call)
    {
        var text = call.RequiredText(0);
        var room = await rooms.FindAsync(text, call.Aborted) ?? await rooms.FindByNameAsync(text, call.Aborted);
        return room is not null && await access.CanReadAsync(call.Caller, room, call.Aborted) ? room : throw WireError.NotAllowed("getRoomIdByNameOrId");
    }

    private async Task<object?> CanAccessAsync(MethodCall call)
    {
        var room = await rooms.FindAsync(call.TextAt(0) ?? "", call.Aborted);
        return room is not null && await access.CanReadAsync(call.MaybeCaller, room, call.Aborted) ? await queries.ViewAsync(room, call.Aborted) : false;
    }

    private async Task<object?> SpotlightAsync(MethodCall call)
    {
        var options = call.At(2);
        return await search.SpotlightAsync(call.MaybeCaller, call.RequiredText(0), call.At(1).AsTexts() ?? [], options.Flag("users") ?? true, options.Flag("rooms") ?? true, call.Aborted);
    }

    private async Task<object?> BrowseAsync(MethodCall call)
    {
        var options = call.RequiredObject(0);
        var page = new Platform.Rest.Page((int)Math.Clamp(options.Number("offset") ?? 0, 0, int.MaxValue), (int)Math.Clamp(options.Number("limit") ?? 10, 1, 100), [], default);
        var (results, total) = await search.DirectoryAsync(call.Caller, options.Text("type") ?? "channels", options.Text("text") ?? "", page, call.Aborted);
        return new WireObject { { "results", results }, { "total", total } };
    }
}

using System.Text.Json;
using Parley.Conversations.Files;
using Parley.Conversations.Messages;
using Parley.Conversations.ReadState;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary><c>channels.*</c> and <c>groups.*</c>: the same routes for public and private rooms.</summary>
internal sealed class ChannelsRest(
    CreateRoom create, JoinRoom join, LeaveRoom leave, EditRoom edit, DeleteRoom delete, SetRoomRole roles, OwnSubscription own, RoomQueries queries, RoomLookup lookup, RoomStore rooms, RoomAccess access, TeamQueries teams,
    MessageQueries messages, HistoryReader history, FileQueries files, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings) : IRestDoor
{
    private static readonly Setting<bool> _anonymousRead = SettingOf.Bool("Accounts_AllowAnonymousRead", "Accounts", false);

    public void Map(RestRoutes routes)
    {
        MapKind(routes, "channels", "c", "channel");
        MapKind(routes, "groups", "p", "group");
        routes.Post("channels.join", JoinAsync).Takes("roomId", "roomName", "joinCode");
        routes.Post("channels.setDefault", call => SaveAsync(call, "c", "channel", "default", "default")).Takes("roomId", "roomName", "default:boolean!");
        routes.Post("channels.setJoinCode", call => SaveAsync(call, "c", "channel", "joinCode", "joinCode")).Takes("roomId", "roomName", "joinCode!");
        routes.Get("channels.list.joined", call => ListJoinedAsync(call, "c", "channels"));
        routes.Get("channels.anonymousread", AnonymousReadAsync).AnonymousToo().Takes("roomId", "roomName");
        routes.Get("groups.listAll", ListAllGroupsAsync);
        routes.Post("groups.setEncrypted", SetEncryptedAsync).Takes("roomId", "roomName", "encrypted:boolean!");
    }

    private void MapKind(RestRoutes routes, string prefix, string type, string key)
    {
        routes.Post(prefix + ".create", call => CreateAsync(call, type, key)).Takes("name!", "members:array", "teams:array", "readOnly:boolean", "extraData:object", "customFields:object");
        routes.Get(prefix + ".info", async call => Ok(key, await queries.ViewAsync(await FreshAsync(await lookup.FindAsync(call, type, refusesArchived: false)), call.Aborted, call.Caller.UserId))).Takes("roomId", "roomName");
        routes.Get(prefix + ".list", call => type == "c" ? ListAsync(call) : ListJoinedAsync(call, "p", "groups"));
        routes.Get(prefix + ".history", call => HistoryAsync(call, type)).Takes("roomId", "roomName", "latest", "oldest", "inclusive:boolean", "unreads:boolean", "showThreadMessages:boolean");
        routes.Get(prefix + ".messages", call => MessagesAsync(call, type)).Takes("roomId", "roomName");
        routes.Get(prefix + ".members", call => MembersAsync(call, type)).Takes("roomId", "roomName", "filter", "status:array");
        routes.Get(prefix + ".online", call => OnlineAsync(call, type));
        routes.Get(prefix + ".roles", async call => Ok("roles", await queries.RolesAsync((await lookup.FindAsync(call, type)).Id, call.Aborted))).Takes("roomId", "roomName");
        routes.Get(prefix + ".moderators", call => ModeratorsAsync(call, type)).Takes("roomId", "roomName");
        routes.Get(prefix + ".counters", call => CountersAsync(call, type)).Takes("roomId", "roomName", "userId");
        routes.Get(prefix + ".files", call => files.AnswerAsync(call, () => lookup.FindAsync(call, type, refusesArchived: false))).Takes("roomId", "roomName");
        routes.Post(prefix + ".invite", call => InviteAsync(call, type, key)).Takes("roomId", "roomName", "userId", "username", "userIds:array", "usernames:array");
        routes.Post(prefix + ".addAll", call => AddAllAsync(call, type, key)).Takes("roomId", "roomName", "activeUsersOnly:boolean");
        routes.Post(prefix + ".kick", call => KickAsync(call, type, key)).Takes("roomId", "roomName", "userId", "username");
        routes.Post(prefix + ".leave", call => LeaveAsync(call, type, key)).Takes("roomId", "roomName");
        routes.Post(prefix + ".archive", call => ArchiveAsync(call, type, true)).Takes("roomId", "roomName");
        routes.Post(prefix + ".unarchive", call => ArchiveAsync(call, type, false)).Takes("roomId", "roomName");
        routes.Post(prefix + ".delete", call => DeleteAsync(call, type)).Takes("roomId", "roomName");
        routes.Post(prefix + ".close", call => CloseAsync(call, type)).Takes("roomId", "roomName");
        routes.Post(prefix + ".open", call => OpenAsync(call, type)).Takes("roomId", "roomName");
        routes.Post(prefix + ".rename", call => SaveAsync(call, type, key, "name", "roomName", required: "name")).Takes("roomId", "name!");
        routes.Post(prefix + ".setTopic", call => SaveTextAsync(call, type, "topic", "roomTopic")).Takes("roomId", "roomName", "topic!");
        routes.Post(prefix + ".setDescription", call => SaveTextAsync(call, type, "description", "roomDescription")).Takes("roomId", "roomName", "description!");
        routes.Post(prefix + ".setPurpose", call => SaveTextAsync(call, type, "purpose", "roomDescription")).Takes("roomId", "roomName", "purpose!");
        routes.Post(prefix + ".setAnnouncement", call => SaveTextAsync(call, type, "announcement", "roomAnnouncement")).Takes("roomId", "roomName", "announcement!");
        routes.Post(prefix + ".setReadOnly", call => SaveAsync(call, type, key, "readOnly", "readOnly", required: "readOnly")).Takes("roomId", "roomName", "readOnly:boolean!");
        routes.Post(prefix + ".setType", call => SaveAsync(call, type, key, "type", "roomType", required: "type")).Takes("roomId", "roomName", "type!");
        routes.Post(prefix + ".setCustomFields", call => SaveAsync(call, type, key, "customFields", "roomCustomFields", required: "customFields")).Takes("roomId", "roomName", "customFields:object!");
        foreach (var (name, role) in new[] { ("Owner", "owner"), ("Moderator", "moderator"), ("Leader", "leader") })
        {
            routes.Post($"{prefix}.add{name}", call => SetRoleAsync(call, type, role, true)).Takes("roomId", "roomName", "userId", "username");
            routes.Post($"{prefix}.remove{name}", call => SetRoleAsync(call, type, role, false)).Takes("roomId", "roomName", "userId", "username");
        }
    }

    private static RestResult Ok(string key, object value) => RestResult.Ok(new WireObject { { key, value } });

    private async Task<RoomRow> FreshAsync(RoomRow room) => await rooms.ReadAsync(room.Id, CancellationToken.None) ?? throw WireError.RoomNotFound();

    private async Task<RestResult> CreateAsync(RestCall call, string type, string key)
    {
        var body = call.Body;
        if (body.Text("name") is not { Length: > 0 } name) return RestResult.Failure("Body param \"name\" is required", null);
        if (body.Has("members") && body.Texts("members") is null) return RestResult.Failure("Body param \"members\" must be an array if provided", null);
        if (body.Has("customFields") && body.Get("customFields") is not { ValueKind: JsonValueKind.Object }) return RestResult.Failure("Body param \"customFields\" must be an object if provided", null);
        if (!permissions.Has(call.Caller, type == "c" ? RoomPermissions.CreateC : RoomPermissions.CreateP)) return RestResult.Forbidden();
        if (body.Has("teams") && body.Texts("teams") is null) return RestResult.Failure("Param \"teams\" must be an array", null);
        var members = (body.Texts("members") ?? []).Concat(await teams.UsernamesOfAsync(call.Caller, body.Texts("teams") ?? [], call.Aborted)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var room = await create.ExecuteAsync(call.Caller, new(type, name, members, body.Flag("readOnly") ?? false,
            body.Get("extraData") ?? default, body.Get("customFields") ?? default, body.Flag("excludeSelf") ?? false), call.Aborted);
        return Ok(key, await queries.ViewAsync(room, call.Aborted));
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var seesAll = permissions.Has(call.Caller, RoomPermissions.ViewCRoom);
        if (!seesAll && !permissions.Has(call.Caller, RoomPermissions.ViewJoinedRoom)) return RestResult.Forbidden();
        var seesTeams = permissions.Has(call.Caller, TeamPermissions.ViewAll);
        var (list, total) = await queries.ListAsync("c", seesAll ? null : call.Caller.UserId, false, page, call.Aborted, seesTeams ? null : call.Caller.UserId);
        return RestResult.Ok(new WireObject { { "channels", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> ListJoinedAsync(RestCall call, string type, string key)
    {
        var page = call.Page();
        var (list, total) = await queries.ListAsync(type, call.Caller.UserId, false, page, call.Aborted);
        return RestResult.Ok(new WireObject { { key, list }, { "offset", page.Offset }, { "count", list.Count }, { "total", total } });
    }

    private async Task<RestResult> ListAllGroupsAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, RoomPermissions.ViewRoomAdministration)) return RestResult.Forbidden();
        var page = call.Page();
        var (list, total) = await queries.ListAsync("p", null, false, page, call.Aborted);
        return RestResult.Ok(new WireObject { { "groups", list }, { "offset", page.Offset }, { "count", list.Count }, { "total", total } });
    }

    private async Task<RestResult> JoinAsync(RestCall call)
    {
        var room = await lookup.FindAsync(call, "c", toEnter: true);
        await join.ExecuteAsync(call.Caller, room, call.Body.Text("joinCode"), call.Aborted);
        return Ok("channel", await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> HistoryAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: false);
        return await history.AnswerAsync(call, room);
    }

    private async Task<RestResult> MessagesAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: false);
        var page = call.Page();
        var mentionsOf = page.Query.Text("mentions._id") ?? page.Query.Get("mentions._id")?.Texts("$in")?.FirstOrDefault();
        if (page.Query.Text("starred._id") is not null || page.Query.Get("starred._id") is not null)
        {
            var (starred, all) = await messages.StarredAsync(room.Id, call.Caller.UserId, page.Offset, page.Count, call.Aborted);
            return RestResult.Ok(new WireObject { { "messages", starred }, { "count", starred.Count }, { "offset", page.Offset }, { "total", all } });
        }
        if (mentionsOf is not null)
        {
            var (mentions, all) = await messages.MentionedAsync(room.Id, mentionsOf, page.Offset, page.Count, call.Aborted);
            return RestResult.Ok(new WireObject { { "messages", mentions }, { "count", mentions.Count }, { "offset", page.Offset }, { "total", all } });
        }
        if (page.Query.Flag("pinned") == true)
        {
            var (pinned, all) = await messages.PinnedAsync(room.Id, call.Caller.UserId, page.Offset, page.Count, call.Aborted);
            return RestResult.Ok(new WireObject { { "messages", pinned }, { "count", pinned.Count }, { "offset", page.Offset }, { "total", all } });
        }
        var ascending = page.Sort.Count > 0 && page.Sort[0] is ("ts", false);
        var list = await messages.HistoryAsync(new(room, call.MaybeCaller?.UserId, null, null, false, page.Offset, page.Count, true, ascending), call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", (await FreshAsync(room)).MessageCount } });
    }

    private async Task<RestResult> AnonymousReadAsync(RestCall call)
    {
        if (!settings.Get(_anonymousRead)) throw new WireError("error-not-allowed", "Enable \"Allow Anonymous Read\"");
        return await MessagesAsync(call, "c");
    }

    private async Task<RestResult> MembersAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: false);
        if (!await MayListMembersAsync(call, room)) return RestResult.Forbidden();
        return await MemberPages.AnswerAsync(call, room, queries);
    }

    private async Task<bool> MayListMembersAsync(RestCall call, RoomRow room) =>
        !room.IsBroadcast || await permissions.HasAsync(call.Caller, RoomPermissions.ViewBroadcastMemberList, room.Id, call.Aborted);

    private async Task<RestResult> OnlineAsync(RestCall call, string type)
    {
        var query = call.Page().Query;
        var id = call.Query("_id") ?? query.Text("_id");
        var name = query.Text("name");
        if (id is null && name is null) return RestResult.Failure("Invalid query", null);
        var room = id is not null ? await rooms.FindAsync(id, call.Aborted) : await rooms.FindByNameAsync(name!, call.Aborted);
        if (room is null || room.Type != type) throw WireError.NotAllowed();
        if (!await access.CanReadAsync(call.Caller, room, call.Aborted) || !await MayListMembersAsync(call, room)) throw WireError.NotAllowed();
        var (members, _) = await queries.MembersAsync(room, null, ["online", "away", "busy"], 0, 500, call.Aborted);
        return Ok("online", members.ConvertAll(m => new WireObject { { "_id", m.Id }, { "username", m.Username } }));
    }

    private async Task<RestResult> ModeratorsAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type);
        var people = await users.FindManyAsync(await queries.WithRoleAsync(room.Id, "moderator", call.Aborted), call.Aborted);
        return Ok("moderators", people.Select(u => new WireObject { { "_id", u.Id }, { "username", u.Username }, { "name", u.Name } }).ToList());
    }

    private async Task<RestResult> CountersAsync(RestCall call, string type)
    {
        var room = await FreshAsync(await lookup.FindAsync(call, type, refusesArchived: false));
        var userId = call.Query("userId") ?? call.Caller.UserId;
        if (userId != call.Caller.UserId && !permissions.Has(call.Caller, RoomPermissions.ViewRoomAdministration)) return RestResult.Forbidden();
        return await RoomCounters.AnswerAsync(room, userId, queries, messages, call.Aborted);
    }

    private async Task<RestResult> InviteAsync(RestCall call, string type, string key)
    {
        var room = await lookup.FindAsync(call, type);
        var people = await lookup.FindUsersAsync(call);
        if (people.Count == 0) throw new WireError("invalid-user-invite-list", "Cannot invite if no users are provided");
        await join.InviteAsync(call.Caller, room, people, call.Aborted);
        return Ok(key, await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> AddAllAsync(RestCall call, string type, string key)
    {
        var room = await lookup.FindAsync(call, type);
        await join.InviteAllAsync(call.Caller, room, call.Aborted);
        return Ok(key, await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> KickAsync(RestCall call, string type, string key)
    {
        var room = await lookup.FindAsync(call, type);
        await leave.KickAsync(call.Caller, room, async () => await lookup.FindUserAsync(call), call.Aborted);
        return Ok(key, await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> LeaveAsync(RestCall call, string type, string key)
    {
        var room = await lookup.FindAsync(call, type);
        await leave.ExecuteAsync(call.Caller, room, call.Aborted);
        return Ok(key, await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> ArchiveAsync(RestCall call, string type, bool isArchived)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: isArchived);
        if (!isArchived && !room.IsArchived) return RestResult.Failure($"The channel, {room.Name}, is not archived", null);
        await edit.ArchiveAsync(call.Caller, room, isArchived, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteAsync(RestCall call, string type)
    {
        await delete.ExecuteAsync(call.Caller, await lookup.FindAsync(call, type, refusesArchived: false), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> CloseAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: false);
        var view = await queries.FindSubscriptionAsync(call.Caller.UserId, room.Id, call.Aborted);
        if (view is null) return RestResult.Failure($"The user/callee is not in the channel \"{room.Name}\".", null);
        if (view["open"] is false) return RestResult.Failure($"The {(type == "p" ? "private group" : "channel")}, {room.Name}, is already closed to the sender", null);
        await own.HideAsync(call.Caller, room.Id, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> OpenAsync(RestCall call, string type)
    {
        var room = await lookup.FindAsync(call, type, refusesArchived: false);
        var view = await queries.FindSubscriptionAsync(call.Caller.UserId, room.Id, call.Aborted);
        if (view is null) return RestResult.Failure($"The user/callee is not in the channel \"{room.Name}\".", null);
        if (view["open"] is true) return RestResult.Failure($"The {(type == "p" ? "private group" : "channel")}, {room.Name}, is already open to the sender", null);
        await own.OpenAsync(call.Caller, room.Id, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SaveAsync(RestCall call, string type, string key, string from, string setting, string? required = null)
    {
        if (call.Body.Get(from) is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim().Length == 0 && required is not null))
            return RestResult.Failure($"The bodyParam \"{from}\" is required", null);
        // The routes' own "roomName" finds the room; the rename route must be given the id.
        if (from == "name" && call.Body.Text("roomId") is null) throw new WireError("error-roomid-param-not-provided", "The bodyParam \"roomId\" is required");
        var room = await lookup.FindAsync(call, type);
        if (from == "name" && room.Name == call.Body.Text("name")) return RestResult.Failure("The channel name is the same as what it would be renamed to.", null);
        if (from == "type" && room.Type == call.Body.Text("type")) return RestResult.Failure("The channel type is the same as what it would be changed to.", null);
        if (from == "readOnly" && room.IsReadOnly == call.Body.Flag("readOnly")) return RestResult.Failure("The channel read only setting is the same as what it would be changed to.", null);
        if (from == "default" && room.IsDefault == call.Body.Flag("default")) return RestResult.Failure("The channel default setting is the same as what it would be changed to.", null);
        await edit.SaveAsync(call.Caller, room, Change(setting, value), call.Aborted);
        return Ok(key, await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> SetEncryptedAsync(RestCall call)
    {
        if (call.Body.Get("encrypted") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } encrypted) return RestResult.Failure("The bodyParam \"encrypted\" is required");
        var room = await lookup.FindAsync(call, "p");
        await edit.SaveAsync(call.Caller, room, Change("encrypted", encrypted), call.Aborted);
        return Ok("group", await queries.ViewAsync(await FreshAsync(room), call.Aborted));
    }

    private async Task<RestResult> SaveTextAsync(RestCall call, string type, string from, string setting)
    {
        if (call.Body.Get(from) is not { ValueKind: JsonValueKind.String } value) return RestResult.Failure($"The bodyParam \"{from}\" is required", null);
        var room = await lookup.FindAsync(call, type);
        var before = from switch { "topic" => room.Topic, "announcement" => room.Announcement, _ => room.Description };
        if ((before ?? "") == value.GetString() && from != "announcement" && before is not null) return RestResult.Failure($"The {from} is the same as what it would be changed to.", null);
        await edit.SaveAsync(call.Caller, room, Change(setting, value), call.Aborted);
        return Ok(from, value.GetString()!);
    }

    private static JsonElement Change(string setting, JsonElement value)
    {
        using var document = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { setting, value } }, WireDialect.Rest));
        return document.RootElement.Clone();
    }

    private async Task<RestResult> SetRoleAsync(RestCall call, string type, string role, bool isGranted)
    {
        var room = await lookup.FindAsync(call, type);
        await roles.ExecuteAsync(call.Caller, room, await lookup.FindUserAsync(call), role, isGranted, call.Aborted);
        return RestResult.Ok();
    }
}

internal static class MemberPages
{
    public static async Task<RestResult> AnswerAsync(RestCall call, RoomRow room, RoomQueries queries)
    {
        var page = call.Page();
        var (members, total) = await queries.MembersAsync(room, call.Query("filter"), call.QueryList("status"), page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "members", members.ConvertAll(View) }, { "count", members.Count }, { "offset", page.Offset }, { "total", total },
        });
    }

    public static WireObject View(UserBrief user) => new()
    {
        { "_id", user.Id }, { "username", user.Username }, { "name", user.Name }, { "status", user.Status }, { "statusText", user.StatusText },
        { "utcOffset", user.UtcOffset }, { "nickname", user.Nickname }, { "avatarETag", user.AvatarETag },
    };
}

internal static class RoomCounters
{
    /// <summary><c>*.counters</c>: how much a person has not read.</summary>
    public static async Task<RestResult> AnswerAsync(RoomRow room, string userId, RoomQueries queries, MessageQueries messages, CancellationToken ct)
    {
        var row = await queries.FindSubscriptionRowAsync(userId, room.Id, ct);
        var from = row?.LastSeenAt ?? row?.CreatedAt;
        var unreads = from is { } time ? await messages.CountAfterAsync(room.Id, time, null, ct) : 0;
        return RestResult.Ok(new WireObject
        {
            { "joined", row is not null }, { "members", room.MemberCount }, { "unreads", row is null ? WireNull.Value : unreads },
            { "unreadsFrom", from is { } at ? at : WireNull.Value }, { "msgs", room.MessageCount }, { "latest", room.LastMessageAt ?? room.CreatedAt }, { "userMentions", row?.UserMentions ?? 0 },
        });
    }
}

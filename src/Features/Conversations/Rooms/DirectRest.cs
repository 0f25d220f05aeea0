using Parley.Conversations.Files;
using Parley.Conversations.Messages;
using Parley.Conversations.ReadState;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary><c>im.*</c> and its older twin <c>dm.*</c>.</summary>
internal sealed class DirectRest(
    CreateRoom create, EditRoom edit, DeleteRoom delete, OwnSubscription own, RoomQueries queries, RoomStore rooms, MessageQueries messages, HistoryReader history, FileQueries files,
    IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        foreach (var prefix in new[] { "im", "dm" })
        {
            routes.Post(prefix + ".create", CreateAsync).Takes("username", "usernames", "excludeSelf:boolean");
            routes.Post(prefix + ".delete", DeleteAsync).Takes("roomId", "username");
            routes.Post(prefix + ".close", CloseAsync).Takes("roomId!");
            routes.Post(prefix + ".open", OpenAsync).Takes("roomId!");
            routes.Get(prefix + ".counters", CountersAsync).Takes("roomId!", "userId");
            routes.Get(prefix + ".files", call => files.AnswerAsync(call, () => FindAsync(call))).Takes("roomId", "username");
            routes.Get(prefix + ".history", async call => await history.AnswerAsync(call, await FindAsync(call))).Takes("roomId!", "latest", "oldest", "inclusive:boolean", "unreads:boolean");
            routes.Get(prefix + ".members", async call => await MemberPages.AnswerAsync(call, await FindAsync(call), queries)).Takes("roomId", "username", "filter", "status:array");
            routes.Get(prefix + ".messages", MessagesAsync).Takes("roomId", "username");
            routes.Get(prefix + ".list", ListAsync);
            routes.Get(prefix + ".list.everyone", ListEveryoneAsync).Needs(RoomPermissions.ViewRoomAdministration);
            routes.Post(prefix + ".setTopic", SetTopicAsync).Takes("roomId!", "topic");
            routes.Get(prefix + ".messages.others", OthersAsync).Takes("roomId!");
        }
    }

    private async Task<RoomRow> FindAsync(RestCall call)
    {
        if (call.Text("roomId") is { Length: > 0 } id)
        {
            var room = await rooms.FindAsync(id, call.Aborted);
            if (room is null || !room.IsDirect || await rooms.FindMemberAsync(id, call.Caller.UserId, call.Aborted) is null)
                throw new WireError("error-room-not-found", "The required \"roomId\" param provided does not match any direct message");
            return room;
        }
        if (call.Text("username") is not { Length: > 0 } name) throw new WireError("error-room-param-not-provided", "Query param \"roomId\" or \"username\" is required");
        var other = await users.FindByUsernameAsync(name, call.Aborted) ?? throw new WireError("error-room-not-found", "The required \"username\" param provided does not match any user");
        return await create.DirectAsync(call.Caller, [other], false, call.Aborted);
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var names = call.Body.Text("usernames") is { } joined
            ? joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : call.Body.Texts("usernames")?.ToArray() ?? (call.Body.Text("username") is { Length: > 0 } one ? [one] : throw WireError.InvalidParams("must have required property 'username'"));
        var wanted = names.Where(n => !string.Equals(n, call.Caller.Username, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var others = await users.FindByUsernamesAsync(wanted, call.Aborted);
        if (others.Count != wanted.Count || others.Any(o => !o.IsActive)) throw new WireError("error-invalid-user", "Invalid user", details: new WireObject { { "method", "createDirectMessage" } });
        var room = await create.DirectAsync(call.Caller, others, call.Body.Flag("excludeSelf") ?? false, call.Aborted);
        var view = await queries.ViewAsync(room, call.Aborted);
        view["rid"] = room.Id;
        return RestResult.Ok(new WireObject { { "room", view } });
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        var isAdministrator = permissions.Has(call.Caller, RoomPermissions.ViewRoomAdministration);
        var room = isAdministrator && call.Body.Text("roomId") is { } id ? await rooms.FindAsync(id, call.Aborted) ?? throw WireError.RoomNotFound() : await FindAsync(call);
        await delete.ExecuteAsync(call.Caller, room, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> CloseAsync(RestCall call)
    {
        var room = await FindAsync(call);
        var view = await queries.FindSubscriptionAsync(call.Caller.UserId, room.Id, call.Aborted);
        if (view?["open"] is false) return RestResult.Failure($"The direct message room, {room.Id}, is already closed to the sender", null);
        await own.HideAsync(call.Caller, room.Id, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> OpenAsync(RestCall call)
    {
        if (call.Body.Text("roomId") is { } id && await rooms.FindMemberAsync(id, call.Caller.UserId, call.Aborted) is null) return RestResult.Forbidden();
        await own.OpenAsync(call.Caller, (await FindAsync(call)).Id, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> CountersAsync(RestCall call)
    {
        var userId = call.Query("userId") ?? call.Caller.UserId;
        var isAdministrator = permissions.Has(call.Caller, RoomPermissions.ViewRoomAdministration);
        if (userId != call.Caller.UserId && !isAdministrator) return RestResult.Forbidden();
        var room = isAdministrator && call.Query("roomId") is { } id ? await rooms.FindAsync(id, call.Aborted) ?? throw WireError.RoomNotFound() : await FindAsync(call);
        return await RoomCounters.AnswerAsync(await rooms.ReadAsync(room.Id, call.Aborted) ?? room, userId, queries, messages, call.Aborted);
    }

    private async Task<RestResult> MessagesAsync(RestCall call)
    {
        var room = await FindAsync(call);
        var page = call.Page();
        var list = await messages.HistoryAsync(new(room, call.Caller.UserId, null, null, false, page.Offset, page.Count, true), call.Aborted);
        var fresh = await rooms.ReadAsync(room.Id, call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", fresh?.MessageCount ?? 0 } });
    }

    /// <summary>Administrators read direct rooms they are not in, where the workspace allows it.</summary>
    private async Task<RestResult> OthersAsync(RestCall call)
    {
        if (!settings.Get(RoomSettings.ReadsDirectHistory)) throw new WireError("error-endpoint-disabled", "This endpoint is disabled");
        if (!permissions.Has(call.Caller, RoomPermissions.ViewRoomAdministration)) return RestResult.Forbidden();
        if (call.Query("roomId") is not { Length: > 0 } id) throw new WireError("error-roomid-param-not-provided", "The parameter \"roomId\" is required");
        if (await rooms.ReadAsync(id, call.Aborted) is not { IsDirect: true } room) throw new WireError("error-room-not-found", "There is no direct message room of this id");
        var page = call.Page();
        var list = await messages.HistoryAsync(new(room, call.Caller.UserId, null, null, false, page.Offset, page.Count, true), call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "offset", page.Offset }, { "count", list.Count }, { "total", room.MessageCount } });
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var (list, total) = await queries.ListAsync("d", call.Caller.UserId, false, page, call.Aborted);
        return RestResult.Ok(new WireObject { { "ims", list }, { "offset", page.Offset }, { "count", list.Count }, { "total", total } });
    }

    private async Task<RestResult> ListEveryoneAsync(RestCall call)
    {
        var page = call.Page();
        var (list, total) = await queries.ListAsync("d", null, false, page, call.Aborted);
        return RestResult.Ok(new WireObject { { "ims", list }, { "offset", page.Offset }, { "count", list.Count }, { "total", total } });
    }

    private async Task<RestResult> SetTopicAsync(RestCall call)
    {
        var room = await FindAsync(call);
        var topic = call.Body.Text("topic") ?? "";
        await edit.SetDirectTopicAsync(call.Caller, room, topic, call.Aborted);
        return RestResult.Ok(new WireObject { { "topic", topic } });
    }
}

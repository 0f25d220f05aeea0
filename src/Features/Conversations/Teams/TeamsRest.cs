using System.Text.Json;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Teams;

/// <summary><c>teams.*</c>, and the turning of rooms into teams.</summary>
internal sealed class TeamsRest(
    CreateTeam create, EditTeam edit, TeamMembers members, TeamRooms teamRooms, TeamQueries queries, RoomQueries rooms, RoomStore roomStore, RoomAccess access, PermissionRegistry permissions) : IRestDoor
{
    private static readonly string[] _byIdOrName = ["teamId", "teamName"];

    public void Map(RestRoutes routes)
    {
        routes.Get("teams.list", call => ListAsync(call, call.Caller.UserId));
        routes.Get("teams.listAll", ListAllAsync);
        routes.Get("teams.info", async call => Ok("teamInfo", TeamQueries.View(await queries.InfoAsync(call.Caller, call.Query("teamId"), call.Query("teamName"), call.Aborted)))).Takes(_byIdOrName);
        routes.Get("teams.members", MembersAsync).Takes([.. _byIdOrName, "username", "name", "status:array"]);
        routes.Get("teams.listRooms", RoomsAsync).Takes([.. _byIdOrName, "filter", "type"]);
        routes.Get("teams.listRoomsOfUser", RoomsOfUserAsync).Takes([.. _byIdOrName, "userId!", "canUserDelete:boolean"]);
        routes.Get("teams.autocomplete", SuggestAsync).Takes("name!");
        routes.Get("users.listTeams", OfUserAsync).Strictly("userId!");
        routes.Post("teams.create", CreateAsync).Takes("name!", "type:number!", "members:array", "room:object", "owner");
        routes.Post("teams.update", UpdateAsync).Strictly([.. _byIdOrName, "data:object!"]);
        routes.Post("teams.delete", call => EndAsync(call, edit.DeleteAsync)).Strictly([.. _byIdOrName, "roomsToRemove:array"]);
        routes.Post("teams.convertToChannel", call => EndAsync(call, edit.ConvertToChannelAsync)).Strictly([.. _byIdOrName, "roomsToRemove:array"]);
        routes.Post("teams.addMembers", AddMembersAsync).Strictly([.. _byIdOrName, "members:array!"]);
        routes.Post("teams.updateMember", UpdateMemberAsync).Strictly([.. _byIdOrName, "member:object!"]);
        routes.Post("teams.removeMember", RemoveMemberAsync).Strictly([.. _byIdOrName, "userId!", "rooms:array"]);
        routes.Post("teams.leave", LeaveAsync).Strictly([.. _byIdOrName, "rooms:array"]);
        routes.Post("teams.addRooms", AddRoomsAsync).Takes([.. _byIdOrName, "rooms:array!"]);
        routes.Post("teams.removeRoom", RemoveRoomAsync).Strictly([.. _byIdOrName, "roomId!"]);
        routes.Post("teams.updateRoom", UpdateRoomAsync).Takes("roomId!", "isDefault:boolean!");
        routes.Post("channels.convertToTeam", call => ConvertAsync(call, "c", call.Body.Text("channelId"), call.Body.Text("channelName"), "channel")).Takes("channelId", "channelName");
        routes.Post("groups.convertToTeam", call => ConvertAsync(call, "p", call.Body.Text("roomId"), call.Body.Text("roomName"), "room")).Takes("roomId", "roomName");
    }

    private static RestResult Ok(string key, object value) => RestResult.Ok(new WireObject { { key, value } });

    private static RestResult Listed(string key, List<WireObject> list, int total, int offset) =>
        RestResult.Ok(new WireObject { { key, list }, { "total", total }, { "count", list.Count }, { "offset", offset } });

    private Task<TeamRow> TeamAsync(RestCall call) => call.Text("teamId") is { Length: > 0 } || call.Text("teamName") is { Length: > 0 }
        ? queries.GetAsync(call.Text("teamId"), call.Text("teamName"), call.Aborted)
        : throw WireError.InvalidParams("must have required property 'teamId'");

    private async Task<RestResult> ListAsync(RestCall call, string? userId)
    {
        var page = call.Page();
        var (list, total) = await queries.ListAsync(userId, page, call.Aborted);
        return Listed("teams", list, total, page.Offset);
    }

    private Task<RestResult> ListAllAsync(RestCall call) => permissions.Has(call.Caller, TeamPermissions.ViewAll) ? ListAsync(call, null) : throw TeamErrors.Unauthorized();

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var body = call.Body;
        if (!permissions.Has(call.Caller, TeamPermissions.Create)) throw TeamErrors.Unauthorized();
        if (body.Text("name") is not { Length: > 0 } name) throw WireError.Match("Missing key 'name'");
        if (body.Number("type") is not { } type || type is not (TeamRow.Public or TeamRow.Private)) throw WireError.Match("Expected a team type, 0 or 1");
        if (body.Has("members") && body.Texts("members") is null) throw WireError.Match("Expected array of strings in members");
        var team = await create.ExecuteAsync(call.Caller, new(name, (int)type, body.Texts("members") ?? [], body.Get("room") ?? default, body.Text("owner")), call.Aborted);
        return Ok("team", TeamQueries.View(team));
    }

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var data = call.Body.Get("data") ?? default;
        var type = data.Number("type") is { } number ? number is TeamRow.Public or TeamRow.Private ? (int)number : throw WireError.InvalidParams("type must be 0 or 1") : (int?)null;
        if (type is null && data.Text("name") is not { Length: > 0 }) throw WireError.InvalidParams("data must have a name or a type");
        await edit.UpdateAsync(call.Caller, await TeamAsync(call), data.Text("name"), type, data.Flag("updateRoom") ?? true, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> EndAsync(RestCall call, Func<Caller, TeamRow, IReadOnlyList<string>, CancellationToken, Task> end)
    {
        await end(call.Caller, await TeamAsync(call), TextsOf(call, "roomsToRemove", mayBeEmpty: true), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> MembersAsync(RestCall call)
    {
        var page = call.Page();
        var (list, total) = await queries.MembersAsync(call.Caller, await TeamAsync(call), call.Query("username"), call.Query("name"), call.QueryList("status"), page, call.Aborted);
        return Listed("members", list, total, page.Offset);
    }

    private async Task<RestResult> AddMembersAsync(RestCall call)
    {
        var added = call.Body.Get("members")!.Value.EnumerateArray().Select(MemberOf).ToList();
        await members.AddAsync(call.Caller, await TeamAsync(call), added, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> UpdateMemberAsync(RestCall call)
    {
        await members.UpdateAsync(call.Caller, await TeamAsync(call), MemberOf(call.Body.Get("member")!.Value), call.Aborted);
        return RestResult.Ok();
    }

    private static TeamMembers.Member MemberOf(JsonElement given)
    {
        if (given.Text("userId") is not { Length: > 0 } id) throw WireError.InvalidParams("must have required property 'userId'");
        if (given.Has("roles") && given.Texts("roles") is null) throw WireError.InvalidParams("roles must be array");
        return new(id, given.Texts("roles"));
    }

    private async Task<RestResult> RemoveMemberAsync(RestCall call)
    {
        var chosen = TextsOf(call, "rooms", mayBeEmpty: false);
        await members.RemoveAsync(call.Caller, await TeamAsync(call), call.Body.Text("userId")!, chosen, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> LeaveAsync(RestCall call)
    {
        var chosen = TextsOf(call, "rooms", mayBeEmpty: false);
        await members.LeaveAsync(call.Caller, await TeamAsync(call), chosen, call.Aborted);
        return RestResult.Ok();
    }

    private static IReadOnlyList<string> TextsOf(RestCall call, string name, bool mayBeEmpty)
    {
        if (!call.Body.Has(name)) return [];
        var texts = call.Body.Texts(name) ?? throw WireError.InvalidParams($"{name} must be an array of strings");
        return texts.Count > 0 || mayBeEmpty ? texts : throw WireError.InvalidParams($"{name} must NOT have fewer than 1 items");
    }

    private async Task<RestResult> AddRoomsAsync(RestCall call)
    {
        var ids = call.Body.Texts("rooms") ?? throw WireError.Match("Expected array of strings in rooms");
        var added = await teamRooms.AddAsync(call.Caller, await TeamAsync(call), ids, call.Aborted);
        return Ok("rooms", await rooms.ViewAllAsync(added, call.Aborted));
    }

    private async Task<RestResult> RemoveRoomAsync(RestCall call)
    {
        var room = await teamRooms.RemoveAsync(call.Caller, await TeamAsync(call), call.Body.Text("roomId")!, call.Aborted);
        return Ok("room", await rooms.ViewAsync(room, call.Aborted));
    }

    private async Task<RestResult> UpdateRoomAsync(RestCall call)
    {
        if (call.Body.Text("roomId") is not { Length: > 0 } roomId || call.Body.Flag("isDefault") is not { } isDefault) throw WireError.Match("Missing key 'roomId' or 'isDefault'");
        var room = await teamRooms.SetDefaultAsync(call.Caller, roomId, isDefault, call.Aborted);
        return Ok("room", await rooms.ViewAsync(room, call.Aborted));
    }

    private async Task<RestResult> RoomsAsync(RestCall call)
    {
        var page = call.Page();
        var (list, total) = await queries.RoomsAsync(call.Caller, await TeamAsync(call), call.Query("filter"), call.Query("type") == "autoJoin", page, call.Aborted);
        return Listed("rooms", list, total, page.Offset);
    }

    private async Task<RestResult> RoomsOfUserAsync(RestCall call)
    {
        var page = call.Page();
        var userId = call.Query("userId") is { Length: > 0 } given ? given : throw WireError.Match("Missing key 'userId'");
        var (list, total) = await queries.RoomsOfUserAsync(call.Caller, await TeamAsync(call), userId, call.QueryFlag("canUserDelete") ?? false, page, call.Aborted);
        return Listed("rooms", list, total, page.Offset);
    }

    private async Task<RestResult> SuggestAsync(RestCall call) =>
        Ok("teams", await queries.SuggestAsync(call.Caller, call.Query("name") ?? throw WireError.Match("Missing key 'name'"), call.Aborted));

    private async Task<RestResult> OfUserAsync(RestCall call) => Ok("teams", await queries.OfUserAsync(call.Caller, call.Query("userId")!, call.Aborted));

    private async Task<RestResult> ConvertAsync(RestCall call, string type, string? id, string? name, string kind)
    {
        if (!permissions.Has(call.Caller, TeamPermissions.Create)) throw TeamErrors.Unauthorized();
        if (!string.IsNullOrEmpty(id) && !string.IsNullOrEmpty(name)) throw WireError.InvalidParams("must match exactly one schema in oneOf");
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(name)) throw WireError.Plain($"The parameter \"{kind}Id\" or \"{kind}Name\" is required", "error-roomid-param-not-provided");
        var room = string.IsNullOrEmpty(id) ? await roomStore.FindByNameAsync(name!, call.Aborted) : await roomStore.FindAsync(id, call.Aborted);
        if (room is null || room.Type != type || !await access.CanReadAsync(call.Caller, room, call.Aborted)) throw WireError.RoomNotFound();
        return Ok("team", TeamQueries.View(await create.ConvertAsync(call.Caller, room, call.Aborted)));
    }
}

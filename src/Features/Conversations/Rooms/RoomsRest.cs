using System.Text.Json;
using Parley.Conversations.Directory;
using Parley.Conversations.ReadState;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary><c>rooms.*</c>, <c>subscriptions.*</c>, <c>spotlight</c>, <c>directory</c>.</summary>
internal sealed class RoomsRest(
    RoomQueries queries, RoomLookup lookup, RoomStore rooms, RoomAccess access, OwnSubscription own, EditRoom edit, DeleteRoom delete, LeaveRoom leave, PeopleAndRooms search) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("rooms.get", GetAsync).Takes("updatedSince");
        routes.Get("rooms.info", InfoAsync).Takes("roomId", "roomName");
        routes.Get("rooms.nameExists", NameExistsAsync).Strictly("roomName!");
        routes.Post("rooms.delete", DeleteAsync).Takes("roomId!");
        routes.Post("rooms.leave", LeaveAsync).Takes("roomId", "roomName");
        routes.Post("rooms.favorite", FavoriteAsync).Takes("roomId", "roomName", "favorite:boolean!");
        routes.Post("rooms.saveNotification", SaveNotificationsAsync).Takes("roomId!", "notifications:object!");
        routes.Post("rooms.saveRoomSettings", SaveSettingsAsync).Takes("rid!", "roomName", "roomTopic", "roomAnnouncement", "roomDescription", "roomType", "readOnly:boolean",
            "reactWhenReadOnly:boolean", "systemMessages:array", "default:boolean", "joinCode", "roomCustomFields:object", "featured:boolean", "roomAvatar");
        routes.Post("rooms.changeArchivationState", ArchiveAsync).Takes("rid!", "action");
        routes.Get("rooms.autocomplete.channelAndPrivate", AutocompleteAsync).Takes("selector!");
        routes.Get("rooms.adminRooms", AdminRoomsAsync).Needs(RoomPermissions.ViewRoomAdministration).Takes("types:array", "filter");
        routes.Get("subscriptions.get", SubscriptionsAsync).Takes("updatedSince");
        routes.Get("subscriptions.getOne", SubscriptionAsync).Takes("roomId!");
        routes.Post("subscriptions.read", ReadAsync).Takes("rid", "roomId", "readThreads:boolean");
        routes.Post("subscriptions.unread", UnreadAsync).Takes("roomId", "firstUnreadMessage:object");
        routes.Get("spotlight", SpotlightAsync).AnonymousToo().Takes("query!");
        routes.Get("directory", DirectoryAsync).Limited(100, 100_000).Takes("text", "type", "workspace");
    }

    private static DateTimeOffset? Since(RestCall call, string code) => call.Query("updatedSince") is not { Length: > 0 } text
        ? null
        : WireRead.ParseDate(text) ?? throw new WireError(code, "The \"updatedSince\" query parameter must be a valid date.");

    private async Task<RestResult> GetAsync(RestCall call)
    {
        var (update, remove) = await queries.ChangedRoomsAsync(call.Caller.UserId, Since(call, "error-updatedSince-param-invalid"), call.Aborted);
        return RestResult.Streamed(new WireObject { { "update", new WireStream(update) }, { "remove", remove } });
    }

    private async Task<RestResult> InfoAsync(RestCall call)
    {
        var room = await lookup.FindAsync(call, null, refusesArchived: false);
        var view = await queries.ViewAsync(await rooms.ReadAsync(room.Id, call.Aborted) ?? room, call.Aborted);
        return RestResult.Ok(new WireObject { { "room", Projection.Apply(view, call.Query("fields")) } });
    }

    private async Task<RestResult> NameExistsAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "exists", await rooms.FindByNameAsync(call.Query("roomName")!, call.Aborted) is not null } });

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        var id = call.Body.Text("roomId") ?? throw WireError.Plain("The 'roomId' param is required");
        var room = await access.FindKnownAsync(call.Caller, id, call.Aborted, RoomPermissions.DeleteC, RoomPermissions.DeleteP, RoomPermissions.DeleteD) ?? throw WireError.InvalidRoom("eraseRoom");
        await delete.ExecuteAsync(call.Caller, room, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> LeaveAsync(RestCall call)
    {
        await leave.ExecuteAsync(call.Caller, await lookup.FindAsync(call, null), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> FavoriteAsync(RestCall call)
    {
        if (call.Body.Flag("favorite") is not { } favorite) return RestResult.Failure("The 'favorite' param is required", null);
        var room = await lookup.FindAsync(call, null, refusesArchived: false);
        await own.SetFavoriteAsync(call.Caller, room.Id, favorite, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SaveNotificationsAsync(RestCall call)
    {
        if (call.Body.Text("roomId") is not { Length: > 0 } roomId) return RestResult.Failure("The 'roomId' param is required", null);
        if (call.Body.Get("notifications") is not { ValueKind: JsonValueKind.Object } choices || !choices.EnumerateObject().Any()) return RestResult.Failure("The 'notifications' param is required", null);
        await own.SaveNotificationsAsync(call.Caller, roomId, choices, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SaveSettingsAsync(RestCall call)
    {
        var id = call.Body.Text("rid") ?? throw WireError.InvalidRoom("saveRoomSettings");
        var room = await access.FindKnownAsync(call.Caller, id, call.Aborted, RoomPermissions.EditRoom) ?? throw WireError.InvalidRoom("saveRoomSettings");
        var changes = new WireObject();
        foreach (var member in call.Body.EnumerateObject().Where(m => m.Name != "rid")) changes.Add(member.Name, member.Value);
        using var document = JsonDocument.Parse(WireJson.ToUtf8(changes, WireDialect.Rest));
        await edit.SaveAsync(call.Caller, room, document.RootElement.Clone(), call.Aborted);
        return RestResult.Ok(new WireObject { { "rid", id } });
    }

    private async Task<RestResult> ArchiveAsync(RestCall call)
    {
        var room = await access.FindKnownAsync(call.Caller, call.Body.Text("rid") ?? "", call.Aborted, RoomPermissions.ArchiveRoom, RoomPermissions.UnarchiveRoom) ?? throw WireError.RoomNotFound();
        await edit.ArchiveAsync(call.Caller, room, call.Body.Text("action") != "unarchive", call.Aborted);
        return RestResult.Ok(new WireObject { { "result", true } });
    }

    private async Task<RestResult> AutocompleteAsync(RestCall call)
    {
        if (call.Query("selector") is not { } text || !WireRead.TryParse(text, out var selector)) return RestResult.Failure("The 'selector' param is required", null);
        var found = await queries.SearchAsync(call.Caller, selector.Value.Text("name") ?? "", 10, hidesArchived: true, call.Aborted);
        return RestResult.Ok(new WireObject { { "items", found.ConvertAll(r => new WireObject { { "_id", r.Id }, { "name", r.Name }, { "fname", r.DisplayName }, { "t", r.Type }, { "avatarETag", r.AvatarETag }, { "prid", r.ParentId } }) } });
    }

    private async Task<RestResult> AdminRoomsAsync(RestCall call)
    {
        var page = call.Page();
        var (list, total) = await search.AdminRoomsAsync(call.Query("filter"), call.QueryList("types"), page, call.Aborted);
        return RestResult.Ok(new WireObject { { "rooms", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> SubscriptionsAsync(RestCall call)
    {
        var (update, remove) = await queries.ChangedSubscriptionsAsync(call.Caller.UserId, Since(call, "error-roomId-param-invalid"), call.Aborted);
        return RestResult.Streamed(new WireObject { { "update", new WireStream(update) }, { "remove", remove } });
    }

    private async Task<RestResult> SubscriptionAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) return RestResult.Failure("The 'roomId' param is required", null);
        return RestResult.Ok(new WireObject { { "subscription", await queries.FindSubscriptionAsync(call.Caller.UserId, roomId, call.Aborted) is { } view ? view : WireNull.Value } });
    }

    private async Task<RestResult> ReadAsync(RestCall call)
    {
        var roomId = call.Body.Text("rid") ?? call.Body.Text("roomId") ?? (call.Body.Has("rid") || call.Body.Has("roomId") ? throw WireError.Plain("error-invalid-subscription") : throw WireError.InvalidParams("must have required property 'rid'"));
        if (call.Body.Text("roomId") is { } other && other != roomId) throw WireError.InvalidParams("rid and roomId name different rooms");
        if (await rooms.FindMemberAsync(roomId, call.Caller.UserId, call.Aborted) is null) throw WireError.Plain("error-invalid-subscription");
        await own.ReadAsync(call.Caller, roomId, call.Body.Flag("readThreads") ?? false, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> UnreadAsync(RestCall call)
    {
        var first = call.Body.Get("firstUnreadMessage")?.Text("_id");
        var roomId = call.Body.Text("roomId");
        if (first is null && roomId is null) throw WireError.InvalidParams("must have required property 'roomId'");
        await own.UnreadAsync(call.Caller, roomId, first, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SpotlightAsync(RestCall call)
    {
        var query = call.Query("query") ?? throw WireError.InvalidParams("must have required property 'query'");
        return RestResult.Ok(await search.SpotlightAsync(call.MaybeCaller, query, [], true, true, call.Aborted));
    }

    private async Task<RestResult> DirectoryAsync(RestCall call)
    {
        var page = call.Page();
        var text = call.Query("text") ?? page.Query.Text("text") ?? "";
        var type = call.Query("type") ?? page.Query.Text("type") ?? "channels";
        if (page.Sort.Count > 1) throw new WireError("error-invalid-sort", "This list sorts by one field");
        var (result, total) = await search.DirectoryAsync(call.Caller, type, text, page, call.Aborted);
        return RestResult.Ok(new WireObject { { "result", result }, { "count", result.Count }, { "offset", page.Offset }, { "total", total } });
    }
}

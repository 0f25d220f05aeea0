using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Discussions;

/// <summary>Lists the discussions of a room: as rooms, and as the messages that show them.</summary>
internal sealed class DiscussionQueries(IStore store, RoomQueries rooms)
{
    public async Task<(List<WireObject> Discussions, int Total)> RoomsAsync(RoomRow parent, Page page, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<RoomRow>().AsNoTracking().Where(r => r.ParentId == parent.Id);
            var sorted = page.Sort is [var (field, down), ..] && field is "ts" or "lm" or "lastMessage" or "_updatedAt"
                ? field == "ts" ? down ? query.OrderByDescending(r => r.CreatedAt) : query.OrderBy(r => r.CreatedAt) : down ? query.OrderByDescending(r => r.LastMessageAt) : query.OrderBy(r => r.LastMessageAt)
                : page.Sort is [(_, true), ..] ? query.OrderByDescending(r => r.DisplayName) : query.OrderBy(r => r.DisplayName);
            return (await sorted.ThenBy(r => r.Id).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await rooms.ViewAllAsync(rows, ct), total);
    }

    /// <summary>Newest first.</summary>
    public async Task<(List<RawJson> Messages, int Total)> NotesAsync(RoomRow parent, string text, Page page, CancellationToken ct)
    {
        var lower = text.ToLowerInvariant();
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = from room in db.Set<RoomRow>().AsNoTracking()
                        join note in db.Set<MessageRow>().AsNoTracking() on room.DiscussionNoteId equals note.Id
                        where room.ParentId == parent.Id && (lower == "" || note.Text.ToLower().Contains(lower))
                        select note;
            var sorted = page.Sort is [(_, false), ..] ? query.OrderBy(n => n.At) : query.OrderByDescending(n => n.At);
            return (await sorted.Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(r => MessageJson.Full(r)), total);
    }
}

/// <summary><c>rooms.createDiscussion</c>, <c>rooms.getDiscussions</c>, <c>chat.getDiscussions</c>.</summary>
internal sealed class DiscussionsRest(CreateDiscussion create, DiscussionQueries queries, RoomQueries rooms, RoomLookup lookup, RoomAccess access) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("rooms.createDiscussion", CreateAsync).Takes("prid!", "pmid", "t_name!", "reply", "users:array", "encrypted:boolean");
        routes.Get("rooms.getDiscussions", RoomsAsync).Takes("roomId", "roomName");
        routes.Get("chat.getDiscussions", NotesAsync).Takes("roomId!", "text");
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var body = call.Body;
        if (body.Text("prid") is not { Length: > 0 } parentId) return RestResult.Failure("Body parameter \"prid\" is required.");
        if (body.Text("t_name") is not { Length: > 0 } name) return RestResult.Failure("Body parameter \"t_name\" is required.");
        if (body.Has("users") && body.Get("users") is not { ValueKind: JsonValueKind.Array }) return RestResult.Failure("Body parameter \"users\" must be an array.");
        if (body.Has("encrypted") && body.Get("encrypted") is not { ValueKind: JsonValueKind.True or JsonValueKind.False }) return RestResult.Failure("Body parameter \"encrypted\" must be a boolean when included.");
        var room = await create.ExecuteAsync(call.Caller, new(parentId, body.Text("pmid"), name, body.Text("reply"), NamesIn(body), body.Flag("encrypted")), call.Aborted);
        return RestResult.Ok(new WireObject { { "discussion", await DiscussionView.OfAsync(room, rooms, call.Aborted) } });
    }

    public static IReadOnlyList<string> NamesIn(JsonElement body) => body.Get("users") is not { ValueKind: JsonValueKind.Array } users ? [] :
        [.. users.EnumerateArray().Where(u => u.ValueKind == JsonValueKind.String).Select(u => u.GetString()!).Where(u => u.Length > 0)];

    private async Task<RestResult> RoomsAsync(RestCall call)
    {
        var parent = await lookup.FindAsync(call, null);
        var page = call.Page();
        var (list, total) = await queries.RoomsAsync(parent, page, call.Aborted);
        return RestResult.Ok(new WireObject { { "discussions", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }

    private async Task<RestResult> NotesAsync(RestCall call)
    {
        if (call.Query("roomId") is not { Length: > 0 } roomId) throw new WireError("error-invalid-params", "The required \"roomId\" query param is missing.");
        var parent = await access.FindReadableAsync(call.Caller, roomId, call.Aborted) ?? throw WireError.Plain("error-not-allowed");
        var page = call.Page();
        var (list, total) = await queries.NotesAsync(parent, call.Query("text") ?? "", page, call.Aborted);
        return RestResult.Ok(new WireObject { { "messages", list }, { "count", list.Count }, { "offset", page.Offset }, { "total", total } });
    }
}

/// <summary><c>createDiscussion</c>.</summary>
internal sealed class DiscussionsDdp(CreateDiscussion create, RoomQueries rooms) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("createDiscussion", CreateAsync);

    private async Task<object?> CreateAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        var name = given.Text("t_name") ?? throw WireError.Match("Expected string in t_name");
        var room = await create.ExecuteAsync(call.Caller, new(given.Text("prid"), given.Text("pmid"), name, given.Text("reply"), DiscussionsRest.NamesIn(given), given.Flag("encrypted")), call.Aborted);
        return await DiscussionView.OfAsync(room, rooms, call.Aborted);
    }
}

internal static class DiscussionView
{
    public static async Task<WireObject> OfAsync(RoomRow room, RoomQueries rooms, CancellationToken ct)
    {
        var view = await rooms.ViewAsync(room, ct);
        view["rid"] = room.Id;
        return view;
    }
}

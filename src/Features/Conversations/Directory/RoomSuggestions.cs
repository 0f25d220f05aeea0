using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Directory;

/// <summary>Rooms for the boxes that complete a name while somebody types.</summary>
internal sealed class RoomSuggestions(IStore store, RoomQueries rooms, PermissionRegistry permissions)
{
    private const int Most = 10;

    /// <summary>The caller's own channels and groups whose name contains the text.</summary>
    public async Task<(List<WireObject> Items, int Total)> OwnAsync(Caller caller, string text, Page page, CancellationToken ct)
    {
        var lower = text.ToLowerInvariant();
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<RoomRow>().AsNoTracking().Where(r => (r.Type == "c" || r.Type == "p") && r.ParentId == null && (lower == "" || r.NameLower!.Contains(lower) || r.DisplayName!.ToLower().Contains(lower))
                && db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == caller.UserId));
            var sorted = page.Sort is [(_, true), ..] ? query.OrderByDescending(r => r.NameLower) : query.OrderBy(r => r.NameLower);
            return (await sorted.Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(View), total);
    }

    /// <summary>Rooms the caller owns that are in no team.</summary>
    public async Task<List<WireObject>> AvailableForTeamsAsync(Caller caller, string name, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        var rows = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => (r.Type == "c" || r.Type == "p") && r.TeamId == null && r.ParentId == null && (lower == "" || r.NameLower!.StartsWith(lower))
            && db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == caller.UserId && s.Roles.Contains("|owner|"))).OrderBy(r => r.NameLower).Take(Most).ToListAsync(ct), ct);
        return rows.ConvertAll(View);
    }

    /// <summary>Any room whose name begins so. Auditors choose here what they look at.</summary>
    /// <exception cref="WireError"><c>error-not-authorized</c>.</exception>
    public async Task<List<WireObject>> ForAdministratorsAsync(Caller caller, string name, CancellationToken ct)
    {
        if (!permissions.Has(caller, Audits.AuditPermissions.CanAudit)) CheckAdministrates(caller);
        var lower = name.ToLowerInvariant();
        var rows = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.NameLower != null && (r.NameLower.StartsWith(lower) || r.DisplayName!.ToLower().StartsWith(lower)))
            .OrderBy(r => r.NameLower).Take(Most).ToListAsync(ct), ct);
        return rows.ConvertAll(View);
    }

    /// <returns>Null for a room that does not exist.</returns>
    /// <exception cref="WireError"><c>error-not-authorized</c>.</exception>
    public async Task<WireObject?> RoomForAdministratorsAsync(Caller caller, string roomId, CancellationToken ct)
    {
        CheckAdministrates(caller);
        var row = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == roomId, ct), ct);
        if (row is null) return null;
        var view = await rooms.ViewAsync(row, ct);
        // Administrators manage rooms without reading them.
        view.Remove("lastMessage");
        return view;
    }

    private void CheckAdministrates(Caller caller)
    {
        if (!permissions.Has(caller, RoomPermissions.ViewRoomAdministration)) throw WireError.Plain("error-not-authorized", "error-not-authorized");
    }

    private static WireObject View(RoomRow room) => new() { { "_id", room.Id }, { "name", room.Name }, { "fname", room.DisplayName }, { "t", room.Type }, { "avatarETag", room.AvatarETag } };
}

/// <summary><c>rooms.autocomplete.*</c> and <c>rooms.adminRooms.getRoom</c>.</summary>
internal sealed class RoomSuggestionsRest(RoomSuggestions suggestions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("rooms.autocomplete.channelAndPrivate.withPagination", OwnAsync).Takes("selector!");
        routes.Get("rooms.autocomplete.availableForTeams", async call => Items(await suggestions.AvailableForTeamsAsync(call.Caller, call.Query("name") ?? "", call.Aborted))).Takes("name");
        routes.Get("rooms.autocomplete.adminRooms", ForAdministratorsAsync).Takes("selector!");
        routes.Get("rooms.adminRooms.getRoom", RoomAsync).Takes("rid!");
    }

    private static RestResult Items(List<WireObject> items) => RestResult.Ok(new WireObject { { "items", items } });

    /// <exception cref="WireError"><c>The 'selector' param is required</c> as text.</exception>
    private static string NameIn(RestCall call) => call.Query("selector") is { Length: > 0 } text && WireRead.TryParse(text, out var selector)
        ? selector.Value.Text("name") ?? ""
        : throw WireError.Plain("The 'selector' param is required", "error-invalid-params");

    private async Task<RestResult> OwnAsync(RestCall call)
    {
        var name = NameIn(call);
        var (items, total) = await suggestions.OwnAsync(call.Caller, name, call.Page(), call.Aborted);
        return RestResult.Ok(new WireObject { { "items", items }, { "total", total } });
    }

    private async Task<RestResult> ForAdministratorsAsync(RestCall call) => Items(await suggestions.ForAdministratorsAsync(call.Caller, NameIn(call), call.Aborted));

    private async Task<RestResult> RoomAsync(RestCall call) => await suggestions.RoomForAdministratorsAsync(call.Caller, call.Query("rid") ?? "", call.Aborted) is { } view
        ? RestResult.Ok(view)
        : RestResult.Failure("not-allowed", "Not Allowed");
}

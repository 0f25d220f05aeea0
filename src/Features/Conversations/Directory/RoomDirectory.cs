using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Conversations.Teams;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Directory;

/// <summary>The directory's lists of channels and teams. Featured rooms come first.</summary>
internal sealed class RoomDirectory(IStore store, RoomQueries rooms, TeamStore teams, PermissionRegistry permissions)
{
    /// <summary>Public channels the caller could open, each with the team it belongs to.</summary>
    public async Task<(List<WireObject>, int)> ChannelsAsync(Caller caller, string text, Page page, CancellationToken ct)
    {
        if (!permissions.Has(caller, RoomPermissions.ViewCRoom)) return ([], 0);
        var (rows, total) = await FindAsync((db, found) => found.Where(r => r.Type == "c").Where(RoomReach.ReachableBy(db, caller.UserId, seesPublic: true)), text, page, ct);
        var views = await rooms.ViewAllAsync(rows, ct);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].TeamId is { } teamId && await teams.FindAsync(teamId, ct) is { } team) views[i]["belongsTo"] = team.Name;
        }
        return (views, total);
    }

    /// <summary>Main rooms of public teams and of the caller's own, each with the number of rooms in the team.</summary>
    public async Task<(List<WireObject>, int)> TeamsAsync(Caller caller, string text, Page page, CancellationToken ct)
    {
        var seesPublic = permissions.Has(caller, RoomPermissions.ViewCRoom);
        var (rows, total) = await FindAsync((db, found) => found.Where(r => r.IsTeamMain).Where(RoomReach.ReachableBy(db, caller.UserId, seesPublic)), text, page, ct);
        var teamIds = rows.Select(r => r.TeamId).OfType<string>().ToList();
        var counts = await store.ReadAsync(db => db.Set<RoomRow>().Where(r => r.TeamId != null && teamIds.Contains(r.TeamId) && !r.IsTeamMain).GroupBy(r => r.TeamId!).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct), ct);
        var views = await rooms.ViewAllAsync(rows, ct);
        for (var i = 0; i < rows.Count; i++) views[i]["roomsCount"] = counts.GetValueOrDefault(rows[i].TeamId ?? "");
        return (views, total);
    }

    private Task<(List<RoomRow> Rows, int Total)> FindAsync(Func<ParleyDb, IQueryable<RoomRow>, IQueryable<RoomRow>> choose, string text, Page page, CancellationToken ct)
    {
        var lower = text.ToLowerInvariant();
        return store.ReadAsync(async db =>
        {
            var query = choose(db, db.Set<RoomRow>().AsNoTracking().Where(r => !r.IsArchived
                && (lower == "" || r.NameLower!.Contains(lower) || r.DisplayName!.ToLower().Contains(lower) || (r.Topic != null && r.Topic.ToLower().Contains(lower)))));
            return (await Sorted(query, page).ThenBy(r => r.Id).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
    }

    private static IOrderedQueryable<RoomRow> Sorted(IQueryable<RoomRow> query, Page page)
    {
        var featured = query.OrderByDescending(r => r.IsFeatured);
        return page.Sort is not [var (field, descending), ..] ? featured.ThenBy(r => r.NameLower) : (field, descending) switch
        {
            ("usersCount", true) => featured.ThenByDescending(r => r.MemberCount),
            ("usersCount", false) => featured.ThenBy(r => r.MemberCount),
            ("createdAt" or "ts", true) => featured.ThenByDescending(r => r.CreatedAt),
            ("createdAt" or "ts", false) => featured.ThenBy(r => r.CreatedAt),
            ("lastMessage", true) => featured.ThenByDescending(r => r.LastMessageAt),
            ("lastMessage", false) => featured.ThenBy(r => r.LastMessageAt),
            (_, true) => featured.ThenByDescending(r => r.NameLower),
            _ => featured.ThenBy(r => r.NameLower),
        };
    }
}

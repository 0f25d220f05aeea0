using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Teams;

/// <summary>Lists teams, their members and their rooms.</summary>
internal sealed class TeamQueries(IStore store, TeamStore teams, RoomStore rooms, RoomQueries roomQueries, RoomAccess access, IUserDirectory users, PermissionRegistry permissions)
{
    private const int MostSuggested = 10;

    /// <summary>More than the workspace lets anybody invite at once.</summary>
    private const int MostInvited = 10_000;

    public static WireObject View(TeamRow team) => new()
    {
        { "_id", team.Id }, { "name", team.Name }, { "type", team.Type }, { "roomId", team.RoomId }, { "createdAt", team.CreatedAt }, { "_updatedAt", team.UpdatedAt },
        { "createdBy", new WireObject { { "_id", team.CreatorId }, { "username", team.CreatorUsername } } },
    };

    /// <exception cref="WireError"><c>team-does-not-exist</c>.</exception>
    public async Task<TeamRow> GetAsync(string? id, string? name, CancellationToken ct) => await FindAsync(id, name, ct) ?? throw TeamErrors.NotFound();

    public async Task<TeamRow?> FindAsync(string? id, string? name, CancellationToken ct) =>
        !string.IsNullOrEmpty(id) ? await teams.FindAsync(id, ct) : string.IsNullOrEmpty(name) ? null : await teams.FindByNameAsync(name, ct);

    /// <param name="userId">Only the teams of this person; null lists all.</param>
    public async Task<(List<WireObject> Teams, int Total)> ListAsync(string? userId, Page page, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<TeamRow>().AsNoTracking();
            if (userId is not null) query = query.Where(t => db.Set<SubscriptionRow>().Any(s => s.RoomId == t.RoomId && s.UserId == userId));
            if (NameIn(page.Query) is { } name) query = query.Where(t => t.NameLower.Contains(name));
            var sorted = page.Sort is [("createdAt", var down), ..]
                ? down ? query.OrderByDescending(t => t.CreatedAt) : query.OrderBy(t => t.CreatedAt)
                : page.Sort is [(_, true), ..] ? query.OrderByDescending(t => t.NameLower) : query.OrderBy(t => t.NameLower);
            return (await sorted.Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await WithCountsAsync(rows, ct), total);
    }

    /// <exception cref="WireError"><c>Team not found</c> as text, <c>unauthorized</c>.</exception>
    public async Task<TeamRow> InfoAsync(Caller caller, string? id, string? name, CancellationToken ct)
    {
        var team = await FindAsync(id, name, ct) ?? throw WireError.Plain("Team not found", "team-does-not-exist");
        var main = await rooms.FindAsync(team.RoomId, ct) ?? throw WireError.Plain("Room not found", "error-room-not-found");
        return await access.CanReadAsync(caller, main, ct) || permissions.Has(caller, TeamPermissions.ViewAll) ? team : throw TeamErrors.Unauthorized();
    }

    /// <summary>Members in the order they came. Strangers get an empty list.</summary>
    public async Task<(List<WireObject> Members, int Total)> MembersAsync(Caller caller, TeamRow team, string? username, string? name, IReadOnlyList<string> statuses, Page page, CancellationToken ct)
    {
        var isMember = await rooms.FindMemberAsync(team.RoomId, caller.UserId, ct) is not null;
        if (!isMember && !await permissions.HasAsync(caller, TeamPermissions.ViewAll, team.RoomId, ct)) return ([], 0);
        var isFiltered = !string.IsNullOrEmpty(username) || !string.IsNullOrEmpty(name) || statuses.Count > 0;
        var matching = isFiltered ? await MatchingAsync(team, username, name, statuses, ct) : null;
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == team.RoomId && (matching == null || matching.Contains(s.UserId)));
            return (await query.OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        var people = (await users.FindManyAsync([.. rows.SelectMany(r => new[] { r.UserId, r.AddedById ?? r.UserId }).Distinct()], ct)).ToDictionary(u => u.Id);
        return ([.. rows.Where(r => people.ContainsKey(r.UserId)).Select(r => MemberView(r, people))], total);
    }

    /// <exception cref="WireError"><c>user-not-on-private-team</c>.</exception>
    public async Task<(List<WireObject> Rooms, int Total)> RoomsAsync(Caller caller, TeamRow team, string? filter, bool isAutoJoinOnly, Page page, CancellationToken ct)
    {
        await CheckMayLookAsync(caller, team, ct);
        var seesAll = await permissions.HasAsync(caller, TeamPermissions.ViewAllChannels, team.RoomId, ct);
        var lower = filter?.ToLowerInvariant() ?? "";
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<RoomRow>().AsNoTracking().Where(r => r.TeamId == team.Id && !r.IsTeamMain && (lower == "" || r.NameLower!.Contains(lower) || r.DisplayName!.ToLower().Contains(lower)));
            if (isAutoJoinOnly) query = query.Where(r => r.IsTeamDefault);
            if (!seesAll) query = query.Where(r => r.Type == "c" || db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == caller.UserId));
            return (await query.OrderBy(r => r.NameLower).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await roomQueries.ViewAllAsync(rows, ct), total);
    }

    /// <summary>Rooms of the team that a person is in, each with whether it would be left without owner.</summary>
    /// <param name="onlyDeletable">Only those the person may delete.</param>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>user-not-on-private-team</c>.</exception>
    public async Task<(List<WireObject> Rooms, int Total)> RoomsOfUserAsync(Caller caller, TeamRow team, string userId, bool onlyDeletable, Page page, CancellationToken ct)
    {
        if (caller.UserId != userId && !await permissions.HasAsync(caller, TeamPermissions.ViewAllChannels, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        await CheckMayLookAsync(caller, team, ct);
        var found = await store.ReadAsync(db => (from s in db.Set<SubscriptionRow>().AsNoTracking()
                                                 join r in db.Set<RoomRow>().AsNoTracking() on s.RoomId equals r.Id
                                                 where r.TeamId == team.Id && !r.IsTeamMain && s.UserId == userId
                                                 orderby r.NameLower
                                                 select new
                                                 {
                                                     Room = r,
                                                     s.Roles,
                                                     HasOtherOwner = db.Set<SubscriptionRow>().Any(o => o.RoomId == r.Id && o.UserId != userId && o.Roles.Contains("|owner|")),
                                                 }).ToListAsync(ct), ct);
        if (onlyDeletable)
        {
            var workspaceRoles = (await users.FindAsync(userId, ct))?.Roles ?? [];
            found = [.. found.Where(f => permissions.HasAny([.. workspaceRoles, .. RoomRow.SplitBars(f.Roles)], f.Room.Type == "c" ? RoomPermissions.DeleteC : RoomPermissions.DeleteP))];
        }
        var shown = found.Skip(page.Offset).Take(page.Count).ToList();
        var views = await roomQueries.ViewAllAsync([.. shown.Select(f => f.Room)], ct);
        for (var i = 0; i < shown.Count; i++) views[i]["isLastOwner"] = shown[i].Roles.Contains("|owner|", StringComparison.Ordinal) && !shown[i].HasOtherOwner;
        return (views, found.Count);
    }

    /// <summary>Main rooms whose name begins so: public ones and the caller's own.</summary>
    public async Task<List<WireObject>> SuggestAsync(Caller caller, string name, CancellationToken ct)
    {
        var lower = name.Trim().ToLowerInvariant();
        var rows = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.IsTeamMain && (r.NameLower!.StartsWith(lower) || r.DisplayName!.ToLower().StartsWith(lower))
            && (r.Type == "c" || db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == caller.UserId))).OrderBy(r => r.NameLower).Take(MostSuggested).ToListAsync(ct), ct);
        return rows.ConvertAll(r => new WireObject { { "_id", r.Id }, { "name", r.Name }, { "fname", r.DisplayName }, { "teamId", r.TeamId }, { "t", r.Type }, { "avatarETag", r.AvatarETag } });
    }

    /// <summary>The teams of a person, as far as the caller may know of them.</summary>
    public async Task<List<WireObject>> OfUserAsync(Caller caller, string userId, CancellationToken ct)
    {
        var seesAll = permissions.Has(caller, TeamPermissions.ViewAll);
        var found = await store.ReadAsync(db => (from t in db.Set<TeamRow>().AsNoTracking()
                                                 join s in db.Set<SubscriptionRow>().AsNoTracking() on t.RoomId equals s.RoomId
                                                 where s.UserId == userId && (seesAll || t.Type == TeamRow.Public || db.Set<SubscriptionRow>().Any(o => o.RoomId == t.RoomId && o.UserId == caller.UserId))
                                                 orderby t.NameLower
                                                 select new { Team = t, s.Roles }).ToListAsync(ct), ct);
        return found.ConvertAll(f =>
        {
            var view = View(f.Team);
            view["isOwner"] = f.Roles.Contains("|owner|", StringComparison.Ordinal);
            return view;
        });
    }

    /// <summary>Usernames of everybody in these teams, as far as the caller may see them.</summary>
    public async Task<IReadOnlyList<string>> UsernamesOfAsync(Caller caller, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        if (names.Count == 0) return [];
        var ids = new HashSet<string>();
        foreach (var team in await teams.FindByNamesAsync(names, ct))
        {
            if (await rooms.FindMemberAsync(team.RoomId, caller.UserId, ct) is null && !permissions.Has(caller, TeamPermissions.ViewAll)) continue;
            ids.UnionWith(await roomQueries.MemberIdsAsync(team.RoomId, MostInvited, ct));
        }
        return [.. (await users.FindManyAsync([.. ids], ct)).Where(u => u.IsActive).Select(u => u.Username)];
    }

    private async Task CheckMayLookAsync(Caller caller, TeamRow team, CancellationToken ct)
    {
        if (team.Type == TeamRow.Public || await rooms.FindMemberAsync(team.RoomId, caller.UserId, ct) is not null) return;
        if (!await permissions.HasAsync(caller, TeamPermissions.ViewAll, team.RoomId, ct)) throw TeamErrors.NotOnPrivateTeam();
    }

    private async Task<List<string>> MatchingAsync(TeamRow team, string? username, string? name, IReadOnlyList<string> statuses, CancellationToken ct)
    {
        var ids = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == team.RoomId).Select(s => s.UserId).ToListAsync(ct), ct);
        return [.. (await users.FindManyAsync(ids, ct)).Where(u => u.IsActive
            && (string.IsNullOrEmpty(username) || u.Username.Contains(username, StringComparison.OrdinalIgnoreCase))
            && (string.IsNullOrEmpty(name) || (u.Name?.Contains(name, StringComparison.OrdinalIgnoreCase) ?? false))
            && (statuses.Count == 0 || statuses.Contains(u.Status))).Select(u => u.Id)];
    }

    private static WireObject MemberView(SubscriptionRow row, Dictionary<string, UserBrief> people)
    {
        var user = people[row.UserId];
        var by = people.GetValueOrDefault(row.AddedById ?? row.UserId);
        return new()
        {
            { "user", new WireObject { { "_id", user.Id }, { "username", user.Username }, { "name", user.Name }, { "status", user.Status } } }, { "roles", RoomRow.SplitBars(row.Roles) },
            { "createdBy", new WireObject { { "_id", by?.Id ?? row.AddedById }, { "username", by?.Username ?? "" } } }, { "createdAt", row.CreatedAt },
        };
    }

    private async Task<List<WireObject>> WithCountsAsync(List<TeamRow> rows, CancellationToken ct)
    {
        var (teamIds, roomIds) = (rows.ConvertAll(t => t.Id), rows.ConvertAll(t => t.RoomId));
        var (roomCounts, memberCounts) = await store.ReadAsync(async db => (
            await db.Set<RoomRow>().Where(r => r.TeamId != null && teamIds.Contains(r.TeamId) && !r.IsTeamMain).GroupBy(r => r.TeamId!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct),
            await db.Set<RoomRow>().Where(r => roomIds.Contains(r.Id)).Select(r => new { r.Id, r.MemberCount }).ToDictionaryAsync(r => r.Id, r => r.MemberCount, ct)), ct);
        return rows.ConvertAll(t =>
        {
            var view = View(t);
            view.Add("rooms", roomCounts.GetValueOrDefault(t.Id));
            view.Add("numberOfUsers", memberCounts.GetValueOrDefault(t.RoomId));
            return view;
        });
    }

    private static string? NameIn(JsonElement query) => (query.Text("name") ?? query.Get("name")?.Text("$regex"))?.TrimStart('^').ToLowerInvariant();
}

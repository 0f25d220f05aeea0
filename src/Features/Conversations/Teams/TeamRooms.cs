using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;

namespace Parley.Conversations.Teams;

/// <summary>Puts rooms into a team, takes them out, and decides which of them the team enters by itself.</summary>
internal sealed class TeamRooms(
    IStore store, RoomStore rooms, RoomAccess access, TeamStore teams, JoinRoom join, IUserDirectory users, PermissionRegistry permissions, SendMessage notes)
{
    private const int MostRooms = 100;
    private const int MemberPage = 100;

    /// <exception cref="WireError"><c>error-no-permission-team-channel</c>, <c>invalid-room</c>, <c>room-already-on-team</c>, <c>error-no-owner-channel</c>, <c>error-max-rooms-reached</c>.</exception>
    public async Task<IReadOnlyList<RoomRow>> AddAsync(Caller caller, TeamRow team, IReadOnlyList<string> roomIds, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.AddChannel, team.RoomId, ct)) throw TeamErrors.Unauthorized("error-no-permission-team-channel");
        var added = new List<RoomRow>();
        foreach (var id in roomIds.Distinct().Take(MostRooms + 1)) added.Add(await CheckMayAddAsync(caller, id, ct));
        var (main, author) = await ContextAsync(caller, team, ct);
        await store.WriteAsync(async unit =>
        {
            var ids = added.ConvertAll(r => r.Id);
            if (await unit.Db.Set<RoomRow>().CountAsync(r => r.TeamId == team.Id && !r.IsTeamMain, ct) + ids.Count > MostRooms)
                throw new WireError("error-max-rooms-reached", $"A team holds at most {MostRooms} rooms");
            var changed = await unit.Db.Set<RoomRow>().Where(r => ids.Contains(r.Id) && r.TeamId == null)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.TeamId, team.Id).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            if (changed != ids.Count) throw TeamErrors.RoomAlreadyOnTeam();
            foreach (var room in added)
            {
                if (room.Type == "c") await notes.WriteNoteAsync(unit, main, "user-added-room-to-team", room.Name ?? "", author, null, ct);
                unit.Publish(new RoomEdited(room.Id, ChangesAccess: true, ChangesSubscriptions: true), room.Id);
            }
            return true;
        }, ct);
        return await FreshAsync(added.ConvertAll(r => r.Id), ct);
    }

    /// <summary>The room goes back to the workspace with its kind and its members.</summary>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>invalid-room</c>, <c>room-not-on-that-team</c>.</exception>
    public async Task<RoomRow> RemoveAsync(Caller caller, TeamRow team, string roomId, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.RemoveChannel, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var room = await FindVisibleAsync(caller, team, roomId, ct);
        if (room.TeamId != team.Id || room.IsTeamMain) throw TeamErrors.RoomNotOnThatTeam();
        var (main, author) = await ContextAsync(caller, team, ct);
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.TeamId, (string?)null).SetProperty(r => r.IsTeamDefault, false).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            if (room.Type == "c") await notes.WriteNoteAsync(unit, main, "user-removed-room-from-team", room.Name ?? "", author, null, ct);
            unit.Publish(new RoomEdited(room.Id, ChangesAccess: true, ChangesSubscriptions: true), room.Id);
            return true;
        }, ct);
        return (await FreshAsync([room.Id], ct))[0];
    }

    /// <summary>Switched on, the present members enter at once, page by page, and later ones when they come; switched off, nobody leaves.</summary>
    /// <exception cref="WireError"><c>invalid-room</c>, <c>room-not-on-team</c>, <c>unauthorized</c>.</exception>
    public async Task<RoomRow> SetDefaultAsync(Caller caller, string roomId, bool isDefault, CancellationToken ct)
    {
        var named = await rooms.FindAsync(roomId, ct) ?? throw TeamErrors.InvalidRoom();
        if (named.TeamId is null || named.IsTeamMain || await teams.FindAsync(named.TeamId, ct) is not { } team) throw TeamErrors.RoomNotOnTeam();
        if (!await permissions.HasAsync(caller, TeamPermissions.EditChannel, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var room = await FindVisibleAsync(caller, team, roomId, ct);
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<RoomRow>().Where(r => r.Id == roomId && r.TeamId == team.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.IsTeamDefault, isDefault).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            unit.Publish(new RoomEdited(roomId, ChangesAccess: false), roomId);
            return true;
        }, ct);
        rooms.ForgetRoom(roomId);
        if (isDefault) await BringMembersAsync(caller, team, room, ct);
        return (await FreshAsync([roomId], ct))[0];
    }

    private async Task BringMembersAsync(Caller caller, TeamRow team, RoomRow room, CancellationToken ct)
    {
        var by = await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser();
        var after = "";
        while (true)
        {
            var page = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == team.RoomId && string.Compare(s.UserId, after) > 0)
                .OrderBy(s => s.UserId).Select(s => s.UserId).Take(MemberPage).ToListAsync(ct), ct);
            if (page.Count == 0) return;
            var people = await users.FindManyAsync(page, ct);
            await join.AddAsync(room, [.. people.Where(p => p.IsActive)], by, ct);
            after = page[^1];
        }
    }

    private async Task<RoomRow> CheckMayAddAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        if (room is null || room.IsDirect || room.ParentId is not null || !await access.CanReadAsync(caller, room, ct)) throw TeamErrors.InvalidRoom();
        if (room.TeamId is not null) throw TeamErrors.RoomAlreadyOnTeam();
        if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not { } member || !member.Roles.Contains("owner")) throw TeamErrors.NotOwnerOfRoom();
        return room;
    }

    /// <summary>Rooms that the caller may not read look as if they were not there, unless they may see all rooms of the team.</summary>
    private async Task<RoomRow> FindVisibleAsync(Caller caller, TeamRow team, string roomId, CancellationToken ct)
    {
        if (await rooms.FindAsync(roomId, ct) is not { } room) throw TeamErrors.InvalidRoom();
        var seesAll = room.TeamId == team.Id && await permissions.HasAsync(caller, TeamPermissions.ViewAllChannels, team.RoomId, ct);
        return seesAll || await access.CanReadAsync(caller, room, ct) ? room : throw TeamErrors.InvalidRoom();
    }

    private async Task<(RoomRow Main, UserBrief Author)> ContextAsync(Caller caller, TeamRow team, CancellationToken ct) =>
        (await rooms.FindAsync(team.RoomId, ct) ?? throw TeamErrors.InvalidRoom(), await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser());

    private async Task<IReadOnlyList<RoomRow>> FreshAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        foreach (var id in ids) rooms.ForgetRoom(id);
        var rows = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(ct), ct);
        return [.. ids.Select(id => rows.First(r => r.Id == id))];
    }
}

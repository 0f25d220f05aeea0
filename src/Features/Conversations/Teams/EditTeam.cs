using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Teams;

/// <summary>Renames a team, opens or closes it, turns it back into a channel, and deletes it.</summary>
internal sealed class EditTeam(IStore store, RoomStore rooms, TeamStore teams, EditRoom edit, EraseRoom erase, IUserDirectory users, PermissionRegistry permissions, SendMessage notes)
{
    /// <param name="followsRoom">Whether the main room takes the change over; usual.</param>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>team-name-already-exists</c>, and those of <see cref="RoomNames"/>.</exception>
    public async Task UpdateAsync(Caller caller, TeamRow team, string? name, int? type, bool followsRoom, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.Edit, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        if (followsRoom && await rooms.FindAsync(team.RoomId, ct) is { } main)
        {
            var changes = new WireObject { { "roomName", name }, { "roomType", type is { } wanted ? TeamRow.RoomTypeOf(wanted) : null } };
            using var document = JsonDocument.Parse(WireJson.ToUtf8(changes, WireDialect.Rest));
            await edit.ApplyAsync(caller, main, document.RootElement.Clone(), null, ct);
        }
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<TeamRow>().FirstOrDefaultAsync(t => t.Id == team.Id, ct) ?? throw TeamErrors.NotFound();
            await FollowAsync(unit, row, name, type, ct);
            return true;
        }, ct);
        teams.Forget(team.Id);
    }

    /// <summary>A team has its main room's name and privacy: a change of one is a change of both.</summary>
    public static async Task FollowRoomAsync(WriteUnit unit, RoomRow main, CancellationToken ct)
    {
        if (main.IsTeamMain && await unit.Db.Set<TeamRow>().FirstOrDefaultAsync(t => t.Id == main.TeamId, ct) is { } team)
            await FollowAsync(unit, team, main.Name, TeamRow.TypeOf(main.Type), ct);
    }

    private static async Task FollowAsync(WriteUnit unit, TeamRow team, string? name, int? type, CancellationToken ct)
    {
        var opensOrCloses = type is { } wanted && wanted != team.Type;
        var isRenamed = name is not null && name != team.Name;
        if (!opensOrCloses && !isRenamed) return;
        if (isRenamed)
        {
            var lower = name!.ToLowerInvariant();
            if (await unit.Db.Set<TeamRow>().AnyAsync(t => t.NameLower == lower && t.Id != team.Id, ct)) throw TeamErrors.NameTaken();
            (team.Name, team.NameLower) = (name, lower);
        }
        team.Type = type ?? team.Type;
        team.UpdatedAt = unit.Now;
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new TeamEdited(team.Id, opensOrCloses), team.RoomId);
    }

    /// <summary>The chosen rooms go with the team; the others return to the workspace.</summary>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>error-not-allowed</c> for a room the caller may not delete.</exception>
    public async Task DeleteAsync(Caller caller, TeamRow team, IReadOnlyList<string> roomsToRemove, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.Delete, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var doomed = await DoomedAsync(caller, team, [.. roomsToRemove, team.RoomId], ct);
        await DissolveAsync(team, isMainKept: false, null, ct);
        foreach (var room in doomed) await erase.ExecuteAsync(room.Id, ct);
    }

    /// <summary>The main room stays as a channel with its members; the chosen rooms are deleted, the others return to the workspace.</summary>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>error-not-allowed</c> for a room the caller may not delete.</exception>
    public async Task ConvertToChannelAsync(Caller caller, TeamRow team, IReadOnlyList<string> roomsToRemove, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.Convert, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var doomed = await DoomedAsync(caller, team, [.. roomsToRemove.Where(id => id != team.RoomId)], ct);
        var author = await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser();
        await DissolveAsync(team, isMainKept: true, author, ct);
        foreach (var room in doomed) await erase.ExecuteAsync(room.Id, ct);
    }

    /// <summary>Of the given rooms those of the team; each needs the right to delete it before anything happens.</summary>
    private async Task<List<RoomRow>> DoomedAsync(Caller caller, TeamRow team, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var rows = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.TeamId == team.Id && ids.Contains(r.Id)).ToListAsync(ct), ct);
        foreach (var row in rows)
        {
            var permission = row.Type == "c" ? RoomPermissions.DeleteC : RoomPermissions.DeleteP;
            if (!await permissions.HasAsync(caller, permission, row.Id, ct)) throw WireError.NotAllowed("eraseRoom");
        }
        return rows;
    }

    private async Task DissolveAsync(TeamRow team, bool isMainKept, UserBrief? author, CancellationToken ct)
    {
        var freed = await store.WriteAsync(async unit =>
        {
            if (isMainKept && author is not null && await rooms.FindAsync(team.RoomId, ct) is { } main) await notes.WriteNoteAsync(unit, main, "user-converted-to-channel", main.Name ?? "", author, null, ct);
            return await DissolveAsync(unit, team.Id, ct);
        }, ct);
        foreach (var id in freed) rooms.ForgetRoom(id);
        teams.Forget(team.Id);
    }

    /// <summary>The team ends and its rooms belong to nobody's team.</summary>
    /// <returns>The rooms that were in it, the main room too.</returns>
    public static async Task<List<string>> DissolveAsync(WriteUnit unit, string teamId, CancellationToken ct)
    {
        var ids = await unit.Db.Set<RoomRow>().Where(r => r.TeamId == teamId).Select(r => r.Id).ToListAsync(ct);
        await unit.Db.Set<RoomRow>().Where(r => r.TeamId == teamId).ExecuteUpdateAsync(s => s.SetProperty(r => r.TeamId, (string?)null)
            .SetProperty(r => r.IsTeamMain, false).SetProperty(r => r.IsTeamDefault, false).SetProperty(r => r.UpdatedAt, unit.Now), ct);
        await unit.Db.Set<TeamRow>().Where(t => t.Id == teamId).ExecuteDeleteAsync(ct);
        foreach (var id in ids) unit.Publish(new RoomEdited(id, ChangesAccess: true, ChangesSubscriptions: true), id);
        unit.Publish(new TeamEdited(teamId, ChangesAccess: false), teamId);
        return ids;
    }
}

/// <param name="ChangesAccess">The team was opened or closed: its public rooms have other readers now.</param>
internal sealed record TeamEdited(string TeamId, bool ChangesAccess) : IDomainEvent;

/// <summary>Tells caches and sockets about teams.</summary>
internal sealed class TeamEvents(IStore store, TeamStore teams, RoomReviews reviews) : IEventHandler<TeamEdited>, IEventHandler<UserRenamed>
{
    public async Task HandleAsync(UserRenamed happened, CancellationToken ct)
    {
        var made = await store.ReadAsync(db => db.Set<TeamRow>().Where(t => t.CreatorId == happened.UserId).Select(t => t.Id).ToListAsync(ct), ct);
        if (made.Count == 0) return;
        await store.WriteAsync(unit => unit.Db.Set<TeamRow>().Where(t => t.CreatorId == happened.UserId)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.CreatorUsername, happened.Username).SetProperty(t => t.UpdatedAt, unit.Now), ct), ct);
        foreach (var id in made) teams.Forget(id);
    }

    public async Task HandleAsync(TeamEdited happened, CancellationToken ct)
    {
        teams.Forget(happened.TeamId);
        if (!happened.ChangesAccess) return;
        var ids = await store.ReadAsync(db => db.Set<RoomRow>().Where(r => r.TeamId == happened.TeamId && r.Type == "c").Select(r => r.Id).ToListAsync(ct), ct);
        await reviews.ReviewAsync(ids, ct);
    }
}

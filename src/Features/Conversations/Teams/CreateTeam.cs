using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Teams;

/// <summary>Makes teams: with a main room of their own, or out of a room that exists.</summary>
internal sealed class CreateTeam(IStore store, CreateRoom create, RoomStore rooms, TeamStore teams, IUserDirectory users, PermissionRegistry permissions, SendMessage notes)
{
    /// <param name="Members">Ids or usernames; unknown ones are passed over, as clients expect.</param>
    /// <param name="Room"><c>readOnly</c>, <c>extraData</c> and the like of the main room.</param>
    /// <param name="OwnerId">Owns the team instead of the caller, who then is no member.</param>
    public sealed record Request(string Name, int Type, IReadOnlyList<string> Members, JsonElement Room, string? OwnerId);

    /// <exception cref="WireError"><c>unauthorized</c>, <c>team-name-already-exists</c>, <c>room-name-already-exists</c>, <c>invalid-user</c>, and those of <see cref="CreateRoom"/>.</exception>
    public async Task<TeamRow> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (!permissions.Has(caller, TeamPermissions.Create)) throw TeamErrors.Unauthorized();
        await EnsureFreeAsync(request.Name, ct);
        if (await rooms.FindByNameAsync(request.Name, ct) is not null) throw TeamErrors.RoomNameTaken();
        var owner = request.OwnerId is null ? null : await users.FindAsync(request.OwnerId, ct) is { IsActive: true } found ? found : throw TeamErrors.InvalidUser();
        TeamRow? team = null;
        await create.ExecuteAsync(caller, new(TeamRow.RoomTypeOf(request.Type), request.Name, await UsernamesAsync(request.Members, ct), request.Room.Flag("readOnly") ?? false, ExtraOf(request.Room), default)
        {
            Owner = owner,
            Within = async (unit, room) => team = await AddAsync(unit, room, request.Type, caller, ct),
        }, ct);
        return team!;
    }

    /// <summary>A room becomes the main room of a new team of the same name; its members become the team's.</summary>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>error-invalid-room</c>, <c>room-already-on-team</c>, <c>team-name-already-exists</c>.</exception>
    public async Task<TeamRow> ConvertAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (!permissions.Has(caller, TeamPermissions.Create) || !await permissions.HasAsync(caller, RoomPermissions.EditRoom, room.Id, ct)) throw TeamErrors.Unauthorized();
        if (room.IsDirect || room.ParentId is not null) throw WireError.InvalidRoom("convertToTeam");
        if (room.TeamId is not null) throw TeamErrors.RoomAlreadyOnTeam();
        await EnsureFreeAsync(room.Name!, ct);
        var author = await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser();
        var team = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.Id == room.Id, ct) ?? throw WireError.RoomNotFound();
            if (row.TeamId is not null) throw TeamErrors.RoomAlreadyOnTeam();
            var made = await AddAsync(unit, row, TeamRow.TypeOf(row.Type), caller, ct);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            await notes.WriteNoteAsync(unit, room, "user-converted-to-team", made.Name, author, null, ct);
            unit.Publish(new RoomEdited(room.Id, ChangesAccess: false, ChangesSubscriptions: true), room.Id);
            return made;
        }, ct);
        rooms.ForgetRoom(room.Id);
        return team;
    }

    private async Task EnsureFreeAsync(string name, CancellationToken ct)
    {
        if (name is "all" or "here" || await users.FindByUsernameAsync(name, ct) is not null || await teams.FindByNameAsync(name, ct) is not null) throw TeamErrors.NameTaken();
    }

    private static async Task<TeamRow> AddAsync(WriteUnit unit, RoomRow room, int type, Caller caller, CancellationToken ct)
    {
        if (await unit.Db.Set<TeamRow>().AnyAsync(t => t.NameLower == room.NameLower, ct)) throw TeamErrors.NameTaken();
        var team = new TeamRow
        {
            Id = Id.New(),
            Name = room.Name!,
            NameLower = room.NameLower!,
            Type = type,
            RoomId = room.Id,
            CreatorId = caller.UserId,
            CreatorUsername = caller.Username,
            CreatedAt = unit.Now,
            UpdatedAt = unit.Now,
        };
        unit.Db.Add(team);
        (room.TeamId, room.IsTeamMain) = (team.Id, true);
        return team;
    }

    private async Task<IReadOnlyList<string>> UsernamesAsync(IReadOnlyList<string> members, CancellationToken ct)
    {
        var byId = await users.FindManyAsync(members, ct);
        var byName = await users.FindByUsernamesAsync(members, ct);
        return [.. byId.Concat(byName).Where(u => u.IsActive).Select(u => u.Username).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>A main room is in no other team, and its texts may stand beside or in the extra data.</summary>
    private static JsonElement ExtraOf(JsonElement room)
    {
        var extra = room.Get("extraData") ?? default;
        var shape = new WireObject
        {
            { "topic", extra.Text("topic") ?? room.Text("topic") }, { "broadcast", extra.Flag("broadcast") ?? room.Flag("broadcast") }, { "encrypted", extra.Flag("encrypted") ?? room.Flag("encrypted") },
        };
        using var document = JsonDocument.Parse(WireJson.ToUtf8(shape, WireDialect.Rest));
        return document.RootElement.Clone();
    }
}

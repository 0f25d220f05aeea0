using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.SlashCommands;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>People enter rooms: by themselves, invited, mentioned, or all at once.</summary>
internal sealed class JoinRoom(IStore store, RoomStore rooms, RoomAccess access, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings, PrivateNotes privately, IServiceProvider services)
{
    private const int Chunk = 100;

    /// <summary>Whoever adds everybody need not hear of all who were there.</summary>
    private const int MostTold = 20;

    // The note writer posts messages, and posting may join a room: the circle is cut here.
    private SendMessage Notes => services.GetRequiredService<SendMessage>();

    /// <summary>Enters a public channel, or a discussion of a room that is open to the caller.</summary>
    /// <returns>False when the caller was a member already.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-code-invalid</c>, <c>error-room-archived</c>.</exception>
    public async Task<bool> ExecuteAsync(Caller caller, RoomRow room, string? joinCode, CancellationToken ct)
    {
        if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null) return false;
        if (!await access.CanEnterAsync(caller, room, ct)) throw WireError.NotAllowed("joinRoom");
        if (room.IsArchived) throw new WireError("error-room-archived", "The room is archived");
        if (room is { Type: "c", JoinCode: { } code } && code != joinCode && !permissions.Has(caller, RoomPermissions.JoinWithoutJoinCode))
            throw new WireError("error-code-invalid", "Invalid Room Password", details: new WireObject { { "method", "joinRoom" } });
        var user = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("joinRoom");
        await AddAsync(room, [user], null, ct);
        return true;
    }

    /// <summary>A member brings others in.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-cant-invite-for-direct-room</c>.</exception>
    public async Task InviteAsync(Caller caller, RoomRow room, IReadOnlyList<UserBrief> invited, CancellationToken ct)
    {
        if (room.IsDirect) throw new WireError("error-cant-invite-for-direct-room", "Can't invite user to direct rooms", details: new WireObject { { "method", "addUsersToRoom" } });
        var isMember = await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null;
        var anyRoom = room.Type == "c" ? RoomPermissions.AddUserToAnyCRoom : RoomPermissions.AddUserToAnyPRoom;
        var may = (isMember && await permissions.HasAsync(caller, RoomPermissions.AddUserToJoinedRoom, room.Id, ct)) || permissions.Has(caller, anyRoom);
        if (!may) throw WireError.NotAllowed("addUsersToRoom");
        if (invited.Count > settings.Get(RoomSettings.UserLimit)) throw new WireError("error-user-limit-exceeded", "User Limit Exceeded", details: new WireObject { { "method", "addAllToRoom" } });
        var by = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("addUsersToRoom");
        var ids = invited.Select(u => u.Id).ToList();
        var inside = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == room.Id && ids.Contains(s.UserId)).Select(s => s.UserId).ToHashSetAsync(ct), ct);
        var present = invited.Where(u => inside.Contains(u.Id)).ToList();
        await AddAsync(room, [.. invited.Where(u => u.IsActive && !inside.Contains(u.Id))], by, ct);
        if (present.Count is > 0 and <= MostTold) privately.Tell(caller.UserId, room.Id, string.Join(", ", present.Select(u => "@" + u.Username)) + (present.Count == 1 ? " is already here." : " are already here."));
    }

    /// <summary>Everybody of the workspace, up to the workspace's limit.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-user-limit-exceeded</c>.</exception>
    public async Task InviteAllAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, RoomPermissions.AddAllToRoom, room.Id, ct)) throw WireError.NotAllowed("addAllUserToRoom");
        var limit = (int)Math.Clamp(settings.Get(RoomSettings.UserLimit), 0, int.MaxValue - 1);
        var people = await users.SearchAsync("", [], limit + 1, ct);
        if (people.Count > limit) throw new WireError("error-user-limit-exceeded", "User Limit Exceeded", details: new WireObject { { "method", "addAllToRoom" } });
        await InviteAsync(caller, room, people, ct);
    }

    /// <summary>People mentioned in a public channel enter it, as if they had joined by themselves.</summary>
    public async Task MentionedAsync(Caller caller, RoomRow room, IReadOnlyList<string> userIds, CancellationToken ct)
    {
        var outside = new List<UserBrief>();
        foreach (var id in userIds)
        {
            if (await rooms.FindMemberAsync(room.Id, id, ct) is not null) continue;
            if (await users.FindAsync(id, ct) is { IsActive: true, Type: not "app" } user && room.JoinCode is null && await access.CanEnterAsync(CallerOf(user), room, ct)) outside.Add(user);
        }
        if (outside.Count > 0) await AddAsync(room, outside, null, ct);
    }

    /// <summary>A new account enters every default room.</summary>
    public async Task EnterDefaultsAsync(string userId, CancellationToken ct)
    {
        if (await users.FindAsync(userId, ct) is not { } user) return;
        var defaults = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.IsDefault && !r.IsArchived && (r.Type == "c" || r.Type == "p")).ToListAsync(ct), ct);
        foreach (var room in defaults) await AddAsync(room, [user], null, ct);
    }

    /// <summary>Without asking for rights. People who are in already stay as they are.</summary>
    /// <param name="by">Who adds them; null when they come by themselves.</param>
    /// <param name="within">Runs in the unit that adds the first of them, before they are added; not when all are members already.</param>
    public async Task AddAsync(RoomRow room, IReadOnlyList<UserBrief> people, UserBrief? by, CancellationToken ct, Func<WriteUnit, Task>? within = null)
    {
        foreach (var chunk in people.Chunk(Chunk))
        {
            await store.WriteAsync(unit => AddChunkAsync(unit, room, chunk, by, within, ct), ct);
            within = null;
            foreach (var user in chunk) rooms.ForgetMember(room.Id, user.Id);
            if (room is { IsTeamMain: true, TeamId: { } teamId }) await EnterTeamRoomsAsync(teamId, chunk, by, ct);
        }
    }

    private async Task<bool> AddChunkAsync(WriteUnit unit, RoomRow room, UserBrief[] chunk, UserBrief? by, Func<WriteUnit, Task>? within, CancellationToken ct)
    {
        var ids = chunk.Select(u => u.Id).ToList();
        var present = await unit.Db.Set<SubscriptionRow>().Where(s => s.RoomId == room.Id && ids.Contains(s.UserId)).Select(s => s.UserId).ToListAsync(ct);
        var fresh = chunk.Where(u => !present.Contains(u.Id)).ToList();
        if (fresh.Count == 0) return false;
        if (within is not null) await within(unit);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.MemberCount, r => r.MemberCount + fresh.Count).SetProperty(r => r.UpdatedAt, unit.Now), ct);
        var counters = await unit.Db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == room.Id, ct) ?? throw WireError.RoomNotFound();
        foreach (var user in fresh) CreateRoom.AddMember(unit, counters, user.Id, "", isUnread: by is not null, by?.Id);
        await unit.Db.SaveChangesAsync(ct);
        foreach (var user in fresh) await Notes.WriteNoteAsync(unit, room, NoteType(counters, by is not null), user.Username, by ?? user, null, ct);
        unit.Publish(new RoomEdited(room.Id, ChangesAccess: false), room.Id);
        return true;
    }

    private static string NoteType(RoomRow room, bool isAdded) =>
        isAdded ? (room.IsTeamMain ? "added-user-to-team" : "au") : room.IsTeamMain ? "ujt" : room.ParentId is not null ? "ut" : "uj";

    /// <summary>Whoever enters a team enters the rooms that the team enters by itself.</summary>
    private async Task EnterTeamRoomsAsync(string teamId, UserBrief[] people, UserBrief? by, CancellationToken ct)
    {
        var entered = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.TeamId == teamId && r.IsTeamDefault && !r.IsTeamMain && !r.IsArchived).ToListAsync(ct), ct);
        foreach (var room in entered) await AddAsync(room, people, by, ct);
    }

    internal static Caller CallerOf(UserBrief user) => new(user.Id, user.Username, user.Name, user.Roles) { UserType = user.Type };
}

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;

namespace Parley.Conversations.Teams;

/// <summary>Who is in a team and with which roles. A team's members are the members of its main room.</summary>
internal sealed class TeamMembers(IStore store, RoomStore rooms, JoinRoom join, LeaveRoom leave, IUserDirectory users, PermissionRegistry permissions)
{
    private const int MostAtOnce = 500;

    /// <summary>What a role in a team may be, and the right that grants it; <c>member</c> says nothing and is kept because clients show it.</summary>
    private static readonly Dictionary<string, Permission?> _roles = new(StringComparer.Ordinal)
    {
        ["owner"] = RoomPermissions.SetOwner,
        ["moderator"] = RoomPermissions.SetModerator,
        ["leader"] = RoomPermissions.SetLeader,
        ["member"] = null,
    };

    public sealed record Member(string UserId, IReadOnlyList<string>? Roles);

    /// <summary>They enter the rooms that the team enters by itself too.</summary>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>invalid-user</c>, <c>error-invalid-role</c>, <c>error-user-limit-exceeded</c>.</exception>
    public async Task AddAsync(Caller caller, TeamRow team, IReadOnlyList<Member> members, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.AddMember, team.RoomId, ct) && !await permissions.HasAsync(caller, TeamPermissions.EditMember, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        if (members.Count > MostAtOnce) throw new WireError("error-user-limit-exceeded", "Too many members at once");
        foreach (var member in members) await CheckRolesAsync(caller, team, member.Roles ?? [], ct);
        var found = (await users.FindManyAsync([.. members.Select(m => m.UserId).Distinct()], ct)).Where(u => u.IsActive).ToDictionary(u => u.Id);
        if (members.Any(m => !found.ContainsKey(m.UserId))) throw TeamErrors.InvalidUser();
        var by = await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser();
        await join.AddAsync(await MainAsync(team, ct), [.. found.Values], by, ct);
        foreach (var member in members)
        {
            if (member.Roles is { Count: > 0 } roles) await SetRolesAsync(caller, team, found[member.UserId], roles, keepsPresent: true, ct);
        }
    }

    /// <exception cref="WireError"><c>unauthorized</c>, <c>invalid-user</c>, <c>error-invalid-role</c>, <c>member-does-not-exist</c>, <c>last-owner-can-not-be-removed</c>.</exception>
    public async Task UpdateAsync(Caller caller, TeamRow team, Member member, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.EditMember, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var user = await users.FindAsync(member.UserId, ct) ?? throw TeamErrors.InvalidUser();
        await SetRolesAsync(caller, team, user, member.Roles ?? [], keepsPresent: false, ct);
    }

    /// <param name="roomIds">Rooms of the team to remove the person from as well; others are passed over.</param>
    /// <exception cref="WireError"><c>unauthorized</c>, <c>invalid-user</c>, <c>member-does-not-exist</c>, <c>last-owner-can-not-be-removed</c>, <c>error-you-are-last-owner</c>.</exception>
    public async Task RemoveAsync(Caller caller, TeamRow team, string userId, IReadOnlyList<string> roomIds, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, TeamPermissions.EditMember, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        var user = await users.FindAsync(userId, ct) is { IsActive: true } found ? found : throw TeamErrors.InvalidUser();
        await RemoveAsync(team, user, await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser(), roomIds, ct);
    }

    /// <exception cref="WireError"><c>member-does-not-exist</c>, <c>last-owner-can-not-be-removed</c>, <c>error-you-are-last-owner</c>.</exception>
    public async Task LeaveAsync(Caller caller, TeamRow team, IReadOnlyList<string> roomIds, CancellationToken ct)
    {
        var user = await users.FindAsync(caller.UserId, ct) ?? throw TeamErrors.InvalidUser();
        await RemoveAsync(team, user, user, roomIds, ct);
    }

    private async Task RemoveAsync(TeamRow team, UserBrief user, UserBrief author, IReadOnlyList<string> roomIds, CancellationToken ct)
    {
        var main = await MainAsync(team, ct);
        if (await rooms.FindMemberAsync(main.Id, user.Id, ct) is null) throw TeamErrors.MemberNotFound();
        var chosen = await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => r.TeamId == team.Id && !r.IsTeamMain && roomIds.Contains(r.Id)).ToListAsync(ct), ct);
        await CheckNotLastOwnerAsync(user, chosen, ct);
        await leave.RemoveAsync(main, user, author, ct, TeamErrors.LastOwner());
        foreach (var room in chosen) await leave.RemoveAsync(room, user, author, ct);
    }

    /// <summary>Before anything is changed: a room that would lose its last owner cannot be chosen.</summary>
    private async Task CheckNotLastOwnerAsync(UserBrief user, List<RoomRow> chosen, CancellationToken ct)
    {
        var ids = chosen.ConvertAll(r => r.Id);
        var isLast = await store.ReadAsync(db => db.Set<SubscriptionRow>().AnyAsync(s => ids.Contains(s.RoomId) && s.UserId == user.Id && s.Roles.Contains("|owner|")
            && !db.Set<SubscriptionRow>().Any(o => o.RoomId == s.RoomId && o.UserId != user.Id && o.Roles.Contains("|owner|")), ct), ct);
        if (isLast) throw new WireError("error-you-are-last-owner", "You are the last owner. Please set new owner before leaving the room.");
    }

    private async Task SetRolesAsync(Caller caller, TeamRow team, UserBrief user, IReadOnlyList<string> wanted, bool keepsPresent, CancellationToken ct)
    {
        var present = (await rooms.FindMemberAsync(team.RoomId, user.Id, ct) ?? throw TeamErrors.MemberNotFound()).Roles;
        var roles = keepsPresent ? [.. present.Concat(wanted).Distinct()] : wanted.Distinct().ToList();
        // Taking a role needs the same right as giving it.
        await CheckRolesAsync(caller, team, [.. roles.Except(present).Concat(present.Except(roles))], ct);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == team.RoomId && s.UserId == user.Id, ct) ?? throw TeamErrors.MemberNotFound();
            var before = RoomRow.SplitBars(row.Roles);
            if (before.Contains("owner") && !roles.Contains("owner")
                && !await unit.Db.Set<SubscriptionRow>().AnyAsync(s => s.RoomId == team.RoomId && s.UserId != user.Id && s.Roles.Contains("|owner|"), ct)) throw TeamErrors.LastOwner();
            row.Roles = RoomRow.JoinBars(roles);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            foreach (var role in roles.Except(before)) unit.Publish(new RoomRoleChanged(team.RoomId, user.Id, user.Username, role, IsGranted: true), team.RoomId);
            foreach (var role in before.Except(roles)) unit.Publish(new RoomRoleChanged(team.RoomId, user.Id, user.Username, role, IsGranted: false), team.RoomId);
            return true;
        }, ct);
        rooms.ForgetMember(team.RoomId, user.Id);
    }

    /// <summary>Nobody hands out more than they could in the main room.</summary>
    private async Task CheckRolesAsync(Caller caller, TeamRow team, IReadOnlyList<string> roles, CancellationToken ct)
    {
        foreach (var role in roles)
        {
            if (!_roles.TryGetValue(role, out var right)) throw new WireError("error-invalid-role", "Invalid role");
            if (right is not null && !await permissions.HasAsync(caller, right, team.RoomId, ct)) throw TeamErrors.Unauthorized();
        }
    }

    private async Task<RoomRow> MainAsync(TeamRow team, CancellationToken ct) => await rooms.FindAsync(team.RoomId, ct) ?? throw TeamErrors.NotFound();
}

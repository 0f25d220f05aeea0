using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Encryption;
using Parley.Conversations.Messages;
using Parley.Conversations.Teams;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Makes channels, private groups and direct rooms.</summary>
internal sealed class CreateRoom(
    IStore store, RoomStore rooms, TeamStore teams, RoomNames names, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings, IServiceProvider services)
{
    /// <summary>Declared by People; read here by its identifier.</summary>
    private static readonly Permission _viewOutsideRoom = new("view-outside-room");

    private static readonly HotStatement _anyChannel = new("SELECT 1 FROM rooms WHERE type='c' LIMIT 1", "SELECT 1::bigint FROM rooms WHERE type='c' LIMIT 1");

    // The note writer posts messages, and posting may need a room: the circle is cut here.
    private SendMessage Notes => services.GetRequiredService<SendMessage>();

    /// <param name="Type"><c>c</c> or <c>p</c>.</param>
    /// <param name="Members">Usernames; the creator is a member anyway.</param>
    public sealed record Request(string Type, string Name, IReadOnlyList<string> Members, bool IsReadOnly, JsonElement Extra, JsonElement CustomFields, bool ExcludesSelf = false)
    {
        /// <summary>Shown instead of <see cref="Name"/>, which then is not checked against the workspace's pattern.</summary>
        public string? DisplayName { get; init; }

        /// <summary>Creator and owner instead of the caller, who then is no member.</summary>
        public UserBrief? Owner { get; init; }

        /// <summary>The caller's right was checked by another rule than the right to create rooms.</summary>
        public bool IsAuthorized { get; init; }

        /// <summary>Completes the room and writes what comes with it, in the same unit, before its members enter.</summary>
        public Func<WriteUnit, RoomRow, Task>? Within { get; init; }
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-room-name</c>, <c>error-duplicate-channel-name</c>, <c>error-invalid-username</c>,
    /// <c>error-invalid-team</c>.</exception>
    public async Task<RoomRow> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        var permission = request.Type == "c" ? RoomPermissions.CreateC : RoomPermissions.CreateP;
        if (!request.IsAuthorized && !permissions.Has(caller, permission)) throw WireError.NotAllowed(request.Type == "c" ? "createChannel" : "createPrivateGroup");
        var (name, display) = request.DisplayName is { } shown ? (request.Name, shown) : names.Check(request.Name);
        var isBroadcast = request.Extra.Flag("broadcast") ?? false;
        var isEncrypted = request.Extra.Flag("encrypted")
            ?? (request.Type == "p" && !isBroadcast && settings.Get(EncryptionSettings.Enabled) && settings.Get(EncryptionSettings.ByDefaultInPrivate));
        if (isEncrypted && (isBroadcast || request.Type == "c")) throw new WireError("error-invalid-room", "This kind of room cannot be encrypted");
        if (isEncrypted && !settings.Get(EncryptionSettings.Enabled)) throw new WireError("error-action-not-allowed", "This workspace has no encryption", details: new WireObject { { "method", "createRoom" }, { "action", "Change_Room_Encrypted" } });
        var owner = request.Owner ?? await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("createRoom");
        var team = await FindTeamAsync(caller, request.Extra.Text("teamId"), ct);
        var members = await FindMembersAsync(owner, request.Members, ct);
        return await store.WriteAsync(async unit =>
        {
            await RoomNames.EnsureFreeAsync(unit.Db, name, null, ct);
            var room = new RoomRow
            {
                Id = Id.New(),
                Type = request.Type,
                Name = name,
                NameLower = name.ToLowerInvariant(),
                DisplayName = display,
                IsReadOnly = request.IsReadOnly || isBroadcast,
                IsBroadcast = isBroadcast,
                IsEncrypted = isEncrypted,
                Topic = request.Extra.Text("topic"),
                CustomFields = request.CustomFields.ValueKind == JsonValueKind.Object ? request.CustomFields.GetRawText() : null,
                CreatorId = owner.Id,
                CreatorUsername = owner.Username,
                CreatorName = owner.Name,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                Stamp = unit.Now,
                TeamId = team?.Id,
                MemberCount = members.Count + (request.ExcludesSelf ? 0 : 1),
            };
            unit.Db.Add(room);
            if (request.Within is not null) await request.Within(unit, room);
            if (!request.ExcludesSelf) AddMember(unit, room, owner.Id, "|owner|", isUnread: false);
            foreach (var member in members) AddMember(unit, room, member.Id, request.ExcludesSelf && member == members[0] ? "|owner|" : "", isUnread: true, owner.Id);
            await unit.Db.SaveChangesAsync(ct);
            if (team is not null) await TellTeamAsync(unit, team, room, owner, ct);
            unit.Publish(new Integrations.RoomCreated(room, owner.Id), room.Id);
            return room;
        }, ct);
    }

    /// <summary>A room may be made in a team by whoever may add rooms to it.</summary>
    /// <exception cref="WireError"><c>error-invalid-team</c>, also for private teams the caller is not in; <c>error-not-allowed</c>.</exception>
    private async Task<TeamRow?> FindTeamAsync(Caller caller, string? teamId, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(teamId)) return null;
        var team = await teams.FindAsync(teamId, ct);
        var isMember = team is not null && await rooms.FindMemberAsync(team.RoomId, caller.UserId, ct) is not null;
        if (team is null || (team.Type == TeamRow.Private && !isMember && !permissions.Has(caller, TeamPermissions.ViewAll))) throw new WireError("error-invalid-team", "There is no such team");
        if (!await permissions.HasAsync(caller, TeamPermissions.AddChannel, team.RoomId, ct)) throw new WireError("error-not-allowed", "Not allowed to add rooms to this team", details: new WireObject { { "method", "createRoom" } });
        return team;
    }

    private async Task TellTeamAsync(WriteUnit unit, TeamRow team, RoomRow room, UserBrief owner, CancellationToken ct)
    {
        if (room.Type != "c" || await rooms.FindAsync(team.RoomId, ct) is not { } main) return;
        await Notes.WriteNoteAsync(unit, main, "user-added-room-to-team", room.Name ?? "", owner, null, ct);
    }

    /// <summary>Who sees nobody beyond their own rooms writes only to people of those.</summary>
    private async Task CheckMayMeetAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (caller.IsBot || permissions.Has(caller, _viewOutsideRoom)) return;
        var met = await store.ReadAsync(db =>
        {
            var own = db.Set<SubscriptionRow>().Where(s => s.UserId == caller.UserId).Select(s => s.RoomId);
            return db.Set<SubscriptionRow>().Where(s => ids.Contains(s.UserId) && own.Contains(s.RoomId)).Select(s => s.UserId).Distinct().ToListAsync(ct);
        }, ct);
        if (ids.Any(id => id != caller.UserId && !met.Contains(id))) throw WireError.NotAllowed("createDirectMessage");
    }

    /// <summary>The direct room of exactly these people: found, or made.</summary>
    /// <param name="others">The other people; empty for notes to oneself.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-direct-message-max-user-exceeded</c>.</exception>
    public async Task<RoomRow> DirectAsync(Caller caller, IReadOnlyList<UserBrief> others, bool excludesSelf, CancellationToken ct)
    {
        // A room between other people is opened by those who look after all rooms.
        if (excludesSelf && !permissions.Has(caller, RoomPermissions.ViewRoomAdministration)) throw WireError.NotAllowed("createDirectMessage");
        var ids = others.Select(o => o.Id).Concat(excludesSelf ? [] : [caller.UserId]).Distinct().Order(StringComparer.Ordinal).ToList();
        if (ids.Count == 1 && !excludesSelf && !settings.Get(RoomSettings.DirectToSelf)) throw WireError.NotAllowed("createDirectMessage");
        var limit = settings.Get(RoomSettings.DirectMaxUsers);
        if (ids.Count > limit) throw new WireError("error-direct-message-max-user-exceeded", $"You cannot add more than {limit} users, including yourself to a direct message", details: new WireObject { { "method", "createDirectMessage" } });
        var key = RoomRow.DirectKeyOf(ids);
        var known = await rooms.FindDirectAsync(ids, ct);
        if (known is not null)
        {
            await ReopenAsync(known, caller, ct);
            return known;
        }
        if (!permissions.Has(caller, RoomPermissions.CreateD)) throw WireError.NotAllowed("createDirectMessage");
        await CheckMayMeetAsync(caller, ids, ct);
        return await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.DirectKey == key, ct) is { } raced) return raced;
            var room = new RoomRow
            {
                Id = ids.Count == 2 ? ids[0] + ids[1] : ids.Count == 1 ? ids[0] + ids[0] : Id.New(),
                Type = "d",
                DirectKey = key,
                CreatorId = caller.UserId,
                CreatorUsername = caller.Username,
                CreatorName = caller.Name,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                Stamp = unit.Now,
                MemberCount = ids.Count,
                IsEncrypted = settings.Get(EncryptionSettings.Enabled) && settings.Get(EncryptionSettings.ByDefaultInDirect),
            };
            unit.Db.Add(room);
            foreach (var id in ids) AddMember(unit, room, id, "", isUnread: false).IsListed = id == caller.UserId || ids.Count > 2;
            await unit.Db.SaveChangesAsync(ct);
            return room;
        }, ct);
    }

    /// <summary>The workspace's first public room, which everybody enters.</summary>
    public async Task EnsureGeneralAsync(CancellationToken ct)
    {
        if ((await store.QueryAsync(_anyChannel, static _ => { }, static row => row.GetInt64(0), ct)).Count == 0) await MakeGeneralAsync(ct);
    }

    private Task MakeGeneralAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<RoomRow>().AnyAsync(r => r.Type == "c", ct)) return false;
        unit.Db.Add(new RoomRow
        {
            Id = "GENERAL",
            Type = "c",
            Name = "general",
            NameLower = "general",
            DisplayName = "general",
            IsDefault = true,
            CreatedAt = unit.Now,
            UpdatedAt = unit.Now,
            Stamp = unit.Now,
        });
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <param name="addedById">Who brought them in; null for those who come by themselves.</param>
    public static SubscriptionRow AddMember(WriteUnit unit, RoomRow room, string userId, string roles, bool isUnread, string? addedById = null)
    {
        var row = new SubscriptionRow
        {
            Id = Id.New(),
            RoomId = room.Id,
            UserId = userId,
            Roles = roles,
            AddedById = addedById,
            IsFavorite = room is { IsDefault: true, IsFavoriteByDefault: true },
            CreatedAt = unit.Now,
            UpdatedAt = unit.Now,
            LastSeenAt = unit.Now,
            IsMarkedUnread = isUnread,
            SeenCount = room.TalkCount,
            SeenGroupCount = room.GroupMentionCount,
            CountedAt = DateTimeOffset.UnixEpoch,
        };
        unit.Db.Add(row);
        unit.Publish(new MemberAdded(room.Id, userId), room.Id);
        return row;
    }

    private async Task<IReadOnlyList<UserBrief>> FindMembersAsync(UserBrief owner, IReadOnlyList<string> usernames, CancellationToken ct)
    {
        if (usernames.Count > settings.Get(RoomSettings.UserLimit)) throw new WireError("error-user-limit-exceeded", "Too many members at once");
        var wanted = usernames.Where(u => !string.Equals(u, owner.Username, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var found = await users.FindByUsernamesAsync(wanted, ct);
        if (found.Count != wanted.Count)
        {
            var unknown = wanted.First(w => !found.Any(f => string.Equals(f.Username, w, StringComparison.OrdinalIgnoreCase)));
            throw new WireError("error-invalid-username", "Invalid username", details: new WireObject { { "username", unknown } });
        }
        return [.. found.Where(u => u.IsActive)];
    }

    private async Task ReopenAsync(RoomRow room, Caller caller, CancellationToken ct)
    {
        var own = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().FirstOrDefaultAsync(s => s.RoomId == room.Id && s.UserId == caller.UserId, ct), ct);
        if (own is null or { IsListed: true, HiddenAt: null }) return;
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<SubscriptionRow>().Where(s => s.Id == own.Id).ExecuteUpdateAsync(s => s
                .SetProperty(x => x.IsListed, true).SetProperty(x => x.HiddenAt, (DateTimeOffset?)null).SetProperty(x => x.UpdatedAt, unit.Now), ct);
            unit.Publish(new MembershipChanged(room.Id, caller.UserId), room.Id);
            return true;
        }, ct);
        rooms.ForgetMember(room.Id, caller.UserId);
    }
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Makes channels, private groups and direct rooms.</summary>
internal sealed class CreateRoom(IStore store, RoomStore rooms, RoomNames names, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings)
{
    /// <param name="Type"><c>c</c> or <c>p</c>.</param>
    /// <param name="Members">Usernames; the creator is a member anyway.</param>
    public sealed record Request(string Type, string Name, IReadOnlyList<string> Members, bool IsReadOnly, JsonElement Extra, JsonElement CustomFields, bool ExcludesSelf = false);

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-room-name</c>, <c>error-duplicate-channel-name</c>, <c>error-invalid-username</c>.</exception>
    public async Task<RoomRow> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        var permission = request.Type == "c" ? RoomPermissions.CreateC : RoomPermissions.CreateP;
        if (!permissions.Has(caller, permission)) throw WireError.NotAllowed(request.Type == "c" ? "createChannel" : "createPrivateGroup");
        var (name, display) = names.Check(request.Name);
        var isBroadcast = request.Extra.Flag("broadcast") ?? false;
        var isEncrypted = request.Extra.Flag("encrypted") ?? false;
        if (isEncrypted && (isBroadcast || request.Type == "c")) throw new WireError("error-invalid-room", "This kind of room cannot be encrypted");
        var members = await FindMembersAsync(caller, request.Members, ct);
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
                CreatorId = caller.UserId,
                CreatorUsername = caller.Username,
                CreatorName = caller.Name,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
                Stamp = unit.Now,
                MemberCount = members.Count + (request.ExcludesSelf ? 0 : 1),
            };
            unit.Db.Add(room);
            if (!request.ExcludesSelf) AddMember(unit, room, caller.UserId, "|owner|", isUnread: false);
            foreach (var member in members) AddMember(unit, room, member.Id, request.ExcludesSelf && member == members[0] ? "|owner|" : "", isUnread: true);
            await unit.Db.SaveChangesAsync(ct);
            return room;
        }, ct);
    }

    /// <summary>The direct room of exactly these people: found, or made.</summary>
    /// <param name="others">The other people; empty for notes to oneself.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-direct-message-max-user-exceeded</c>.</exception>
    public async Task<RoomRow> DirectAsync(Caller caller, IReadOnlyList<UserBrief> others, bool excludesSelf, CancellationToken ct)
    {
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
            };
            unit.Db.Add(room);
            foreach (var id in ids) AddMember(unit, room, id, "", isUnread: false).IsListed = id == caller.UserId || ids.Count > 2;
            await unit.Db.SaveChangesAsync(ct);
            return room;
        }, ct);
    }

    /// <summary>The workspace's first public room, which everybody enters.</summary>
    public Task EnsureGeneralAsync(CancellationToken ct) => store.WriteAsync(async unit =>
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

    public static SubscriptionRow AddMember(WriteUnit unit, RoomRow room, string userId, string roles, bool isUnread)
    {
        var row = new SubscriptionRow
        {
            Id = Id.New(),
            RoomId = room.Id,
            UserId = userId,
            Roles = roles,
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

    private async Task<IReadOnlyList<UserBrief>> FindMembersAsync(Caller caller, IReadOnlyList<string> usernames, CancellationToken ct)
    {
        if (usernames.Count > settings.Get(RoomSettings.UserLimit)) throw new WireError("error-user-limit-exceeded", "Too many members at once");
        var wanted = usernames.Where(u => !string.Equals(u, caller.Username, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
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

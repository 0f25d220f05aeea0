using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Invites;

/// <summary>Links that let people into a room: made, listed, revoked, used.</summary>
internal sealed class RoomInvites(
    IStore store, RoomStore rooms, JoinRoom join, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings, StreamHub hub, TimeProvider clock) : IInvitations
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
    private const int IdLength = 6;
    private const int Attempts = 5;
    private static readonly int[] _days = [0, 1, 7, 15, 30];
    private static readonly int[] _uses = [0, 1, 5, 10, 25, 50, 100];

    /// <summary>The caller's link of these terms that is still good, or a new one.</summary>
    /// <exception cref="WireError"><c>not_authorized</c>, <c>error-invalid-room</c>, <c>error-room-type-not-allowed</c>, <c>invalid-number-of-days</c>, <c>invalid-number-of-uses</c>.</exception>
    public async Task<InviteRow> FindOrCreateAsync(Caller caller, string roomId, int days, int maxUses, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, InvitePermissions.Create, roomId, ct)) throw NotAuthorized();
        if (await rooms.FindAsync(roomId, ct) is not { } room || await rooms.FindMemberAsync(roomId, caller.UserId, ct) is null) throw Refused("error-invalid-room", "The rid field is invalid", "findOrCreateInvite", "rid");
        if (room.IsDirect) throw Refused("error-room-type-not-allowed", "Cannot create invite links for this room type", "findOrCreateInvite", null);
        if (!_days.Contains(days)) throw new WireError("invalid-number-of-days", "Invite should expire in 1, 7, 15 or 30 days, or send 0 to never expire.");
        if (!_uses.Contains(maxUses)) throw new WireError("invalid-number-of-uses", "Invite should be valid for 1, 5, 10, 25, 50, 100 or infinite (0) uses.");
        var (invite, isNew) = await store.WriteAsync(async unit =>
        {
            var (found, isAdded) = await FindOrAddAsync(unit, caller.UserId, roomId, days, maxUses, ct);
            // Whoever has the id may enter: it is not written down.
            if (isAdded) await unit.AuditAsync(caller, "invite.create", "room", roomId, room.Name, null, new WireObject { { "days", days }, { "maxUses", maxUses } }, ct);
            return (found, isAdded);
        }, ct);
        if (isNew) hub.Emit("notify-user", caller.UserId + "/updateInvites", [new WireObject { { "invite", View(invite) } }]);
        return invite;
    }

    private static async Task<(InviteRow, bool)> FindOrAddAsync(WriteUnit unit, string userId, string roomId, int days, int maxUses, CancellationToken ct)
    {
        var known = await unit.Db.Set<InviteRow>().Where(i => i.RoomId == roomId && i.UserId == userId && i.Days == days && i.MaxUses == maxUses && (i.ExpiresAt == null || i.ExpiresAt > unit.Now) && (i.MaxUses == 0 || i.Uses < i.MaxUses))
            .OrderByDescending(i => i.CreatedAt).FirstOrDefaultAsync(ct);
        if (known is not null) return (known, false);
        var id = NewId();
        for (var attempt = 1; attempt < Attempts && await unit.Db.Set<InviteRow>().AnyAsync(i => i.Id == id, ct); attempt++) id = NewId();
        var invite = new InviteRow
        {
            Id = id,
            RoomId = roomId,
            UserId = userId,
            Days = days,
            MaxUses = maxUses,
            CreatedAt = unit.Now,
            UpdatedAt = unit.Now,
            ExpiresAt = days == 0 ? null : unit.Now.AddDays(days),
        };
        unit.Db.Add(invite);
        await unit.Db.SaveChangesAsync(ct);
        return (invite, true);
    }

    /// <summary>All links of the workspace, newest first.</summary>
    /// <exception cref="WireError"><c>not_authorized</c>.</exception>
    public Task<List<InviteRow>> ListAsync(Caller caller, CancellationToken ct)
    {
        if (!permissions.Has(caller, InvitePermissions.Create)) throw NotAuthorized();
        return store.ReadAsync(db => db.Set<InviteRow>().AsNoTracking().OrderByDescending(i => i.CreatedAt).Take(1000).ToListAsync(ct), ct);
    }

    /// <exception cref="WireError"><c>not_authorized</c>, <c>invalid-invitation-id</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        if (!permissions.Has(caller, InvitePermissions.Create)) throw NotAuthorized();
        var isRemoved = await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<InviteRow>().FirstOrDefaultAsync(i => i.Id == id, ct) is not { } invite) return false;
            unit.Db.Remove(invite);
            await unit.AuditAsync(caller, "invite.delete", "room", invite.RoomId, null, new WireObject { { "days", invite.Days }, { "maxUses", invite.MaxUses }, { "uses", invite.Uses } }, null, ct);
            return true;
        }, ct);
        if (!isRemoved) throw Refused("invalid-invitation-id", "Invalid Invitation _id", "removeInvite", null);
    }

    /// <summary>Says nothing about the room.</summary>
    public async Task<bool> IsGoodAsync(string id, CancellationToken ct) =>
        await store.ReadAsync(db => db.Set<InviteRow>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct), ct) is { } invite
        && invite.IsUsable(clock.GetUtcNow()) && await rooms.FindAsync(invite.RoomId, ct) is not null;

    /// <summary>Enters the room of a link. One use is counted with the entering, in one step; who is inside already uses nothing.</summary>
    /// <exception cref="WireError"><c>error-invalid-token</c>, <c>error-invite-expired</c>, <c>error-room-type-not-allowed</c>, <c>error-room-archived</c>.</exception>
    public async Task<RoomRow> UseAsync(Caller caller, string id, CancellationToken ct)
    {
        var invite = await store.ReadAsync(db => db.Set<InviteRow>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct), ct) ?? throw Refused("error-invalid-token", "The invite token is invalid.", "useInviteToken", "token");
        var room = await rooms.FindAsync(invite.RoomId, ct) ?? throw Refused("error-invalid-token", "The invite token is invalid.", "useInviteToken", "token");
        if (!invite.IsUsable(clock.GetUtcNow())) throw Expired();
        if (room.IsDirect) throw Refused("error-room-type-not-allowed", "Can't join room of this type via invite", "useInviteToken", "token");
        if (await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null) return room;
        if (room.IsArchived) throw new WireError("error-room-archived", "The room is archived");
        var user = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("useInviteToken");
        await join.AddAsync(room, [user], null, ct, unit => CountAsync(unit, id, ct));
        return room;
    }

    private static async Task CountAsync(WriteUnit unit, string id, CancellationToken ct)
    {
        var counted = await unit.Db.Set<InviteRow>().Where(i => i.Id == id && (i.MaxUses == 0 || i.Uses < i.MaxUses) && (i.ExpiresAt == null || i.ExpiresAt > unit.Now))
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Uses, i => i.Uses + 1).SetProperty(i => i.UpdatedAt, unit.Now), ct);
        if (counted == 0) throw Expired();
    }

    public WireObject View(InviteRow invite) => new()
    {
        { "_id", invite.Id }, { "rid", invite.RoomId }, { "userId", invite.UserId }, { "days", invite.Days }, { "maxUses", invite.MaxUses }, { "uses", invite.Uses },
        { "createdAt", invite.CreatedAt }, { "_updatedAt", invite.UpdatedAt }, { "expires", invite.ExpiresAt is { } end ? end : WireNull.Value }, { "url", UrlOf(invite.Id) },
    };

    private string UrlOf(string id)
    {
        var site = settings.Get(InviteSettings.SiteUrl);
        return settings.Get(InviteSettings.UrlType) == "proxy" && settings.Get(InviteSettings.DeepLinkUrl) is { Length: > 0 } page
            ? InviteSettings.DeepLink(page, "invite", site, "invite/" + id)
            : new Uri(new Uri(site.TrimEnd('/') + "/"), "invite/" + id).ToString();
    }

    private static string NewId() => RandomNumberGenerator.GetString(Alphabet, IdLength);

    private static WireError Expired() => Refused("error-invite-expired", "The invite token has expired.", "validateInviteToken", "expires");

    private static WireError NotAuthorized() => new("not_authorized");

    private static WireError Refused(string code, string reason, string method, string? field) => new(code, reason, details: new WireObject { { "method", method }, { "field", field } });
}

using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Rooms follow accounts: new people enter the default rooms, a new name is taken over, who goes leaves nothing ownerless.</summary>
internal sealed class AccountHandlers(IStore store, RoomStore rooms, JoinRoom join, EraseRoom erase, IUserDirectory users, ISettings settings)
    : IEventHandler<UserRegistered>, IEventHandler<UserRenamed>, IEventHandler<UserDeleted>, IEventHandler<UserActivationChanged>, IAccountDeparture
{
    private const int RenameChunk = 500;
    private const string BotId = "rocket.cat";
    private const string BotName = "Rocket.Cat";
    private const string RemovedAlias = "Removed User";

    public Task HandleAsync(UserRegistered happened, CancellationToken ct) => happened.JoinsDefaultRooms ? join.EnterDefaultsAsync(happened.UserId, ct) : Task.CompletedTask;

    /// <summary>Rewrites the author's name in stored messages, room by room, in short units.</summary>
    public async Task HandleAsync(UserRenamed happened, CancellationToken ct)
    {
        var roomIds = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == happened.UserId).Select(s => s.RoomId).ToListAsync(ct), ct);
        foreach (var roomId in roomIds)
        {
            await RenameInRoomAsync(roomId, happened, ct);
            await RenameMarksAsync(roomId, happened, ct);
        }
    }

    public async Task HandleAsync(UserDeleted happened, CancellationToken ct)
    {
        var memberships = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.UserId == happened.UserId).ToListAsync(ct), ct);
        foreach (var membership in memberships)
        {
            if (await rooms.FindAsync(membership.RoomId, ct) is { IsDirect: true } direct)
            {
                await erase.ExecuteAsync(direct.Id, ct);
                continue;
            }
            await store.WriteAsync(async unit =>
            {
                await unit.Db.Set<SubscriptionRow>().Where(s => s.Id == membership.Id).ExecuteDeleteAsync(ct);
                await unit.Db.Set<RoomRow>().Where(r => r.Id == membership.RoomId).ExecuteUpdateAsync(s => s.SetProperty(r => r.MemberCount, r => r.MemberCount - 1).SetProperty(r => r.UpdatedAt, unit.Now), ct);
                unit.Publish(new MemberRemoved(membership.RoomId, happened.UserId, membership.Id), membership.RoomId);
                return true;
            }, ct);
            rooms.ForgetMember(membership.RoomId, happened.UserId);
        }
        await RemoveMarksAsync(happened.UserId, ct);
        switch (settings.Get(MessageSettings.Erasure))
        {
            case "Keep":
                break;
            case "Unlink":
                await UnlinkMessagesAsync(happened.UserId, ct);
                break;
            default:
                await store.WriteAsync(unit => unit.Db.Set<MessageRow>().Where(m => m.UserId == happened.UserId).ExecuteDeleteAsync(ct), ct);
                break;
        }
    }

    /// <summary>A conversation of two is closed for writing while one of them is kept out.</summary>
    public async Task HandleAsync(UserActivationChanged happened, CancellationToken ct)
    {
        var direct = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == happened.UserId)
            .Join(db.Set<RoomRow>(), s => s.RoomId, r => r.Id, (s, r) => r).Where(r => r.Type == "d" && r.MemberCount == 2).Select(r => r.Id).ToListAsync(ct), ct);
        foreach (var roomId in direct)
        {
            var others = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId && s.UserId != happened.UserId).Select(s => s.UserId).ToListAsync(ct), ct);
            var isOpen = happened.IsActive && (await users.FindManyAsync(others, ct)).All(u => u.IsActive);
            await store.WriteAsync(async unit =>
            {
                var row = await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.Id == roomId, ct);
                if (row is null || row.IsReadOnly == !isOpen) return false;
                row.IsReadOnly = !isOpen;
                row.UpdatedAt = unit.Now;
                await unit.Db.SaveChangesAsync(ct);
                unit.Publish(new RoomEdited(roomId, ChangesAccess: false), roomId);
                return true;
            }, ct);
            rooms.ForgetRoom(roomId);
        }
    }

    /// <summary>Rooms whose only owner goes: refused, or given to the longest member; rooms with nobody else are removed.</summary>
    public async Task PrepareAsync(string userId, bool confirmRelinquish, CancellationToken ct)
    {
        var owned = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.UserId == userId && s.Roles.Contains("|owner|")
            && !db.Set<SubscriptionRow>().Any(o => o.RoomId == s.RoomId && o.UserId != userId && o.Roles.Contains("|owner|"))).Select(s => s.RoomId).ToListAsync(ct), ct);
        if (owned.Count == 0) return;
        var heirs = new List<(RoomRow Room, string? HeirId)>();
        foreach (var roomId in owned)
        {
            if (await rooms.ReadAsync(roomId, ct) is not { } room) continue;
            var heir = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == roomId && s.UserId != userId).OrderBy(s => s.CreatedAt).Select(s => s.UserId).FirstOrDefaultAsync(ct), ct);
            heirs.Add((room, heir));
        }
        if (!confirmRelinquish)
        {
            throw new WireError("user-last-owner", null, details: new WireObject
            {
                { "shouldBeRemoved", heirs.Where(h => h.HeirId is null).Select(h => h.Room.DisplayName).ToList() },
                { "shouldChangeOwner", heirs.Where(h => h.HeirId is not null).Select(h => h.Room.DisplayName).ToList() },
            });
        }
        foreach (var (room, heirId) in heirs) await HandOverAsync(room, heirId, ct);
    }

    private async Task HandOverAsync(RoomRow room, string? heirId, CancellationToken ct)
    {
        if (heirId is null)
        {
            await erase.ExecuteAsync(room.Id, ct);
            return;
        }
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SubscriptionRow>().FirstAsync(s => s.RoomId == room.Id && s.UserId == heirId, ct);
            row.Roles = RoomRow.JoinBars([.. RoomRow.SplitBars(row.Roles), "owner"]);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new MembershipChanged(room.Id, heirId), room.Id);
            return true;
        }, ct);
        rooms.ForgetMember(room.Id, heirId);
    }

    private async Task RenameInRoomAsync(string roomId, UserRenamed happened, CancellationToken ct)
    {
        var after = DateTimeOffset.UnixEpoch;
        while (true)
        {
            var (count, last) = await store.WriteAsync(async unit =>
            {
                var chunk = await unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && m.UserId == happened.UserId && m.At > after).OrderBy(m => m.At).Take(RenameChunk).ToListAsync(ct);
                if (chunk.Count == 0) return (0, after);
                var stamp = await RoomStamps.NextAsync(unit, roomId, ct);
                foreach (var row in chunk)
                {
                    var doc = MessageJson.Parse(row.Doc);
                    if (doc["u"] is not JsonObject author) continue;
                    author["username"] = happened.Username;
                    if (happened.Name is { } name) author["name"] = name;
                    row.Doc = MessageJson.Write(doc);
                    row.UpdatedAt = stamp;
                }
                await unit.Db.SaveChangesAsync(ct);
                return (chunk.Count, chunk[^1].At);
            }, ct);
            if (count < RenameChunk) return;
            after = last;
        }
    }

    private async Task RenameMarksAsync(string roomId, UserRenamed happened, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.Id == roomId, ct);
            if (row is null) return false;
            row.Muted = row.Muted.Replace($"|{happened.OldUsername}|", $"|{happened.Username}|", StringComparison.Ordinal);
            row.Unmuted = row.Unmuted.Replace($"|{happened.OldUsername}|", $"|{happened.Username}|", StringComparison.Ordinal);
            if (row.CreatorId == happened.UserId) (row.CreatorUsername, row.CreatorName) = (happened.Username, happened.Name);
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new RoomEdited(roomId, ChangesAccess: false), roomId);
            unit.Publish(new MembershipChanged(roomId, happened.UserId), roomId);
            return true;
        }, ct);
        rooms.ForgetRoom(roomId);
    }

    /// <summary>The bot stands in for the author, in short units.</summary>
    private async Task UnlinkMessagesAsync(string userId, CancellationToken ct)
    {
        int changed;
        do
        {
            changed = await store.WriteAsync(async unit =>
            {
                var chunk = await unit.Db.Set<MessageRow>().Where(m => m.UserId == userId).OrderBy(m => m.At).Take(RenameChunk).ToListAsync(ct);
                foreach (var room in chunk.GroupBy(m => m.RoomId))
                {
                    var stamp = await RoomStamps.NextAsync(unit, room.Key, ct);
                    foreach (var row in room)
                    {
                        var doc = MessageJson.Parse(row.Doc);
                        doc["u"] = new JsonObject { ["_id"] = BotId, ["username"] = BotId, ["name"] = BotName };
                        doc["alias"] = RemovedAlias;
                        row.Doc = MessageJson.Write(doc);
                        row.UpdatedAt = stamp;
                        unit.Db.Entry(row).Property(m => m.UserId).CurrentValue = BotId;
                    }
                }
                await unit.Db.SaveChangesAsync(ct);
                return chunk.Count;
            }, ct);
        }
        while (changed == RenameChunk);
    }

    private Task RemoveMarksAsync(string userId, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<StarRow>().Where(s => s.UserId == userId).ExecuteDeleteAsync(ct);
        await unit.Db.Set<Receipts.ReadMarkRow>().Where(r => r.UserId == userId).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<MentionRow>().Where(m => m.UserId == userId).ExecuteDeleteAsync(ct);
    }, ct);
}

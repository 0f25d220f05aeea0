using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Encryption;

/// <summary>Passes the keys of rooms between members. Each is encrypted for the one who gets it; the server can read none.</summary>
internal sealed class RoomKeys(IStore store, RoomStore rooms)
{
    /// <summary>The <c>t</c> of messages whose text the server cannot read.</summary>
    public const string Kind = "e2e";

    private const int LongestId = 64;
    private const int LongestKey = 2000;
    private const int MostListed = 1000;

    /// <summary>A room that can be encrypted, for its members.</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c>.</exception>
    public async Task<RoomRow> GetAsync(Caller caller, string roomId, string method, CancellationToken ct) =>
        await rooms.FindAsync(roomId, ct) is { Type: "p" or "d", IsBroadcast: false } room && await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null
            ? room : throw WireError.InvalidRoom(method);

    /// <summary>Members who have keys of their own and wait for the room's; those to whom nobody has offered it come first.</summary>
    public async Task<List<WireObject>> WithoutKeyAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await GetAsync(caller, roomId, "e2e.getUsersOfRoomWithoutKey", ct);
        var found = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == room.Id && s.RoomKey == null)
            .Join(db.Set<UserKeysRow>(), s => s.UserId, k => k.UserId, (s, k) => new { k.UserId, k.PublicKey, IsOffered = s.SuggestedRoomKey != null })
            .OrderBy(f => f.IsOffered).ThenBy(f => f.UserId).Take(MostListed).ToListAsync(ct), ct);
        return found.ConvertAll(f => new WireObject { { "_id", f.UserId }, { "e2e", new WireObject { { "public_key", f.PublicKey } } } });
    }

    /// <summary>Of two who make a key at once, one is refused (E2E-015).</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-room-e2e-key-already-exists</c>, <c>invalid-params</c>.</exception>
    public async Task SetIdAsync(Caller caller, string roomId, string keyId, CancellationToken ct)
    {
        var room = await GetAsync(caller, roomId, "e2e.setRoomKeyID", ct);
        if (keyId.Length is 0 or > LongestId) throw WireError.InvalidParams("The id of a key has 1 to 64 characters");
        await store.WriteAsync(async unit =>
        {
            var changed = await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id && r.RoomKeyId == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.RoomKeyId, keyId).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            if (changed == 0) throw new WireError("error-room-e2e-key-already-exists", "E2E Key ID already exists", details: new WireObject { { "method", "e2e.setRoomKeyID" } });
            unit.Publish(new RoomEdited(room.Id, ChangesAccess: false), room.Id);
            return true;
        }, ct);
    }

    /// <summary>One's own key is set, another member's is only offered. Whether somebody is a member is told to nobody.</summary>
    /// <exception cref="WireError"><c>invalid-params</c>.</exception>
    public async Task OfferAsync(Caller caller, string roomId, string userId, string key, CancellationToken ct)
    {
        if (key.Length is 0 or > LongestKey) throw WireError.InvalidParams("This is no key of a room");
        if (await rooms.FindAsync(roomId, ct) is not { Type: "p" or "d", IsBroadcast: false } room || await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) return;
        await ChangeAsync(room.Id, userId, row =>
        {
            if (userId == caller.UserId) row.RoomKey = key;
            else row.SuggestedRoomKey = key;
        }, ct);
    }

    /// <exception cref="WireError"><c>error-subscription-not-found</c>, <c>error-no-suggested-key-available</c>.</exception>
    public async Task DecideAsync(Caller caller, string roomId, bool accepts, string method, CancellationToken ct)
    {
        var isFound = await ChangeAsync(roomId, caller.UserId, row =>
        {
            if (row.SuggestedRoomKey is not { } offered) throw new WireError("error-no-suggested-key-available", "No suggested key available", details: new WireObject { { "method", method } });
            if (accepts) row.RoomKey = offered;
            row.SuggestedRoomKey = null;
        }, ct);
        if (!isFound) throw new WireError("error-subscription-not-found", "Subscription not found", details: new WireObject { { "method", method } });
    }

    /// <returns>Whether there is such a membership.</returns>
    private Task<bool> ChangeAsync(string roomId, string userId, Action<SubscriptionRow> change, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<SubscriptionRow>().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == userId, ct) is not { } row) return false;
        change(row);
        row.UpdatedAt = unit.Now;
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new MembershipChanged(roomId, userId), roomId);
        return true;
    }, ct);
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

internal sealed class UserRooms(IStore store) : IUserRooms
{
    private const int MostListed = 1000;

    public async Task<IReadOnlyList<WireObject>> ListAsync(string userId, CancellationToken ct)
    {
        var rows = await store.ReadAsync(db => (from subscription in db.Set<SubscriptionRow>().AsNoTracking()
                                                join room in db.Set<RoomRow>().AsNoTracking() on subscription.RoomId equals room.Id
                                                where subscription.UserId == userId
                                                orderby room.Type, room.NameLower
                                                select new { subscription, room }).Take(MostListed).ToListAsync(ct), ct);
        return rows.ConvertAll(r => new WireObject
        {
            { "_id", r.subscription.Id }, { "rid", r.room.Id }, { "name", r.room.Name }, { "t", r.room.Type }, { "roles", RoomRow.SplitBars(r.subscription.Roles) }, { "unread", r.subscription.UserMentions },
        });
    }

    public async Task<IReadOnlySet<string>> SharedWithAsync(string userId, CancellationToken ct) => await store.ReadAsync(db =>
    {
        var own = db.Set<SubscriptionRow>().Where(s => s.UserId == userId).Select(s => s.RoomId);
        return db.Set<SubscriptionRow>().Where(s => own.Contains(s.RoomId) && s.UserId != userId).Select(s => s.UserId).Distinct().ToHashSetAsync(ct);
    }, ct);
}

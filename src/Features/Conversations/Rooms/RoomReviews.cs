using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ddp;
using Parley.Platform.Storage;

namespace Parley.Conversations.Rooms;

/// <summary>Other people may read these rooms now: open streams are asked anew, those of their discussions too, whose reach follows them.</summary>
internal sealed class RoomReviews(IStore store, Func<DdpServer> sockets)
{
    public async Task ReviewAsync(IReadOnlyCollection<string> roomIds, CancellationToken ct)
    {
        var discussions = await store.ReadAsync(db => db.Set<RoomRow>().Where(r => r.ParentId != null && roomIds.Contains(r.ParentId)).Select(r => r.Id).ToListAsync(ct), ct);
        foreach (var id in roomIds.Concat(discussions)) await sockets().ReviewRoomAsync(id);
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Storage;

namespace Parley.Conversations.Receipts;

/// <summary>
/// Takes the unread flag from messages that everybody has read by now. Readers hear of it as changed messages, and those who are away
/// find the change when they sync. Each message is written once for this, however many people read it.
/// </summary>
internal sealed class ClearUnread(IStore store)
{
    private const int Chunk = 100;

    private static readonly HotStatement _leastSeen = new(
        "SELECT COALESCE(MIN(COALESCE(last_seen_at,created_at)),0) FROM subscriptions WHERE room_id=?1",
        "SELECT COALESCE(MIN(COALESCE(last_seen_at,created_at)),0) FROM subscriptions WHERE room_id=$1");

    /// <summary>Messages shown in the room: read when the last member has seen them.</summary>
    public async Task OfRoomAsync(string roomId, CancellationToken ct)
    {
        var waiting = store.ReadAsync(db => db.Set<MessageRow>().AnyAsync(m => m.RoomId == roomId && m.IsUnread && (m.ThreadId == null || m.IsShownInRoom), ct), ct);
        if (!await waiting) return;
        var seen = DateTimeOffset.FromUnixTimeMilliseconds((await store.QueryAsync(_leastSeen, p => p.Add(roomId), row => row.GetInt64(0), ct))[0]);
        while (await store.WriteAsync(unit => ClearAsync(unit, roomId, q => q.Where(m => m.At <= seen && (m.ThreadId == null || m.IsShownInRoom)), ct), ct) == Chunk) { }
    }

    /// <summary>Replies kept in their thread: read when no follower has the thread among the unread ones.</summary>
    public async Task OfThreadAsync(string roomId, string rootId, CancellationToken ct)
    {
        while (await store.WriteAsync(unit => ClearThreadAsync(unit, roomId, rootId, ct), ct) == Chunk) { }
    }

    private static async Task<int> ClearThreadAsync(WriteUnit unit, string roomId, string rootId, CancellationToken ct)
    {
        var replies = (IQueryable<MessageRow> q) => q.Where(m => m.ThreadId == rootId && !m.IsShownInRoom);
        if (!await replies(unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && m.IsUnread)).AnyAsync(ct)) return 0;
        // A new reply marks its followers in the unit that stores it, and units about one room take turns.
        var stamp = await RoomStamps.NextAsync(unit, roomId, ct);
        var mark = "|" + rootId + "|";
        if (await unit.Db.Set<SubscriptionRow>().AnyAsync(s => s.RoomId == roomId && s.UnreadThreads.Contains(mark), ct)) return 0;
        return await ClearAsync(unit, roomId, replies, ct, stamp);
    }

    private static async Task<int> ClearAsync(WriteUnit unit, string roomId, Func<IQueryable<MessageRow>, IQueryable<MessageRow>> which, CancellationToken ct, DateTimeOffset? taken = null)
    {
        var waiting = which(unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && m.IsUnread)).OrderBy(m => m.At).Take(Chunk);
        if (!await waiting.AnyAsync(ct)) return 0;
        var stamp = taken ?? await RoomStamps.NextAsync(unit, roomId, ct);
        var rows = await waiting.ToListAsync(ct);
        foreach (var row in rows)
        {
            var doc = MessageJson.Parse(row.Doc);
            doc.Remove("unread");
            row.Doc = MessageJson.Write(doc);
            row.IsUnread = false;
            row.UpdatedAt = stamp;
            unit.Publish(new MessageChanged(roomId, MessageJson.Full(row)), roomId);
        }
        await unit.Db.SaveChangesAsync(ct);
        return rows.Count;
    }
}

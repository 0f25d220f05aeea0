using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.Conversations.Receipts;

/// <summary>Who has read a message, and when.</summary>
internal sealed class ListReceipts(IStore store, RoomStore rooms, RoomAccess access, IUserDirectory users)
{
    private const int Most = 1000;

    /// <summary>The first mark of each present member that covers the message: one step in the key for each member.</summary>
    private static readonly HotStatement _readers = new(
        "SELECT s.user_id,r.at FROM subscriptions s JOIN read_marks r ON r.room_id=s.room_id AND r.thread_id=?2 AND r.user_id=s.user_id "
        + "AND r.until=(SELECT MIN(f.until) FROM read_marks f WHERE f.room_id=?1 AND f.thread_id=?2 AND f.user_id=s.user_id AND f.until>=?3) "
        + "WHERE s.room_id=?1 AND s.user_id<>?4 ORDER BY r.at,s.user_id LIMIT ?5",
        "SELECT s.user_id,r.at FROM subscriptions s JOIN LATERAL (SELECT f.at FROM read_marks f WHERE f.room_id=$1 AND f.thread_id=$2 AND f.user_id=s.user_id AND f.until>=$3 ORDER BY f.until LIMIT 1) r ON true "
        + "WHERE s.room_id=$1 AND s.user_id<>$4 ORDER BY r.at,s.user_id LIMIT $5");

    /// <returns>The author first, then present members in the order of reading, a thousand at most; none while the workspace does not keep who reads.</returns>
    /// <exception cref="WireError"><c>error-invalid-message</c>, <c>error-invalid-room</c> also for rooms that are closed to the caller.</exception>
    public async Task<IReadOnlyList<Receipt>> ExecuteAsync(Caller caller, string messageId, CancellationToken ct)
    {
        var message = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == messageId && !m.IsHidden, ct), ct)
            ?? throw new WireError("error-invalid-message", "Invalid message", details: new Platform.Wire.WireObject { { "method", "getReadReceipts" } });
        var room = await rooms.FindAsync(message.RoomId, ct);
        if (room is null || !await access.CanReadAsync(caller, room, ct)) throw WireError.InvalidRoom("getReadReceipts");
        var threadId = message.ThreadId is { } root && !message.IsShownInRoom ? root : "";
        var readers = await store.QueryAsync(_readers, p =>
        {
            p.Add(room.Id);
            p.Add(threadId);
            p.Add(message.At.ToUnixTimeMilliseconds());
            p.Add(message.UserId);
            p.Add(Most);
        }, row => (UserId: row.GetString(0), At: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))), ct);
        if (readers.Count == 0) return [];
        readers.Insert(0, (message.UserId, message.At));
        var people = (await users.FindManyAsync([.. readers.Select(r => r.UserId)], ct)).ToDictionary(p => p.Id);
        return [.. readers.Where(r => people.ContainsKey(r.UserId)).Select(r => new Receipt(messageId, room.Id, people[r.UserId], r.At))];
    }

    internal sealed record Receipt(string MessageId, string RoomId, UserBrief User, DateTimeOffset At);
}

using Microsoft.EntityFrameworkCore;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.Conversations.Receipts;

/// <summary>Writes <see cref="ReadMarkRow"/>: when somebody opens a room or thread, and when somebody answers without opening it first.</summary>
internal static class ReadMarks
{
    /// <summary>The sender of a message has seen what came before it. One row at most, and none for those who were up to date.</summary>
    public static readonly HotStatement AddOfSender = new(
        "INSERT INTO read_marks(room_id,thread_id,user_id,until,at) SELECT r.id,'',s.user_id,m.at,m.at FROM rooms r JOIN subscriptions s ON s.room_id=r.id JOIN messages m ON m.id=?1 "
        + "WHERE r.id=?2 AND s.user_id=?3 AND r.last_message_at>COALESCE(s.last_seen_at,0) ON CONFLICT DO NOTHING",
        "INSERT INTO read_marks(room_id,thread_id,user_id,until,at) SELECT r.id,'',s.user_id,m.at,m.at FROM rooms r JOIN subscriptions s ON s.room_id=r.id JOIN messages m ON m.id=$1 "
        + "WHERE r.id=$2 AND s.user_id=$3 AND r.last_message_at>COALESCE(s.last_seen_at,0) ON CONFLICT DO NOTHING");

    /// <param name="threadId">Empty for the room itself.</param>
    public static async Task AddAsync(WriteUnit unit, string roomId, string threadId, string userId, DateTimeOffset until, CancellationToken ct)
    {
        var isKnown = await unit.Db.Set<ReadMarkRow>().AnyAsync(m => m.RoomId == roomId && m.ThreadId == threadId && m.UserId == userId && m.Until >= until, ct);
        if (!isKnown) unit.Db.Add(new ReadMarkRow { RoomId = roomId, ThreadId = threadId, UserId = userId, Until = until, At = unit.Now });
    }
}

/// <summary>Somebody caught up with a room or with a thread of it.</summary>
internal sealed record RoomRead(string RoomId, string? ThreadId) : IDomainEvent;

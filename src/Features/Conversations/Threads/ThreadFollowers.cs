using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Storage;

namespace Parley.Conversations.Threads;

/// <summary>Who follows which thread, so that a person's threads of all rooms are found at once. The root's document says the same in <c>replies</c>.</summary>
internal sealed class ThreadFollowerRow
{
    public required string UserId { get; init; }
    public required string ThreadId { get; init; }
    public required string RoomId { get; init; }

    public static void AddTable(ModelBuilder model) => model.Entity<ThreadFollowerRow>(e =>
    {
        e.ToTable("thread_followers");
        e.HasKey(f => new { f.UserId, f.ThreadId });
        e.HasIndex(f => f.ThreadId);
        e.HasIndex(f => f.RoomId);
    });
}

/// <summary>Keeps the rows beside the document; only who is new or gone is written.</summary>
internal static class ThreadFollowers
{
    /// <summary>To be saved with the unit, which holds the room's row: so nobody else adds to the thread meanwhile.</summary>
    public static async Task AddAsync(WriteUnit unit, string roomId, string rootId, IEnumerable<string> userIds, CancellationToken ct)
    {
        var wanted = userIds.ToList();
        if (wanted.Count == 0) return;
        var followers = unit.Db.Set<ThreadFollowerRow>();
        var known = await followers.Where(f => f.ThreadId == rootId && wanted.Contains(f.UserId)).Select(f => f.UserId).ToListAsync(ct);
        followers.AddRange(wanted.Except(known).Select(userId => new ThreadFollowerRow { UserId = userId, ThreadId = rootId, RoomId = roomId }));
    }

    public static Task RemoveAsync(WriteUnit unit, string rootId, string userId, CancellationToken ct) =>
        unit.Db.Set<ThreadFollowerRow>().Where(f => f.UserId == userId && f.ThreadId == rootId).ExecuteDeleteAsync(ct);

    /// <summary>The thread is no more.</summary>
    public static Task ForgetAsync(WriteUnit unit, IReadOnlyCollection<string> rootIds, CancellationToken ct) =>
        unit.Db.Set<ThreadFollowerRow>().Where(f => rootIds.Contains(f.ThreadId)).ExecuteDeleteAsync(ct);
}

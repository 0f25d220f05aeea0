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
    public static async Task AddAsync(WriteUnit unit, string roomId, string rootId, IEnumerable<string> userIds, CancellationToken ct)
    {
        foreach (var userId in userIds)
            await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO thread_followers(user_id,thread_id,room_id) VALUES({0},{1},{2}) ON CONFLICT DO NOTHING", [userId, rootId, roomId], ct);
    }

    public static Task RemoveAsync(WriteUnit unit, string rootId, string userId, CancellationToken ct) =>
        unit.Db.Set<ThreadFollowerRow>().Where(f => f.UserId == userId && f.ThreadId == rootId).ExecuteDeleteAsync(ct);

    /// <summary>The thread is no more.</summary>
    public static Task ForgetAsync(WriteUnit unit, IReadOnlyCollection<string> rootIds, CancellationToken ct) =>
        unit.Db.Set<ThreadFollowerRow>().Where(f => rootIds.Contains(f.ThreadId)).ExecuteDeleteAsync(ct);
}

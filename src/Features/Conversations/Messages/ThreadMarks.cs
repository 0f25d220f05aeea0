using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.Conversations.Messages;

/// <summary>Unread threads are kept on the followers' subscriptions only.</summary>
internal static class ThreadMarks
{
    public static async Task AddAsync(WriteUnit unit, string roomId, string rootId, IReadOnlyCollection<string> followers, IReadOnlyList<string> mentioned, bool mentionsGroup, string senderId, CancellationToken ct)
    {
        var others = followers.Where(f => f != senderId).ToList();
        foreach (var row in await unit.Db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId && others.Contains(s.UserId)).ToListAsync(ct))
        {
            row.UnreadThreads = With(row.UnreadThreads, rootId);
            if (mentioned.Contains(row.UserId)) row.UnreadThreadsUser = With(row.UnreadThreadsUser, rootId);
            if (mentionsGroup) row.UnreadThreadsGroup = With(row.UnreadThreadsGroup, rootId);
            row.UpdatedAt = unit.Now;
        }
    }

    public static void Remove(SubscriptionRow row, string rootId)
    {
        row.UnreadThreads = Without(row.UnreadThreads, rootId);
        row.UnreadThreadsUser = Without(row.UnreadThreadsUser, rootId);
        row.UnreadThreadsGroup = Without(row.UnreadThreadsGroup, rootId);
    }

    private static string With(string bars, string id) => RoomRow.JoinBars(RoomRow.SplitBars(bars).Append(id).TakeLast(200));

    private static string Without(string bars, string id) => RoomRow.JoinBars([.. RoomRow.SplitBars(bars).Where(t => t != id)]);
}

internal sealed record ThreadMarksChanged(string RoomId, IReadOnlyList<string> UserIds) : IDomainEvent;

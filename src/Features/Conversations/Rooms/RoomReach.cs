using System.Linq.Expressions;
using Parley.Conversations.Teams;
using Parley.Platform.Storage;

namespace Parley.Conversations.Rooms;

/// <summary>
/// The access rule of <see cref="RoomAccess"/> as a condition for lists. Discussions are left out unless the person is in them:
/// they are found through their parent.
/// </summary>
internal static class RoomReach
{
    /// <summary>Rooms the person is in, and public rooms; those of a private team only for its members.</summary>
    /// <param name="userId">Null for visitors.</param>
    /// <param name="seesPublic">Whether the person may look at public rooms at all.</param>
    public static Expression<Func<RoomRow, bool>> ReachableBy(ParleyDb db, string? userId, bool seesPublic) => r =>
        db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == userId)
        || (seesPublic && r.Type == "c" && r.ParentId == null && (r.TeamId == null || db.Set<TeamRow>().Any(t =>
            t.Id == r.TeamId && (t.Type == TeamRow.Public || db.Set<SubscriptionRow>().Any(m => m.RoomId == t.RoomId && m.UserId == userId)))));
}

using Microsoft.EntityFrameworkCore;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.Conversations.Messages;

/// <summary>
/// The stamp that makes a change of a message visible to syncing clients. Taking it holds the room's row until the
/// commit, so stamps grow strictly in commit order within a room.
/// </summary>
internal static class RoomStamps
{
    /// <exception cref="WireError"><c>error-room-not-found</c>.</exception>
    public static async Task<DateTimeOffset> NextAsync(WriteUnit unit, string roomId, CancellationToken ct)
    {
        var now = unit.Now.ToUnixTimeMilliseconds();
        var isPostgres = unit.Db.Database.ProviderName?.Contains("Npgsql", StringComparison.Ordinal) == true;
        var sql = isPostgres
            ? "UPDATE rooms SET stamp=GREATEST({0},stamp+1,ceil(extract(epoch FROM clock_timestamp())*1000)::bigint) WHERE id={1} RETURNING stamp AS \"Value\""
            : "UPDATE rooms SET stamp=MAX({0},stamp+1) WHERE id={1} RETURNING stamp AS \"Value\"";
        var stamps = await unit.Db.Database.SqlQueryRaw<long>(sql, now, roomId).ToListAsync(ct);
        return stamps.Count == 1 ? DateTimeOffset.FromUnixTimeMilliseconds(stamps[0]) : throw WireError.RoomNotFound();
    }
}

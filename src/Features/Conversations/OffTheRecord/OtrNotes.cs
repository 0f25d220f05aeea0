using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.Conversations.OffTheRecord;

/// <summary>What a direct room shows of conversations off the record: that there was one, never what was said.</summary>
internal sealed class OtrNotes(IStore store, RoomStore rooms, RoomAccess access, OtrPair pairs, SendMessage send, IUserDirectory users)
{
    private const int Chunk = 200;
    private static readonly string[] _notes = ["user_joined_otr", "user_requested_otr_key_refresh", "user_key_refreshed_successfully"];
    private static readonly string[] _kinds = [StreamOffTheRecord.Kind, .. _notes];

    /// <exception cref="WireError"><c>error-invalid-params</c> for another kind, <c>error-invalid-room</c>, <c>error-not-allowed</c>.</exception>
    public async Task WriteAsync(Caller caller, string roomId, string kind, CancellationToken ct)
    {
        if (!_notes.Contains(kind)) throw new WireError("error-invalid-params", "There is no such note");
        var (room, _) = await pairs.GetAsync(caller, roomId, "chat.otr", ct);
        await access.CheckMayWriteAsync(caller, room, await rooms.FindMemberAsync(room.Id, caller.UserId, ct), ct);
        var author = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("chat.otr");
        await store.WriteAsync(async unit =>
        {
            await send.WriteNoteAsync(unit, room, kind, author.Username, author, null, ct);
            return true;
        }, ct);
    }

    /// <summary>Takes away what earlier conversations left in the room.</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c> for all but members of a direct room.</exception>
    public async Task RemoveAsync(Caller caller, string roomId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(roomId, ct);
        if (room is not { IsDirect: true } || await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) throw WireError.InvalidRoom("deleteOldOTRMessages");
        if (!await store.ReadAsync(db => db.Set<MessageRow>().AnyAsync(m => m.RoomId == room.Id && _kinds.Contains(m.Type), ct), ct)) return;
        DateTimeOffset? until = null;
        while (await store.WriteAsync(async unit => await RemoveChunkAsync(unit, room.Id, until ??= unit.Now, ct), ct) == Chunk)
        {
        }
    }

    private static async Task<int> RemoveChunkAsync(WriteUnit unit, string roomId, DateTimeOffset until, CancellationToken ct)
    {
        var ids = await unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && _kinds.Contains(m.Type) && m.At <= until).OrderBy(m => m.At).Select(m => m.Id).Take(Chunk).ToListAsync(ct);
        if (ids.Count == 0) return 0;
        var stamp = await RoomStamps.NextAsync(unit, roomId, ct);
        await unit.Db.Set<StarRow>().Where(s => ids.Contains(s.MessageId)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<MessageRow>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == roomId).ExecuteUpdateAsync(s => s.SetProperty(r => r.MessageCount, r => r.MessageCount - ids.Count), ct);
        foreach (var id in ids)
        {
            unit.Db.Add(new DeletedMessageRow { Id = id, RoomId = roomId, DeletedAt = stamp });
            unit.Publish(new MessageDeleted(roomId, id), roomId);
        }
        await unit.Db.SaveChangesAsync(ct);
        return ids.Count;
    }
}

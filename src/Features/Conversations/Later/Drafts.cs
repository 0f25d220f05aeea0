using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Later;

/// <summary>Texts that were begun follow their writer to other devices. The last word wins.</summary>
internal sealed class Drafts(IStore store, RoomAccess access, LaterNews news, ISettings settings)
{
    private const int MostPerPerson = 200;

    /// <summary>All of the caller's, the newest first.</summary>
    public Task<List<DraftRow>> ListAsync(Caller caller, CancellationToken ct) => store.ReadAsync(
        db => db.Set<DraftRow>().AsNoTracking().Where(d => d.UserId == caller.UserId).OrderByDescending(d => d.UpdatedAt).ToListAsync(ct), ct);

    /// <param name="threadId">Null for the room itself.</param>
    /// <param name="text">Empty removes the draft. When there is no room for another, the oldest goes.</param>
    /// <returns>Null when it was removed.</returns>
    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-room-encrypted</c>, <c>error-message-size-exceeded</c>.</exception>
    public async Task<DraftRow?> SetAsync(Caller caller, string roomId, string? threadId, string text, CancellationToken ct)
    {
        var thread = threadId ?? "";
        if (text.Trim().Length == 0)
        {
            if (await store.WriteAsync(unit => unit.Db.Set<DraftRow>().Where(d => d.UserId == caller.UserId && d.RoomId == roomId && d.ThreadId == thread).ExecuteDeleteAsync(ct), ct) > 0)
                news.DraftRemoved(caller.UserId, roomId, threadId);
            return null;
        }
        if (thread.Length > 0 && !Platform.Ids.Id.IsAcceptable(thread)) throw WireError.InvalidParams("tmid is no id");
        if (text.Length > settings.Get(MessageSettings.MaxAllowedSize)) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize");
        var room = await access.FindReadableAsync(caller, roomId, ct) ?? throw new WireError("error-invalid-room", "Invalid room");
        if (room.IsEncrypted) throw new WireError("error-room-encrypted", "Drafts of encrypted rooms stay on the device");
        var row = await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<DraftRow>();
            var mine = own.Where(d => d.UserId == caller.UserId);
            if (await mine.CountAsync(d => d.RoomId != roomId || d.ThreadId != thread, ct) >= MostPerPerson) own.Remove(await mine.OrderBy(d => d.UpdatedAt).FirstAsync(d => d.RoomId != roomId || d.ThreadId != thread, ct));
            await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO drafts(user_id,room_id,thread_id,text,updated_at) VALUES({0},{1},{2},'',0) ON CONFLICT DO NOTHING", [caller.UserId, roomId, thread], ct);
            var row = await mine.FirstAsync(d => d.RoomId == roomId && d.ThreadId == thread, ct);
            (row.Text, row.UpdatedAt) = (text, unit.Now);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        news.Draft(row);
        return row;
    }
}

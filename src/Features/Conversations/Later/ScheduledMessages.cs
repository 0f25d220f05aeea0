using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Later;

/// <summary>People write now what is sent later. Rights are checked now and again when it is sent.</summary>
internal sealed class ScheduledMessages(IStore store, RoomStore rooms, RoomAccess access, SendMessage send, MessageQueries messages, LaterNews news, ISettings settings, TimeProvider clock)
{
    private const int MostPerPerson = 100;

    public sealed record Draft(string RoomId, string Text, DateTimeOffset SendAt, string? ThreadId, bool IsShownInRoom);

    /// <summary>All of the caller's, the next first; those that failed stay until they are changed, sent or removed.</summary>
    public Task<List<ScheduledMessageRow>> ListAsync(Caller caller, CancellationToken ct) => store.ReadAsync(
        db => db.Set<ScheduledMessageRow>().AsNoTracking().Where(s => s.UserId == caller.UserId).OrderBy(s => s.SendAt).ThenBy(s => s.Id).ToListAsync(ct), ct);

    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-room-encrypted</c>, <c>error-invalid-message</c>, <c>error-message-size-exceeded</c>, <c>error-invalid-date</c>,
    /// <c>error-too-many-scheduled-messages</c>, and what forbids writing in the room.</exception>
    public async Task<ScheduledMessageRow> AddAsync(Caller caller, Draft draft, CancellationToken ct)
    {
        CheckText(draft.Text);
        LaterTimes.Check(draft.SendAt, clock);
        var room = await access.FindKnownAsync(caller, draft.RoomId, ct);
        if (room is null || await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not { } member) throw new WireError("error-invalid-room", "Invalid room");
        if (room.IsEncrypted) throw new WireError("error-room-encrypted", "Messages of encrypted rooms cannot wait on the server");
        await access.CheckMayWriteAsync(caller, room, member, ct);
        if (draft.ThreadId is { } threadId && (await messages.FindRowAsync(threadId, ct))?.RoomId != room.Id) throw new WireError("error-invalid-message", "The message that is answered does not exist here");
        var row = await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<ScheduledMessageRow>();
            if (await own.CountAsync(s => s.UserId == caller.UserId, ct) >= MostPerPerson) throw new WireError("error-too-many-scheduled-messages", $"There is room for {MostPerPerson} scheduled messages");
            var row = new ScheduledMessageRow
            {
                Id = Id.New(),
                UserId = caller.UserId,
                RoomId = room.Id,
                ThreadId = draft.ThreadId,
                IsShownInRoom = draft.ThreadId is not null && draft.IsShownInRoom,
                Text = draft.Text,
                SendAt = draft.SendAt,
                CreatedAt = unit.Now,
            };
            own.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        news.Scheduled(row);
        return row;
    }

    /// <summary>Changes text or time; one that failed waits again.</summary>
    /// <exception cref="WireError"><c>error-scheduled-message-not-found</c>, <c>error-message-size-exceeded</c>, <c>error-invalid-date</c>.</exception>
    public async Task<ScheduledMessageRow> ChangeAsync(Caller caller, string id, string? text, DateTimeOffset? sendAt, CancellationToken ct)
    {
        if (text is not null) CheckText(text);
        if (sendAt is { } at) LaterTimes.Check(at, clock);
        var row = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<ScheduledMessageRow>().FirstOrDefaultAsync(s => s.Id == id && s.UserId == caller.UserId, ct) ?? throw NotFound();
            (row.Text, row.SendAt) = (text ?? row.Text, sendAt ?? row.SendAt);
            if (sendAt is not null) row.Failure = null;
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        news.Scheduled(row);
        return row;
    }

    /// <exception cref="WireError"><c>error-scheduled-message-not-found</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        if (await store.WriteAsync(unit => unit.Db.Set<ScheduledMessageRow>().Where(s => s.Id == id && s.UserId == caller.UserId).ExecuteDeleteAsync(ct), ct) == 0) throw NotFound();
        news.ScheduledRemoved(caller.UserId, id);
    }

    /// <summary>Sends one at once.</summary>
    /// <exception cref="WireError"><c>error-scheduled-message-not-found</c>, and those of <see cref="SendMessage"/>; then it stays.</exception>
    public async Task<Platform.Wire.RawJson> SendNowAsync(Caller caller, string id, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<ScheduledMessageRow>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id && s.UserId == caller.UserId, ct), ct) ?? throw NotFound();
        return await SendAsync(caller, row, ct);
    }

    /// <summary>Sends, then forgets it: what happens twice after a crash is the same message, for its id is given.</summary>
    public async Task<Platform.Wire.RawJson> SendAsync(Caller caller, ScheduledMessageRow row, CancellationToken ct)
    {
        // The room may have become encrypted meanwhile.
        if (await rooms.FindAsync(row.RoomId, ct) is { IsEncrypted: true }) throw new WireError("error-room-encrypted", "Messages of encrypted rooms cannot wait on the server");
        var sent = await send.ExecuteAsync(caller, new(row.RoomId, row.Text, row.Id, row.ThreadId, row.IsShownInRoom), ct);
        await store.WriteAsync(unit => unit.Db.Set<ScheduledMessageRow>().Where(s => s.Id == row.Id).ExecuteDeleteAsync(ct), ct);
        news.ScheduledRemoved(row.UserId, row.Id);
        return sent;
    }

    private void CheckText(string text)
    {
        if (text.Trim().Length == 0) throw WireError.InvalidParams("The message is empty");
        if (text.Length > settings.Get(MessageSettings.MaxAllowedSize)) throw new WireError("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize");
    }

    private static WireError NotFound() => new("error-scheduled-message-not-found", "There is no such scheduled message");
}

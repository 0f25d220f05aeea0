using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Later;

/// <summary>People keep messages to come back to, and are reminded of them when they wish. Nobody else learns of it.</summary>
internal sealed class SavedMessages(IStore store, MessageQueries messages, RoomAccess access, LaterNews news, TimeProvider clock)
{
    private const int MostPerPerson = 2000;
    private const int LongestPage = 100;

    /// <summary>A saved message with the message itself, where it still is and may be read.</summary>
    public sealed record Entry(SavedMessageRow Row, RawJson Message);

    /// <summary>Newest first; those that wait with a reminder stand where they were saved.</summary>
    /// <param name="isDone">Those that were done instead of those that wait.</param>
    /// <returns>Entries whose message is gone or closed to the caller are left out of the list and counted in the total.</returns>
    public async Task<(List<Entry> Entries, int Total)> ListAsync(Caller caller, bool isDone, int offset, int count, CancellationToken ct)
    {
        var (rows, found, total) = await store.ReadAsync(async db =>
        {
            var own = db.Set<SavedMessageRow>().AsNoTracking().Where(s => s.UserId == caller.UserId && (isDone ? s.DoneAt != null : s.DoneAt == null));
            var page = await own.OrderByDescending(s => isDone ? s.DoneAt : s.SavedAt).ThenBy(s => s.MessageId).Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct);
            var ids = page.ConvertAll(s => s.MessageId);
            return (page, await db.Set<MessageRow>().AsNoTracking().Where(m => ids.Contains(m.Id) && !m.IsHidden).ToListAsync(ct), await own.CountAsync(ct));
        }, ct);
        var readable = new List<MessageRow>(found.Count);
        foreach (var room in found.GroupBy(m => m.RoomId))
        {
            if (await access.FindReadableAsync(caller, room.Key, ct) is not null) readable.AddRange(room);
        }
        var views = await messages.ForReaderAsync(readable, caller.UserId, ct);
        var byId = readable.Select((row, i) => (row.Id, View: views[i])).ToDictionary(v => v.Id, v => v.View);
        return (rows.Where(r => byId.ContainsKey(r.MessageId)).Select(r => new Entry(r, byId[r.MessageId])).ToList(), total);
    }

    /// <summary>Saves a message, or changes when to remind of it. What was done waits again.</summary>
    /// <param name="remindAt">Null for no reminder.</param>
    /// <exception cref="WireError"><c>error-message-not-found</c> also for messages that are closed to the caller; <c>error-invalid-date</c>, <c>error-too-many-saved-messages</c>.</exception>
    public async Task<SavedMessageRow> SaveAsync(Caller caller, string messageId, DateTimeOffset? remindAt, CancellationToken ct)
    {
        var message = await messages.FindRowAsync(messageId, ct);
        if (message is null || await access.FindReadableAsync(caller, message.RoomId, ct) is null) throw new WireError("error-message-not-found", "The message does not exist");
        if (remindAt is { } at) LaterTimes.Check(at, clock);
        var saved = await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<SavedMessageRow>().Where(s => s.UserId == caller.UserId);
            if (await own.CountAsync(s => s.MessageId != messageId, ct) >= MostPerPerson) throw new WireError("error-too-many-saved-messages", $"There is room for {MostPerPerson} saved messages");
            await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO saved_messages(user_id,message_id,room_id,saved_at) VALUES({0},{1},{2},{3}) ON CONFLICT DO NOTHING", [caller.UserId, messageId, message.RoomId, unit.Now.ToUnixTimeMilliseconds()], ct);
            var row = await own.FirstAsync(s => s.MessageId == messageId, ct);
            (row.RemindAt, row.IsReminded, row.DoneAt) = (remindAt, false, null);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        news.Saved(saved);
        return saved;
    }

    /// <summary>The caller is done with a message, or is not after all.</summary>
    /// <exception cref="WireError"><c>error-not-saved</c>.</exception>
    public async Task<SavedMessageRow> SetDoneAsync(Caller caller, string messageId, bool isDone, CancellationToken ct)
    {
        var saved = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<SavedMessageRow>().FirstOrDefaultAsync(s => s.UserId == caller.UserId && s.MessageId == messageId, ct) ?? throw NotSaved();
            row.DoneAt = isDone ? unit.Now : null;
            if (isDone) (row.RemindAt, row.IsReminded) = (null, false);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        news.Saved(saved);
        return saved;
    }

    /// <exception cref="WireError"><c>error-not-saved</c>.</exception>
    public async Task RemoveAsync(Caller caller, string messageId, CancellationToken ct)
    {
        if (await store.WriteAsync(unit => unit.Db.Set<SavedMessageRow>().Where(s => s.UserId == caller.UserId && s.MessageId == messageId).ExecuteDeleteAsync(ct), ct) == 0) throw NotSaved();
        news.SavedRemoved(caller.UserId, messageId);
    }

    private static WireError NotSaved() => new("error-not-saved", "The message is not among your saved messages");
}

internal static class LaterTimes
{
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(366);

    /// <exception cref="WireError"><c>error-invalid-date</c>: in the past, or more than a year ahead.</exception>
    public static void Check(DateTimeOffset at, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (at <= now || at > now + _farthest) throw new WireError("error-invalid-date", "Choose a time in the future, at most a year ahead");
    }
}

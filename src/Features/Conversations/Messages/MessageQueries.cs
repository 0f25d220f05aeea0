using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Reads messages. Pages walk the key (room, time); documents are spliced, not parsed.</summary>
internal sealed class MessageQueries(IStore store, SyncReach reach, SettingsRegistry settings)
{
    private const int LongestPage = 1000;
    private const int MostChangesAtOnce = 10_000;

    /// <param name="Before">Exclusive, or inclusive by <paramref name="IsInclusive"/>.</param>
    /// <param name="WithThreadReplies">Replies that are kept in their thread too.</param>
    public sealed record HistoryRequest(RoomRow Room, string? ReaderId, DateTimeOffset? After, DateTimeOffset? Before, bool IsInclusive, int Offset, int Count, bool WithThreadReplies, bool IsAscending = false);

    /// <summary>A room's messages, newest first.</summary>
    public async Task<IReadOnlyList<RawJson>> HistoryAsync(HistoryRequest request, CancellationToken ct)
    {
        var roomId = request.Room.Id;
        var hidden = HiddenTypes(request.Room);
        return await store.QueryAsync(HistoryStatement(request, hidden.Count > 0), parameters =>
        {
            parameters.Add(roomId);
            parameters.Add(request.ReaderId ?? "");
            parameters.Add((request.After ?? DateTimeOffset.UnixEpoch.AddYears(-1)).ToUnixTimeMilliseconds());
            parameters.Add((request.Before ?? DateTimeOffset.MaxValue).ToUnixTimeMilliseconds());
            parameters.Add(Math.Min(request.Count, LongestPage));
            parameters.Add(request.Offset);
            if (hidden.Count > 0) parameters.Add(WireJson.ToText(hidden));
        }, row => MessageJson.Full(
            row.GetString(0), roomId, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.GetString(3), row.GetBoolean(4) ? request.ReaderId : null), ct);
    }

    private static HotStatement HistoryStatement(HistoryRequest request, bool hidesTypes)
    {
        var (above, below) = request.IsInclusive ? (">=", "<=") : (">", "<");
        var where = $"room_id=?1 AND at{above}?3 AND at{below}?4 AND NOT is_hidden"
            + (request.WithThreadReplies ? "" : " AND (thread_id IS NULL OR is_shown_in_room)");
        var end = $" ORDER BY at {(request.IsAscending ? "ASC" : "DESC")} LIMIT ?5 OFFSET ?6";
        var star = "EXISTS(SELECT 1 FROM message_stars s WHERE s.user_id=?2 AND s.message_id=m.id)";
        var head = $"SELECT id,at,updated_at,doc,{star} FROM messages m WHERE {where}";
        var sqlite = hidesTypes ? " AND (type IS NULL OR type NOT IN (SELECT value FROM json_each(?7)))" : "";
        var postgres = hidesTypes ? " AND (type IS NULL OR type NOT IN (SELECT jsonb_array_elements_text(?7::jsonb)))" : "";
        return new(head + sqlite + end, (head + postgres + end).Replace('?', '$'));
    }

    /// <summary>How many messages of people come after a time, for the "n new since" bar.</summary>
    public Task<int> CountAfterAsync(string roomId, DateTimeOffset after, DateTimeOffset? before, CancellationToken ct) => store.ReadAsync(db =>
        db.Set<MessageRow>().CountAsync(m => m.RoomId == roomId && !m.IsHidden && m.At > after && (before == null || m.At < before) && (m.ThreadId == null || m.IsShownInRoom), ct), ct);

    public async Task<RawJson?> FirstAfterAsync(string roomId, DateTimeOffset after, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == roomId && !m.IsHidden && m.At > after && (m.ThreadId == null || m.IsShownInRoom))
            .OrderBy(m => m.At).FirstOrDefaultAsync(ct), ct);
        return row is null ? null : MessageJson.Full(row);
    }

    /// <summary>
    /// Everything that changed since a stamp, oldest change first, in parts. Waits for writes under way, so that the next call from the largest
    /// stamp seen misses nothing; what changes while the parts are read comes again at the end.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<RawJson>> ChangesSinceAsync(RoomRow room, string readerId, DateTimeOffset since, string? threadId, [EnumeratorCancellation] CancellationToken ct)
    {
        await store.SettleAsync(ct);
        var hidden = HiddenTypes(room);
        // Each kind by an index of its own: what was never changed by its time, the rest by the time of the change.
        var (fresh, changed) = (new Cursor(reach.From(since), ""), new Cursor(reach.From(since), ""));
        while (true)
        {
            var (f, c) = (fresh, changed);
            var rows = await store.ReadAsync(db =>
            {
                var wanted = db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == room.Id && !m.IsHidden && (hidden.Count == 0 || m.Type == null || !hidden.Contains(m.Type)));
                if (threadId is not null) wanted = wanted.Where(m => m.ThreadId == threadId);
                var untouched = wanted.Where(m => m.UpdatedAt == m.At && m.At >= f.At && (m.At > f.At || (f.Id != "" && string.Compare(m.Id, f.Id) > 0))).OrderBy(m => m.At).ThenBy(m => m.Id).Take(LongestPage);
                var touched = wanted.Where(m => m.UpdatedAt != m.At && m.UpdatedAt >= c.At && (m.UpdatedAt > c.At || (c.Id != "" && string.Compare(m.Id, c.Id) > 0))).OrderBy(m => m.UpdatedAt).ThenBy(m => m.Id).Take(LongestPage);
                // In one statement, so that both show the same moment: a later one could show a newer change, and the client would pass what lies between.
                return untouched.Concat(touched).OrderBy(m => m.UpdatedAt).ThenBy(m => m.Id).Take(LongestPage).ToListAsync(ct);
            }, ct);
            if (rows.Count > 0) yield return await ForReaderAsync(rows, readerId, ct);
            if (rows.Count < LongestPage) yield break;
            if (rows.FindLast(m => m.UpdatedAt == m.At) is { } lastFresh) fresh = new(lastFresh.At, lastFresh.Id);
            if (rows.FindLast(m => m.UpdatedAt != m.At) is { } lastChanged) changed = new(lastChanged.UpdatedAt, lastChanged.Id);
        }
    }

    /// <summary>As <see cref="ChangesSinceAsync"/> in one list, for answers that cannot be sent in parts.</summary>
    /// <exception cref="WireError"><c>error-too-many-changes</c>: the client is so far behind that it should load the room anew. Never a part of them, which a client would take for all.</exception>
    public async Task<IReadOnlyList<RawJson>> ListChangesAsync(RoomRow room, string readerId, DateTimeOffset since, CancellationToken ct)
    {
        var all = new List<RawJson>();
        await foreach (var part in ChangesSinceAsync(room, readerId, since, null, ct))
        {
            all.AddRange(part);
            if (all.Count > MostChangesAtOnce) throw new WireError("error-too-many-changes", "More has changed than one answer holds; load the room's history again");
        }
        return all;
    }

    /// <summary>
    /// What was deleted since a stamp. To be read behind the changes: then a client that goes on from the newest change it saw cannot
    /// have passed a deletion.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<WireObject>> DeletionsAsync(string roomId, DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        var deleted = await DeletedSinceAsync(roomId, since, ct);
        yield return deleted.ConvertAll(d => new WireObject { { "_id", d.Id }, { "_deletedAt", d.DeletedAt } });
    }

    /// <summary>What was deleted since a stamp, behind every write that is under way.</summary>
    public async Task<List<DeletedMessageRow>> SettledDeletionsAsync(string roomId, DateTimeOffset since, CancellationToken ct)
    {
        await store.SettleAsync(ct);
        return await DeletedSinceAsync(roomId, since, ct);
    }

    private Task<List<DeletedMessageRow>> DeletedSinceAsync(string roomId, DateTimeOffset since, CancellationToken ct)
    {
        var from = reach.From(since);
        return store.ReadAsync(db => db.Set<DeletedMessageRow>().AsNoTracking().Where(d => d.RoomId == roomId && d.DeletedAt > from).OrderBy(d => d.DeletedAt).ToListAsync(ct), ct);
    }

    public async Task<RawJson?> FindAsync(string id, string? readerId, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == id && !m.IsHidden, ct), ct);
        return row is null ? null : (await ForReaderAsync([row], readerId, ct))[0];
    }

    public Task<MessageRow?> FindRowAsync(string id, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == id && !m.IsHidden, ct), ct);

    /// <summary>The newest message of each room.</summary>
    public async Task<Dictionary<string, RawJson>> LastOfAsync(IReadOnlyCollection<RoomRow> rooms, CancellationToken ct, string? readerId = null)
    {
        var ids = rooms.Select(r => r.LastMessageId).OfType<string>().ToList();
        var found = new Dictionary<string, RawJson>(ids.Count);
        if (!settings.Get(RoomSettings.StoreLastMessage)) return found;
        foreach (var chunk in ids.Chunk(500))
        {
            var rows = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => chunk.Contains(m.Id)).ToListAsync(ct), ct);
            var views = await ForReaderAsync(rows, readerId, ct);
            for (var i = 0; i < rows.Count; i++) found[rows[i].RoomId] = views[i];
        }
        return found;
    }

    public Task<(IReadOnlyList<RawJson> Messages, int Total)> PinnedAsync(string roomId, string readerId, int offset, int count, CancellationToken ct) =>
        PageAsync(q => q.Where(m => m.RoomId == roomId && m.IsPinned && !m.IsHidden).OrderByDescending(m => m.At), readerId, offset, count, ct);

    public Task<(IReadOnlyList<RawJson> Messages, int Total)> RepliesAsync(string rootId, string readerId, int offset, int count, bool isAscending, CancellationToken ct) => PageAsync(q =>
    {
        var replies = q.Where(m => m.ThreadId == rootId && !m.IsHidden);
        return isAscending ? replies.OrderBy(m => m.At) : replies.OrderByDescending(m => m.At);
    }, readerId, offset, count, ct);

    public async Task<(IReadOnlyList<RawJson> Messages, int Total)> StarredAsync(string roomId, string readerId, int offset, int count, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = from star in db.Set<StarRow>().AsNoTracking()
                        join message in db.Set<MessageRow>().AsNoTracking() on star.MessageId equals message.Id
                        where star.UserId == readerId && star.RoomId == roomId && !message.IsHidden
                        orderby message.At descending
                        select message;
            return (await query.Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(r => MessageJson.Full(r, true, readerId)), total);
    }

    public async Task<(IReadOnlyList<RawJson> Messages, int Total)> MentionedAsync(string roomId, string readerId, int offset, int count, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = from mention in db.Set<MentionRow>().AsNoTracking()
                        join message in db.Set<MessageRow>().AsNoTracking() on mention.MessageId equals message.Id
                        where mention.UserId == readerId && mention.RoomId == roomId && !message.IsHidden
                        orderby message.At descending
                        select message;
            return (await query.Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await ForReaderAsync(rows, readerId, ct), total);
    }

    /// <summary>Thread roots of a room, latest activity first.</summary>
    /// <param name="type"><c>following</c>, <c>unread</c>, or null for all.</param>
    public async Task<(IReadOnlyList<RawJson> Threads, int Total)> ThreadsAsync(string roomId, string readerId, string? type, string? text, DateTimeOffset? updatedSince, int offset, int count, CancellationToken ct)
    {
        var lower = text?.ToLowerInvariant();
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var roots = db.Set<MessageRow>().AsNoTracking().Where(m => m.ThreadId != null && m.RoomId == roomId && !m.IsHidden).Select(m => m.ThreadId!).Distinct();
            var query = db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == roomId && roots.Contains(m.Id));
            if (updatedSince is { } since) query = query.Where(m => m.UpdatedAt > since);
            if (!string.IsNullOrEmpty(lower)) query = query.Where(m => m.Text.ToLower().Contains(lower));
            if (type == "following") query = query.Where(m => m.Doc.Contains("\"" + readerId + "\""));
            if (type == "unread")
            {
                var marks = await db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == roomId && s.UserId == readerId).Select(s => s.UnreadThreads).FirstOrDefaultAsync(ct);
                var unread = RoomRow.SplitBars(marks ?? "");
                query = query.Where(m => unread.Contains(m.Id));
            }
            return (await query.OrderByDescending(m => m.UpdatedAt).Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await ForReaderAsync(rows, readerId, ct), total);
    }

    private async Task<(IReadOnlyList<RawJson>, int)> PageAsync(Func<IQueryable<MessageRow>, IQueryable<MessageRow>> shape, string readerId, int offset, int count, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = shape(db.Set<MessageRow>().AsNoTracking());
            return (await query.Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await ForReaderAsync(rows, readerId, ct), total);
    }

    public async Task<IReadOnlyList<RawJson>> ForReaderAsync(List<MessageRow> rows, string? readerId, CancellationToken ct)
    {
        if (readerId is null || rows.Count == 0) return rows.ConvertAll(r => MessageJson.Full(r));
        var ids = rows.ConvertAll(r => r.Id);
        var starred = ids.Count <= 1000
            ? await store.ReadAsync(db => db.Set<StarRow>().Where(s => s.UserId == readerId && ids.Contains(s.MessageId)).Select(s => s.MessageId).ToHashSetAsync(ct), ct)
            : await store.ReadAsync(db => db.Set<StarRow>().Where(s => s.UserId == readerId && s.RoomId == rows[0].RoomId).Select(s => s.MessageId).ToHashSetAsync(ct), ct);
        return rows.ConvertAll(r => MessageJson.Full(r, starred.Contains(r.Id), readerId));
    }

    private List<string> HiddenTypes(RoomRow room)
    {
        var hidden = settings.Get(RoomSettings.HideSystemMessages).ToList();
        if (room.HiddenSystemMessages is { } own && WireRead.TryParse(own, out var json)) hidden.AddRange(json.Value.AsTexts() ?? []);
        if (hidden.Contains("mute_unmute")) hidden.AddRange(["user-muted", "user-unmuted"]);
        return hidden;
    }

    /// <summary>The last row taken; an empty id stands before all rows of the time.</summary>
    private sealed record Cursor(DateTimeOffset At, string Id);
}

using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Discussions;
using Parley.Conversations.Encryption;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Threads;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Retention;

/// <summary>Removes messages of a time range, oldest first, in chunks: no write is long, and readers are told of each chunk.</summary>
internal sealed class PruneMessages(IStore store, RoomStore rooms, RoomAccess access, IUserDirectory users, PermissionRegistry permissions)
{
    private const int Chunk = 200;
    private const string RemovedFileColor = "#FD745E";
    private const string RemovedFileText = "_The file was removed_";

    /// <param name="Limit">At most so many messages; 0 for all.</param>
    /// <param name="FilesOnly">Messages stay; where a file was, a notice stands.</param>
    /// <param name="UserIds">Only messages of these people; empty for everybody's.</param>
    public sealed record Range(
        DateTimeOffset Oldest, DateTimeOffset Latest, bool IsInclusive, int Limit = 0, bool ExcludesPinned = false, bool FilesOnly = false,
        bool KeepsThreads = false, bool KeepsDiscussions = true, IReadOnlyList<string>? UserIds = null);

    /// <returns>How many messages were removed, or lost their files.</returns>
    /// <exception cref="WireError"><c>error-invalid-room</c>, also for rooms closed to the caller; <c>error-not-allowed</c>, <c>error-invalid-dates</c>.</exception>
    public async Task<int> ExecuteAsync(Caller caller, string roomId, Range range, IReadOnlyList<string> usernames, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, RetentionPermissions.CleanHistory, roomId, ct)) throw WireError.NotAllowed("cleanRoomHistory");
        var room = await rooms.FindAsync(roomId, ct);
        if (room is null || (!await access.CanReadAsync(caller, room, ct) && !permissions.Has(caller, RoomPermissions.ViewRoomAdministration))) throw WireError.InvalidRoom("cleanRoomHistory");
        if (range.Oldest > range.Latest) throw new WireError("error-invalid-dates", "The older date must come first", details: new WireObject { { "method", "cleanRoomHistory" } });
        var authors = usernames.Count == 0 ? [] : (await users.FindByUsernamesAsync(usernames, ct)).Select(u => u.Id).ToList();
        // Names that are nobody's must not turn "theirs" into "everybody's".
        if (usernames.Count > 0 && authors.Count == 0) return 0;
        var count = await RunAsync(room.Id, range with { UserIds = authors }, ct);
        await store.WriteAsync(async unit =>
        {
            await unit.AuditAsync(caller, "room.prune", "room", room.Id, room.Name, null,
                new WireObject { { "count", count }, { "oldest", range.Oldest }, { "latest", range.Latest }, { "filesOnly", range.FilesOnly }, { "users", usernames } }, ct);
            return true;
        }, ct);
        return count;
    }

    /// <summary>Without asking for rights.</summary>
    public async Task<int> RunAsync(string roomId, Range range, CancellationToken ct)
    {
        var (count, isChanged) = (0, false);
        range = range with { Oldest = NotBefore1970(range.Oldest), Latest = NotBefore1970(range.Latest) };
        var after = range.Oldest.AddMilliseconds(range.IsInclusive ? -1 : 0);
        while (range.Limit == 0 || count < range.Limit)
        {
            var size = range.Limit == 0 ? Chunk : Math.Min(Chunk, range.Limit - count);
            var (counted, taken, last) = await store.WriteAsync(unit => range.FilesOnly ? DropFilesAsync(unit, roomId, range, after, size, ct) : RemoveChunkAsync(unit, roomId, range, after, size, ct), ct);
            count += counted;
            isChanged |= taken > 0;
            if (taken < size) break;
            after = last;
        }
        if (isChanged && !range.FilesOnly) await RefreshLastAsync(roomId, ct);
        return count;
    }

    /// <summary>Clients send the year 1 for "from the beginning".</summary>
    private static DateTimeOffset NotBefore1970(DateTimeOffset time) => time < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : time;

    private static IQueryable<MessageRow> Chosen(ParleyDb db, string roomId, Range range, DateTimeOffset after)
    {
        var until = range.IsInclusive ? range.Latest : range.Latest.AddMilliseconds(-1);
        var query = db.Set<MessageRow>().Where(m => m.RoomId == roomId && !m.IsHidden && m.At > after && m.At <= until);
        if (range.ExcludesPinned) query = query.Where(m => !m.IsPinned);
        if (range.KeepsDiscussions) query = query.Where(m => m.Type == null || m.Type != CreateDiscussion.NoteType);
        if (range.KeepsThreads) query = query.Where(m => m.ThreadId == null && !db.Set<MessageRow>().Any(reply => reply.ThreadId == m.Id));
        if (range.UserIds is { Count: > 0 } authors) query = query.Where(m => authors.Contains(m.UserId));
        return query.OrderBy(m => m.At);
    }

    /// <summary>Places of messages that were deleted before go too, but count for nothing.</summary>
    private static async Task<(int Counted, int Taken, DateTimeOffset Last)> RemoveChunkAsync(WriteUnit unit, string roomId, Range range, DateTimeOffset after, int size, CancellationToken ct)
    {
        var rows = await Chosen(unit.Db, roomId, range, after).Take(size).AsNoTracking().ToListAsync(ct);
        if (rows.Count == 0) return (0, 0, after);
        var stamp = await RoomStamps.NextAsync(unit, roomId, ct);
        var (ids, times) = (rows.ConvertAll(r => r.Id), rows.ConvertAll(r => r.At));
        await unit.Db.Set<StarRow>().Where(s => ids.Contains(s.MessageId)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<MentionRow>().Where(m => ids.Contains(m.MessageId)).ExecuteDeleteAsync(ct);
        // Former versions of a message carry its time; they go with it.
        await unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && m.IsHidden && times.Contains(m.At)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<MessageRow>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == roomId).ExecuteUpdateAsync(s => s.SetProperty(r => r.MessageCount, r => r.MessageCount - ids.Count), ct);
        foreach (var row in rows)
        {
            unit.Db.Add(new DeletedMessageRow { Id = row.Id, RoomId = roomId, DeletedAt = stamp });
            Release(unit, row, roomId);
        }
        await ForgetThreadsAsync(unit, roomId, rows, ct);
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new MessagesPruned(roomId, ids, rows[0].At, rows[^1].At, range), roomId);
        return (rows.Count(r => r.Type != "rm"), rows.Count, rows[^1].At);
    }

    private static void Release(WriteUnit unit, MessageRow row, string roomId)
    {
        var doc = MessageJson.Parse(row.Doc);
        if (doc["file"] is not null || doc["files"] is not null) unit.Publish(new MessageFilesReleased(row.Id), roomId);
        if ((string?)doc["drid"] is { } discussionId) unit.Publish(new DiscussionNoteRemoved(discussionId), roomId);
    }

    /// <summary>Whoever followed a thread that is gone has nothing unread in it.</summary>
    private static async Task ForgetThreadsAsync(WriteUnit unit, string roomId, List<MessageRow> rows, CancellationToken ct)
    {
        var followers = new Dictionary<string, List<string>>();
        foreach (var row in rows)
        {
            if (MessageJson.Parse(row.Doc)["replies"] is not JsonArray replies) continue;
            foreach (var userId in replies.Select(r => (string)r!)) (followers.TryGetValue(userId, out var roots) ? roots : followers[userId] = []).Add(row.Id);
        }
        if (followers.Count == 0) return;
        await ThreadFollowers.ForgetAsync(unit, [.. followers.Values.SelectMany(roots => roots).Distinct()], ct);
        var ids = followers.Keys.ToList();
        var marked = await unit.Db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId && s.UnreadThreads != "" && ids.Contains(s.UserId)).ToListAsync(ct);
        foreach (var subscription in marked)
        {
            foreach (var root in followers[subscription.UserId]) ThreadMarks.Remove(subscription, root);
            subscription.UpdatedAt = unit.Now;
        }
        if (marked.Count > 0) unit.Publish(new ThreadMarksChanged(roomId, marked.ConvertAll(s => s.UserId)), roomId);
    }

    private static async Task<(int Counted, int Taken, DateTimeOffset Last)> DropFilesAsync(WriteUnit unit, string roomId, Range range, DateTimeOffset after, int size, CancellationToken ct)
    {
        var uploads = unit.Db.Set<UploadRow>();
        var rows = await Chosen(unit.Db, roomId, range, after).Where(m => uploads.Any(u => u.MessageId == m.Id)).Take(size).ToListAsync(ct);
        if (rows.Count == 0) return (0, 0, after);
        foreach (var row in rows)
        {
            var doc = MessageJson.Parse(row.Doc);
            doc.Remove("file");
            doc.Remove("files");
            doc["attachments"] = new JsonArray(new JsonObject { ["color"] = RemovedFileColor, ["text"] = RemovedFileText });
            row.Doc = MessageJson.Write(doc);
            row.UpdatedAt = await RoomStamps.NextAsync(unit, roomId, ct);
            unit.Publish(new MessageChanged(roomId, MessageJson.Full(row)), roomId);
            unit.Publish(new MessageFilesReleased(row.Id), roomId);
        }
        await unit.Db.SaveChangesAsync(ct);
        return (rows.Count, rows.Count, rows[^1].At);
    }

    private Task RefreshLastAsync(string roomId, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var last = await unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId && !m.IsHidden && (m.ThreadId == null || m.IsShownInRoom) && (m.Type == null || m.Type == RoomKeys.Kind))
            .OrderByDescending(m => m.At).Select(m => m.Id).FirstOrDefaultAsync(ct);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == roomId).ExecuteUpdateAsync(s => s.SetProperty(r => r.LastMessageId, last).SetProperty(r => r.UpdatedAt, unit.Now), ct);
        unit.Publish(new RoomEdited(roomId, ChangesAccess: false), roomId);
        return true;
    }, ct);
}

/// <summary>A chunk of messages is gone: all that <paramref name="Range"/> chose between the two times.</summary>
internal sealed record MessagesPruned(string RoomId, IReadOnlyList<string> Ids, DateTimeOffset First, DateTimeOffset Last, PruneMessages.Range Range) : IDomainEvent;

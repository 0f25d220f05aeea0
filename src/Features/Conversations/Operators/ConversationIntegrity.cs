using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Files;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Platform.Blobs;
using Parley.Platform.CommandLine;
using Parley.Platform.Storage;

namespace Parley.Conversations.Operators;

/// <summary>Whether memberships and messages have their rooms, and messages their place in the search index.</summary>
internal sealed class ConversationIntegrity(IStore store) : IIntegrityCheck
{
    public string Subject => "rooms and messages";

    public Task<IReadOnlyList<string>> FindAsync(CancellationToken ct) => store.ReadAsync<IReadOnlyList<string>>(async db =>
    {
        var found = new List<string>();
        // Rooms that are being erased lose theirs little by little.
        var memberships = await db.Set<SubscriptionRow>().CountAsync(s => !db.Set<RoomRow>().Any(r => r.Id == s.RoomId) && !db.Set<ErasureRow>().Any(e => e.RoomId == s.RoomId), ct);
        if (memberships > 0) found.Add($"{memberships} memberships belong to no room.");
        var messages = await db.Set<MessageRow>().CountAsync(m => !db.Set<RoomRow>().Any(r => r.Id == m.RoomId) && !db.Set<ErasureRow>().Any(e => e.RoomId == m.RoomId), ct);
        if (messages > 0) found.Add($"{messages} messages belong to no room.");
        if (!await db.Set<SearchBacklogRow>().AnyAsync(ct))
        {
            var unindexed = await db.Set<MessageRow>().CountAsync(m => m.Type == null && !m.IsHidden && !db.Set<SearchRow>().Any(s => s.MessageId == m.Id)
                && !db.Set<SearchQueueRow>().Any(q => q.MessageId == m.Id) && db.Set<RoomRow>().Any(r => r.Id == m.RoomId && !r.IsEncrypted), ct);
            if (unindexed > 0) found.Add($"{unindexed} messages cannot be found; \"parley reindex\" makes the index anew.");
        }
        return found;
    }, ct);
}

/// <summary>Whether every uploaded file is where it should be.</summary>
internal sealed class FileIntegrity(IStore store, IBlobStore blobs) : IIntegrityCheck
{
    private const int Chunk = 500;
    private const int MostNamed = 20;

    public string Subject => "files";

    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken ct)
    {
        var missing = new List<string>();
        var (after, count) = ("", 0);
        while (true)
        {
            var ids = await store.ReadAsync(db => db.Set<UploadRow>().AsNoTracking().Where(u => string.Compare(u.Id, after) > 0).OrderBy(u => u.Id).Select(u => u.Id).Take(Chunk).ToListAsync(ct), ct);
            if (ids.Count == 0) break;
            foreach (var id in ids)
            {
                if (await blobs.ExistsAsync(UploadedFiles.KeyOf(id), ct)) continue;
                if (++count <= MostNamed) missing.Add($"The file {id} is not in the store.");
            }
            after = ids[^1];
        }
        if (count > MostNamed) missing.Add($"{count - MostNamed} further files are not in the store.");
        return missing;
    }
}

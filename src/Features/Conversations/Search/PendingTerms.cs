using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Events;
using Parley.Platform.Storage;

namespace Parley.Conversations.Search;

/// <summary>
/// On SQLite the index is cheap for many messages at once and dear for each alone, because it writes a segment at every
/// savepoint. So terms wait beside their place, stored with the message, and are taken in together: behind a pause while
/// people write (<see cref="TakePendingTerms"/>), and at once before a search. PostgreSQL indexes each message as it comes.
/// </summary>
internal sealed class PendingTerms(IStore store) : IEventHandler<MessageSent>, IEventHandler<MessageEdited>, IDisposable
{
    private const int Chunk = 500;
    private readonly SemaphoreSlim _news = new(1);
    private int _isTold = 1;

    public Task HandleAsync(MessageSent happened, CancellationToken ct) => Tell();

    public Task HandleAsync(MessageEdited happened, CancellationToken ct) => Tell();

    /// <summary>Completes when terms may wait; at once after a start.</summary>
    public Task WaitAsync(CancellationToken ct) => _news.WaitAsync(ct);

    /// <summary>Everything stored before this call can be found after it.</summary>
    public async Task TakeAsync(CancellationToken ct)
    {
        Volatile.Write(ref _isTold, 0);
        if (store.Engine != StorageEngine.Sqlite || !await IsAnyAsync(ct)) return;
        while (await store.WriteAsync(unit => TakeChunkAsync(unit, ct), ct) == Chunk) { }
    }

    public void Dispose() => _news.Dispose();

    private Task Tell()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0 && _news.CurrentCount == 0) _news.Release();
        return Task.CompletedTask;
    }

    private async Task<bool> IsAnyAsync(CancellationToken ct) =>
        (await store.QueryAsync(new("SELECT 1 FROM message_search WHERE pending IS NOT NULL LIMIT 1", ""), static _ => { }, static row => row.GetInt64(0), ct)).Count > 0;

    private static async Task<int> TakeChunkAsync(WriteUnit unit, CancellationToken ct)
    {
        await unit.Db.Database.ExecuteSqlAsync(
            $"INSERT INTO message_terms(rowid,room,text) SELECT key,room_id,pending FROM message_search WHERE pending IS NOT NULL ORDER BY key LIMIT {Chunk}", ct);
        return await unit.Db.Database.ExecuteSqlAsync(
            $"UPDATE message_search SET pending=NULL WHERE key IN (SELECT key FROM message_search WHERE pending IS NOT NULL ORDER BY key LIMIT {Chunk})", ct);
    }
}

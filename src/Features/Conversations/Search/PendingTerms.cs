using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Search;

/// <summary>
/// A search index is cheap for many messages at once and dear for each alone. So a message only leaves its id in a queue,
/// in its own commit, and terms are written together: behind a pause while people write (<see cref="TakePendingTerms"/>),
/// and at once before a search. Texts are read outside the transaction that writes their terms, and only entries that it
/// could take away itself count: whoever changed a message since has left a later entry.
/// </summary>
internal sealed class PendingTerms(IStore store) : IEventHandler<MessageSent>, IEventHandler<MessageEdited>, IDisposable
{
    private const int Chunk = 500;
    private const string RemoveSqlite = "DELETE FROM message_search_queue WHERE key IN (SELECT value FROM json_each({0})) RETURNING key AS \"Value\"";
    private const string RemovePostgres = "DELETE FROM message_search_queue WHERE key IN (SELECT v::bigint FROM jsonb_array_elements_text({0}::jsonb) v) RETURNING key AS \"Value\"";
    private readonly SemaphoreSlim _news = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private int _isTold = 1;

    public Task HandleAsync(MessageSent happened, CancellationToken ct) => Tell();

    public Task HandleAsync(MessageEdited happened, CancellationToken ct) => Tell();

    /// <summary>Completes when terms may wait, at the latest after the given time; at once after a start.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _news.WaitAsync(longest, ct);

    /// <summary>Everything stored before this call can be found after it.</summary>
    public async Task TakeAsync(CancellationToken ct)
    {
        Volatile.Write(ref _isTold, 0);
        if (await LastAsync(ct) is not { } last) return;
        await _turn.WaitAsync(ct);
        try
        {
            while (await TakeChunkAsync(last, ct)) { }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _news.Dispose();
        _turn.Dispose();
    }

    private Task Tell()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0 && _news.CurrentCount == 0) _news.Release();
        return Task.CompletedTask;
    }

    private async Task<long?> LastAsync(CancellationToken ct)
    {
        const string sql = "SELECT key FROM message_search_queue ORDER BY key DESC LIMIT 1";
        var keys = await store.QueryAsync(new(sql, sql), static _ => { }, static row => row.GetInt64(0), ct);
        return keys.Count == 0 ? null : keys[0];
    }

    /// <returns>Whether more may wait.</returns>
    private async Task<bool> TakeChunkAsync(long last, CancellationToken ct)
    {
        var queue = await store.ReadAsync(db => db.Set<SearchQueueRow>().AsNoTracking().Where(q => q.Key <= last).OrderBy(q => q.Key).Take(Chunk).ToListAsync(ct), ct);
        if (queue.Count == 0) return false;
        var entries = await ReadAsync([.. queue.Select(q => q.MessageId).Distinct(StringComparer.Ordinal)], ct);
        await store.WriteAsync(async unit =>
        {
            var taken = await RemoveAsync(unit.Db, queue, ct);
            await SearchIndex.WriteAsync(unit.Db, [.. queue.Where(q => taken.Contains(q.Key)).Select(q => q.MessageId).Distinct(StringComparer.Ordinal).Where(entries.ContainsKey).Select(id => entries[id])], ct);
            return true;
        }, ct);
        return queue.Count == Chunk;
    }

    private async Task<Dictionary<string, SearchEntry>> ReadAsync(string[] ids, CancellationToken ct)
    {
        var rows = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => ids.Contains(m.Id))
            .Join(db.Set<RoomRow>(), m => m.RoomId, r => r.Id, (m, r) => new { m.Id, m.Type, m.Doc, IsClosed = m.IsHidden || r.IsEncrypted }).ToListAsync(ct), ct);
        return rows.ToDictionary(m => m.Id, m => new SearchEntry(m.Id, m.IsClosed ? "" : SearchIndex.TextOf(m.Type, MessageJson.Parse(m.Doc)) ?? ""), StringComparer.Ordinal);
    }

    private static async Task<HashSet<long>> RemoveAsync(ParleyDb db, List<SearchQueueRow> queue, CancellationToken ct)
    {
        var keys = WireJson.ToText(queue.ConvertAll(q => q.Key));
        return [.. await db.Database.SqlQueryRaw<long>(SearchIndex.IsPostgres(db) ? RemovePostgres : RemoveSqlite, keys).ToListAsync(ct)];
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Platform.Storage;

namespace Parley.Conversations.Search;

/// <summary>
/// Makes the search index anew from the messages. A server may run meanwhile: what it takes in stays, and searches find more and more
/// again. Stopped half-way, the next start of a server goes on.
/// </summary>
internal sealed class Reindex(IStore store, IndexOldMessages index)
{
    private const int Chunk = 5000;

    /// <param name="progress">Told how many messages are in by now.</param>
    /// <returns>How many messages were taken in.</returns>
    public async Task<int> ExecuteAsync(Action<int> progress, CancellationToken ct)
    {
        // First what is to be done, then the undoing: whatever happens in between, nothing stays unindexed for good.
        await store.WriteAsync(async unit =>
        {
            var newest = await unit.Db.Set<MessageRow>().MaxAsync(m => (DateTimeOffset?)m.At, ct);
            await unit.Db.Set<SearchBacklogRow>().ExecuteDeleteAsync(ct);
            if (newest is { } at) unit.Db.Add(new SearchBacklogRow { Id = 1, Before = at.AddMilliseconds(1) });
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        var last = await store.ReadAsync(db => db.Set<SearchRow>().MaxAsync(s => (long?)s.Key, ct), ct);
        while (last is { } until && await RemoveAsync(until, ct) > 0) { }
        var taken = 0;
        await index.FinishAsync(count => progress(taken += count), ct);
        return taken;
    }

    private Task<int> RemoveAsync(long until, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var keys = await unit.Db.Set<SearchRow>().Where(s => s.Key <= until).OrderBy(s => s.Key).Select(s => s.Key).Take(Chunk).ToListAsync(ct);
        if (keys.Count == 0) return 0;
        var (first, final) = (keys[0], keys[^1]);
        return await unit.Db.Set<SearchRow>().Where(s => s.Key >= first && s.Key <= final).ExecuteDeleteAsync(ct);
    }, ct);
}

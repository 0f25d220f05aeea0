using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Storage;

namespace Parley.Conversations.Search;

/// <summary>
/// Takes messages from before the index came into it, newest first, a few hundred a transaction. A stop in between costs
/// nothing: the place is kept in the database. Several nodes may do so at once.
/// </summary>
internal sealed partial class IndexOldMessages(IStore store, ILogger<IndexOldMessages> log) : BackgroundService
{
    /// <summary>The table has no order by time across rooms, so each stretch reads it whole: few long stretches, beside the writers.</summary>
    private const int Stretch = 50_000;

    private const int Chunk = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await FinishAsync(null, stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // old messages are found later: the next start goes on
        {
            LogFailure(log, failure);
        }
    }

    /// <param name="progress">Told how many messages each step has taken in.</param>
    public async Task FinishAsync(Action<int>? progress, CancellationToken ct)
    {
        while (await store.ReadAsync(db => db.Set<SearchBacklogRow>().AsNoTracking().FirstOrDefaultAsync(ct), ct) is { } backlog)
            await IndexStretchAsync(backlog.Before, progress, ct);
    }

    private async Task IndexStretchAsync(DateTimeOffset before, Action<int>? progress, CancellationToken ct)
    {
        var found = await store.ReadAsync(db => db.Set<MessageRow>().Where(m => m.At < before && m.Type == null && !m.IsHidden)
            .OrderByDescending(m => m.At).Select(m => new { m.Id, m.At }).Take(Stretch).ToListAsync(ct), ct);
        // Messages of the last millisecond may go on behind the stretch: they are left to the next one.
        var isLast = found.Count < Stretch;
        if (!isLast && found[0].At != found[^1].At) found.RemoveAll(m => m.At == found[^1].At);
        foreach (var chunk in found.Chunk(Chunk))
        {
            await store.WriteAsync(unit => IndexAsync(unit, [.. chunk.Select(m => m.Id)], ct), ct);
            progress?.Invoke(chunk.Length);
        }
        await store.WriteAsync(unit => isLast
            ? unit.Db.Set<SearchBacklogRow>().ExecuteDeleteAsync(ct)
            : unit.Db.Set<SearchBacklogRow>().ExecuteUpdateAsync(s => s.SetProperty(b => b.Before, found[^1].At), ct), ct);
    }

    private static async Task<bool> IndexAsync(WriteUnit unit, string[] ids, CancellationToken ct)
    {
        var rows = await unit.Db.Set<MessageRow>().AsNoTracking()
            .Where(m => ids.Contains(m.Id) && !unit.Db.Set<SearchRow>().Any(s => s.MessageId == m.Id) && !unit.Db.Set<RoomRow>().Any(r => r.Id == m.RoomId && r.IsEncrypted))
            .OrderByDescending(m => m.At).ToListAsync(ct);
        var key = Math.Min(0, await unit.Db.Set<SearchRow>().MinAsync(s => (long?)s.Key, ct) ?? 0);
        unit.Db.AddRange(rows.ConvertAll(row => new SearchRow { Key = --key, MessageId = row.Id, RoomId = row.RoomId }));
        await unit.Db.SaveChangesAsync(ct);
        await SearchIndex.WriteAsync(unit.Db, rows.ConvertAll(row => new SearchEntry(row.Id, SearchIndex.TextOf(row.Type, MessageJson.Parse(row.Doc)) ?? "")), ct);
        return true;
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "Old messages could not be taken into the search index; the next start goes on.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

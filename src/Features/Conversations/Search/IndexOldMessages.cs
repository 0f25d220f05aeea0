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
    private const int Chunk = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (await store.WriteAsync(unit => IndexAsync(unit, stoppingToken), stoppingToken)) { }
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // old messages are found later: the next start goes on
        {
            LogFailure(log, failure);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private static async Task<bool> IndexAsync(WriteUnit unit, CancellationToken ct)
    {
        if (await unit.Db.Set<SearchBacklogRow>().FirstOrDefaultAsync(ct) is not { } backlog) return false;
        var rows = await unit.Db.Set<MessageRow>().AsNoTracking()
            .Where(m => m.At < backlog.Before && m.Type == null && !m.IsHidden && !unit.Db.Set<SearchRow>().Any(s => s.MessageId == m.Id)
                && !unit.Db.Set<RoomRow>().Any(r => r.Id == m.RoomId && r.IsEncrypted))
            .OrderByDescending(m => m.At).Take(Chunk).ToListAsync(ct);
        if (rows.Count == 0)
        {
            unit.Db.Remove(backlog);
            await unit.Db.SaveChangesAsync(ct);
            return false;
        }
        var key = Math.Min(0, await unit.Db.Set<SearchRow>().MinAsync(s => (long?)s.Key, ct) ?? 0);
        foreach (var row in rows)
        {
            var place = new SearchRow { Key = --key, MessageId = row.Id, RoomId = row.RoomId };
            unit.Db.Add(place);
            await unit.Db.SaveChangesAsync(ct);
            await SearchIndex.WriteTermsAsync(unit.Db, place, SearchIndex.TextOf(row.Type, MessageJson.Parse(row.Doc)) ?? "", isNew: true, ct);
        }
        // Others sent in the same millisecond are found again, because only those without a place are taken.
        backlog.Before = rows[^1].At.AddMilliseconds(1);
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "Old messages could not be taken into the search index; the next start goes on.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

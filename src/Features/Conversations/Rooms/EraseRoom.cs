using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Invites;
using Parley.Conversations.Messages;
using Parley.Conversations.Receipts;
using Parley.Conversations.Teams;
using Parley.Conversations.Threads;
using Parley.Platform.Jobs;
using Parley.Platform.Storage;

namespace Parley.Conversations.Rooms;

/// <summary>
/// Removes a room for good, without asking for rights. The room is gone when the call ends: nobody finds, reads or writes it.
/// What belonged to it is removed behind, in chunks, by <see cref="ErasureWorker"/>.
/// </summary>
internal sealed class EraseRoom(IStore store, RoomStore rooms, TeamStore teams, ErasureQueue queue)
{
    public async Task ExecuteAsync(string roomId, CancellationToken ct)
    {
        var gone = await store.WriteAsync(async unit =>
        {
            var room = await unit.Db.Set<RoomRow>().FirstOrDefaultAsync(r => r.Id == roomId, ct);
            if (room is null) return [];
            if (room is { IsTeamMain: true, TeamId: { } teamId })
            {
                foreach (var id in await EditTeam.DissolveAsync(unit, teamId, ct)) rooms.ForgetRoom(id);
                teams.Forget(teamId);
            }
            var children = await unit.Db.Set<RoomRow>().Where(r => r.ParentId == roomId).ToListAsync(ct);
            foreach (var row in children.Prepend(room))
            {
                unit.Db.Remove(row);
                // In a busy room the stamps that clients know may be ahead of the clock; its end must come after them.
                unit.Db.Add(new ErasureRow { RoomId = row.Id, At = row.Stamp < unit.Now ? unit.Now : row.Stamp.AddMilliseconds(1) });
                unit.Publish(new RoomFilesReleased(row.Id, row.AvatarETag), row.Id);
                unit.Publish(new RoomErased(row.Id), row.Id);
            }
            await unit.Db.SaveChangesAsync(ct);
            return children.ConvertAll(c => c.Id).Prepend(roomId).ToList();
        }, ct);
        foreach (var id in gone)
        {
            rooms.ForgetMembersOf(id);
            queue.Add(id);
        }
    }
}

/// <summary>Rooms whose belongings wait to be removed. What is lost in a crash is found again in the table.</summary>
internal sealed class ErasureQueue
{
    private readonly Channel<string> _rooms = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public ChannelReader<string> Reader => _rooms.Reader;

    public void Add(string roomId) => _rooms.Writer.TryWrite(roomId);
}

/// <summary>Removes memberships and messages of erased rooms, a chunk at a time, so that nobody else's writes wait long.</summary>
internal sealed partial class ErasureWorker(IStore store, ErasureQueue queue, JobLeases leases, TimeProvider clock, ILogger<ErasureWorker> log) : BackgroundService
{
    private const int Chunk = 200;

    /// <summary>How often somebody looks for what a stopped node left; younger work may be under way elsewhere.</summary>
    private static readonly TimeSpan _round = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await GoOnAsync(clock.GetUtcNow(), stoppingToken);
            while (true)
            {
                using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                round.CancelAfter(_round);
                await foreach (var roomId in AllAsync(round.Token)) await RemoveAsync(roomId, stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
                await GoOnAsync(clock.GetUtcNow() - _round, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever looks next goes on from the table.
        }
    }

    /// <summary>What is queued until the round is over.</summary>
    private async IAsyncEnumerable<string> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken round)
    {
        while (await WaitAsync(round))
        {
            while (queue.Reader.TryRead(out var roomId)) yield return roomId;
        }
    }

    private async Task<bool> WaitAsync(CancellationToken round)
    {
        try
        {
            return await queue.Reader.WaitToReadAsync(round);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>One node takes up what was begun before a time and not finished.</summary>
    private async Task GoOnAsync(DateTimeOffset before, CancellationToken ct)
    {
        try
        {
            if (!await leases.TryTakeAsync("erasures", _round / 2, ct)) return;
            foreach (var left in await store.ReadAsync(db => db.Set<ErasureRow>().AsNoTracking().Where(e => e.At < before).Select(e => e.RoomId).ToListAsync(ct), ct)) await RemoveAsync(left, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // the next round looks again
        {
            LogFailure(log, "", failure);
        }
    }

    private async Task RemoveAsync(string roomId, CancellationToken ct)
    {
        try
        {
            while (await EndMembershipsAsync(roomId, ct)) { }
            while (await RemoveMessagesAsync(roomId, ct)) { }
            await store.WriteAsync(async unit =>
            {
                await unit.Db.Set<StarRow>().Where(s => s.RoomId == roomId).ExecuteDeleteAsync(ct);
                await unit.Db.Set<MentionRow>().Where(s => s.RoomId == roomId).ExecuteDeleteAsync(ct);
                await unit.Db.Set<DeletedMessageRow>().Where(s => s.RoomId == roomId).ExecuteDeleteAsync(ct);
                await unit.Db.Set<ThreadFollowerRow>().Where(f => f.RoomId == roomId).ExecuteDeleteAsync(ct);
                await unit.Db.Set<ReadMarkRow>().Where(r => r.RoomId == roomId).ExecuteDeleteAsync(ct);
                await unit.Db.Set<InviteRow>().Where(i => i.RoomId == roomId).ExecuteDeleteAsync(ct);
                return await unit.Db.Set<ErasureRow>().Where(e => e.RoomId == roomId).ExecuteDeleteAsync(ct);
            }, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // nobody can see what is left; a later round tries again
        {
            LogFailure(log, roomId, failure);
        }
    }

    private Task<bool> EndMembershipsAsync(string roomId, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var members = await unit.Db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId).Take(Chunk).ToListAsync(ct);
        if (members.Count == 0) return false;
        var erased = await unit.Db.Set<ErasureRow>().Where(e => e.RoomId == roomId).Select(e => e.At).FirstOrDefaultAsync(ct);
        var removedAt = erased > unit.Now ? erased : unit.Now;
        foreach (var member in members)
        {
            unit.Db.Remove(member);
            unit.Db.Add(new RemovedSubscriptionRow { Id = member.Id, UserId = member.UserId, RoomId = roomId, RemovedAt = removedAt });
        }
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new MembershipsEnded(roomId, members.ConvertAll(m => (m.UserId, m.Id))), roomId);
        return members.Count == Chunk;
    }, ct);

    private Task<bool> RemoveMessagesAsync(string roomId, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var ids = await unit.Db.Set<MessageRow>().Where(m => m.RoomId == roomId).Select(m => m.Id).Take(Chunk).ToListAsync(ct);
        await unit.Db.Set<MentionRow>().Where(m => ids.Contains(m.MessageId)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<StarRow>().Where(m => ids.Contains(m.MessageId)).ExecuteDeleteAsync(ct);
        await unit.Db.Set<MessageRow>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(ct);
        return ids.Count == Chunk;
    }, ct);

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "What belonged to the erased room {RoomId} could not be removed; a later round tries again.")]
    private static partial void LogFailure(ILogger log, string roomId, Exception failure);
}

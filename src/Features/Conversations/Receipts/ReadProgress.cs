using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Settings;

namespace Parley.Conversations.Receipts;

/// <summary>
/// Looks, behind the reading, whether everybody has read now. A room is looked at once for any number of readers, and the larger it is
/// the rarer: the look goes over its members.
/// </summary>
internal sealed partial class ReadProgress(ClearUnread clear, RoomStore rooms, SettingsRegistry settings, TimeProvider clock, ILogger<ReadProgress> log)
    : BackgroundService, IEventHandler<RoomRead>, IEventHandler<MessageSent>, IEventHandler<MemberRemoved>
{
    private const int MostWaiting = 50_000;
    private const int MembersPerMillisecond = 1;
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(string RoomId, string? ThreadId), DateTimeOffset> _due = new();
    private readonly SemaphoreSlim _news = new(0, 1);

    public Task HandleAsync(RoomRead happened, CancellationToken ct) => LookAsync(happened.RoomId, happened.ThreadId, ct);

    /// <summary>Whoever writes has read.</summary>
    public Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        var isQuiet = happened.Message.Weight == MessageWeight.Quiet;
        return isQuiet && happened.Message.ThreadId is null ? Task.CompletedTask : LookAsync(happened.Room.Id, isQuiet ? happened.Message.ThreadId : null, ct);
    }

    /// <summary>Nobody waits for those who left.</summary>
    public Task HandleAsync(MemberRemoved happened, CancellationToken ct) => LookAsync(happened.RoomId, null, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_due.IsEmpty) await _news.WaitAsync(stoppingToken);
            var now = clock.GetUtcNow();
            foreach (var (which, time) in _due)
            {
                if (time <= now && _due.TryRemove(which, out _)) await LookNowAsync(which.RoomId, which.ThreadId, stoppingToken);
            }
            await Task.Delay(_least / 2, clock, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    private async Task LookAsync(string roomId, string? threadId, CancellationToken ct)
    {
        // When very much waits, a later reading of the room asks again.
        if (!settings.Get(ReceiptSettings.Enabled) || _due.Count >= MostWaiting) return;
        var members = (await rooms.FindAsync(roomId, ct))?.MemberCount ?? 0;
        var pause = TimeSpan.FromMilliseconds(members / MembersPerMillisecond);
        _due.TryAdd((roomId, threadId), clock.GetUtcNow() + (pause < _least ? _least : pause > _most ? _most : pause));
        try
        {
            if (_news.CurrentCount == 0) _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has told at the same moment.
        }
    }

    private async Task LookNowAsync(string roomId, string? threadId, CancellationToken ct)
    {
        try
        {
            await (threadId is null ? clear.OfRoomAsync(roomId, ct) : clear.OfThreadAsync(roomId, threadId, ct));
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // the next reading of the room looks again
        {
            LogFailure(log, roomId, failure);
        }
    }

    [LoggerMessage(EventId = 3310, Level = LogLevel.Warning, Message = "Whether everybody has read room {RoomId} could not be found out; the next reading of it tries again.")]
    private static partial void LogFailure(ILogger log, string roomId, Exception failure);
}

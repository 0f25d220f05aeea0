using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Retention;
using Parley.Conversations.Rooms;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Conversations.Discussions;

/// <summary>
/// Keeps count and time of the last message of a discussion on the message that shows it in the parent. A message costs nothing more for it:
/// busy discussions are written once a second at most, however much is said.
/// </summary>
internal sealed partial class DiscussionCounts(RoomStore rooms, ChangeMessage change, EraseRoom erase, TimeProvider clock, ILogger<DiscussionCounts> log)
    : BackgroundService, IEventHandler<MessageSent>, IEventHandler<MessageDeleted>, IEventHandler<MessagesPruned>, IEventHandler<DiscussionNoteRemoved>
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, byte> _changed = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    public Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        Mark(happened.Room);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(MessageDeleted happened, CancellationToken ct) => Mark(await rooms.FindAsync(happened.RoomId, ct));

    public async Task HandleAsync(MessagesPruned happened, CancellationToken ct) => Mark(await rooms.FindAsync(happened.RoomId, ct));

    /// <summary>A discussion goes with the message that shows it.</summary>
    public Task HandleAsync(DiscussionNoteRemoved happened, CancellationToken ct) => erase.ExecuteAsync(happened.DiscussionId, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                await WriteAsync(stoppingToken);
                await Task.Delay(_pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteAsync(CancellationToken.None);
        }
    }

    private void Mark(RoomRow? room)
    {
        if (room?.ParentId is null) return;
        _changed[room.Id] = 0;
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another message woke the writer in the same moment.
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        foreach (var id in _changed.Keys)
        {
            _changed.TryRemove(id, out _);
            try
            {
                await WriteAsync(id, ct);
            }
            catch (WireError)
            {
                // The message or its room is gone: nobody needs the count.
            }
            catch (Exception failure) when (!ct.IsCancellationRequested) // the next message of the discussion tries again
            {
                LogFailure(log, id, failure);
            }
        }
    }

    private async Task WriteAsync(string discussionId, CancellationToken ct)
    {
        if (await rooms.ReadAsync(discussionId, ct) is not { ParentId: { } parentId, DiscussionNoteId: { } noteId } room || await rooms.FindAsync(parentId, ct) is not { } parent) return;
        await change.ChangeAsync(parent, noteId, (_, _, doc) =>
        {
            doc["dcount"] = room.MessageCount;
            if (room.LastMessageAt is { } last) doc["dlm"] = WireJson.Iso(last);
            return Task.CompletedTask;
        }, ct);
    }

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "The count of discussion {RoomId} could not be written; its next message tries again.")]
    private static partial void LogFailure(ILogger log, string roomId, Exception failure);
}

/// <summary>The message that showed a discussion was deleted.</summary>
internal sealed record DiscussionNoteRemoved(string DiscussionId) : IDomainEvent;

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Later;

/// <summary>Tells the devices of a person, on <c>{user}/later</c> of <c>stream-notify-user</c>, what of theirs changed: kind, then what there is now.</summary>
internal sealed class LaterNews(StreamHub hub)
{
    public void Saved(SavedMessageRow row) => Emit(row.UserId, "saved", row.View());

    public void SavedRemoved(string userId, string messageId) => Emit(userId, "saved-removed", new() { { "messageId", messageId } });

    /// <summary>The time has come.</summary>
    public void Due(SavedMessageRow row, RawJson message) => Emit(row.UserId, "reminder", new() { { "messageId", row.MessageId }, { "rid", row.RoomId }, { "message", message } });

    public void Scheduled(ScheduledMessageRow row) => Emit(row.UserId, "scheduled", row.View());

    public void ScheduledRemoved(string userId, string id) => Emit(userId, "scheduled-removed", new() { { "_id", id } });

    public void Draft(DraftRow row) => Emit(row.UserId, "draft", row.View());

    public void DraftRemoved(string userId, string roomId, string? threadId) => Emit(userId, "draft-removed", new() { { "rid", roomId }, { "tmid", threadId } });

    private void Emit(string userId, string kind, WireObject what) => hub.Emit("notify-user", userId + "/later", [kind, what]);
}

/// <summary>What belongs to people, rooms and messages goes with them.</summary>
internal sealed class LaterCleanup(IStore store) : IEventHandler<UserDeleted>, IEventHandler<RoomErased>, IEventHandler<MessageDeleted>
{
    public Task HandleAsync(UserDeleted happened, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<SavedMessageRow>().Where(s => s.UserId == happened.UserId).ExecuteDeleteAsync(ct);
        await unit.Db.Set<ScheduledMessageRow>().Where(s => s.UserId == happened.UserId).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<DraftRow>().Where(d => d.UserId == happened.UserId).ExecuteDeleteAsync(ct);
    }, ct);

    public Task HandleAsync(RoomErased happened, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<SavedMessageRow>().Where(s => s.RoomId == happened.RoomId).ExecuteDeleteAsync(ct);
        await unit.Db.Set<ScheduledMessageRow>().Where(s => s.RoomId == happened.RoomId).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<DraftRow>().Where(d => d.RoomId == happened.RoomId).ExecuteDeleteAsync(ct);
    }, ct);

    /// <summary>Most messages are saved by nobody, and then nothing is written.</summary>
    public async Task HandleAsync(MessageDeleted happened, CancellationToken ct)
    {
        if (!await store.ReadAsync(db => db.Set<SavedMessageRow>().AnyAsync(s => s.MessageId == happened.MessageId, ct), ct)) return;
        await store.WriteAsync(unit => unit.Db.Set<SavedMessageRow>().Where(s => s.MessageId == happened.MessageId).ExecuteDeleteAsync(ct), ct);
    }
}

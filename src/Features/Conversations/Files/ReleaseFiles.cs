using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>Files go with the message, the room or the account they came with.</summary>
internal sealed class ReleaseFiles(UploadedFiles files, ISettings settings) : IEventHandler<MessageFilesReleased>, IEventHandler<RoomFilesReleased>, IEventHandler<UserDeleted>
{
    public Task HandleAsync(MessageFilesReleased happened, CancellationToken ct) => files.RemoveAsync(rows => rows.Where(u => u.MessageId == happened.MessageId), ct);

    public Task HandleAsync(RoomFilesReleased happened, CancellationToken ct) => files.RemoveAsync(rows => rows.Where(u => u.RoomId == happened.RoomId), ct);

    /// <summary>Files stay where the messages they came with do.</summary>
    public Task HandleAsync(UserDeleted happened, CancellationToken ct) =>
        settings.Get(MessageSettings.Erasure) == "Delete" ? files.RemoveAsync(rows => rows.Where(u => u.UserId == happened.UserId), ct) : Task.CompletedTask;
}

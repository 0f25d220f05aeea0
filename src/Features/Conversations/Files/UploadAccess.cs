using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

/// <summary>Who reads an upload. Every door that gives one away asks here.</summary>
internal sealed class UploadAccess(RoomStore rooms, RoomAccess access, ISettings settings)
{
    /// <summary>Whether the file is shown to the caller, whatever its address is protected by.</summary>
    public async Task<bool> MayReadAsync(Caller? caller, UploadRow row, CancellationToken ct)
    {
        if (row.MessageId is null && caller?.UserId != row.UserId) return false;
        if (await rooms.FindAsync(row.RoomId, ct) is not { } room) return false;
        if (!settings.Get(FileSettings.MembersOnly)) return await access.CanReadAsync(caller, room, ct);
        return caller is not null && await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is not null;
    }
}

using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.OffTheRecord;

/// <summary>The two people of a direct room, the only ones who can talk off the record.</summary>
internal sealed class OtrPair(RoomStore rooms, SettingsRegistry settings)
{
    public bool IsEnabled => settings.Get(OtrSettings.Enabled);

    /// <returns>The other one of a direct room of exactly two, both still in it; null otherwise.</returns>
    public async ValueTask<string?> OtherAsync(Caller caller, RoomRow room, CancellationToken ct)
    {
        if (!room.IsDirect || room.DirectUserIds is not [var one, var two] || one == two) return null;
        var otherId = one == caller.UserId ? two : two == caller.UserId ? one : null;
        if (otherId is null || await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) return null;
        return await rooms.FindMemberAsync(room.Id, otherId, ct) is null ? null : otherId;
    }

    /// <returns>The room, and the other one in it.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c> when the workspace wants none of it, <c>error-invalid-room</c>, also for rooms of others.</exception>
    public async ValueTask<(RoomRow Room, string OtherId)> GetAsync(Caller caller, string roomId, string method, CancellationToken ct)
    {
        if (!IsEnabled) throw WireError.NotAllowed(method);
        if (await rooms.FindAsync(roomId, ct) is not { } room || await OtherAsync(caller, room, ct) is not { } otherId) throw WireError.InvalidRoom(method);
        return (room, otherId);
    }
}

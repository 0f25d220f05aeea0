using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Messages;

/// <summary><c>stream-room-messages</c>: a room the person may read, or <c>__my_messages__</c> for all rooms they are in.</summary>
internal sealed class RoomMessagesStream(RoomStore rooms, RoomAccess access, IStore store) : IStreamRule
{
    public string Stream => "room-messages";

    public async ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        if (request.EventName == "__my_messages__") return request.Caller is { } caller ? await OwnRoomsAsync(caller.UserId, ct) : null;
        var room = await rooms.FindAsync(request.EventName, ct);
        return room is not null && await access.CanReadAsync(request.Caller, room, ct) ? ["room-messages/" + room.Id] : null;
    }

    public async ValueTask<RoomReview?> ReviewRoomAsync(StreamRequest request, string roomId, CancellationToken ct)
    {
        if (request.EventName == "__my_messages__")
            return new(MessageEvents.MyTopic(roomId), request.Caller is { } caller && await rooms.FindMemberAsync(roomId, caller.UserId, ct) is not null, IsWhole: false);
        return await RoomStreams.ReviewAsync(rooms, access, request, request.EventName, "room-messages/" + request.EventName, roomId, ct);
    }

    private async Task<IReadOnlyList<string>> OwnRoomsAsync(string userId, CancellationToken ct)
    {
        var ids = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId).Select(s => s.RoomId).ToListAsync(ct), ct);
        return ids.ConvertAll(MessageEvents.MyTopic);
    }
}

/// <summary><c>stream-notify-room</c>: typing, deletions and other passing news of a room.</summary>
internal sealed class NotifyRoomStream(RoomStore rooms, RoomAccess access, StreamHub hub, SettingsRegistry settings) : IStreamRule
{
    private static readonly Setting<bool> _useRealName = SettingOf.Bool("UI_Use_Real_Name", "Layout", false);
    private static readonly HashSet<string> _activities = ["user-typing", "user-recording", "user-uploading", "user-playing"];

    public string Stream => "notify-room";

    public async ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct)
    {
        var (roomId, _) = Split(request.EventName);
        var room = await rooms.FindAsync(roomId, ct);
        return room is not null && await access.CanReadAsync(request.Caller, room, ct) ? ["notify-room/" + request.EventName] : null;
    }

    public ValueTask<RoomReview?> ReviewRoomAsync(StreamRequest request, string roomId, CancellationToken ct) =>
        RoomStreams.ReviewAsync(rooms, access, request, Split(request.EventName).RoomId, "notify-room/" + request.EventName, roomId, ct);

    /// <summary>Members tell that they type. The name must be the writer's own.</summary>
    public async ValueTask WriteAsync(StreamRequest request, IReadOnlyList<JsonElement> args, CancellationToken ct)
    {
        var (roomId, kind) = Split(request.EventName);
        if (request.Caller is not { } caller || args.Count == 0 || await rooms.FindMemberAsync(roomId, caller.UserId, ct) is null) return;
        var ownName = settings.Get(_useRealName) ? caller.Name ?? caller.Username : caller.Username;
        if (args[0].ValueKind != JsonValueKind.String || args[0].GetString() != ownName) return;
        switch (kind)
        {
            case "typing":
                hub.Emit("notify-room", request.EventName, [ownName, args.Count > 1 && args[1].ValueKind == JsonValueKind.True], request.Connection);
                break;
            case "user-activity":
                var acts = args.Count > 1 ? Platform.Wire.WireRead.AsTexts(args[1]) ?? [] : [];
                var extras = args.Count > 2 && args[2].ValueKind == JsonValueKind.Object && args[2].GetRawText().Length < 500 ? args[2] : default;
                object?[] sent = extras.ValueKind == JsonValueKind.Object ? [ownName, acts.Where(_activities.Contains).ToList(), extras] : [ownName, acts.Where(_activities.Contains).ToList()];
                hub.Emit("notify-room", request.EventName, sent, request.Connection);
                break;
        }
    }

    private static (string RoomId, string Kind) Split(string eventName)
    {
        var slash = eventName.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (eventName, "") : (eventName[..slash], eventName[(slash + 1)..]);
    }
}

internal static class RoomStreams
{
    public static async ValueTask<RoomReview?> ReviewAsync(
        RoomStore rooms, RoomAccess access, StreamRequest request, string listenedId, string topic, string changedId, CancellationToken ct)
    {
        var room = await rooms.FindAsync(listenedId, ct);
        if (listenedId != changedId && (room is null || !await access.HangsOnAsync(room, changedId, ct))) return null;
        return new(topic, room is not null && await access.CanReadAsync(request.Caller, room, ct), IsWhole: true);
    }
}

/// <summary>People whose sidebars this node keeps fresh are those with a signed-in connection here.</summary>
internal sealed class AudienceObserver(RoomAudience audience) : IConnectionObserver
{
    public Task SignedInAsync(DdpConnection connection, Caller caller) => audience.ArriveAsync(caller.UserId);

    public void SignedOut(DdpConnection connection, Caller caller) => audience.Depart(caller.UserId);
}

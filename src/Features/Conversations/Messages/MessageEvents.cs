using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Tells readers about messages, and the sidebars of members about the room.</summary>
internal sealed class MessageEvents(StreamHub hub, RoomAudience audience, RoomStore rooms, RoomViews views, IUserDirectory users)
    : IEventHandler<MessageSent>, IEventHandler<MessageChanged>, IEventHandler<MessageDeleted>, IEventHandler<StarChanged>, IEventHandler<ThreadMarksChanged>
{
    public static string MyTopic(string roomId) => "room-messages/__my_messages__:" + roomId;

    public async Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        EmitMessage(happened.Room, happened.Json);
        var room = happened.Room;
        var message = happened.Message;
        var isTalk = message.Weight == MessageWeight.Talk;
        if (!audience.IsWatched(room.Id)) return;
        var people = room.IsDirect ? await users.FindManyAsync([.. room.DirectUserIds], ct) : null;
        var view = views.Room(room, isTalk ? happened.Json : null, people);
        view["msgs"] = happened.MessageCount;
        view["_updatedAt"] = happened.At;
        if (isTalk) view["lm"] = happened.At;
        var notices = room.IsDirect ? room.DirectUserIds : message.MentionedUserIds;
        await audience.TalkedAsync(room.Id, message.SenderId, notices, view, happened.Json, isTalk);
    }

    public async Task HandleAsync(MessageChanged happened, CancellationToken ct)
    {
        if (await rooms.FindAsync(happened.RoomId, ct) is { } room) EmitMessage(room, happened.Json);
    }

    public Task HandleAsync(MessageDeleted happened, CancellationToken ct)
    {
        hub.Emit("notify-room", happened.RoomId + "/deleteMessage", [new WireObject { { "_id", happened.MessageId } }]);
        return Task.CompletedTask;
    }

    /// <summary>Stars are personal: only the person's own devices hear of them.</summary>
    public Task HandleAsync(StarChanged happened, CancellationToken ct)
    {
        hub.Emit("notify-user", happened.UserId + "/message", [happened.Json]);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(ThreadMarksChanged happened, CancellationToken ct)
    {
        foreach (var userId in happened.UserIds) await audience.SubscriptionChangedAsync(happened.RoomId, userId, "updated");
    }

    private void EmitMessage(RoomRow room, RawJson json)
    {
        hub.Emit("room-messages", room.Id, [json]);
        hub.EmitOn(MyTopic(room.Id), "room-messages", "__my_messages__",
            [json, new WireObject { { "roomParticipant", true }, { "roomType", room.Type }, { "roomName", room.Name } }]);
    }
}

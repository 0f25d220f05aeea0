using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Conversations.OffTheRecord;

/// <summary>Passes messages between two people who listen now. They are stored nowhere, so nothing else of the server ever sees them.</summary>
internal sealed class StreamOffTheRecord(RoomAccess access, RoomStore rooms, OtrPair pairs, IUserDirectory users, StreamHub hub, SettingsRegistry settings, TimeProvider clock)
{
    /// <summary>The <c>t</c> of such messages.</summary>
    public const string Kind = "otr";

    private const int LongestToken = 2000;

    /// <returns>The message as both hear it.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-room</c>, and those of <see cref="RoomAccess.CheckMayWriteAsync"/>.</exception>
    public async Task<RawJson> SendAsync(Caller caller, SendMessage.Request request, CancellationToken ct)
    {
        var (room, _) = await pairs.GetAsync(caller, request.RoomId, "sendMessage", ct);
        await CheckMayWriteAsync(caller, room, ct);
        var author = new WireObject { { "_id", caller.UserId }, { "username", caller.Username }, { "name", caller.Name } };
        var message = Message(room, request.Id ?? Id.New(), request.Text, clock.GetUtcNow(), author);
        if (Id.IsAcceptable(request.ThreadId)) message["tmid"] = request.ThreadId;
        var json = new RawJson(WireJson.ToUtf8(message, WireDialect.Rest));
        hub.Emit("room-messages", room.Id, [json]);
        return json;
    }

    /// <summary>The reader tells the author that a message has come: it is sent once more, with the answer to it.</summary>
    /// <param name="message">As the reader got it.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-room</c>, <c>invalid-params</c>.</exception>
    public async Task AcknowledgeAsync(Caller caller, System.Text.Json.JsonElement message, string ack, CancellationToken ct)
    {
        var (room, authorId) = await pairs.GetAsync(caller, message.Text("rid") ?? "", "updateOTRAck", ct);
        await CheckMayWriteAsync(caller, room, ct);
        var id = message.Text("_id");
        if (!Id.IsAcceptable(id) || message.Text("msg") is not { } text || text.Length > MessageSettings.LongestOf(settings, Kind) || ack.Length is 0 or > LongestToken)
            throw WireError.InvalidParams("This is no message off the record");
        var author = await users.FindAsync(authorId, ct) ?? throw WireError.InvalidUser("updateOTRAck");
        var again = Message(room, id!, text, message.Date("ts") ?? clock.GetUtcNow(), new WireObject { { "_id", author.Id }, { "username", author.Username }, { "name", author.Name } });
        again["otrAck"] = ack;
        again["otr"] = new WireObject { { "ack", ack } };
        hub.Emit("room-messages", room.Id, [again]);
    }

    private async Task CheckMayWriteAsync(Caller caller, RoomRow room, CancellationToken ct) =>
        await access.CheckMayWriteAsync(caller, room, await rooms.FindMemberAsync(room.Id, caller.UserId, ct), ct);

    private WireObject Message(RoomRow room, string id, string text, DateTimeOffset at, WireObject author) => new()
    {
        { "_id", id }, { "rid", room.Id }, { "msg", text }, { "t", Kind }, { "ts", at }, { "_updatedAt", clock.GetUtcNow() }, { "u", author },
    };
}

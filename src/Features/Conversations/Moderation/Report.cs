using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Moderation;

/// <summary>Somebody complains about a message or a person.</summary>
internal sealed class Report(IStore store, MessageQueries messages, RoomStore rooms, RoomAccess access, IUserDirectory users)
{
    private const int LongestDescription = 1000;

    /// <exception cref="WireError"><c>error-invalid-description</c>, <c>error-invalid-message_id</c> also for messages the caller may not read.</exception>
    public async Task MessageAsync(Caller caller, string messageId, string description, CancellationToken ct)
    {
        var reason = Check(description, "reportMessage");
        var unknown = new WireError("error-invalid-message_id", "Invalid message id", details: new WireObject { { "method", "reportMessage" } });
        var message = await messages.FindRowAsync(messageId, ct) ?? throw unknown;
        var room = await rooms.FindAsync(message.RoomId, ct);
        if (room is null || message.Type is not (null or Encryption.RoomKeys.Kind) || !await access.CanReadAsync(caller, room, ct)) throw unknown;
        var author = await users.FindAsync(message.UserId, ct) ?? throw unknown;
        var json = MessageJson.Full(message);
        await StoreAsync(caller, author, reason, ct, message, System.Text.Encoding.UTF8.GetString(json.Utf8.Span), room);
    }

    /// <exception cref="WireError"><c>error-invalid-description</c>, and a sentence for an unknown person.</exception>
    public async Task PersonAsync(Caller caller, string userId, string description, CancellationToken ct)
    {
        var reason = Check(description, "reportUser");
        var target = await users.FindAsync(userId, ct) ?? throw WireError.Plain("Invalid user id provided.");
        await StoreAsync(caller, target, reason, ct);
    }

    private static string Check(string description, string method)
    {
        var text = description.Trim();
        if (text.Length is 0 or > LongestDescription) throw new WireError("error-invalid-description", "Invalid description", details: new WireObject { { "method", method } });
        return text;
    }

    private async Task StoreAsync(Caller caller, UserBrief author, string description, CancellationToken ct, MessageRow? message = null, string? json = null, RoomRow? room = null)
    {
        var reporter = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("reportMessage");
        await store.WriteAsync(unit =>
        {
            unit.Db.Add(new ReportRow
            {
                Id = Id.New(),
                AuthorId = author.Id,
                AuthorUsername = author.Username,
                AuthorName = author.Name,
                MessageId = message?.Id,
                Message = json,
                Text = message?.Text ?? "",
                RoomId = room?.Id,
                Room = room is null ? null : WireJson.ToText(new WireObject { { "_id", room.Id }, { "name", room.Name }, { "t", room.Type }, { "fname", room.DisplayName }, { "prid", room.ParentId } }),
                ReporterId = reporter.Id,
                ReporterUsername = reporter.Username,
                ReporterName = reporter.Name,
                ReporterCreatedAt = reporter.CreatedAt,
                Description = description,
                At = unit.Now,
            });
            return unit.Db.SaveChangesAsync(ct);
        }, ct);
    }
}

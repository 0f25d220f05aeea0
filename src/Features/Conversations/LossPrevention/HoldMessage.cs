using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.SlashCommands;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Ids;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.LossPrevention;

/// <summary>A message was stored without its content.</summary>
internal sealed record MessageHeld(string HeldId) : IDomainEvent;

/// <summary>Keeps what was taken out of a message, inside the unit that stores the message.</summary>
internal static class HoldMessage
{
    public static async Task AddAsync(WriteUnit unit, string messageId, string roomId, string userId, JsonObject original, CancellationToken ct)
    {
        await WithdrawAsync(unit, messageId, ct);
        var row = new HeldMessageRow { Id = Id.New(), MessageId = messageId, RoomId = roomId, UserId = userId, At = unit.Now, Original = original.ToJsonString(WireJson.NodeOptions) };
        unit.Db.Add(row);
        await unit.Db.SaveChangesAsync(ct);
        unit.Publish(new MessageHeld(row.Id), roomId);
    }

    /// <summary>Whatever waited of this message is no longer what it would say.</summary>
    public static Task<int> WithdrawAsync(WriteUnit unit, string messageId, CancellationToken ct) => unit.Db.Set<HeldMessageRow>().Where(h => h.MessageId == messageId && h.State == HeldMessageRow.Waiting)
        .ExecuteUpdateAsync(s => s.SetProperty(h => h.State, HeldMessageRow.Withdrawn).SetProperty(h => h.Original, ""), ct);
}

/// <summary>Shows moderators what waits for them, and tells the author that it waits.</summary>
internal sealed partial class HeldNotices(IStore store, LossGuard guard, RoomStore rooms, SendMessage send, IUserDirectory users, IBotAccounts bots, PrivateNotes notes, ILogger<HeldNotices> log) : IEventHandler<MessageHeld>
{
    private const string BotName = "dlp.bot";

    public async Task HandleAsync(MessageHeld happened, CancellationToken ct)
    {
        var held = await store.ReadAsync(db => db.Set<HeldMessageRow>().AsNoTracking().FirstOrDefaultAsync(h => h.Id == happened.HeldId, ct), ct);
        if (held is null || await rooms.FindAsync(held.RoomId, ct) is not { } room) return;
        notes.Tell(held.UserId, room.Id, guard.Placeholder(LossSettings.Pending));
        if (await guard.ModeratorRoomAsync(ct) is not { } moderators)
        {
            LogNoRoom(log);
            return;
        }
        var author = await users.FindAsync(held.UserId, ct);
        var bot = await bots.EnsureAsync(BotName, "Data loss prevention", ct);
        var card = Card(held, author?.Username ?? held.UserId, room.IsDirect ? "a direct message" : "#" + (room.DisplayName ?? room.Name));
        await store.WriteAsync(async unit =>
        {
            var cardId = await send.WriteAsync(unit, moderators, null, "A message waits for a decision.", bot, new JsonObject { ["attachments"] = new JsonArray(card) }, MessageWeight.Talk, ct);
            return await unit.Db.Set<HeldMessageRow>().Where(h => h.Id == held.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.CardId, cardId), ct);
        }, ct);
    }

    private static JsonObject Card(HeldMessageRow held, string author, string place)
    {
        var original = JsonNode.Parse(held.Original)!.AsObject();
        return new JsonObject
        {
            ["title"] = $"{author} in {place}",
            ["text"] = (string?)original["msg"] ?? "",
            ["fields"] = new JsonArray(Field("State", "waiting"), Field("Id", held.Id)),
            ["actions"] = new JsonArray(Button("Approve", "/dlp approve " + held.Id), Button("Reject", "/dlp reject " + held.Id)),
        };
    }

    private static JsonObject Field(string title, string value) => new() { ["title"] = title, ["value"] = value, ["short"] = true };

    private static JsonObject Button(string text, string command) => new() { ["type"] = "button", ["text"] = text, ["msg"] = command, ["msg_in_chat_window"] = true, ["msg_processing_type"] = "sendMessage" };

    [LoggerMessage(EventId = 3402, Level = LogLevel.Warning, Message = "A message is held back, but DLP_Moderator_Room names no private room: nobody can decide about it.")]
    private static partial void LogNoRoom(ILogger log);
}

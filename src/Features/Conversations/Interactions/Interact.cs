using System.Text.Json;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Conversations.Interactions;

/// <summary>
/// Somebody uses a button, menu or field of a message's blocks (MSG-088). The answer is the work of the app whose blocks they are: a part of
/// the server, or the bot that wrote the message, which hears of it on its own <c>{bot}/uiInteraction</c>.
/// </summary>
internal sealed class Interact(IEnumerable<IBlockApp> apps, RoomAccess access, MessageQueries messages, IUserDirectory users, StreamHub hub)
{
    private const int LongestId = 255;
    private const int LargestValue = 10_000;

    private readonly Dictionary<string, IBlockApp> _apps = apps.ToDictionary(a => a.Id, StringComparer.Ordinal);

    /// <param name="body">As the UI kit of clients posts it: type, actionId, payload{blockId, value}, container{id}, mid, rid, triggerId.</param>
    /// <exception cref="WireError"><c>error-invalid-params</c>, <c>error-room-not-found</c>, <c>error-app-not-found</c>, those of the app.</exception>
    public async Task ExecuteAsync(Caller caller, string appId, JsonElement body, CancellationToken ct)
    {
        var action = await ReadAsync(caller, body, ct);
        if (_apps.TryGetValue(appId, out var app)) await app.ActAsync(action, ct);
        else await TellBotAsync(appId, action, ct);
    }

    private async Task<BlockAction> ReadAsync(Caller caller, JsonElement body, CancellationToken ct)
    {
        if (body.Text("type") != "blockAction") throw Invalid("Only the use of blocks (blockAction) can be answered here");
        var shownId = body.Text("mid") ?? body.Get("container")?.Text("id");
        var actionId = body.Text("actionId");
        var payload = body.Get("payload") is { ValueKind: JsonValueKind.Object } given ? given : default(JsonElement?);
        var (blockId, triggerId, value) = (payload?.Text("blockId"), body.Text("triggerId"), payload?.Get("value"));
        if (shownId is not { Length: > 0 and <= LongestId } || actionId is not { Length: > 0 and <= LongestId } || blockId?.Length > LongestId || triggerId?.Length > LongestId) throw Invalid("mid and actionId are needed, each of 255 characters at most");
        if (value is { } chosen && chosen.GetRawText().Length > LargestValue) throw Invalid("The value is too long");
        // The room is the message's own; only for what is not stored, the client's word is asked, and it must be readable (SEC-031).
        var message = await messages.FindRowAsync(shownId, ct);
        var room = await access.GetReadableAsync(caller, message?.RoomId ?? body.Text("rid") ?? "", ct);
        return new(caller, room, message, shownId, actionId, blockId, value, triggerId);
    }

    private async Task TellBotAsync(string appId, BlockAction action, CancellationToken ct)
    {
        var bot = action.Message?.UserId == appId ? await users.FindAsync(appId, ct) : null;
        if (bot is not { IsActive: true } || (bot.Type != "bot" && !bot.Roles.Contains("bot"))) throw new WireError("error-app-not-found", "Nobody answers this message any more");
        var message = action.Message!;
        hub.Emit("notify-user", bot.Id + "/uiInteraction", [new WireObject
        {
            { "type", "blockAction" }, { "triggerId", action.TriggerId }, { "appId", appId }, { "actionId", action.ActionId }, { "blockId", action.BlockId }, { "value", action.Value },
            { "mid", message.Id }, { "rid", action.Room.Id }, { "tmid", message.ThreadId },
            { "user", new WireObject { { "_id", action.Caller.UserId }, { "username", action.Caller.Username }, { "name", action.Caller.Name } } },
        }]);
    }

    private static WireError Invalid(string why) => new("error-invalid-params", why);
}

using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;

namespace Parley.Conversations.Messages;

/// <summary>The workspace's bot tells a channel something that an administrator wants to know there.</summary>
internal sealed class BotNotices(SendMessage send, RoomStore rooms, ICallers callers)
{
    private const string BotId = "rocket.cat";

    /// <param name="channel">As a setting names it, with or without #; empty for none.</param>
    /// <returns>Why it could not be told: the code of the refusal.</returns>
    public async Task<string?> TellAsync(string channel, string text, CancellationToken ct)
    {
        if (channel.Trim().TrimStart('#') is not { Length: > 0 } name || await callers.FindByIdAsync(BotId, ct) is not { } bot) return null;
        try
        {
            var room = await rooms.FindByNameAsync(name, ct) ?? throw WireError.InvalidRoom();
            await send.ExecuteAsync(bot, new(room.Id, text), ct);
            return null;
        }
        catch (WireError refused)
        {
            return refused.Code;
        }
    }
}

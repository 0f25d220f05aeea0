using System.Text.Json.Nodes;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary>A line from the server that one person sees in a room. It is never stored: a reload forgets it.</summary>
internal sealed class PrivateNotes(StreamHub hub, TimeProvider clock)
{
    private static readonly WireObject _server = new() { { "_id", "rocket.cat" }, { "username", "rocket.cat" } };

    /// <param name="text">In the grammar of messages.</param>
    /// <param name="blocks">What the person may press or choose, below the text.</param>
    /// <param name="replacedId">An earlier note that this one takes the place of.</param>
    public void Tell(string userId, string roomId, string text, string? threadId = null, JsonArray? blocks = null, string? replacedId = null)
    {
        var now = clock.GetUtcNow();
        hub.Emit("notify-user", userId + "/message", [new WireObject
        {
            { "_id", replacedId ?? Id.New() }, { "rid", roomId }, { "ts", now }, { "_updatedAt", now }, { "msg", text }, { "u", _server }, { "private", true }, { "tmid", threadId },
            { "blocks", blocks is null ? null : RawJson.From(blocks.ToJsonString()) },
        }]);
    }
}

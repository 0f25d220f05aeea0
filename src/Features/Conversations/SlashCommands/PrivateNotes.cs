using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary>A line from the server that one person sees in a room. It is never stored: a reload forgets it.</summary>
internal sealed class PrivateNotes(StreamHub hub, TimeProvider clock)
{
    private static readonly WireObject _server = new() { { "_id", "rocket.cat" }, { "username", "rocket.cat" } };

    /// <param name="text">In the grammar of messages.</param>
    public void Tell(string userId, string roomId, string text, string? threadId = null)
    {
        var now = clock.GetUtcNow();
        hub.Emit("notify-user", userId + "/message", [new WireObject
        {
            { "_id", Id.New() }, { "rid", roomId }, { "ts", now }, { "_updatedAt", now }, { "msg", text }, { "u", _server }, { "private", true }, { "tmid", threadId },
        }]);
    }
}

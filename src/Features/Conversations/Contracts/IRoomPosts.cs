using System.Text.Json.Nodes;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Contracts;

/// <summary>Finds rooms for features that act on them.</summary>
public interface IRoomFinder
{
    Task<RoomBrief?> FindAsync(string id, CancellationToken ct);

    Task<RoomBrief?> FindByNameAsync(string name, CancellationToken ct);

    Task<bool> IsMemberAsync(string roomId, string userId, CancellationToken ct);

    /// <summary>The room that a request names by <c>roomId</c> or <c>roomName</c>, if its caller may read it.</summary>
    /// <exception cref="WireError"><c>error-roomid-param-not-provided</c>, <c>error-room-not-found</c>, <c>error-room-archived</c>.</exception>
    Task<RoomBrief> FindAsync(RestCall call, string type);
}

/// <summary>Messages that programs post in somebody's name.</summary>
public interface IRoomPosts
{
    /// <summary>The room that a text names: <c>#name</c>, <c>#id</c>, <c>@username</c> or <c>@id</c> (their direct room is opened), an id or a name.</summary>
    /// <param name="isChosen">An administrator chose it. Otherwise rooms that the author cannot see answer as if they were not there.</param>
    /// <exception cref="WireError"><c>invalid-channel</c>, <c>error-not-allowed</c>.</exception>
    Task<RoomBrief> FindTargetAsync(Caller author, string target, bool isChosen, CancellationToken ct);

    /// <summary>Posts through the operation that people's messages take.</summary>
    /// <param name="payload">As of <c>chat.postMessage</c>.</param>
    /// <param name="integrationId">Stored as <c>bot.i</c>.</param>
    /// <exception cref="WireError">As of <c>chat.postMessage</c>, and <c>error-invalid-attachment</c> for addresses that run code.</exception>
    Task<RawJson> PostAsync(Caller author, string roomId, JsonObject payload, string integrationId, CancellationToken ct);
}

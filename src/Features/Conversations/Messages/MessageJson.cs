using System.Text;
using System.Text.Json.Nodes;
using Parley.Platform.Wire;

namespace Parley.Conversations.Messages;

/// <summary>Puts the columns back in front of the stored document.</summary>
internal static class MessageJson
{
    public static RawJson Full(MessageRow row, bool isStarredBy = false, string? starrer = null) =>
        Full(row.Id, row.RoomId, row.At, row.UpdatedAt, row.Doc, isStarredBy ? starrer : null);

    /// <param name="doc">A JSON object that is not empty.</param>
    /// <param name="starredBy">The reader, when the reader has starred the message: stars are shown to their owner only.</param>
    public static RawJson Full(string id, string roomId, DateTimeOffset at, DateTimeOffset updatedAt, string doc, string? starredBy = null)
    {
        // Ids hold no character that JSON would escape (Id.IsAcceptable); times are written by us.
        var head = starredBy is null
            ? $"{{\"_id\":\"{id}\",\"rid\":\"{roomId}\",\"ts\":\"{WireJson.Iso(at)}\",\"_updatedAt\":\"{WireJson.Iso(updatedAt)}\","
            : $"{{\"_id\":\"{id}\",\"rid\":\"{roomId}\",\"ts\":\"{WireJson.Iso(at)}\",\"_updatedAt\":\"{WireJson.Iso(updatedAt)}\",\"starred\":[{{\"_id\":\"{starredBy}\"}}],";
        var rest = doc.AsSpan(1);
        var bytes = new byte[head.Length + Encoding.UTF8.GetByteCount(rest)];
        Encoding.ASCII.GetBytes(head, bytes);
        Encoding.UTF8.GetBytes(rest, bytes.AsSpan(head.Length));
        return new RawJson(bytes);
    }

    public static JsonObject Parse(string doc) => JsonNode.Parse(doc)!.AsObject();

    public static string Write(JsonObject doc) => doc.ToJsonString(WireJson.NodeOptions);
}

using System.Buffers;
using System.Text;
using System.Text.Json;
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
        var buffer = new ArrayBufferWriter<byte>(doc.Length + 192);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("_id"u8, id);
            writer.WriteString("rid"u8, roomId);
            writer.WriteString("ts"u8, WireJson.Iso(at));
            writer.WriteString("_updatedAt"u8, WireJson.Iso(updatedAt));
            if (starredBy is not null)
            {
                writer.WriteStartArray("starred"u8);
                writer.WriteStartObject();
                writer.WriteString("_id"u8, starredBy);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }
            writer.Flush();
            buffer.Write(","u8);
        }
        var rest = doc.AsSpan(1);
        var span = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(rest.Length));
        buffer.Advance(Encoding.UTF8.GetBytes(rest, span));
        return new RawJson(buffer.WrittenMemory);
    }

    public static JsonObject Parse(string doc) => JsonNode.Parse(doc)!.AsObject();

    public static string Write(JsonObject doc) => doc.ToJsonString(WireJson.NodeOptions);
}

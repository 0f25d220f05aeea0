using System.Text;
using System.Text.Json;

namespace Parley.Floors;

/// <summary>One message row; what a chat server stores of a message, without the parts most messages lack.</summary>
internal sealed record Message(string Id, string RoomId, string Text, DateTime SentAt)
{
    private static long _ids;

    public static Message New(string roomId, string text) =>
        new($"m{Environment.ProcessId}x{Interlocked.Increment(ref _ids):x10}", roomId, text, DateTime.UtcNow);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("_id", Id);
        json.WriteString("rid", RoomId);
        json.WriteString("msg", Text);
        json.WriteString("ts", SentAt);
        json.WriteStartObject("u");
        json.WriteString("_id", "rbAXPnMktTFbNpwtJ");
        json.WriteString("username", "sender");
        json.WriteString("name", "Sender");
        json.WriteEndObject();
        json.WriteString("_updatedAt", SentAt);
        json.WriteEndObject();
    }

    /// <summary>The event as it goes to a subscriber, padded with trailing blanks to a length.</summary>
    public byte[] ToEvent(int length)
    {
        using var buffer = new MemoryStream(length + 128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("msg", "changed");
            json.WriteString("collection", "stream-room-messages");
            json.WriteString("id", "id");
            json.WriteStartObject("fields");
            json.WriteString("eventName", RoomId);
            json.WriteStartArray("args");
            Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        while (buffer.Length < length)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    /// <summary>A server-to-client WebSocket text frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var header = payload.Length < 126 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        var frame = new byte[header + payload.Length];
        frame[0] = 0x81;
        if (header == 2)
        {
            frame[1] = (byte)payload.Length;
        }
        else if (header == 4)
        {
            frame[1] = 126;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else
        {
            frame[1] = 127;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        }

        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <summary>Reads a client's <c>sendMessage</c> call.</summary>
    /// <returns>False for any other frame, such as those of logging in and subscribing.</returns>
    public static bool TryReadCall(ReadOnlyMemory<byte> frame, out string callId, out Message message)
    {
        using var document = JsonDocument.Parse(frame);
        var root = document.RootElement;
        if (!root.TryGetProperty("method", out var method) || !method.ValueEquals("sendMessage"))
        {
            (callId, message) = ("", null!);
            return false;
        }

        var parameter = root.GetProperty("params")[0];
        callId = root.GetProperty("id").GetString()!;
        message = New(parameter.GetProperty("rid").GetString()!, parameter.GetProperty("msg").GetString()!);
        return true;
    }

    public static byte[] ResultOf(string callId) => Encoding.UTF8.GetBytes($$"""{"msg":"result","id":"{{callId}}"}""");
}

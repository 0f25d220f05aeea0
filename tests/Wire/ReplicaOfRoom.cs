using System.Globalization;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>A client's copy of a room, kept by <c>chat.syncMessages</c> from the newest change it has seen.</summary>
internal sealed class ReplicaOfRoom(string roomId)
{
    private DateTimeOffset _cursor = DateTimeOffset.UnixEpoch;

    public Dictionary<string, JsonElement> Messages { get; } = [];

    public async Task SyncAsync(RestClient reader)
    {
        var since = Uri.EscapeDataString(_cursor.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        var result = (await reader.GetAsync($"chat.syncMessages?roomId={roomId}&lastUpdate={since}")).OrThrow()["result"];
        foreach (var message in result.GetProperty("updated").EnumerateArray())
            Take(message);
        foreach (var gone in result.GetProperty("deleted").EnumerateArray())
            Messages.Remove(gone.MessageId());
    }

    /// <summary>A change that came over a live stream or a sync.</summary>
    public void Take(JsonElement message)
    {
        if (RoomReading.IsWritten(message))
            Messages[message.MessageId()] = message;
        var stamp = UpdatedAt(message);
        if (stamp > _cursor)
            _cursor = stamp;
    }

    /// <summary>REST spells a time as text, DDP as an object with milliseconds.</summary>
    private static DateTimeOffset UpdatedAt(JsonElement message)
    {
        var value = message.GetProperty("_updatedAt");
        return value.ValueKind == JsonValueKind.Object
            ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetProperty("$date").GetInt64())
            : value.GetDateTimeOffset();
    }
}

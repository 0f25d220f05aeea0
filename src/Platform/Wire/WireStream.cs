using System.Collections;
using System.Text.Json;

namespace Parley.Platform.Wire;

/// <summary>A list that is too long to hold: its parts are read and written one after another.</summary>
public sealed class WireStream(IAsyncEnumerable<IEnumerable> parts)
{
    private const int FlushAboveBytes = 64 * 1024;

    /// <summary>Writes an answer that may hold such lists, in the members of objects.</summary>
    /// <param name="flushAsync">Sends what the writer has.</param>
    public static async Task WriteAsync(Utf8JsonWriter writer, object? value, Func<Task> flushAsync, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(flushAsync);
        switch (value)
        {
            case WireStream list:
                await list.WriteAsync(writer, flushAsync, ct);
                break;
            case WireObject tree:
                writer.WriteStartObject();
                foreach (var (name, member) in tree)
                {
                    if (member is null) continue;
                    writer.WritePropertyName(name);
                    await WriteAsync(writer, member, flushAsync, ct);
                }
                writer.WriteEndObject();
                break;
            default:
                WireJson.Write(writer, value, WireDialect.Rest);
                break;
        }
    }

    private async Task WriteAsync(Utf8JsonWriter writer, Func<Task> flushAsync, CancellationToken ct)
    {
        writer.WriteStartArray();
        await foreach (var part in parts.WithCancellation(ct))
        {
            foreach (var item in part)
            {
                WireJson.Write(writer, item, WireDialect.Rest);
                if (writer.BytesPending > FlushAboveBytes) await flushAsync();
            }
        }
        writer.WriteEndArray();
    }
}

using System.Buffers;

namespace Parley.Platform.OutboundHttp;

/// <summary>Reads what somebody else sends into memory, up to a limit.</summary>
public static class BoundedBody
{
    /// <summary>Memory grows with what arrives, not with what is announced.</summary>
    /// <param name="limit">Most bytes kept.</param>
    /// <returns>The bytes up to the limit; <c>IsCut</c> when there was more, or when the compression was damaged behind them.</returns>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool IsCut)> ReadAsync(Stream body, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        var kept = new ArrayBufferWriter<byte>();
        var chunk = new byte[Math.Min(16 * 1024, limit + 1)];
        try
        {
            int read;
            while ((read = await body.ReadAsync(chunk, ct)) > 0)
            {
                var room = limit - kept.WrittenCount;
                kept.Write(chunk.AsSpan(0, Math.Min(read, room)));
                if (read > room) return (kept.WrittenMemory, true);
            }
            return (kept.WrittenMemory, false);
        }
        catch (InvalidDataException)
        {
            // What came before the damage may still hold a title.
            return (kept.WrittenMemory, true);
        }
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Floors;

/// <summary>
/// The batch floor: a message is framed once, whatever was committed together is one piece of memory, and each subscriber
/// gets it in one write on Kestrel's upgraded connection.
/// </summary>
internal static class FanOutByBatch
{
    private sealed record Call(string Id, Message Message, Stream Sender);

    public static async Task RunAsync(FloorOptions options)
    {
        await using var store = await options.OpenStoreAsync();
        var subscribers = new ConcurrentDictionary<Stream, bool>();
        var batch = new MemoryStream();
        var unfinished = new List<Task>();
        var commits = new GroupCommit<Call>(store, call => call.Message, async calls =>
        {
            foreach (var group in calls.GroupBy(call => call.Sender))
                await TryWriteAsync(group.Key, group.SelectMany(call => Message.Frame(Message.ResultOf(call.Id))).ToArray());

            batch.SetLength(0);
            foreach (var call in calls)
                batch.Write(Message.Frame(call.Message.ToEvent(options.FrameBytes)));
            var bytes = batch.GetBuffer().AsMemory(0, (int)batch.Length);
            unfinished.Clear();
            foreach (var (subscriber, _) in subscribers)
            {
                var write = TryWriteAsync(subscriber, bytes);
                if (!write.IsCompletedSuccessfully)
                    unfinished.Add(write.AsTask());
            }

            await Task.WhenAll(unfinished);
        });

        var app = options.Build();
        app.Map("/websocket", async context =>
        {
            await using var stream = await UpgradeAsync(context);
            subscribers[stream] = true;
            try
            {
                await foreach (var frame in ReadFramesAsync(stream))
                {
                    if (!Message.TryReadCall(frame, out var id, out var message))
                        continue;
                    subscribers.TryRemove(stream, out _);
                    await commits.AddAsync(new Call(id, message, stream));
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                // The generator leaves without ceremony.
            }

            subscribers.TryRemove(stream, out _);
        });
        await await Task.WhenAny(app.RunAsync(), commits.RunAsync());
    }

    /// <summary>Answers the WebSocket handshake and takes the bare connection.</summary>
    public static async Task<Stream> UpgradeAsync(HttpContext context)
    {
        context.Response.Headers.SecWebSocketAccept = AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>The answer RFC 6455 wants to a handshake's key.</summary>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // The handshake is defined with SHA-1; it protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private static async ValueTask TryWriteAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It left meanwhile.
        }
    }

    /// <summary>Text frames of a client, unmasked; whole frames only, as the generator sends.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadFramesAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0)
                yield break;
            filled += read;
            var start = 0;
            while (TryUnmask(buffer.AsSpan(start, filled - start), out var header, out var length))
            {
                if ((buffer[start] & 0x0f) == 8)
                    yield break;
                yield return buffer.AsMemory(start + header, length);
                start += header + length;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }

    private static bool TryUnmask(Span<byte> bytes, out int header, out int length)
    {
        (header, length) = (6, 0);
        if (bytes.Length < 8)
            return false;
        length = bytes[1] & 0x7f;
        if (length == 126)
        {
            header = 8;
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }

        if (bytes.Length < header + length)
            return false;
        var mask = bytes.Slice(header - 4, 4);
        var payload = bytes.Slice(header, length);
        for (var index = 0; index < payload.Length; index++)
            payload[index] ^= mask[index & 3];
        return true;
    }
}

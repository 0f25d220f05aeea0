using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Floors;

/// <summary>
/// The direct floor: as the batch floor, but without a web server; frames are written straight to the socket. It answers
/// any request for <c>/readyz</c> and takes every other for a WebSocket handshake.
/// </summary>
internal static class DirectFloor
{
    private sealed record Call(string Id, Message Message, Socket Sender);

    public static async Task RunAsync(FloorOptions options)
    {
        await using var store = await options.OpenStoreAsync();
        var subscribers = new ConcurrentDictionary<Socket, bool>();
        var batch = new MemoryStream();
        var commits = new GroupCommit<Call>(store, call => call.Message, async calls =>
        {
            foreach (var call in calls)
                await TrySendAsync(call.Sender, Message.Frame(Message.ResultOf(call.Id)));
            batch.SetLength(0);
            foreach (var call in calls)
                batch.Write(Message.Frame(call.Message.ToEvent(options.FrameBytes)));
            var bytes = batch.GetBuffer().AsMemory(0, (int)batch.Length);
            foreach (var (subscriber, _) in subscribers)
                await TrySendAsync(subscriber, bytes);
        });

        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
        listener.Listen(8192);
        var committing = commits.RunAsync();
        while (true)
        {
            var socket = await listener.AcceptAsync();
            _ = ServeAsync(socket, subscribers, commits);
        }
    }

    private static async Task ServeAsync(Socket socket, ConcurrentDictionary<Socket, bool> subscribers, GroupCommit<Call> commits)
    {
        socket.NoDelay = true;
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var request = new byte[4096];
            var filled = 0;
            while (request.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) < 0)
                filled += await stream.ReadAsync(request.AsMemory(filled)) is > 0 and var read ? read : throw new IOException("Gone");
            var head = Encoding.ASCII.GetString(request, 0, filled);
            if (head.StartsWith("GET /readyz", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                return;
            }

            var key = head.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {FanOutByBatch.AcceptOf(key)}\r\n\r\n"));
            subscribers[socket] = true;
            await foreach (var frame in FanOutByBatch.ReadFramesAsync(stream))
            {
                if (!Message.TryReadCall(frame, out var id, out var message))
                    continue;
                subscribers.TryRemove(socket, out _);
                await commits.AddAsync(new Call(id, message, socket));
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            // The generator leaves without ceremony.
        }
        finally
        {
            subscribers.TryRemove(socket, out _);
        }
    }

    private static async ValueTask TrySendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes)..];
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It left meanwhile.
        }
    }
}

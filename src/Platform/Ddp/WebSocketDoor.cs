using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Platform.Ddp;

/// <summary>Takes WebSockets and reads what clients send on them.</summary>
public sealed class WebSocketDoor(DdpServer server)
{
    internal const int LargestMessageBytes = 1024 * 1024;

    /// <param name="isSockJs">Messages are wrapped as SockJS wraps them.</param>
    public async Task AcceptAsync(HttpContext http, bool isSockJs)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!http.WebSockets.IsWebSocketRequest || server.IsDraining)
        {
            http.Response.StatusCode = server.IsDraining ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
            return;
        }
        DdpConnection? connection = null;
        var upgrade = http.Features.Get<IHttpUpgradeFeature>() as WrappedUpgrade
            ?? throw new InvalidOperationException("PrepareUpgrade must come before the WebSocket middleware, which keeps the feature it finds");
        upgrade.Overflowed = reason => server.CutOff(connection!, reason);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });
        var outbox = upgrade.Stream!.Outbox;
        // Whatever went through the pipe is with the system by now: Kestrel holds nothing back (Program.cs, MaxWriteBufferSize).
        if (http.Features.Get<IConnectionSocketFeature>() is { } raw && http.Features.Get<ITlsHandshakeFeature>() is null) outbox.WriteTo(raw.Socket);
        if (isSockJs) outbox.Enqueue(SocketFrames.Text(SockJsFrames.Open));
        connection = server.Open(new WebSocketTransport(socket, outbox, isSockJs), http);
        try
        {
            await ReceiveAsync(connection, socket, isSockJs, http.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer vanished: the usual end of a mobile connection.
        }
        finally
        {
            server.End(connection);
        }
    }

    /// <summary>Puts the outbox between a coming WebSocket and the network. To be called before the WebSocket middleware.</summary>
    public static void PrepareUpgrade(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } inner)
            http.Features.Set<IHttpUpgradeFeature>(new WrappedUpgrade(inner));
    }

    private async Task ReceiveAsync(DdpConnection connection, WebSocket socket, bool isSockJs, CancellationToken ct)
    {
        while (true)
        {
            // A read of no bytes waits without holding a buffer: idle connections stay small.
            var ready = await socket.ReceiveAsync(Memory<byte>.Empty, ct);
            if (ready.MessageType == WebSocketMessageType.Close) break;
            if (!await ReceiveOneAsync(connection, socket, isSockJs, ct)) return;
        }
        await connection.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
    }

    /// <returns>Whether to go on: false once the connection is closed.</returns>
    private async Task<bool> ReceiveOneAsync(DdpConnection connection, WebSocket socket, bool isSockJs, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length) buffer = Grown(buffer, length);
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await connection.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                    return false;
                }
                length += received.Count;
                if (length > LargestMessageBytes)
                {
                    await connection.CloseAsync(WebSocketCloseStatus.MessageTooBig, "message too big");
                    return false;
                }
                if (!received.EndOfMessage) continue;
                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    await connection.CloseAsync(WebSocketCloseStatus.InvalidMessageType, "text only");
                    return false;
                }
                await server.HandleTextAsync(connection, buffer.AsMemory(0, length), isSockJs, ct);
                return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private sealed class WrappedUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        public OutboundStream? Stream { get; private set; }

        public Action<string> Overflowed { get; set; } = _ => { };

        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => Stream = new OutboundStream(await inner.UpgradeAsync(), reason => Overflowed(reason));
    }
}

using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace Parley.Floors;

/// <summary>The plain way: ASP.NET Core's WebSocket, one <c>SendAsync</c> per message and subscriber.</summary>
internal static class FanOutBySend
{
    private sealed record Call(string Id, Message Message, WebSocket Sender);

    public static async Task RunAsync(FloorOptions options)
    {
        await using var store = await options.OpenStoreAsync();
        var subscribers = new ConcurrentDictionary<WebSocket, bool>();
        var commits = new GroupCommit<Call>(store, call => call.Message, async calls =>
        {
            foreach (var call in calls)
            {
                await call.Sender.SendAsync(Message.ResultOf(call.Id), WebSocketMessageType.Text, true, CancellationToken.None);
                var payload = call.Message.ToEvent(options.FrameBytes);
                foreach (var subscriber in subscribers.Keys)
                    await TrySendAsync(subscriber, payload);
            }
        });

        var app = options.Build();
        app.UseWebSockets();
        app.Map("/websocket", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16 * 1024];
            var isSubscriber = true;
            subscribers[socket] = true;
            try
            {
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    if (part.MessageType == WebSocketMessageType.Close)
                        break;
                    if (!Message.TryReadCall(buffer.AsMemory(0, part.Count), out var id, out var message))
                        continue;
                    if (isSubscriber)
                        isSubscriber = !subscribers.TryRemove(socket, out _);
                    await commits.AddAsync(new Call(id, message, socket));
                }
            }
            catch (WebSocketException)
            {
                // The generator leaves without ceremony.
            }

            subscribers.TryRemove(socket, out _);
        });
        await await Task.WhenAny(app.RunAsync(), commits.RunAsync());
    }

    private static async ValueTask TrySendAsync(WebSocket subscriber, byte[] payload)
    {
        try
        {
            await subscriber.SendAsync(payload.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // It left meanwhile.
        }
    }
}

using System.Net.WebSockets;

namespace Parley.Platform.Ddp;

/// <summary>A WebSocket whose frames are shared and written through the outbox.</summary>
/// <param name="isSockJs">Messages travel as <c>a["…"]</c>.</param>
internal sealed class WebSocketTransport(WebSocket socket, Outbox outbox, bool isSockJs) : IDdpTransport
{
    public void Send(SharedFrame frame) => outbox.Enqueue(isSockJs ? frame.SockJs : frame.Raw);

    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        if (isSockJs && status is not (WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty)) outbox.Enqueue(SocketFrames.Text(SockJsFrames.Close(3000, reason)));
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await socket.CloseOutputAsync(status, reason, patience.Token);
            await outbox.DrainAsync().WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Already closed from the other side, or the peer does not read: cut it off.
        }
        if (socket.State is not (WebSocketState.Closed or WebSocketState.CloseSent)) socket.Abort();
    }

    public void Abort() => socket.Abort();
}

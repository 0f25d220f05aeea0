using System.Net.WebSockets;

namespace Parley.Platform.Ddp;

/// <summary>What carries the messages of one connection: a WebSocket, or the requests of a SockJS session.</summary>
internal interface IDdpTransport
{
    /// <summary>Never waits. What does not fit the transport's bound ends the connection.</summary>
    void Send(SharedFrame frame);

    /// <summary>Tells the client why and ends; completes when what was sent before has gone out or been given up.</summary>
    Task CloseAsync(WebSocketCloseStatus status, string reason);

    /// <summary>Ends at once, without a word.</summary>
    void Abort();
}

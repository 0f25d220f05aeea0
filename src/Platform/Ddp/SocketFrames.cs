using System.Net.WebSockets;

namespace Parley.Platform.Ddp;

/// <summary>
/// Turns one payload into the bytes of a WebSocket text frame, once, by letting the framework's own WebSocket write
/// into memory. Server frames are unmasked, so the same bytes serve every connection.
/// </summary>
internal static class SocketFrames
{
    [ThreadStatic]
    private static WebSocket? _framer;

    [ThreadStatic]
    private static CaptureStream? _capture;

    /// <summary>A text frame holding one DDP message.</summary>
    public static byte[] Raw(ReadOnlyMemory<byte> json) => Frame(json);

    /// <summary>The same message as SockJS carries it: <c>a["…"]</c>.</summary>
    public static byte[] SockJs(byte[] quoted) => Frame(SockJsFrames.Messages([quoted]));

    public static byte[] Text(byte[] text) => Frame(text);

    private static byte[] Frame(ReadOnlyMemory<byte> payload)
    {
        if (_framer is null)
        {
            _capture = new CaptureStream();
            _framer = WebSocket.CreateFromStream(_capture, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        }
        var sending = _framer.SendAsync(payload, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        if (!sending.IsCompletedSuccessfully) throw new InvalidOperationException("Framing in memory completes at once.");
        return _capture!.Take();
    }

    private sealed class CaptureStream : MemoryStream
    {
        public byte[] Take()
        {
            var frame = ToArray();
            SetLength(0);
            return frame;
        }
    }
}

/// <summary>One event, serialised once; each framing is made on first use and shared by all its receivers.</summary>
public sealed class SharedFrame(ReadOnlyMemory<byte> json)
{
    private byte[]? _raw;
    private byte[]? _quoted;
    private byte[]? _sockJs;

    /// <summary>In a WebSocket frame.</summary>
    public byte[] Raw => _raw ??= SocketFrames.Raw(json);

    /// <summary>As a JSON text, for the requests of SockJS.</summary>
    public byte[] Quoted => _quoted ??= SockJsFrames.Quote(json);

    /// <summary>As SockJS carries it in a WebSocket frame.</summary>
    public byte[] SockJs => _sockJs ??= SocketFrames.SockJs(Quoted);
}

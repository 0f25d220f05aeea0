using System.Text;
using System.Text.Json;

namespace Parley.Platform.Ddp;

/// <summary>The frames of the SockJS protocol 0.3.3, without what a transport puts around them.</summary>
internal static class SockJsFrames
{
    public static readonly byte[] Open = "o"u8.ToArray();
    public static readonly byte[] Heartbeat = "h"u8.ToArray();
    public static readonly byte[] AnotherReceiver = Close(2010, "Another connection still open");
    public static readonly byte[] GoAway = Close(3000, "Go away!");
    public static readonly byte[] Interrupted = Close(1002, "Connection interrupted");

    public static byte[] Close(int code, string reason) => Encoding.UTF8.GetBytes($"c[{code},{JsonSerializer.Serialize(reason)}]");

    /// <summary>A message as a JSON text.</summary>
    public static byte[] Quote(ReadOnlyMemory<byte> json)
    {
        var escaped = JsonEncodedText.Encode(json.Span, Wire.WireJson.WriterOptions.Encoder).EncodedUtf8Bytes;
        var text = new byte[escaped.Length + 2];
        text[0] = text[^1] = (byte)'"';
        escaped.CopyTo(text.AsSpan(1));
        return text;
    }

    /// <summary><c>a["…","…"]</c> of messages that are quoted already.</summary>
    public static byte[] Messages(IReadOnlyList<byte[]> quoted)
    {
        var frame = new byte[quoted.Sum(m => m.Length) + quoted.Count + 2];
        frame[0] = (byte)'a';
        var at = 1;
        foreach (var message in quoted)
        {
            frame[at++] = (byte)(at == 2 ? '[' : ',');
            message.CopyTo(frame, at);
            at += message.Length;
        }
        frame[at] = (byte)']';
        return frame;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Load;

/// <summary>
/// One WebSocket connection that mostly counts: frames are skipped by their length without looking inside. Frames are kept
/// whole while setting up, on lines that were asked to look (<see cref="Watch"/>), and when they are short.
/// </summary>
internal sealed class Line : IDisposable
{
    /// <summary>A shorter frame is part of the protocol's conversation and not a delivery.</summary>
    public const int ShortestDelivery = 200;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private readonly byte[] _header = new byte[10];
    private readonly byte[] _mask = RandomNumberGenerator.GetBytes(4);
    private TaskCompletionSource<JsonElement>? _waiting;
    private string[] _waitingFor = [];
    private int _headerFilled;
    private long _remaining = -1;
    private int _opcode;
    private bool _keepsThisFrame;
    private bool _keepsAll = true;

    public long Deliveries;

    public long Receives;

    public long Bytes;

    public bool IsClosed { get; private set; }

    /// <summary>Called with each kept frame, on the socket thread.</summary>
    public Action<ReadOnlySpan<byte>>? Watch { get; set; }

    public async Task OpenAsync(Uri server, int bufferBytes)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var request =
            $"GET /websocket HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var answer = new byte[2048];
        var filled = 0;
        int end;
        while ((end = answer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await _socket.ReceiveAsync(answer.AsMemory(filled));
            if (read == 0)
                throw new IOException("The server hung up during the handshake");
            filled += read;
        }

        if (!answer.AsSpan(0, filled).StartsWith("HTTP/1.1 101"u8))
            throw new IOException(Encoding.ASCII.GetString(answer, 0, filled));

        _receive.SetBuffer(new byte[bufferBytes]);
        _receive.Completed += (_, _) =>
        {
            if (Take())
                Receive();
        };
        Process(answer.AsSpan(end + 4, filled - end - 4));
        Receive();
    }

    /// <summary>Greets and resumes a login.</summary>
    public async Task EnterAsync(string token)
    {
        await AskAsync("""{"msg":"connect","version":"1","support":["1"]}""", "connected");
        var result = await AskAsync($$"""{"msg":"method","method":"login","id":"login","params":[{"resume":"{{token}}"}]}""", "result");
        if (result.TryGetProperty("error", out var error))
            throw new IOException("Login refused: " + error.GetRawText());
    }

    public async Task SubscribeAsync(string stream, string eventName)
    {
        var answer = await AskAsync(
            $$"""{"msg":"sub","id":"{{stream}}{{eventName}}","name":"{{stream}}","params":["{{eventName}}",{"useCollection":false,"args":[]}]}""", "ready", "nosub");
        if (answer.GetProperty("msg").ValueEquals("nosub"))
            throw new IOException("Subscription refused: " + answer.GetRawText());
    }

    /// <summary>From here on only frames that a watcher wants, and short ones, are looked at.</summary>
    public void StartCounting()
    {
        _keepsAll = Watch is not null;
        // What came while setting up, such as the account at login, is no delivery however long it is.
        Deliveries = 0;
    }

    public void Send(ReadOnlySpan<byte> payload) => Send(payload, 1);

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private async Task<JsonElement> AskAsync(string frame, params string[] answers)
    {
        _waitingFor = answers;
        var waiting = _waiting = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(Encoding.UTF8.GetBytes(frame));
        return await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private void Send(ReadOnlySpan<byte> payload, byte opcode)
    {
        var header = payload.Length < 126 ? 6 : 8;
        var frame = new byte[header + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        if (header == 6)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }

        _mask.CopyTo(frame.AsSpan(header - 4));
        for (var index = 0; index < payload.Length; index++)
            frame[header + index] = (byte)(payload[index] ^ _mask[index & 3]);
        try
        {
            _socket.Send(frame);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            IsClosed = true;
        }
    }

    private void Receive()
    {
        try
        {
            while (!_socket.ReceiveAsync(_receive))
            {
                if (!Take())
                    return;
            }
        }
        catch (ObjectDisposedException)
        {
            IsClosed = true;
        }
    }

    private bool Take()
    {
        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
        {
            IsClosed = true;
            _waiting?.TrySetException(new IOException("The server hung up"));
            return false;
        }

        Receives++;
        Process(_receive.MemoryBuffer.Span[.._receive.BytesTransferred]);
        return true;
    }

    private void Process(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_remaining < 0 && !TryReadHeader(ref bytes))
                return;
            var part = (int)Math.Min(_remaining, bytes.Length);
            if (_keepsThisFrame)
                _frame.Write(bytes[..part]);
            bytes = bytes[part..];
            _remaining -= part;
            if (_remaining == 0)
                EndFrame();
        }
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var needed = _headerFilled < 2 ? 2 : _header[1] switch { 126 => 4, 127 => 10, _ => 2 };
            if (_headerFilled == needed)
                break;
            if (bytes.IsEmpty)
                return false;
            _header[_headerFilled++] = bytes[0];
            bytes = bytes[1..];
        }

        _remaining = _header[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => (long)BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
            var length => length,
        };
        _headerFilled = 0;
        _opcode = _header[0] & 0x0f;
        Bytes += _remaining;
        _keepsThisFrame = _keepsAll || _remaining < ShortestDelivery;
        if (_remaining >= ShortestDelivery)
            Deliveries++;
        if (_remaining == 0)
            EndFrame();
        return _remaining > 0;
    }

    private void EndFrame()
    {
        _remaining = -1;
        if (!_keepsThisFrame)
            return;
        Look(_frame.WrittenSpan);
        _frame.ResetWrittenCount();
    }

    private void Look(ReadOnlySpan<byte> frame)
    {
        if (_opcode == 9)
        {
            Send(frame, 10);
            return;
        }

        if (_opcode != 1)
            return;
        Watch?.Invoke(frame);
        if (frame.Length < ShortestDelivery && frame.IndexOf("\"msg\":\"ping\""u8) >= 0)
        {
            Send("""{"msg":"pong"}"""u8);
        }
        else if (_waiting is { Task.IsCompleted: false } waiting)
        {
            foreach (var kind in _waitingFor)
            {
                if (frame.IndexOf(Encoding.UTF8.GetBytes($"\"msg\":\"{kind}\"")) >= 0)
                    waiting.TrySetResult(JsonElement.Parse(frame));
            }
        }
    }
}

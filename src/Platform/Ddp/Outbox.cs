using System.Buffers;
using System.Net.Sockets;

namespace Parley.Platform.Ddp;

/// <summary>
/// What waits to be written to one socket. Bounded: a consumer that stays behind is told so and cut off, so that it
/// neither holds memory nor delays others. Whatever waits is written with one call; nothing is delayed to make batches.
/// </summary>
internal sealed class Outbox(Stream stream, Action<string> overflowed) : IThreadPoolWorkItem
{
    public const int LargestBacklogBytes = 4 * 1024 * 1024;
    private const int LargestWriteBytes = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new(2);
    private int _waitingBytes;
    private bool _isWriting;
    private bool _isClosed;
    private bool _isGone;
    private TaskCompletionSource? _drained;
    private volatile Socket? _socket;

    /// <summary>From now on writes go to the socket itself, which costs half of the way through the web server's pipe.</summary>
    public void WriteTo(Socket socket)
    {
        socket.Blocking = false; // a full socket is told, not waited for
        _socket = socket;
    }

    public void Enqueue(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            if (_waitingBytes + Weight(frame) <= LargestBacklogBytes)
            {
                _waiting.Enqueue(frame);
                _waitingBytes += Weight(frame);
                if (_isWriting) return;
                _isWriting = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            _isClosed = true;
            _waiting.Clear();
            _waitingBytes = 0;
        }
        overflowed("slow consumer");
    }

    /// <summary>A pong or close frame: small, and still sent after the bound was passed.</summary>
    public void EnqueueControl(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            if (_isGone) return;
            _waiting.Enqueue(frame);
            _waitingBytes += Weight(frame);
            if (_isWriting) return;
            _isWriting = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Completes when everything enqueued so far is written or the socket is gone.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (!_isWriting) return Task.CompletedTask;
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = _isGone = true;
            _waiting.Clear();
            _waitingBytes = 0;
        }
    }

    /// <summary>An answer may be larger than the bound, because the client asked for it; so a few large ones may wait, and no more.</summary>
    private static int Weight(ReadOnlyMemory<byte> frame) => Math.Min(frame.Length, LargestBacklogBytes / 4);

    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    private async Task WriteAsync()
    {
        try
        {
            while (Take(out var frame, out var rented))
            {
                try
                {
                    await SendAsync(frame);
                }
                finally
                {
                    if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }
        catch (Exception) // the peer is gone or the server is closing the socket; the reader ends the session
        {
            Close();
            lock (_lock) EndWriting();
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_socket is not { } socket) return stream.WriteAsync(bytes);
        var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length) return ValueTask.CompletedTask;
        return error is SocketError.Success or SocketError.WouldBlock ? SendRestAsync(socket, bytes[sent..]) : throw new SocketException((int)error);
    }

    private static async ValueTask SendRestAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private bool Take(out ReadOnlyMemory<byte> bytes, out byte[]? rented)
    {
        rented = null;
        bytes = default;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out var first))
            {
                EndWriting();
                return false;
            }
            _waitingBytes -= Weight(first);
            if (!_waiting.TryPeek(out var second) || first.Length + second.Length > LargestWriteBytes)
            {
                bytes = first;
                return true;
            }
            rented = ArrayPool<byte>.Shared.Rent(Math.Min(LargestWriteBytes, first.Length + _waitingBytes));
            first.CopyTo(rented);
            var length = first.Length;
            while (_waiting.TryPeek(out var next) && length + next.Length <= LargestWriteBytes && length + next.Length <= rented.Length)
            {
                next.CopyTo(rented.AsMemory(length));
                length += next.Length;
                _waitingBytes -= Weight(next);
                _waiting.Dequeue();
            }
            bytes = rented.AsMemory(0, length);
            return true;
        }
    }

    private void EndWriting()
    {
        _isWriting = false;
        _drained?.TrySetResult();
        _drained = null;
    }
}

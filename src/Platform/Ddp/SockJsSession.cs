using System.Net.WebSockets;

namespace Parley.Platform.Ddp;

/// <summary>
/// A connection that lives in requests: at most one of them at a time receives, others bring what the client sends. What
/// waits between two receivers is bounded. Once closed it has one thing left to say, to whoever asks.
/// </summary>
internal sealed class SockJsSession(Action<SockJsSession, string> overflowed) : IDdpTransport
{
    private const int LargestBacklogBytes = 1024 * 1024;
    private const int LargestFrameBytes = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = new();
    private int _waitingBytes;
    private byte[]? _farewell;
    private bool _isGreeted;
    private bool _hasReceiver;
    private long _leftAtMs;
    private TaskCompletionSource? _news;

    public DdpConnection Connection { get; set; } = null!;

    /// <summary>Held while a request hands over what the client sends, so that the order is kept.</summary>
    public SemaphoreSlim Sending { get; } = new(1);

    public bool IsClosed
    {
        get
        {
            lock (_lock) return _farewell is not null;
        }
    }

    public void Send(SharedFrame frame)
    {
        lock (_lock)
        {
            if (_farewell is not null) return;
            var message = frame.Quoted;
            if (_waitingBytes + message.Length <= LargestBacklogBytes || (_waiting.Count == 0 && _hasReceiver))
            {
                _waiting.Enqueue(message);
                _waitingBytes += message.Length;
                Announce();
                return;
            }
            SayGoodbye(SockJsFrames.Close(3000, "slow consumer"), dropsWaiting: true);
        }
        overflowed(this, "slow consumer");
    }

    public Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        Close(SockJsFrames.Close(3000, reason.Length > 0 ? reason : "Go away!"));
        return Task.CompletedTask;
    }

    public void Abort() => Close(SockJsFrames.GoAway);

    /// <summary>Messages that wait go out first.</summary>
    public void Close(byte[] farewell)
    {
        lock (_lock) SayGoodbye(farewell, dropsWaiting: false);
    }

    /// <summary>The receiver vanished, perhaps with messages that were on their way: the client must begin anew.</summary>
    public void Interrupt()
    {
        lock (_lock) SayGoodbye(SockJsFrames.Interrupted, dropsWaiting: true);
    }

    /// <returns>False while another request receives.</returns>
    public bool TryAttach()
    {
        lock (_lock)
        {
            if (_hasReceiver) return false;
            return _hasReceiver = true;
        }
    }

    public void Detach(long nowMs)
    {
        lock (_lock)
        {
            _hasReceiver = false;
            _leftAtMs = nowMs;
        }
    }

    /// <summary>Whether nobody has received for so long that nobody will come back.</summary>
    public bool IsAbandoned(long nowMs, long patienceMs)
    {
        lock (_lock) return !_hasReceiver && nowMs - _leftAtMs > patienceMs;
    }

    /// <summary>The next frame for the receiver; null when there is nothing to say.</summary>
    public byte[]? Take(out bool isLast)
    {
        lock (_lock)
        {
            isLast = false;
            if (!_isGreeted)
            {
                _isGreeted = true;
                return SockJsFrames.Open;
            }
            if (_waiting.Count > 0) return TakeMessages();
            isLast = _farewell is not null;
            return _farewell;
        }
    }

    /// <summary>Completes when there may be something to take.</summary>
    public Task NewsAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || _farewell is not null) return Task.CompletedTask;
            return (_news ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private byte[] TakeMessages()
    {
        var taken = new List<byte[]>();
        var bytes = 0;
        while (_waiting.TryPeek(out var next) && (taken.Count == 0 || bytes + next.Length <= LargestFrameBytes))
        {
            bytes += next.Length;
            taken.Add(_waiting.Dequeue());
        }
        _waitingBytes -= bytes;
        return SockJsFrames.Messages(taken);
    }

    private void SayGoodbye(byte[] farewell, bool dropsWaiting)
    {
        _farewell ??= farewell;
        if (dropsWaiting)
        {
            _waiting.Clear();
            _waitingBytes = 0;
        }
        Announce();
    }

    private void Announce()
    {
        _news?.TrySetResult();
        _news = null;
    }
}

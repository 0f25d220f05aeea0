namespace Parley.Platform.Ddp;

/// <summary>
/// The upgraded connection as the WebSocket sees it: reads pass through; writes (pong, close) join the outbox, so that
/// they cannot fall between the bytes of a shared frame.
/// </summary>
internal sealed class OutboundStream : Stream
{
    private readonly Stream _inner;

    public OutboundStream(Stream inner, Action<string> overflowed)
    {
        _inner = inner;
        Outbox = new Outbox(inner, overflowed);
    }

    public Outbox Outbox { get; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Outbox.EnqueueControl(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Outbox.EnqueueControl(buffer.AsSpan(offset, count).ToArray());
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Outbox.EnqueueControl(buffer.AsSpan(offset, count).ToArray());

    public override Task FlushAsync(CancellationToken cancellationToken) => Outbox.DrainAsync();

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Outbox.Close();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }
}

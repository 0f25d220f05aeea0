using System.Security.Cryptography;

namespace Parley.Platform.Blobs;

/// <summary>A content on its way into a store: counted, hashed and refused when it is longer than allowed. Reads the inner stream, which it does not own.</summary>
internal sealed class BlobIntake(Stream inner, long? maxBytes) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _sha256;

    public long SizeBytes { get; private set; }

    /// <summary>What went wrong while the content was read; senders hide it behind their own errors.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Known once the content was read to its end; whoever sent it may have disposed this stream by then.</summary>
    public StoredBlob Result(string key) => new(key, SizeBytes, _sha256 ?? throw new InvalidOperationException("The content was not read to its end."));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            SizeBytes += read;
            if (SizeBytes > maxBytes) throw new BlobTooLargeException(maxBytes.Value);
            if (read > 0) _hash.AppendData(buffer.Span[..read]);
            else if (buffer.Length > 0) _sha256 ??= Convert.ToHexStringLower(_hash.GetCurrentHash());
            return read;
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }

    /// <summary>Fills the buffer as far as there is content.</summary>
    public async Task<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await ReadAsync(buffer[filled..], cancellationToken);
            if (read == 0) break;
            filled += read;
        }
        return filled;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A content that ends with what it came with: a connection, a response.</summary>
internal sealed class OwningStream(Stream inner, IDisposable owner) : ForwardStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
        }
        base.Dispose(disposing);
    }
}

namespace Parley.Platform.Blobs;

/// <summary>Keeps file contents by key. One promise for local folders, S3, Google Cloud Storage and WebDAV.</summary>
/// <remarks>
/// Contents are streamed and never held whole in memory. A blob appears at once and complete or not at all: a reader
/// never sees half of it, and a failed or cancelled put leaves what was there before. All members may be called in
/// parallel; of two puts to one key one wins whole.
/// Each implementation inherits the tests in <c>tests/Storage/BlobStoreCompliance.cs</c>.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Stores a blob, replacing one with the same key.</summary>
    /// <param name="key">See <see cref="BlobKey"/>.</param>
    /// <param name="content">Read to its end from where it stands; not disposed.</param>
    /// <param name="maxBytes">Longest content taken; null means any.</param>
    /// <param name="cancellationToken">Cancels the put; nothing is stored then.</param>
    /// <exception cref="ArgumentException">The key is not allowed.</exception>
    /// <exception cref="BlobTooLargeException">The content is longer than <paramref name="maxBytes"/>.</exception>
    Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob, or a part of it, for reading.</summary>
    /// <param name="key">See <see cref="BlobKey"/>.</param>
    /// <param name="range">The part wanted; null means all.</param>
    /// <param name="cancellationToken">Cancels opening, not reading.</param>
    /// <returns>Null when there is no such blob. The caller disposes the result.</returns>
    /// <exception cref="ArgumentException">The key is not allowed.</exception>
    /// <exception cref="BlobRangeException">The range begins beyond the end.</exception>
    Task<BlobContent?> OpenAsync(string key, BlobRange? range = null, CancellationToken cancellationToken = default);

    /// <summary>Whether the blob is there.</summary>
    /// <exception cref="ArgumentException">The key is not allowed.</exception>
    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes a blob; readers that have it open may finish.</summary>
    /// <returns>False when it was not there.</returns>
    /// <exception cref="ArgumentException">The key is not allowed.</exception>
    Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>What was stored.</summary>
/// <param name="Key">The key given.</param>
/// <param name="SizeBytes">Length of the content.</param>
/// <param name="Sha256">Hash of the content, 64 lower-case hexadecimal digits.</param>
public sealed record StoredBlob(string Key, long SizeBytes, string Sha256);

/// <summary>A part of a blob.</summary>
/// <param name="Start">First byte, from 0.</param>
/// <param name="Length">How many bytes; null, or more than there are, means to the end.</param>
public readonly record struct BlobRange(long Start, long? Length = null);

/// <summary>An open blob.</summary>
/// <param name="Content">The bytes of the part asked for; disposing this record disposes it.</param>
/// <param name="Start">Where the part begins in the blob.</param>
/// <param name="Length">How many bytes <paramref name="Content"/> holds.</param>
/// <param name="TotalLength">Length of the whole blob.</param>
/// <param name="StoredAt">When it was put.</param>
public sealed record BlobContent(Stream Content, long Start, long Length, long TotalLength, DateTimeOffset StoredAt) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>The content is longer than the caller allows.</summary>
public sealed class BlobTooLargeException(long maxBytes)
    : Exception($"The content is longer than {maxBytes} bytes.")
{
    /// <summary>The limit that was given.</summary>
    public long MaxBytes { get; } = maxBytes;
}

/// <summary>The range begins beyond the end of the blob.</summary>
public sealed class BlobRangeException(long totalLength)
    : Exception($"The range begins beyond the end of the {totalLength} bytes.")
{
    /// <summary>Length of the blob, for the answer's <c>Content-Range</c>.</summary>
    public long TotalLength { get; } = totalLength;
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Platform.Blobs;

/// <summary>Blobs as files below one folder.</summary>
/// <remarks>
/// Files lie in 256 times 256 folders by the hash of their key, so that none grows large. A put writes below
/// <c>.incoming</c> on the same file system, flushes to the disk and then renames.
/// </remarks>
public sealed class LocalFolderBlobStore : IBlobStore
{
    private const int BufferBytes = 64 * 1024;
    private const string IncomingFolder = ".incoming";

    private readonly string _root;

    /// <summary>Opens the store; the folder is created when it is missing.</summary>
    public LocalFolderBlobStore(string folder)
    {
        _root = Path.GetFullPath(folder);
        Directory.CreateDirectory(Path.Combine(_root, IncomingFolder));
    }

    /// <inheritdoc/>
    public async Task<StoredBlob> PutAsync(
        string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var target = PathOf(key);
        var incoming = Path.Combine(_root, IncomingFolder, Guid.NewGuid().ToString("N"));
        try
        {
            StoredBlob stored;
            await using (var file = new FileStream(
                incoming, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                stored = await CopyAsync(key, content, file, maxBytes, cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            var folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            File.Move(incoming, target, overwrite: true);
            FolderFlush.Flush(folder);
            return stored;
        }
        finally
        {
            // Gone already unless something failed; then nobody else knows its name.
            File.Delete(incoming);
        }
    }

    /// <inheritdoc/>
    public Task<BlobContent?> OpenAsync(
        string key, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        FileStream file;
        try
        {
            file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Absence is an answer here.
            return Task.FromResult<BlobContent?>(null);
        }

        try
        {
            var total = file.Length;
            var (start, length) = Resolve(range, total);
            file.Position = start;
            Stream stream = start + length == total ? file : new LimitedStream(file, length);
            return Task.FromResult<BlobContent?>(new BlobContent(stream, start, length, total, File.GetLastWriteTimeUtc(file.SafeFileHandle)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(key)));
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        var isThere = File.Exists(path);
        if (isThere)
        {
            File.Delete(path);
        }

        return Task.FromResult(isThere);
    }

    private static async Task<StoredBlob> CopyAsync(
        string key, Stream content, FileStream file, long? maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                size += read;
                if (size > maxBytes)
                {
                    throw new BlobTooLargeException(maxBytes.Value);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return new StoredBlob(key, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (long Start, long Length) Resolve(BlobRange? range, long total)
    {
        if (range is not { } part)
        {
            return (0, total);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(part.Start, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(part.Length ?? 0, nameof(range));
        if (part.Start > total || (part.Start == total && total > 0))
        {
            throw new BlobRangeException(total);
        }

        return (part.Start, Math.Min(part.Length ?? long.MaxValue, total - part.Start));
    }

    private string PathOf(string key)
    {
        // Keys may differ only in case while the file system may not see it, so the name carries the hash as well.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BlobKey.Require(key))));
        var name = key[(key.LastIndexOf('/') + 1)..];
        var shortName = name.Length <= 80 ? name : name[..80];
        return Path.Combine(_root, hash[..2], hash[2..4], $"{hash[4..36]}-{shortName}");
    }
}

using System.Buffers;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parley.Platform.Blobs;

/// <summary>Where an S3-compatible store is and who we are there.</summary>
/// <param name="Address">Of the service, for others than Amazon's own; null is Amazon in <paramref name="Region"/>.</param>
/// <param name="Region">Empty is <c>us-east-1</c>, which most other services take.</param>
/// <param name="Acl">A canned list such as <c>private</c>; empty sends none.</param>
/// <param name="UsesPaths">The bucket is the first part of the path and not of the host name.</param>
public sealed record S3BlobOptions(string Bucket, string AccessKey, string SecretKey, Uri? Address, string Region, string Acl, bool UsesPaths)
{
    public bool IsComplete => Bucket.Length > 0 && AccessKey.Length > 0 && SecretKey.Length > 0;
}

/// <summary>Blobs as objects of an S3-compatible service.</summary>
/// <remarks>
/// A content up to <see cref="PartBytes"/> is one request; a longer one is sent in parts of that size and appears when the last is
/// there. One part is in memory for each put under way.
/// </remarks>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>A service takes 10,000 parts, so the longest content is 80 GiB.</summary>
    private const int PartBytes = 8 * 1024 * 1024;

    private readonly S3BlobOptions _options;
    private readonly AmazonS3Client _client;

    public S3BlobStore(S3BlobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.UsesPaths,
            // Other services than Amazon's know neither trailing checksums nor parts of a signed body.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var region = options.Region.Length > 0 ? options.Region : "us-east-1";
        if (options.Address is { } address) (config.ServiceURL, config.AuthenticationRegion) = (address.ToString(), region);
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        _client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <inheritdoc/>
    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        BlobKey.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        await using var intake = new BlobIntake(content, maxBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            var first = await intake.FillAsync(buffer.AsMemory(0, PartBytes), cancellationToken);
            if (first < PartBytes) await PutWholeAsync(key, buffer, first, cancellationToken);
            else await PutPartsAsync(key, intake, buffer, cancellationToken);
            return intake.Result(key);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public async Task<BlobContent?> OpenAsync(string key, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = BlobKey.Require(key) };
        if (range is { } part)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part.Start, nameof(range));
            ArgumentOutOfRangeException.ThrowIfNegative(part.Length ?? 0, nameof(range));
            if (part.Length == 0) return await OpenNothingAsync(key, part.Start, cancellationToken);
            request.ByteRange = part.Length is { } length && length < long.MaxValue - part.Start ? new ByteRange(part.Start, part.Start + length - 1) : new ByteRange($"bytes={part.Start}-");
        }
        try
        {
            var response = await _client.GetObjectAsync(request, cancellationToken);
            var total = TotalOf(response.ContentRange) ?? response.ContentLength;
            return new BlobContent(new OwningStream(response.ResponseStream, response), range?.Start ?? 0, response.ContentLength, total, Time(response.LastModified));
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception beyond) when (beyond.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return await OpenNothingAsync(key, range?.Start ?? 0, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => await FindAsync(key, cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        // The service answers alike for what was there and what was not.
        if (await FindAsync(key, cancellationToken) is null) return false;
        await _client.DeleteObjectAsync(_options.Bucket, key, cancellationToken);
        return true;
    }

    /// <summary>An address at the service itself, which whoever has it may read until it ends.</summary>
    /// <param name="disposition">What the service shall answer as <c>Content-Disposition</c>.</param>
    public Uri LinkTo(string key, DateTimeOffset until, string disposition, string contentType) => new(_client.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _options.Bucket,
        Key = BlobKey.Require(key),
        Expires = until.UtcDateTime,
        Protocol = _options.Address?.Scheme == "http" ? Protocol.HTTP : Protocol.HTTPS,
        ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentDisposition = disposition, ContentType = contentType },
    }));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task PutWholeAsync(string key, byte[] buffer, int length, CancellationToken ct)
    {
        using var body = new MemoryStream(buffer, 0, length, writable: false);
        var request = new PutObjectRequest { BucketName = _options.Bucket, Key = key, InputStream = body, AutoCloseStream = false, UseChunkEncoding = false };
        if (_options.Acl.Length > 0) request.CannedACL = S3CannedACL.FindValue(_options.Acl);
        await _client.PutObjectAsync(request, ct);
    }

    /// <param name="buffer">Holds the first part.</param>
    private async Task PutPartsAsync(string key, BlobIntake intake, byte[] buffer, CancellationToken ct)
    {
        var start = new InitiateMultipartUploadRequest { BucketName = _options.Bucket, Key = key };
        if (_options.Acl.Length > 0) start.CannedACL = S3CannedACL.FindValue(_options.Acl);
        var upload = await _client.InitiateMultipartUploadAsync(start, ct);
        try
        {
            var parts = new List<PartETag>();
            for (var length = PartBytes; length > 0; length = await intake.FillAsync(buffer.AsMemory(0, PartBytes), ct))
            {
                using var body = new MemoryStream(buffer, 0, length, writable: false);
                var sent = await _client.UploadPartAsync(
                    new UploadPartRequest { BucketName = _options.Bucket, Key = key, UploadId = upload.UploadId, PartNumber = parts.Count + 1, InputStream = body, PartSize = length, UseChunkEncoding = false }, ct);
                parts.Add(new PartETag(parts.Count + 1, sent.ETag));
            }
            await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts }, ct);
        }
        catch
        {
            // Parts that nobody completes cost space until the bucket's own rules remove them.
            await AbortAsync(key, upload.UploadId);
            throw;
        }
    }

    private async Task AbortAsync(string key, string uploadId)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(_options.Bucket, key, uploadId, CancellationToken.None);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or IOException or HttpRequestException)
        {
            // What made the upload fail is what the caller must hear of.
        }
    }

    /// <exception cref="BlobRangeException">The range begins beyond the end.</exception>
    private async Task<BlobContent?> OpenNothingAsync(string key, long start, CancellationToken ct)
    {
        if (await FindAsync(key, ct) is not { } found) return null;
        if (start > found.ContentLength || (start == found.ContentLength && start > 0)) throw new BlobRangeException(found.ContentLength);
        return new BlobContent(Stream.Null, start, 0, found.ContentLength, Time(found.LastModified));
    }

    private async Task<GetObjectMetadataResponse?> FindAsync(string key, CancellationToken ct)
    {
        try
        {
            return await _client.GetObjectMetadataAsync(_options.Bucket, BlobKey.Require(key), ct);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <param name="range">As in <c>bytes 0-9/100</c>.</param>
    private static long? TotalOf(string? range) => range is not null && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), out var total) ? total : null;

    private static DateTimeOffset Time(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime(), TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Platform.Blobs;

/// <summary>Where a WebDAV folder is and who we are there.</summary>
/// <param name="Server">The address that WebDAV begins at.</param>
/// <param name="Folder">Below it; made when it is missing. Empty is the address itself.</param>
public sealed record WebDavBlobOptions(Uri? Server, string Folder, string Username, string Password)
{
    public bool IsComplete => Server is not null;
}

/// <summary>Blobs as files of a WebDAV server.</summary>
/// <remarks>
/// A put sends the content under a name of its own and then moves it into place, so readers see it complete or not at all; while a blob is
/// replaced, some servers have none for a moment. Files lie in 256 folders by the hash of their key, and carry it in their name, because not every server tells upper from lower case.
/// </remarks>
public sealed class WebDavBlobStore : IBlobStore, IDisposable
{
    private const string IncomingFolder = "incoming";
    private const int MostAttempts = 5;
    private static readonly HttpMethod _makeFolder = new("MKCOL");
    private static readonly HttpMethod _move = new("MOVE");

    private readonly Uri _root;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(2),
    });

    public WebDavBlobStore(WebDavBlobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = string.Concat(options.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("." or "..")).Select(part => Uri.EscapeDataString(part) + "/"));
        _root = new Uri(new Uri(options.Server!.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"), folder);
        if (options.Username.Length > 0) _authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
    }

    /// <inheritdoc/>
    public async Task<StoredBlob> PutAsync(string key, Stream content, long? maxBytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var target = AddressOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        var incoming = new Uri(_root, $"{IncomingFolder}/{Guid.NewGuid():N}");
        await MakeFolderAsync(incoming, cancellationToken);
        await using var intake = new BlobIntake(content, maxBytes);
        try
        {
            await SendContentAsync(incoming, intake, cancellationToken);
            // Servers do not agree on how to say that the folder is missing, which it is once for each of them, or that another put moves to the same place.
            for (var attempt = 1; !await TryMoveAsync(incoming, target, cancellationToken); attempt++)
            {
                if (attempt == MostAttempts) throw new IOException("The WebDAV server does not take the file into its folder.");
                await MakeFolderAsync(target, cancellationToken);
            }
            return intake.Result(key);
        }
        catch
        {
            await GiveUpAsync(incoming);
            if (intake.Failure is { } cause) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<BlobContent?> OpenAsync(string key, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Get, AddressOf(key));
        if (range is { } part)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part.Start, nameof(range));
            ArgumentOutOfRangeException.ThrowIfNegative(part.Length ?? 0, nameof(range));
            if (part.Length == 0) return await OpenNothingAsync(key, part.Start, cancellationToken);
            request.Headers.Range = new RangeHeaderValue(part.Start, part.Length is { } length && length < long.MaxValue - part.Start ? part.Start + length - 1 : null);
        }
        var response = await _http.SendAsync(request, cancellationToken);
        try
        {
            switch (response.StatusCode)
            {
                case HttpStatusCode.NotFound:
                    response.Dispose();
                    return null;
                case HttpStatusCode.RequestedRangeNotSatisfiable:
                    response.Dispose();
                    return await OpenNothingAsync(key, range?.Start ?? 0, cancellationToken);
                case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } from, To: { } to, Length: { } total }:
                    return new BlobContent(await BodyAsync(response, cancellationToken), from, to - from + 1, total, StoredAt(response));
                case HttpStatusCode.OK when response.Content.Headers.ContentLength is { } whole:
                    return await CutAsync(response, whole, range, cancellationToken);
                default:
                    throw Unexpected(response);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => await FindAsync(key, cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Delete, AddressOf(key));
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        return response.IsSuccessStatusCode ? true : throw Unexpected(response);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task SendContentAsync(Uri address, BlobIntake content, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Put, address);
        request.Content = new StreamContent(content);
        request.Content.Headers.ContentType = new("application/octet-stream");
        using var response = await _http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode) throw Unexpected(response);
    }

    private async Task<bool> TryMoveAsync(Uri from, Uri to, CancellationToken ct)
    {
        using var request = Request(_move, from);
        request.Headers.Add("Destination", to.AbsoluteUri);
        request.Headers.Add("Overwrite", "T");
        using var response = await _http.SendAsync(request, ct);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Makes the folder of a file, and those above it as far as they are missing.</summary>
    private async Task MakeFolderAsync(Uri file, CancellationToken ct)
    {
        var folder = new Uri(file, "./");
        if (await TryMakeAsync(folder, ct) || folder == new Uri(folder, "../")) return;
        await MakeFolderAsync(new Uri(folder.AbsoluteUri.TrimEnd('/')), ct);
        if (!await TryMakeAsync(folder, ct)) throw new IOException("The WebDAV server does not make folders below the address given.");
    }

    private async Task<bool> TryMakeAsync(Uri folder, CancellationToken ct, bool isAgain = false)
    {
        using var request = Request(_makeFolder, folder);
        using var response = await _http.SendAsync(request, ct);
        // So some servers answer the later of two that make the same folder at once.
        if (response.StatusCode == HttpStatusCode.Forbidden && !isAgain) return await TryMakeAsync(folder, ct, isAgain: true);
        if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound) return false;
        // Not allowed is the answer for a folder that exists.
        return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.MethodNotAllowed ? true : throw Unexpected(response);
    }

    private async Task GiveUpAsync(Uri incoming)
    {
        try
        {
            using var request = Request(HttpMethod.Delete, incoming);
            using var response = await _http.SendAsync(request, CancellationToken.None);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            // What made the put fail is what the caller must hear of.
        }
    }

    /// <exception cref="BlobRangeException">The range begins beyond the end.</exception>
    private async Task<BlobContent?> OpenNothingAsync(string key, long start, CancellationToken ct)
    {
        if (await FindAsync(key, ct) is not { } found) return null;
        if (start > found.Length || (start == found.Length && start > 0)) throw new BlobRangeException(found.Length);
        return new BlobContent(Stream.Null, start, 0, found.Length, found.StoredAt);
    }

    private async Task<(long Length, DateTimeOffset StoredAt)?> FindAsync(string key, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Head, AddressOf(key));
        using var response = await _http.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw Unexpected(response);
        return (response.Content.Headers.ContentLength ?? 0, StoredAt(response));
    }

    /// <summary>A server that knows no ranges sends all; what comes before the part is read over.</summary>
    private static async Task<BlobContent> CutAsync(HttpResponseMessage response, long whole, BlobRange? range, CancellationToken ct)
    {
        var start = range?.Start ?? 0;
        if (start > whole || (start == whole && whole > 0)) throw new BlobRangeException(whole);
        var length = Math.Min(range?.Length ?? long.MaxValue, whole - start);
        var body = await BodyAsync(response, ct);
        if (start > 0) await new LimitedStream(body, start).CopyToAsync(Stream.Null, ct);
        return new BlobContent(start + length == whole ? body : new LimitedStream(body, length), start, length, whole, StoredAt(response));
    }

    private static async Task<Stream> BodyAsync(HttpResponseMessage response, CancellationToken ct) => new OwningStream(await response.Content.ReadAsStreamAsync(ct), response);

    private static DateTimeOffset StoredAt(HttpResponseMessage response) => response.Content.Headers.LastModified ?? DateTimeOffset.UnixEpoch;

    private static IOException Unexpected(HttpResponseMessage response) => new($"The WebDAV server answered {(int)response.StatusCode}.");

    private HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = _authorization;
        return request;
    }

    private Uri AddressOf(string key)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BlobKey.Require(key))));
        var name = key[(key.LastIndexOf('/') + 1)..];
        return new Uri(_root, $"{hash[..2]}/{hash[2..34]}-{(name.Length <= 80 ? name : name[..80])}");
    }
}

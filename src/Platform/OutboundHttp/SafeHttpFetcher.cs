using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;

namespace Parley.Platform.OutboundHttp;

/// <summary>Fetches addresses that users chose, without letting them reach what only the server can reach.</summary>
/// <remarks>
/// <para>Each hop is checked on its own: scheme, port, ignored hosts, then every resolved address. The connection goes
/// to a checked address and nowhere else, so a name that changes its mind between check and connection gains nothing.
/// No cookies, credentials, proxy or trace headers are sent, and no connection is shared between calls.</para>
/// <para>Safe to call in parallel. Origin: server-side link previews, settings <c>API_Embed*</c>, wire release 6.4.</para>
/// </remarks>
/// <param name="resolve">Looks up a name; null uses the system's resolver.</param>
/// <param name="takesAnyCertificate">Whether certificates that nobody vouches for are taken at the moment; null never does.</param>
public sealed class SafeHttpFetcher(Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, Func<bool>? takesAnyCertificate = null)
{
    private const int MaxHeaderKilobytes = 32;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve =
        resolve ?? (static (name, cancel) => Dns.GetHostAddressesAsync(name, cancel));

    /// <summary>Fetches one address by GET.</summary>
    /// <param name="address">Absolute; a user name or password in it is not sent.</param>
    /// <param name="options">Limits of this call.</param>
    /// <param name="cancellationToken">Cancels the fetch; running out of time is a result instead.</param>
    /// <returns>Always a result; refusals and network errors are in <see cref="SafeFetchResult.Failure"/>.</returns>
    /// <exception cref="OperationCanceledException">Only for <paramref name="cancellationToken"/>.</exception>
    public async Task<SafeFetchResult> FetchAsync(
        Uri address, SafeFetchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(options.Timeout);
        var hop = address;
        try
        {
            var policy = new HostPolicy(options);
            for (var redirects = 0; ; redirects++)
            {
                var (result, next) = await FetchHopAsync(hop, options, policy, time.Token);
                if (next is null)
                {
                    return result;
                }

                if (redirects == options.MaxRedirects)
                {
                    return Failed(next, SafeFetchFailure.TooManyRedirects);
                }

                hop = next;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(hop, SafeFetchFailure.TimedOut);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or InvalidDataException)
        {
            // The other side is not ours to fix: what it did wrong makes no difference to the caller.
            return Failed(hop, SafeFetchFailure.Unreachable);
        }
    }

    /// <summary>Sends one request with a method, headers and a body of its own; redirects are not followed.</summary>
    /// <param name="request">To an absolute address. Not disposed.</param>
    /// <param name="options">Only hosts, ports and the time are heeded; the time ends with the headers of the answer.</param>
    /// <returns>Null when the address is refused or nobody answers there.</returns>
    /// <exception cref="OperationCanceledException">Only for <paramref name="cancellationToken"/>.</exception>
    public async Task<SafeResponse?> SendAsync(HttpRequestMessage request, SafeFetchOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        var policy = new HostPolicy(options);
        var address = request.RequestUri!;
        if (policy.Refuses(address) is not null) return null;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(options.Timeout);
        SocketsHttpHandler? handler = null;
        HttpMessageInvoker? invoker = null;
        try
        {
            var (addresses, failure) = await ResolveAsync(address, policy, time.Token);
            if (failure is not null) return null;
            handler = CreateHandler(addresses);
            invoker = new HttpMessageInvoker(handler, disposeHandler: true);
            var response = new SafeResponse(await invoker.SendAsync(request, time.Token), invoker);
            (handler, invoker) = (null, null);
            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return null;
        }
        finally
        {
            invoker?.Dispose();
            handler?.Dispose();
        }
    }

    private static SafeFetchResult Failed(Uri address, SafeFetchFailure failure) =>
        new() { Address = address, Failure = failure };

    /// <summary>One request; the second value is where a redirect leads.</summary>
    private async Task<(SafeFetchResult Result, Uri? Next)> FetchHopAsync(
        Uri address, SafeFetchOptions options, HostPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.Refuses(address) is { } refusal)
        {
            return (Failed(address, refusal), null);
        }

        var (addresses, failure) = await ResolveAsync(address, policy, cancellationToken);
        if (failure is { } reason)
        {
            return (Failed(address, reason), null);
        }

        using var handler = CreateHandler(addresses);
        using var invoker = new HttpMessageInvoker(handler);
        using var request = CreateRequest(address, options);
        using var response = await invoker.SendAsync(request, cancellationToken);
        if (IsRedirect(response.StatusCode) && Uri.TryCreate(address, response.Headers.Location, out var next))
        {
            return (Failed(address, SafeFetchFailure.TooManyRedirects), next);
        }

        return (await ReadAsync(address, options, response, cancellationToken), null);
    }

    private async Task<(IPAddress[] Addresses, SafeFetchFailure? Failure)> ResolveAsync(
        Uri address, HostPolicy policy, CancellationToken cancellationToken)
    {
        IPAddress[] all;
        var host = address.IdnHost;
        if (IPAddress.TryParse(host, out var literal))
        {
            all = [literal];
        }
        else
        {
            try
            {
                all = await _resolve(host, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                // Unknown names, and names no resolver accepts.
                return ([], SafeFetchFailure.NameNotFound);
            }
        }

        var allowed = all.Where(candidate => policy.Refuses(address, candidate) is null).ToArray();
        if (allowed.Length > 0)
        {
            return (allowed, null);
        }

        return ([], all.Length == 0 ? SafeFetchFailure.NameNotFound : policy.Refuses(address, all[0]));
    }

    private SocketsHttpHandler CreateHandler(IPAddress[] addresses) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        Credentials = null,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || takesAnyCertificate?.Invoke() == true },
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private static HttpRequestMessage CreateRequest(Uri address, SafeFetchOptions options)
    {
        var clean = address.UserInfo.Length == 0
            ? address
            : new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri;
        var request = new HttpRequestMessage(HttpMethod.Get, clean);
        request.Headers.TryAddWithoutValidation("Accept", options.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
        if (options.UserAgent is { Length: > 0 } agent)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        if (options.AcceptLanguage is { Length: > 0 } language)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static async Task<SafeFetchResult> ReadAsync(
        Uri address, SafeFetchOptions options, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Content.Headers;
        var contentType = headers.TryGetValues("Content-Type", out var types) ? types.First() : null;
        var result = new SafeFetchResult
        {
            Address = address,
            Status = (int)response.StatusCode,
            ContentType = contentType,
            ContentLength = headers.ContentLength,
        };
        if (!IsWanted(contentType, options.BodyTypes))
        {
            return result;
        }

        await using var raw = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var body = Decompress(raw, headers.ContentEncoding);
        if (body is null)
        {
            return result with { IsTruncated = true };
        }

        var (bytes, isTruncated) = await BoundedBody.ReadAsync(body, options.MaxBodyBytes, cancellationToken);
        return result with { Body = bytes, IsTruncated = isTruncated };
    }

    private static bool IsWanted(string? contentType, IReadOnlyList<string>? wanted)
    {
        if (wanted is null)
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var parsed) &&
            wanted.Contains(parsed.MediaType, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The body as meant; null when it is wrapped more than once or in a way that was not asked for.</summary>
    private static Stream? Decompress(Stream raw, ICollection<string> encodings) => encodings.Count switch
    {
        0 => raw,
        1 => encodings.First().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            "identity" => raw,
            _ => null,
        },
        _ => null,
    };
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Parley.Platform.Settings;

namespace Parley.Platform.OutboundHttp;

/// <summary>What a service answered.</summary>
/// <param name="Body">Whole; a longer one than allowed is no answer.</param>
public sealed record ServiceReply(int Status, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>The service could not be reached, broke off, said too much or took too long.</summary>
public sealed class ServiceUnreachableException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>
/// Calls services that the operator or an administrator configured, on any host. Addresses that people choose go through
/// <see cref="SafeHttpFetcher"/> instead.
/// </summary>
/// <remarks>No redirects are followed and no cookies kept, so a key goes to the configured host and nowhere else. Safe to call in parallel.</remarks>
/// <param name="certificate">Shown to services that ask for one; null for none. Not disposed.</param>
public sealed class ServiceClient(ISettings settings, X509Certificate2? certificate = null) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        SslOptions = { ClientCertificates = certificate is null ? null : [certificate], RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || settings.Get(OutboundSettings.AnyCertificate) },
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 32,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    });

    /// <param name="request">Not disposed.</param>
    /// <param name="patience">From the first byte sent to the last read.</param>
    /// <param name="maxBytes">Longest answer taken.</param>
    /// <exception cref="ServiceUnreachableException">There is no answer.</exception>
    public async Task<ServiceReply> SendAsync(HttpRequestMessage request, TimeSpan patience, int maxBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(patience);
        try
        {
            using var response = await _http.SendAsync(request, time.Token);
            await using var body = await response.Content.ReadAsStreamAsync(time.Token);
            var (bytes, isCut) = await BoundedBody.ReadAsync(body, maxBytes, time.Token);
            return isCut ? throw new ServiceUnreachableException($"The answer is longer than {maxBytes} bytes, or damaged.") : new((int)response.StatusCode, bytes);
        }
        catch (OperationCanceledException failure) when (!ct.IsCancellationRequested)
        {
            throw new ServiceUnreachableException("There was no answer in time.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            throw new ServiceUnreachableException("There was no connection, or it broke.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;

namespace Parley.Integrations;

/// <summary>What holds for each request that a webhook makes.</summary>
internal static class OutgoingHeaders
{
    /// <summary>They say how the message is carried, which is the client's own business.</summary>
    private static readonly HashSet<string> _refused = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Expect", "Keep-Alive", "Proxy-Authorization" };

    public static SafeFetchOptions Options(ISettings settings, TimeSpan timeout) =>
        new() { Ports = null, TrustedHosts = OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)), Timeout = timeout };

    public static void Add(HttpRequestMessage request, string name, string value)
    {
        if (_refused.Contains(name) || value.Length > 8000 || value.AsSpan().ContainsAny('\r', '\n', '\0')) return;
        if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            if (request.Content is not { } content) return;
            content.Headers.Remove(name);
            content.Headers.TryAddWithoutValidation(name, value);
            return;
        }
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}

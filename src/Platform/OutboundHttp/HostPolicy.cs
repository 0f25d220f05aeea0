using System.Net;

namespace Parley.Platform.OutboundHttp;

/// <summary>Decides which hosts, ports and addresses may be asked under given options.</summary>
internal sealed class HostPolicy(SafeFetchOptions options)
{
    private readonly HostList _ignored = new(options.IgnoredHosts);
    private readonly HostList _trusted = new(options.TrustedHosts);

    /// <summary>Why the address must not be asked; null when its host may be looked up.</summary>
    public SafeFetchFailure? Refuses(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.IdnHost.Length == 0) return SafeFetchFailure.BadAddress;
        if (options.Ports is { } ports && !ports.Contains(address.Port)) return SafeFetchFailure.PortRefused;
        return _ignored.HasName(HostOf(address)) ? SafeFetchFailure.HostRefused : null;
    }

    /// <summary>Why the address that its host resolved to must not be connected to; null when it may.</summary>
    public SafeFetchFailure? Refuses(Uri address, IPAddress resolved)
    {
        if (_ignored.HasAddress(resolved)) return SafeFetchFailure.HostRefused;
        return PublicAddress.IsPublic(resolved) || _trusted.HasAddress(resolved) || _trusted.HasName(HostOf(address)) ? null : SafeFetchFailure.AddressRefused;
    }

    private static string HostOf(Uri address) => address.IdnHost.TrimEnd('.');
}

using System.Net;

namespace Parley.Platform.OutboundHttp;

/// <summary>Decides which hosts, ports and addresses may be asked under given options.</summary>
internal sealed class HostPolicy
{
    private readonly SafeFetchOptions _options;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _parents = [];
    private readonly List<IPNetwork> _networks = [];

    public HostPolicy(SafeFetchOptions options)
    {
        _options = options;
        foreach (var entry in options.IgnoredHosts)
        {
            Add(entry.Trim().TrimEnd('.'));
        }
    }

    /// <summary>Why the address must not be asked; null when its host may be looked up.</summary>
    public SafeFetchFailure? Refuses(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) ||
            address.IdnHost.Length == 0)
        {
            return SafeFetchFailure.BadAddress;
        }

        if (!_options.Ports.Contains(address.Port))
        {
            return SafeFetchFailure.PortRefused;
        }

        var host = address.IdnHost.TrimEnd('.');
        var isIgnored = _names.Contains(host) ||
            _parents.Exists(parent => host.EndsWith(parent, StringComparison.OrdinalIgnoreCase));
        return isIgnored ? SafeFetchFailure.HostRefused : null;
    }

    /// <summary>Why the resolved address must not be connected to; null when it may.</summary>
    public SafeFetchFailure? Refuses(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (_networks.Exists(network => network.Contains(plain)))
        {
            return SafeFetchFailure.HostRefused;
        }

        return PublicAddress.IsPublic(address) || _options.TrustedAddresses.Contains(address)
            ? null
            : SafeFetchFailure.AddressRefused;
    }

    private void Add(string entry)
    {
        if (entry.StartsWith("*.", StringComparison.Ordinal))
        {
            _parents.Add(entry[1..]);
        }
        else if (entry.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(entry, out var network))
        {
            _networks.Add(network);
        }
        else if (IPAddress.TryParse(entry.Trim('[', ']'), out var address))
        {
            _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
        }
        else if (entry.Length > 0)
        {
            _names.Add(entry);
        }
    }
}

using System.Net;

namespace Parley.Platform.OutboundHttp;

/// <summary>Hosts by name, by <c>*.</c> and a name for all below it, by address, or by range such as <c>10.0.0.0/8</c>.</summary>
internal sealed class HostList
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _parents = [];
    private readonly List<IPNetwork> _networks = [];

    public HostList(IEnumerable<string> entries)
    {
        foreach (var entry in entries) Add(entry.Trim().TrimEnd('.'));
    }

    /// <param name="host">Without a final dot.</param>
    public bool HasName(string host) => _names.Contains(host) || _parents.Exists(parent => host.EndsWith(parent, StringComparison.OrdinalIgnoreCase));

    public bool HasAddress(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(network => network.Contains(plain));
    }

    private void Add(string entry)
    {
        if (entry.StartsWith("*.", StringComparison.Ordinal)) _parents.Add(entry[1..]);
        else if (entry.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(entry, out var network)) _networks.Add(network);
        else if (IPAddress.TryParse(entry.Trim('[', ']'), out var address)) _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
        else if (entry.Length > 0) _names.Add(entry);
    }
}

using Parley.Platform.Settings;

namespace Parley.Platform.OutboundHttp;

/// <summary>What holds for each request to an address that a person chose (SEC-050).</summary>
public static class OutboundSettings
{
    /// <summary>Hosts of one's own that may be asked although they are not public: names, <c>*.</c> and a name, addresses, ranges; by comma or line.</summary>
    public static readonly Setting<string> TrustedHosts = SettingOf.Text("SSRF_Allowlist", "General", "", "REST API");

    /// <summary>Whoever answers is believed to be who was asked, whatever their certificate says.</summary>
    public static readonly Setting<bool> AnyCertificate = SettingOf.Bool("Allow_Invalid_SelfSigned_Certs", "General", false);

    public static IReadOnlyList<Setting> All => [TrustedHosts, AnyCertificate];

    /// <summary>The entries of a setting that lists hosts.</summary>
    public static string[] HostsIn(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}

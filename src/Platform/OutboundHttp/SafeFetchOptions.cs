namespace Parley.Platform.OutboundHttp;

/// <summary>Limits of one fetch; given with each call because they are live settings.</summary>
public sealed record SafeFetchOptions
{
    /// <summary>Hosts that are never asked: a name, <c>*.</c> and a name for all below it, an address, or a range such as
    /// <c>10.0.0.0/8</c> (setting <c>API_EmbedIgnoredHosts</c>). Names that resolve into a range are refused too.</summary>
    public IReadOnlyList<string> IgnoredHosts { get; init; } = [];

    /// <summary>The only ports that are asked (setting <c>API_EmbedSafePorts</c>); null means all.</summary>
    public IReadOnlyList<int>? Ports { get; init; } = [80, 443];

    /// <summary>Hosts that are asked although they are not public, in the same forms as <see cref="IgnoredHosts"/>
    /// (<see cref="OutboundSettings.TrustedHosts"/>). Ports and ignored hosts still hold.</summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];

    /// <summary>From the first lookup to the last byte, over all redirects.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much of the body is kept, in bytes after decompression; the rest is not read.</summary>
    public int MaxBodyBytes { get; init; } = 250 * 1024;

    /// <summary>How many redirects are followed.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>The <c>User-Agent</c> header (setting <c>API_Embed_UserAgent</c>); null sends none.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The <c>Accept</c> header.</summary>
    public string Accept { get; init; } = "text/html,application/xhtml+xml,*/*;q=0.8";

    /// <summary>The <c>Accept-Language</c> header; null sends none.</summary>
    public string? AcceptLanguage { get; init; }

    /// <summary>Media types, such as <c>text/html</c>, whose body is read; null reads all. Others end after the headers.</summary>
    public IReadOnlyList<string>? BodyTypes { get; init; }
}

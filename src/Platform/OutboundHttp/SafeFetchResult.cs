namespace Parley.Platform.OutboundHttp;

/// <summary>Why a fetch gave no response.</summary>
public enum SafeFetchFailure
{
    /// <summary>Not an absolute http or https address.</summary>
    BadAddress,

    /// <summary>The host is in the list of ignored hosts.</summary>
    HostRefused,

    /// <summary>The port is not in the list of ports.</summary>
    PortRefused,

    /// <summary>The host has no public address.</summary>
    AddressRefused,

    /// <summary>The host has no address at all.</summary>
    NameNotFound,

    /// <summary>More redirects than allowed, or one without an address.</summary>
    TooManyRedirects,

    /// <summary>The overall time is over.</summary>
    TimedOut,

    /// <summary>No connection, a broken one, or an answer that is not HTTP.</summary>
    Unreachable,
}

/// <summary>The outcome of a fetch.</summary>
public sealed record SafeFetchResult
{
    /// <summary>Null when there is a response.</summary>
    public SafeFetchFailure? Failure { get; init; }

    /// <summary>The address that answered, after redirects; of a failure, the one that failed.</summary>
    public required Uri Address { get; init; }

    /// <summary>The HTTP status; 0 when there is no response.</summary>
    public int Status { get; init; }

    /// <summary>The <c>Content-Type</c> header as sent; null when absent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The <c>Content-Length</c> header, in bytes as transferred; null when absent.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The decompressed body, at most the limit of the options; empty when its type was not wanted.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body is longer than what was kept, or could not be decompressed to its end.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>A response with a status of 2xx.</summary>
    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;
}

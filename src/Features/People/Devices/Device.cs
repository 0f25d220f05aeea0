using Microsoft.AspNetCore.Http;
using Parley.Platform.Ddp;

namespace Parley.People.Devices;

/// <summary>From where somebody signs in.</summary>
/// <param name="ForwardedFor">What proxies say of earlier addresses; for logs only, since anybody can write it.</param>
internal sealed record Device(string? Address, string? UserAgent, string? Host, string? ForwardedFor = null)
{
    private const int Longest = 400;

    /// <summary>Of sessions that are begun for somebody else.</summary>
    public static readonly Device None = new(null, null, null);

    public static Device Of(HttpContext http)
    {
        var headers = http.Request.Headers;
        return new(http.Connection.RemoteIpAddress?.ToString(), Cut(headers.UserAgent), Cut(http.Request.Host.Value), Cut(headers["X-Forwarded-For"]));
    }

    public static Device Of(MethodCall call) =>
        new(call.Connection?.Address ?? call.MaybeCaller?.Address, Cut(call.Connection?.UserAgent ?? call.MaybeCaller?.UserAgent), null);

    private static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;
}

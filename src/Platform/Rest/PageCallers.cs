using Microsoft.AspNetCore.Http;
using Parley.Platform.Operations;

namespace Parley.Platform.Rest;

/// <summary>Who asks for a file or picture. Browsers cannot add headers to what a page embeds, so cookies and the query count too.</summary>
public static class PageCallers
{
    /// <summary>From <c>X-User-Id</c>/<c>X-Auth-Token</c>, else the cookies, else the query members <c>rc_uid</c>/<c>rc_token</c>.</summary>
    /// <returns>Null for visitors and for tokens that are unknown or expired.</returns>
    public static async ValueTask<Caller?> FindAsync(HttpContext http, ICallers callers)
    {
        var request = http.Request;
        ReadOnlySpan<(string?, string?)> pairs =
        [
            (request.Headers["X-User-Id"], request.Headers["X-Auth-Token"]), (request.Cookies["rc_uid"], request.Cookies["rc_token"]),
            (request.Query["rc_uid"], request.Query["rc_token"]),
        ];
        foreach (var (userId, token) in pairs.ToArray())
        {
            if (string.IsNullOrEmpty(userId) || string.IsNullOrEmpty(token)) continue;
            if (await callers.FindByTokenAsync(userId, token, http.RequestAborted) is { Duty: CallerDuty.None } caller) return caller;
        }
        return null;
    }
}

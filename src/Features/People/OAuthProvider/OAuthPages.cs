using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Hosting;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.People.OAuthProvider;

/// <summary><c>/oauth/*</c> and what clients of OpenID Connect look up below <c>/.well-known</c> (IDN-094 to IDN-096).</summary>
internal sealed class OAuthPages(OAuthApps apps, OAuthProtocol protocol, LogIn logIn, ICallers callers, UserQueries users, UserView view, IWebPage webPage, IRateLimiter limiter, ServerMode mode)
{
    private const int LargestBody = 64 * 1024;
    private static readonly RateLimit _perAddress = new(300, 60_000);

    /// <summary>What of a consent is the protocol's; how the answer travels is not the app's to choose.</summary>
    private static readonly string[] _parameters = ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/oauth/authorize", ShowAsync);
        endpoints.MapPost("/oauth/authorize", http => LimitedAsync(http, ConsentAsync));
        endpoints.MapPost("/oauth/token", http => LimitedAsync(http, ExchangeAsync));
        endpoints.MapMethods("/oauth/userinfo", ["GET", "POST"], TellAsync);
        endpoints.MapGet("/.well-known/openid-configuration", RunAsync);
        endpoints.MapGet("/.well-known/jwks", RunAsync);
    }

    /// <summary>The page that asks for consent. It can be framed by nobody, and its form leads to the app's own address.</summary>
    private async Task ShowAsync(HttpContext http)
    {
        if (await apps.FindActiveAsync(http.Request.Query["client_id"], http.RequestAborted) is not { } app)
        {
            http.Response.Redirect("/oauth/error/404");
            return;
        }
        var address = http.Request.Query["redirect_uri"].FirstOrDefault() ?? app.RedirectUris[0];
        if (!app.RedirectUris.Contains(address))
        {
            http.Response.Redirect("/oauth/error/invalid_redirect_uri");
            return;
        }
        var uri = new Uri(address);
        var target = uri.Scheme is "http" or "https" ? uri.GetLeftPart(UriPartial.Authority) : uri.Scheme + ":";
        var headers = http.Response.Headers;
        headers["X-Frame-Options"] = "DENY";
        var policy = headers.ContentSecurityPolicy.ToString().Replace("form-action 'self'", $"form-action 'self' {target}", StringComparison.Ordinal);
        var ancestors = policy.IndexOf("frame-ancestors", StringComparison.Ordinal);
        if (ancestors >= 0) headers.ContentSecurityPolicy = policy[..ancestors] + "frame-ancestors 'none'";
        await webPage.ServeAsync(http);
    }

    /// <summary>The form carries the person's own token, which no other page can know.</summary>
    private async Task ConsentAsync(HttpContext http)
    {
        var given = await ReadAsync(http);
        if (given.GetValueOrDefault("allow") == "yes")
        {
            if ((given.GetValueOrDefault("access_token") ?? given.GetValueOrDefault("token")) is not { Length: > 0 } token)
            {
                await SayAsync(http, StatusCodes.Status401Unauthorized, "No token");
                return;
            }
            try
            {
                var user = (await logIn.WithTokenAsync(token, http.RequestAborted)).User;
                if (await callers.FindByIdAsync(user.Id, http.RequestAborted) is { Duty: not CallerDuty.None } held) throw WireError.DutyFirst(held.Duty);
                http.Items[OAuthProtocol.ConsentItem] = user;
            }
            catch (WireError)
            {
                await SayAsync(http, StatusCodes.Status401Unauthorized, "Invalid token");
                return;
            }
        }
        else if (await apps.FindActiveAsync(given.GetValueOrDefault("client_id"), http.RequestAborted) is null)
        {
            await SendAsync(http, StatusCodes.Status401Unauthorized, new WireObject { { "error", "access_denied" }, { "error_description", "The user denied access to your application" } });
            return;
        }
        Rewrite(http, given.Where(p => _parameters.Contains(p.Key)).ToDictionary());
        await RunAsync(http);
    }

    private async Task ExchangeAsync(HttpContext http)
    {
        // Some apps put their parameters into the address of a POST.
        if (!http.Request.HasFormContentType) Rewrite(http, http.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString()));
        await RunAsync(http);
    }

    private async Task TellAsync(HttpContext http)
    {
        if (BearerIn(http) is not { } token)
        {
            await SayAsync(http, StatusCodes.Status401Unauthorized, "No token");
            return;
        }
        if (await callers.FindByAccessTokenAsync(token, http.RequestAborted) is not { Duty: CallerDuty.None } caller)
        {
            await SayAsync(http, StatusCodes.Status401Unauthorized, "Invalid Token");
            return;
        }
        var user = await users.GetAsync(caller.UserId, null, http.RequestAborted);
        await SendAsync(http, StatusCodes.Status200OK, new WireObject
        {
            { "sub", user.Id }, { "name", user.Name }, { "email", user.Email }, { "email_verified", user.IsEmailVerified }, { "department", "" }, { "birthdate", "" },
            { "preffered_username", user.Username }, { "preferred_username", user.Username }, { "updated_at", user.UpdatedAt }, { "picture", view.AvatarUrl(user.Username) },
        });
    }

    private static string? BearerIn(HttpContext http) => http.Request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private async Task RunAsync(HttpContext http)
    {
        http.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            if (response.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true) response.ContentType = "application/json; charset=utf-8";
            return Task.CompletedTask;
        }, http.Response);
        if (!await protocol.HandleAsync(http)) http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task LimitedAsync(HttpContext http, Func<HttpContext, Task> run)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LargestBody;
        if (!mode.IsTest && !(await limiter.TakeAsync("oauth " + http.Connection.RemoteIpAddress, _perAddress)).IsAllowed)
        {
            await SendAsync(http, StatusCodes.Status429TooManyRequests, new WireObject { { "error", "slow_down" }, { "error_description", "Too many requests; please wait a minute." } });
            return;
        }
        try
        {
            await run(http);
        }
        catch (Exception problem) when (problem is BadHttpRequestException or InvalidDataException)
        {
            await SendAsync(http, StatusCodes.Status400BadRequest, new WireObject { { "error", "invalid_request" }, { "error_description", "The request could not be read." } });
        }
    }

    /// <summary>What stands in the form counts before what stands in the address.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(HttpContext http)
    {
        var all = http.Request.Query.ToDictionary(p => p.Key, p => p.Value[0] ?? "");
        if (!http.Request.HasFormContentType) return all;
        foreach (var (name, values) in await http.Request.ReadFormAsync(http.RequestAborted)) all[name] = values[0] ?? "";
        return all;
    }

    private static void Rewrite(HttpContext http, Dictionary<string, string> form)
    {
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.QueryString = QueryString.Empty;
        http.Request.Form = new FormCollection(form.ToDictionary(p => p.Key, p => new StringValues(p.Value)));
    }

    private static Task SayAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text);
    }

    private static async Task SendAsync(HttpContext http, int status, WireObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(WireJson.ToUtf8(body, WireDialect.Rest), http.RequestAborted);
    }
}

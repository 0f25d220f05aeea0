using System.Net;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What answers tell browsers, as administrators set it.</summary>
/// <remarks>Rows: SET-109, SET-110, SET-126, SEC-001, SEC-075, SEC-076, SEC-077, SET-116.</remarks>
public sealed class SecurityHeaderTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SET_109_SET_110_SET_126_SEC_075_SEC_076_SEC_077_SEC_001_Headers_follow_the_settings_at_once(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "headers");
        var admin = await server.AdminAsync();
        var reply = await admin.GetAsync("/home");
        Assert.Contains("script-src 'self';", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("SAMEORIGIN", "nosniff", "same-origin"), (One(reply, "X-Frame-Options"), One(reply, "X-Content-Type-Options"), One(reply, "Referrer-Policy")));

        await SetAsync("Extra_CSP_Domains", "https://cdn.example.org, 'unsafe-inline'; report-uri");
        await SetAsync("Iframe_X_Frame_Options", "allow-from https://host.example.org");
        reply = await admin.GetAsync("/home");
        Assert.Contains("frame-ancestors 'self' https://host.example.org", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        await SetAsync("Iframe_X_Frame_Options", "deny");
        reply = await admin.GetAsync("/home");
        Assert.Contains("script-src 'self' https://cdn.example.org report-uri;", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("DENY", One(reply, "X-Frame-Options"));
        await SetAsync("Iframe_Restrict_Access", false);
        reply = await admin.GetAsync("/home");
        Assert.Null(One(reply, "X-Frame-Options"));
        Assert.Contains("frame-ancestors *", One(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        await SetAsync("Extra_CSP_Domains", "https://one.example.org https://two.example.org\nhttps://three.example.org");
        Assert.Contains("script-src 'self' https://one.example.org https://two.example.org https://three.example.org;", One(await admin.GetAsync("/home"), "Content-Security-Policy"), StringComparison.Ordinal);
        await SetAsync("Enable_CSP", false);
        Assert.Null(One(await admin.GetAsync("/home"), "Content-Security-Policy"));

        // Pages of other origins.
        Assert.Equal("*", One(await server.Anonymous().GetAsync("settings.public"), "Access-Control-Allow-Origin"));
        Assert.Null(One(await admin.GetAsync("me"), "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await AskAsync("https://friend.example", HttpMethod.Options)).Status);
        await SetAsync("API_Enable_CORS", true);
        Assert.Equal("*", (await admin.GetAsync("settings/API_CORS_Origin")).OrThrow()["value"].GetString());
        Assert.NotNull(One(await AskAsync("https://anybody.example", HttpMethod.Get), "Access-Control-Allow-Origin"));
        Assert.NotNull(One(await AskAsync("https://anybody.example", HttpMethod.Options), "Access-Control-Allow-Methods"));
        await SetAsync("API_CORS_Origin", "https://friend.example, https://other.example");
        Assert.Equal("https://friend.example", One(await AskAsync("https://friend.example", HttpMethod.Get), "Access-Control-Allow-Origin"));
        Assert.Equal("GET", One(await AskAsync("https://friend.example", HttpMethod.Options), "Access-Control-Allow-Methods"));
        Assert.Null(One(await AskAsync("https://friend.example.evil.example", HttpMethod.Get), "Access-Control-Allow-Origin"));
        Assert.Null(One(await AskAsync("https://evil.example", HttpMethod.Options), "Access-Control-Allow-Methods"));

        // Where to report, and what robots read.
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/.well-known/security.txt")).Status);
        await SetAsync("Security_Contact", "mailto:security@example.org");
        var text = (await admin.GetAsync("/.well-known/security.txt")).Body.GetString()!;
        Assert.Contains("Contact: mailto:security@example.org\n", text, StringComparison.Ordinal);
        Assert.Contains("Expires: ", text, StringComparison.Ordinal);
        Assert.Contains("Disallow: /", (await admin.GetAsync("/robots.txt")).Body.GetString()!, StringComparison.Ordinal);

        // To encryption, but never in circles.
        await SetAsync("Force_SSL", true);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("me")).Status);
        var moved = await AskAsync(null, HttpMethod.Get, ("X-Forwarded-For", "203.0.113.5"));
        Assert.Equal((HttpStatusCode.Found, "https://127.0.0.1/api/v1/me?a=b"), (moved.Status, One(moved, "Location")));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(null, HttpMethod.Get, ("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-Proto", "https"))).Status);

        Task SetAsync(string id, object value) => admin.PostAsync("settings/" + id, new { value }).SucceedsAsync();

        async Task<RestReply> AskAsync(string? origin, HttpMethod method, params (string, string)[] more)
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url };
            using var request = new HttpRequestMessage(method, "/api/v1/me?a=b") { Headers = { { "X-User-Id", admin.UserId }, { "X-Auth-Token", admin.Token } } };
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            foreach (var (name, value) in more)
                request.Headers.Add(name, value);
            using var answer = await http.SendAsync(request);
            return new RestReply(answer.StatusCode, default, answer.Headers, "");
        }

        static string? One(RestReply reply, string name) => reply.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }
}

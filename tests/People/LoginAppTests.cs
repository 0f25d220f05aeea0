using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Programs that sign people in with this workspace.</summary>
/// <remarks>Rows: ACC-076, ADM-118, ADM-119, IDN-094, SEC-036.</remarks>
public sealed class LoginAppTests(Workspaces workspaces)
{
    private const string Address = "https://app.example.org/back";
    private const string Other = "https://app.example.org/other";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_076_ADM_118_SEC_036_Secrets_and_addresses_of_apps_are_seen_and_changed_by_those_who_manage_them(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var app = await LoginAppEntries.AddAsync(cast.Admin, $"{Address}\n{Other}");
        Assert.Equal($"{Address},{Other}", app.Text("redirectUri"));

        var seen = (await cast.Ada.Rest.GetAsync("oauth-apps.get?clientId=" + app.Text("clientId"))).OrThrow()["oauthApp"];
        Assert.Equal(app.Text("name"), seen.Text("name"));
        Assert.False(seen.TryGetProperty("clientSecret", out _));
        Assert.False(seen.TryGetProperty("redirectUri", out _));
        Assert.Equal(app.Text("clientSecret"), (await cast.Admin.GetAsync("oauth-apps.get?appId=" + app.Text("_id"))).OrThrow()["oauthApp"].Text("clientSecret"));
        Assert.Equal("error-not-allowed", (await cast.Ada.Rest.GetAsync("oauth-apps.list"))["error"].GetString());
        foreach (var (method, parameters) in new (string, object[])[] { ("addOAuthApp", [LoginAppEntries.Draft()]), ("updateOAuthApp", [app.Text("_id"), LoginAppEntries.Draft()]), ("deleteOAuthApp", [app.Text("_id")]) })
            Assert.Equal("error-not-allowed", await cast.Ada.Rest.RefusalAsync(method, parameters));

        foreach (var address in new[] { "", "nowhere", "javascript:alert(1)", "data:text/html,x", "https://app.example.org/#part", "//app.example.org" })
            Assert.Equal("error-invalid-redirectUri", (await cast.Admin.PostAsync("oauth-apps.create", LoginAppEntries.Draft(address)))["errorType"].GetString());
        Assert.Equal("error-invalid-name", (await cast.Admin.PostAsync("oauth-apps.create", new { name = " ", redirectUri = Address, active = true }))["errorType"].GetString());
        Assert.Equal("error-application-not-found", (await cast.Admin.PostAsync("oauth-apps.delete", new { appId = "nothing-has-this-id" }))["errorType"].GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task IDN_094_to_096_A_person_lets_an_app_in_and_it_acts_for_them_until_its_tokens_end(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var app = await LoginAppEntries.AddAsync(cast.Admin, $"{Address},{Other}");
        var ada = cast.Ada;
        var (verifier, challenge) = Proof();

        var back = await ConsentAsync(ada.Rest, app, new() { ["scope"] = "openid profile email", ["state"] = "s t&ate", ["nonce"] = "n1", ["code_challenge"] = challenge, ["code_challenge_method"] = "S256" });
        Assert.StartsWith(Address + "?", back.ToString(), StringComparison.Ordinal);
        Assert.Equal("s t&ate", back.Value("state"));
        var code = back.Value("code")!;
        Assert.Equal([app.Text("clientId")], (await ada.Rest.GetAsync("me")).OrThrow()["oauth"].GetProperty("authorizedClients").EnumerateArray().Select(c => c.GetString()));

        Assert.Equal("invalid_grant", (await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address, ["code_verifier"] = verifier + "x" }))["error"].GetString());
        back = await ConsentAsync(ada.Rest, app, new() { ["scope"] = "openid profile email", ["nonce"] = "n1", ["code_challenge"] = challenge, ["code_challenge_method"] = "S256" });
        var reply = await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = back.Value("code")!, ["redirect_uri"] = Address, ["code_verifier"] = verifier });
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("Bearer", reply["token_type"].GetString());
        var identity = JsonElement.Parse(Encoding.UTF8.GetString(FromBase64Url(reply["id_token"].GetString()!.Split('.')[1])));
        Assert.Equal((ada.Id, ada.Username, "n1"), (identity.Text("sub"), identity.Text("preferred_username"), identity.Text("nonce")));

        var first = reply["access_token"].GetString()!;
        var info = await BearerAsync(server, first, "/oauth/userinfo");
        Assert.Equal((ada.Id, ada.Username), (info["sub"].GetString(), info["preffered_username"].GetString()));
        Assert.Equal(ada.Username, (await BearerAsync(server, first, "me")).OrThrow()["username"].GetString());
        Assert.Equal(ada.Username, (await server.Anonymous().GetAsync("me?access_token=" + first)).OrThrow()["username"].GetString());
        Assert.Equal("No token", (await server.Anonymous().GetAsync("/oauth/userinfo")).Body.GetString());
        Assert.Equal("Invalid Token", (await BearerAsync(server, "nothing", "/oauth/userinfo")).Body.GetString());

        // A refresh ends what was given before.
        var refresh = reply["refresh_token"].GetString()!;
        reply = await TokenAsync(server, app, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh });
        var second = reply["access_token"].GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await BearerAsync(server, first, "/oauth/userinfo")).Status);
        Assert.True((await BearerAsync(server, second, "me")).Succeeded);

        // Whoever shows a used one has stolen it: everything of this consent ends.
        Assert.Equal("invalid_grant", (await TokenAsync(server, app, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }))["error"].GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await BearerAsync(server, second, "me")).Status);

        var keys = await server.Anonymous().GetAsync("/.well-known/openid-configuration");
        Assert.EndsWith("/oauth/userinfo", keys["userinfo_endpoint"].GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/oauth/token", keys["token_endpoint"].GetString(), StringComparison.Ordinal);
        Assert.NotEmpty((await server.Anonymous().GetAsync("/.well-known/jwks"))["keys"].EnumerateArray());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task IDN_094_ADM_119_Neither_a_stranger_nor_a_switched_off_app_gets_a_code_or_token(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var app = await LoginAppEntries.AddAsync(cast.Admin, Address);
        var visitor = server.Anonymous();

        Assert.Equal("/oauth/error/404", await LocationAsync(visitor, "client_id=nothing"));
        Assert.Equal("/oauth/error/invalid_redirect_uri", await LocationAsync(visitor, $"client_id={app.Text("clientId")}&redirect_uri={Uri.EscapeDataString(Address + "/further")}"));
        foreach (var wrong in new[] { Address + "/", Address + "?x=1", "https://app.example.org.evil.example/back", "https://evil.example" })
        {
            var refused = await PostFormAsync(cast.Ada.Rest, "/oauth/authorize", Consent(cast.Ada.Rest, app, new() { ["redirect_uri"] = wrong }));
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Null(refused.Headers.TryGetValues("Location", out var places) ? places.First() : null);
        }
        Assert.Equal("Invalid token", (await PostFormAsync(visitor, "/oauth/authorize", Consent(cast.Ada.Rest, app, new() { ["access_token"] = "guessed" }))).Body.GetString());
        Assert.Equal("No token", (await PostFormAsync(visitor, "/oauth/authorize", Consent(cast.Ada.Rest, app, new() { ["access_token"] = "" }))).Body.GetString());
        Assert.Equal("access_denied", (await ConsentAsync(cast.Ada.Rest, app, new() { ["allow"] = "no", ["state"] = "5" })).Value("error"));

        // The code is good once, for its own app, with its secret, at its own address.
        var other = await LoginAppEntries.AddAsync(cast.Admin, Address);
        var code = (await ConsentAsync(cast.Ada.Rest, app, [])).Value("code")!;
        Assert.Equal("invalid_client", (await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address, ["client_secret"] = "guessed" }))["error"].GetString());
        Assert.Equal("invalid_grant", (await TokenAsync(server, other, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address }))["error"].GetString());
        Assert.Equal("invalid_grant", (await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Other }))["error"].GetString());
        var reply = await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address });
        var token = reply["access_token"].GetString()!;
        Assert.Equal("invalid_grant", (await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address }))["error"].GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await BearerAsync(server, token, "me")).Status);

        code = (await ConsentAsync(cast.Ada.Rest, app, [])).Value("code")!;
        reply = await TokenAsync(server, app, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Address });
        (token, var refresh) = (reply["access_token"].GetString()!, reply["refresh_token"].GetString()!);
        Assert.True((await BearerAsync(server, token, "me")).Succeeded);
        await cast.Admin.PostAsync("oauth-apps.update", new { appId = app.Text("_id"), name = "off", redirectUri = Address, active = false }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await BearerAsync(server, token, "me")).Status);
        Assert.Equal("/oauth/error/404", await LocationAsync(visitor, "client_id=" + app.Text("clientId")));
        Assert.Equal("invalid_client", (await TokenAsync(server, app, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }))["error"].GetString());
        Assert.Equal(HttpStatusCode.OK, (await cast.Admin.PostAsync("oauth-apps.delete", new { appId = app.Text("_id") })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await BearerAsync(server, token, "/oauth/userinfo")).Status);
    }

    private static (string Verifier, string Challenge) Proof()
    {
        var verifier = new string('v', 50);
        return (verifier, Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
    }

    private static byte[] FromBase64Url(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));

    private static Dictionary<string, string> Consent(RestClient person, JsonElement app, Dictionary<string, string> more)
    {
        var form = new Dictionary<string, string> { ["access_token"] = person.Token!, ["client_id"] = app.Text("clientId"), ["response_type"] = "code", ["redirect_uri"] = Address, ["allow"] = "yes" };
        foreach (var (name, value) in more)
            form[name] = value;
        return form;
    }

    private static async Task<Uri> ConsentAsync(RestClient person, JsonElement app, Dictionary<string, string> more)
    {
        var reply = await PostFormAsync(person, "/oauth/authorize", Consent(person, app, more));
        Assert.Equal(HttpStatusCode.Found, reply.Status);
        return new Uri(reply.Headers.GetValues("Location").Single());
    }

    private static Task<RestReply> TokenAsync(ParleyServer server, JsonElement app, Dictionary<string, string> form)
    {
        form.TryAdd("client_id", app.Text("clientId"));
        form.TryAdd("client_secret", app.Text("clientSecret"));
        return PostFormAsync(server.Anonymous(), "/oauth/token", form);
    }

    private static async Task<RestReply> PostFormAsync(RestClient who, string path, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await who.SendAsync(HttpMethod.Post, path, content);
    }

    private static async Task<RestReply> BearerAsync(ParleyServer server, string token, string path)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith('/') ? path : "/api/v1/" + path);
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new RestReply(answer.StatusCode, text.StartsWith('{') ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text), answer.Headers, path);
    }

    private static async Task<string?> LocationAsync(RestClient who, string query)
    {
        var reply = await who.GetAsync("/oauth/authorize?response_type=code&" + query);
        return reply.Status == HttpStatusCode.Found ? reply.Headers.GetValues("Location").Single() : null;
    }
}

file static class Addresses
{
    public static string? Value(this Uri address, string name) => HttpUtility.ParseQueryString(address.Query)[name];
}

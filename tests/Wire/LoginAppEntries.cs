using System.Net;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for programs that sign people in with this workspace.</summary>
internal static class LoginAppEntries
{
    public const string Address = "https://app.example.org/back";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET oauth-apps.list", new("oauthApps", cast => cast.Admin.GetAsync("oauth-apps.list")));
        all.Add("GET oauth-apps.get", new("oauthApp", async cast => await cast.Ada.Rest.GetAsync("oauth-apps.get?clientId=" + (await AddAsync(cast.Admin)).Text("clientId"))));
        all.Add("POST oauth-apps.create", new("application", cast => cast.Admin.PostAsync("oauth-apps.create", Draft())));
        all.Add("POST oauth-apps.update", new("_id name clientSecret redirectUri", async cast =>
            await cast.Admin.PostAsync("oauth-apps.update", new { appId = (await AddAsync(cast.Admin)).Text("_id"), name = "renamed", redirectUri = Address, active = false })));
        all.Add("POST oauth-apps.delete", new("", async cast => await cast.Admin.PostAsync("oauth-apps.delete", new { appId = (await AddAsync(cast.Admin)).Text("_id") }), HttpStatusCode.OK));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("addOAuthApp", new("_id clientId clientSecret", async cast => await (await cast.LineOfAdminAsync()).CallAsync("addOAuthApp", Draft())));
        all.Add("updateOAuthApp", new("_id name", async cast => await (await cast.LineOfAdminAsync()).CallAsync("updateOAuthApp", (await AddAsync(cast.Admin)).Text("_id"), Draft())));
        all.Add("deleteOAuthApp", new("true", async cast => await (await cast.LineOfAdminAsync()).CallAsync("deleteOAuthApp", (await AddAsync(cast.Admin)).Text("_id"))));
    }

    public static object Draft(string redirectUri = Address) => new { name = Scratch.Name("app"), redirectUri, active = true };

    /// <returns>The new application as administrators see it.</returns>
    public static async Task<JsonElement> AddAsync(RestClient admin, string redirectUri = Address) =>
        (await admin.PostAsync("oauth-apps.create", Draft(redirectUri))).OrThrow()["application"];
}

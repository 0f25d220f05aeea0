using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.OAuthProvider;

/// <summary><c>oauth-apps.*</c>.</summary>
internal sealed class OAuthAppsRest(OAuthApps apps) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("oauth-apps.list", async call => RestResult.Ok(new WireObject { { "oauthApps", (await apps.ListAsync(call.Caller, call.Aborted)).ConvertAll(Full) } })).Takes("uid");
        routes.Get("oauth-apps.get", GetAsync).Takes("appId", "clientId");
        routes.Post("oauth-apps.create", CreateAsync).Needs(OAuthApps.Manage).Strictly("name!", "redirectUri!", "active:boolean!");
        routes.Post("oauth-apps.update", UpdateAsync).Needs(OAuthApps.Manage).Strictly("appId!", "name!", "redirectUri!", "active:boolean!");
        routes.Post("oauth-apps.delete", DeleteAsync).Needs(OAuthApps.Manage).Strictly("appId!");
    }

    internal static WireObject Full(OAuthAppRow app) => new()
    {
        { "_id", app.Id }, { "name", app.Name }, { "active", app.IsActive }, { "clientId", app.ClientId }, { "clientSecret", app.ClientSecret }, { "redirectUri", app.RedirectUri },
        { "_createdAt", app.CreatedAt }, { "_createdBy", new WireObject { { "_id", app.CreatedById }, { "username", app.CreatedByName } } }, { "_updatedAt", app.UpdatedAt },
    };

    /// <summary>What somebody must know who is asked for consent (ACC-076, SEC-036).</summary>
    private static WireObject Brief(OAuthAppRow app) => new() { { "_id", app.Id }, { "name", app.Name }, { "active", app.IsActive }, { "clientId", app.ClientId } };

    private async Task<RestResult> GetAsync(RestCall call)
    {
        var (id, clientId) = (call.Query("appId") ?? call.Query("_id"), call.Query("clientId"));
        if (id is null && clientId is null) throw WireError.InvalidParams("must have required property 'clientId'");
        return await apps.FindAsync(id, clientId, call.Aborted) is { } app
            ? RestResult.Ok(new WireObject { { "oauthApp", apps.MayManage(call.Caller) ? Full(app) : Brief(app) } })
            : RestResult.Failure("OAuth app not found.");
    }

    private async Task<RestResult> CreateAsync(RestCall call)
    {
        var app = await apps.CreateAsync(call.Caller, call.Body.Text("name"), call.Body.Text("redirectUri"), call.Body.Flag("active") ?? false, call.Aborted);
        return RestResult.Ok(new WireObject { { "application", Full(app) } });
    }

    private async Task<RestResult> UpdateAsync(RestCall call) =>
        RestResult.Ok(Full(await apps.UpdateAsync(call.Caller, call.Body.Text("appId")!, call.Body.Text("name"), call.Body.Text("redirectUri"), call.Body.Flag("active") ?? false, call.Aborted)));

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        await apps.DeleteAsync(call.Caller, call.Body.Text("appId")!, call.Aborted);
        return RestResult.Bare(true);
    }
}

/// <summary><c>addOAuthApp</c>, <c>updateOAuthApp</c>, <c>deleteOAuthApp</c>.</summary>
internal sealed class OAuthAppsDdp(OAuthApps apps) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("addOAuthApp", async call =>
        {
            var data = call.RequiredObject(0);
            return OAuthAppsRest.Full(await apps.CreateAsync(call.Caller, data.Text("name"), data.Text("redirectUri"), IsActive(data, call.Method), call.Aborted));
        });
        methods.Add("updateOAuthApp", async call =>
        {
            var data = call.RequiredObject(1);
            return OAuthAppsRest.Full(await apps.UpdateAsync(call.Caller, call.RequiredText(0), data.Text("name"), data.Text("redirectUri"), IsActive(data, call.Method), call.Aborted));
        });
        methods.Add("deleteOAuthApp", async call =>
        {
            await apps.DeleteAsync(call.Caller, call.RequiredText(0), call.Aborted);
            return true;
        });
    }

    private static bool IsActive(System.Text.Json.JsonElement data, string method) => data.Get("active") is { ValueKind: System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False } given
        ? given.GetBoolean()
        : throw new WireError("error-invalid-arguments", "Invalid arguments", details: new WireObject { { "method", method } });
}

using System.Text.Json;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.AccessTokens;

/// <summary><c>users.generatePersonalAccessToken</c> and its kin.</summary>
internal sealed class AccessTokensRest(PersonalTokens tokens) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.generatePersonalAccessToken", GenerateAsync).Takes("tokenName!", "bypassTwoFactor:boolean");
        routes.Post("users.regeneratePersonalAccessToken", async call => Token(await tokens.RegenerateAsync(call.Caller, NameIn(call.Body), call.Aborted))).Takes("tokenName!");
        routes.Post("users.removePersonalAccessToken", RemoveAsync).Takes("tokenName!");
        routes.Get("users.getPersonalAccessTokens", ListAsync);
    }

    internal static string NameIn(JsonElement body) =>
        body.Text("tokenName")?.Trim() is { Length: > 0 and <= 120 } name ? name : throw WireError.InvalidParams("The 'tokenName' param is required");

    private static RestResult Token(string token) => RestResult.Ok(new WireObject { { "token", token } });

    private async Task<RestResult> GenerateAsync(RestCall call) =>
        Token(await tokens.CreateAsync(call.Caller, NameIn(call.Body), call.Body.Flag("bypassTwoFactor") ?? false, call.Aborted));

    private async Task<RestResult> RemoveAsync(RestCall call)
    {
        await tokens.RemoveAsync(call.Caller, NameIn(call.Body), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var own = await tokens.ListAsync(call.Caller, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            {
                "tokens", own.ConvertAll(t => new WireObject
                {
                    { "name", t.Name }, { "createdAt", t.At }, { "lastTokenPart", t.LastTokenPart }, { "bypassTwoFactor", t.BypassTwoFactor },
                })
            },
        });
    }
}

/// <summary><c>personalAccessTokens:*</c>.</summary>
internal sealed class AccessTokensDdp(PersonalTokens tokens) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("personalAccessTokens:generateToken", async call =>
            await tokens.CreateAsync(call.Caller, AccessTokensRest.NameIn(call.RequiredObject(0)), call.RequiredObject(0).Flag("bypassTwoFactor") ?? false, call.Aborted));
        methods.Add("personalAccessTokens:regenerateToken", async call => await tokens.RegenerateAsync(call.Caller, AccessTokensRest.NameIn(call.RequiredObject(0)), call.Aborted));
        methods.Add("personalAccessTokens:removeToken", async call =>
        {
            await tokens.RemoveAsync(call.Caller, AccessTokensRest.NameIn(call.RequiredObject(0)), call.Aborted);
            return null;
        });
    }
}

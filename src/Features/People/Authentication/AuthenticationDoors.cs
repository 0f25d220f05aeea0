using System.Text.Json;
using Parley.People.Accounts;
using Parley.People.Devices;
using Parley.People.Passwords;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Authentication;

internal sealed class AuthenticationRest(LogIn logIn, Sessions sessions, UserView view) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("login", LogInAsync).Open().Takes("user", "username", "email", "password", "resume", "code");
        routes.Get("logout", LogOutAsync).BeforeDuties();
        routes.Post("logout", LogOutAsync).BeforeDuties();
        routes.Post("users.logoutOtherClients", LogOutOthersAsync);
        routes.Post("users.removeOtherTokens", RemoveOthersAsync);
    }

    private async Task<RestResult> LogInAsync(RestCall call)
    {
        try
        {
            var device = Device.Of(call.Http);
            var (payload, proof) = LoginPayload.Unpack(call.Body, FactorProof.Of(call.Http.Request.Headers["x-2fa-code"], call.Http.Request.Headers["x-2fa-method"]));
            var result = payload.Text("resume") is { } token
                ? await logIn.WithTokenAsync(token, call.Aborted)
                : await logIn.WithPasswordAsync(LoginPayload.Read(payload, device, proof), call.Aborted);
            return RestResult.Bare(new WireObject
            {
                { "status", "success" },
                { "data", new WireObject { { "userId", result.User.Id }, { "authToken", result.Token }, { "me", view.Me(result.User) } } },
            });
        }
        catch (WireError error) when (error.Status == 401 || error.Code is "totp-required" or "totp-invalid")
        {
            return new(401, new WireObject
            {
                { "status", "error" }, { "error", error.Code == "403" ? "Unauthorized" : error.Code },
                { "message", error.Reason }, { "details", error.Details },
            });
        }
    }

    private async Task<RestResult> LogOutAsync(RestCall call)
    {
        await sessions.LogOutAsync(call.Caller, call.Aborted);
        return RestResult.Bare(new WireObject
        {
            { "status", "success" }, { "data", new WireObject { { "message", "You've been logged out!" } } },
        });
    }

    private async Task<RestResult> LogOutOthersAsync(RestCall call)
    {
        var (token, expires) = await sessions.LogOutOthersAsync(call.Caller, Device.Of(call.Http), call.Aborted);
        return RestResult.Ok(new WireObject { { "token", token }, { "tokenExpires", expires } });
    }

    private async Task<RestResult> RemoveOthersAsync(RestCall call)
    {
        await sessions.RemoveOthersAsync(call.Caller, call.Aborted);
        return RestResult.Ok();
    }
}

/// <summary>The shapes in which clients send who they are and their password.</summary>
internal static class LoginPayload
{
    /// <summary>A code stands beside the password, as <c>code</c>, or around it, as <c>{totp:{login,code}}</c>.</summary>
    public static (JsonElement Payload, FactorProof? Proof) Unpack(JsonElement payload, FactorProof? given)
    {
        if (payload.Get("totp") is { ValueKind: JsonValueKind.Object } wrapped)
            return (wrapped.Get("login") is { ValueKind: JsonValueKind.Object } inner ? inner : payload, FactorProof.Of(wrapped.Text("code"), wrapped.Text("method")) ?? given);
        return (payload, FactorProof.Of(payload.Text("code"), null) ?? given);
    }

    /// <exception cref="WireError"><c>403</c> when the shape makes no sense.</exception>
    public static LogIn.Request Read(JsonElement payload, Device device, FactorProof? proof)
    {
        var identity = Identity(payload.Get("user")) ?? payload.Text("username") ?? payload.Text("email");
        var digest = Digest(payload.Get("password"));
        if (string.IsNullOrEmpty(identity) || digest is null) throw new WireError("403", "Incorrect password", 401);
        return new(identity, digest, device, proof);
    }

    private static string? Identity(JsonElement? user) => user switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } named => named.Text("username") ?? named.Text("email"),
        _ => null,
    };

    private static string? Digest(JsonElement? password) => password switch
    {
        { ValueKind: JsonValueKind.String } text => PasswordHashes.Digest(text.GetString()!),
        { ValueKind: JsonValueKind.Object } given when given.Text("algorithm") is "sha-256" && PasswordHashes.IsDigest(given.Text("digest")) => given.Text("digest"),
        _ => null,
    };
}

internal sealed class AuthenticationDdp(LogIn logIn, Sessions sessions, Func<DdpServer> sockets, SignIn signIn) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("login", LogInAsync, needsLogin: false, new RateLimit(20, 10_000), beforeDuties: true);
        methods.Add("logout", LogOutAsync, needsLogin: false, beforeDuties: true);
        methods.Add("logoutOtherClients", LogOutOthersAsync);
        methods.Add("removeOtherTokens", RemoveOthersAsync);
        methods.Add("getNewToken", NewTokenAsync);
    }

    private async Task<object?> LogInAsync(MethodCall call)
    {
        var (payload, proof) = LoginPayload.Unpack(call.RequiredObject(0), null);
        var device = Device.Of(call);
        var result = payload.Text("resume") is { } token
            ? await logIn.WithTokenAsync(token, call.Aborted)
            : await logIn.WithPasswordAsync(LoginPayload.Read(payload, device, proof), call.Aborted);
        var user = result.User;
        if (call.Connection is { } connection) await signIn.AttachAsync(connection, result, call.Aborted);
        return new WireObject
        {
            { "id", user.Id }, { "token", result.Token }, { "tokenExpires", result.Expires }, { "type", payload.Has("resume") ? "resume" : "password" },
        };
    }

    private async Task<object?> LogOutAsync(MethodCall call)
    {
        if (call.MaybeCaller is { } caller)
        {
            if (call.Connection is { } connection) sockets().SignOut(connection);
            await sessions.LogOutAsync(caller, call.Aborted);
        }
        return null;
    }

    private async Task<object?> LogOutOthersAsync(MethodCall call)
    {
        await sessions.RemoveOthersAsync(call.Caller, call.Aborted);
        return null;
    }

    private async Task<object?> RemoveOthersAsync(MethodCall call)
    {
        await sessions.RemoveOthersAsync(call.Caller, call.Aborted);
        return null;
    }

    private async Task<object?> NewTokenAsync(MethodCall call)
    {
        var result = await logIn.BeginAsync(call.Caller.UserId, Device.Of(call), call.Aborted);
        return new WireObject { { "id", result.User.Id }, { "token", result.Token }, { "tokenExpires", result.Expires } };
    }
}

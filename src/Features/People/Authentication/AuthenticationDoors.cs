using System.Text.Json;
using Parley.People.Accounts;
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
        routes.Get("logout", LogOutAsync);
        routes.Post("logout", LogOutAsync);
        routes.Post("users.logoutOtherClients", LogOutOthersAsync);
        routes.Post("users.removeOtherTokens", RemoveOthersAsync);
    }

    private async Task<RestResult> LogInAsync(RestCall call)
    {
        try
        {
            var address = call.Http.Connection.RemoteIpAddress?.ToString();
            var result = call.Body.Text("resume") is { } token
                ? await logIn.WithTokenAsync(token, call.Aborted)
                : await logIn.WithPasswordAsync(LoginPayload.Read(call.Body, address), call.Aborted);
            return RestResult.Bare(new WireObject
            {
                { "status", "success" },
                { "data", new WireObject { { "userId", result.User.Id }, { "authToken", result.Token }, { "me", view.Me(result.User) } } },
            });
        }
        catch (WireError error) when (error.Status == 401)
        {
            return new(401, new WireObject
            {
                { "status", "error" }, { "error", error.Code == "403" ? "Unauthorized" : error.Code },
                { "message", error.Code == "403" ? "Unauthorized" : error.Reason }, { "details", error.Details },
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
        var (token, expires) = await sessions.LogOutOthersAsync(call.Caller, call.Aborted);
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
    /// <exception cref="WireError"><c>403</c> when the shape makes no sense.</exception>
    public static LogIn.Request Read(JsonElement payload, string? address)
    {
        var identity = Identity(payload.Get("user")) ?? payload.Text("username") ?? payload.Text("email");
        var digest = Digest(payload.Get("password"));
        if (string.IsNullOrEmpty(identity) || digest is null) throw new WireError("403", "User not found or incorrect password", 401);
        return new(identity, digest, address);
    }

    private static string? Identity(JsonElement? user) => user switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } named => named.Text("username") ?? named.Text("email"),
        _ => null,
    };

    private static string? Digest(JsonElement? password) => password switch
    {
        { ValueKind: JsonValueKind.String } text => Passwords.Digest(text.GetString()!),
        { ValueKind: JsonValueKind.Object } given when given.Text("algorithm") is "sha-256" && Passwords.IsDigest(given.Text("digest")) => given.Text("digest"),
        _ => null,
    };
}

internal sealed class AuthenticationDdp(LogIn logIn, Sessions sessions, Func<DdpServer> sockets, UserView view, ICallers callers) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("login", LogInAsync, needsLogin: false, new RateLimit(20, 10_000));
        methods.Add("logout", LogOutAsync, needsLogin: false);
        methods.Add("logoutOtherClients", LogOutOthersAsync);
        methods.Add("removeOtherTokens", RemoveOthersAsync);
        methods.Add("getNewToken", NewTokenAsync);
    }

    private async Task<object?> LogInAsync(MethodCall call)
    {
        var payload = call.RequiredObject(0);
        var address = call.Connection?.Address ?? call.MaybeCaller?.Address;
        var result = payload.Text("resume") is { } token
            ? await logIn.WithTokenAsync(token, call.Aborted)
            : await logIn.WithPasswordAsync(LoginPayload.Read(payload, address), call.Aborted);
        var user = result.User;
        if (call.Connection is { } connection)
        {
            // From the directory, so that all connections of a person share its texts.
            var caller = await callers.FindByIdAsync(user.Id, call.Aborted) is { } known
                ? known with { TokenHash = LoginTokens.Hash(result.Token) }
                : throw new WireError("403", "User not found or incorrect password", 401);
            sockets().SetCaller(connection, caller);
            // Meteor publishes the account of whoever signs in; SDKs read their own name from it.
            var fields = view.Me(user);
            fields.Remove("_id");
            connection.Send(new WireObject { { "msg", "added" }, { "collection", "users" }, { "id", user.Id }, { "fields", fields } });
        }
        return new WireObject
        {
            { "id", user.Id }, { "token", result.Token }, { "tokenExpires", result.Expires }, { "type", payload.Has("resume") ? "resume" : "password" },
        };
    }

    private async Task<object?> LogOutAsync(MethodCall call)
    {
        if (call.MaybeCaller is { } caller)
        {
            if (call.Connection is { } connection) sockets().SetCaller(connection, null);
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
        var result = await logIn.BeginAsync(call.Caller.UserId, call.Aborted);
        return new WireObject { { "id", result.User.Id }, { "token", result.Token }, { "tokenExpires", result.Expires } };
    }
}

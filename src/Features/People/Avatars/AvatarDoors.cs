using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Images;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Avatars;

/// <summary><c>users.setAvatar</c>, <c>users.resetAvatar</c>, <c>users.getAvatar</c>, <c>users.getAvatarSuggestion</c>.</summary>
internal sealed class AvatarsRest(SetAvatar set, UserQueries users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("users.setAvatar", SetAsync).Upload().Takes("userId", "username", "avatarUrl");
        routes.Post("users.resetAvatar", ResetAsync).Takes("userId", "username");
        routes.Get("users.getAvatar", GetAsync).AnonymousToo().Takes("userId", "username");
        routes.Get("users.getAvatarSuggestion", SuggestAsync);
    }

    private async Task<RestResult> SetAsync(RestCall call)
    {
        if (call.Body.Text("avatarUrl") is { Length: > 0 } address)
        {
            await set.FromAddressAsync(call.Caller, await TargetAsync(call, call.Body.Text("userId"), call.Body.Text("username")), address, call.Aborted);
            return RestResult.Ok();
        }
        byte[] picture = [];
        var fields = await MultipartForm.ReadAsync(call.Http.Request, "image", async (content, _, ct) => picture = await ReadAsync(content, ct), call.Aborted);
        var target = await TargetAsync(call, fields.GetValueOrDefault("userId"), fields.GetValueOrDefault("username"));
        await set.FromBytesAsync(call.Caller, target, picture, "rest", call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ResetAsync(RestCall call)
    {
        await set.ResetAsync(call.Caller, await TargetAsync(call, call.Body.Text("userId"), call.Body.Text("username") ?? call.Body.Text("user")), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> GetAsync(RestCall call)
    {
        var (id, name) = (call.Query("userId"), call.Query("username") ?? call.Query("user"));
        if (id is null && name is null && call.MaybeCaller is null) throw new WireError("error-user-param-not-provided", "The required \"userId\" or \"username\" param was not provided");
        var user = await users.GetAsync(id is null && name is null ? call.Caller.UserId : id, name, call.Aborted);
        var address = "/avatar/" + Uri.EscapeDataString(user.Username ?? "") + (user.AvatarETag is { } etag ? "?etag=" + etag : "");
        call.Http.Response.Headers.Location = address;
        return new RestResult(307, address);
    }

    /// <summary>No service is asked about people: what a service would offer, its own pages show.</summary>
    private static Task<RestResult> SuggestAsync(RestCall call) => Task.FromResult(RestResult.Ok(new WireObject { { "suggestions", new WireObject() } }));

    private async Task<string> TargetAsync(RestCall call, string? userId, string? username)
    {
        var isSelf = string.IsNullOrEmpty(userId) && string.IsNullOrEmpty(username);
        if (isSelf || userId == call.Caller.UserId) return call.Caller.UserId;
        return (await users.GetAsync(string.IsNullOrEmpty(userId) ? null : userId, username, call.Aborted)).Id;
    }

    private async Task<byte[]> ReadAsync(Stream content, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(chunk, ct)) > 0)
        {
            if (copy.Length + read > set.MaxBytes) throw new WireError("error-file-too-large", "File is too large");
            copy.Write(chunk, 0, read);
        }
        return copy.ToArray();
    }
}

/// <summary><c>setAvatarFromService</c>, <c>resetAvatar</c>, <c>getAvatarSuggestion</c>.</summary>
internal sealed class AvatarsDdp(SetAvatar set) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("setAvatarFromService", SetAsync, limit: new(5, 5_000));
        methods.Add("resetAvatar", ResetAsync, limit: new(5, 60_000));
        methods.Add("getAvatarSuggestion", static _ => Task.FromResult<object?>(new WireObject()));
    }

    private async Task<object?> SetAsync(MethodCall call)
    {
        var given = call.RequiredText(0);
        var service = call.TextAt(2);
        var target = call.TextAt(3) ?? call.Caller.UserId;
        if (given.Length == 0) throw new WireError("error-invalid-data", "Invalid dataURI", details: new WireObject { { "method", "setAvatarFromService" } });
        if (service == "initials")
        {
            await set.ResetAsync(call.Caller, target, call.Aborted);
            return null;
        }
        if (service == "url")
        {
            await set.FromAddressAsync(call.Caller, target, given, call.Aborted);
            return null;
        }
        var picture = DataUri.ReadImage(given) ?? throw new WireError("error-invalid-data", "Invalid dataURI", details: new WireObject { { "method", "setAvatarFromService" } });
        await set.FromBytesAsync(call.Caller, target, picture, service is { Length: > 0 and <= 40 } ? service : "upload", call.Aborted);
        return null;
    }

    private async Task<object?> ResetAsync(MethodCall call)
    {
        await set.ResetAsync(call.Caller, call.TextAt(0) ?? call.Caller.UserId, call.Aborted);
        return null;
    }
}

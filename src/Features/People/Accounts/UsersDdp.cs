using System.Text.Json;
using Parley.People.Presence;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

internal sealed class UsersDdp(OwnAccount own, PresenceService presence) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("setUsername", SetUsernameAsync);
        methods.Add("saveUserProfile", SaveProfileAsync);
        methods.Add("saveUserPreferences", SavePreferencesAsync);
        methods.Add("setUserStatus", SetStatusAsync);
        methods.Add("UserPresence:setDefaultStatus", call => SetAsync(call, call.TextAt(0)));
        methods.Add("UserPresence:online", call => ConnectionAsync(call, "online"), needsLogin: false);
        methods.Add("UserPresence:away", call => ConnectionAsync(call, "away"), needsLogin: false);
        methods.Add("getUserRoles", async call => await Task.FromResult<object?>(new object[] { new WireObject { { "_id", call.Caller.UserId }, { "username", call.Caller.Username }, { "roles", call.Caller.Roles } } }));
    }

    private async Task<object?> SetUsernameAsync(MethodCall call)
    {
        await own.SetUsernameAsync(call.Caller, call.RequiredText(0), call.Aborted);
        return call.TextAt(0);
    }

    private async Task<object?> SaveProfileAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        var data = new WireObject
        {
            { "name", given.Text("realname") ?? given.Text("name") }, { "username", given.Text("username") }, { "email", given.Text("email") },
            { "bio", given.Text("bio") }, { "nickname", given.Text("nickname") }, { "statusText", given.Text("statusText") },
            { "newPassword", given.Text("newPassword") }, { "currentPassword", given.Text("typedPassword") ?? given.Text("currentPassword") },
        };
        using var document = JsonDocument.Parse(WireJson.ToUtf8(data, WireDialect.Rest));
        await own.UpdateAsync(call.Caller, document.RootElement.Clone(), call.At(1), call.Aborted);
        if (given.Text("statusType") is { } status) await presence.SetStatusAsync(call.Caller.UserId, status, null, call.Aborted);
        return true;
    }

    private async Task<object?> SavePreferencesAsync(MethodCall call)
    {
        await own.SetPreferencesAsync(call.Caller, call.Caller.UserId, call.RequiredObject(0), call.Aborted);
        return true;
    }

    private async Task<object?> SetStatusAsync(MethodCall call)
    {
        await presence.SetStatusAsync(call.Caller.UserId, call.TextAt(0), call.TextAt(1), call.Aborted);
        return null;
    }

    private async Task<object?> SetAsync(MethodCall call, string? status)
    {
        await presence.SetStatusAsync(call.Caller.UserId, status, null, call.Aborted);
        return null;
    }

    private async Task<object?> ConnectionAsync(MethodCall call, string status)
    {
        if (call.Connection is { } connection && call.MaybeCaller is { } caller) await presence.SetConnectionAsync(connection.Id, caller.UserId, status, call.Aborted);
        return null;
    }
}

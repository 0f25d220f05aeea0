using System.Text.Json;
using Parley.People.Activation;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Devices;
using Parley.People.Presence;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

internal sealed class UsersRest(
    SaveUser save, SetActiveStatus activation, OwnAccount own, UserQueries queries, UserView view, Sessions sessions, LogIn logIn, PresenceService presence,
    PermissionRegistry permissions, SettingsRegistry settings, SuggestUsername suggest, IUserDirectory directory, IUserRooms userRooms, TimeProvider clock) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("me", MeAsync).BeforeDuties();
        routes.Post("users.create", CreateAsync).Takes("email!", "name!", "password!", "username!", "active:boolean", "bio", "nickname", "statusText", "roles:array",
            "joinDefaultChannels:boolean", "requirePasswordChange:boolean", "setRandomPassword:boolean", "sendWelcomeEmail:boolean", "verified:boolean", "customFields:object");
        routes.Post("users.update", UpdateAsync).Takes("userId!", "data:object!");
        routes.Post("users.updateOwnBasicInfo", UpdateOwnAsync).Limited(1000, 60_000).Takes("data:object!", "customFields:object");
        routes.Get("users.info", InfoAsync).Unlimited().Takes("userId", "username");
        routes.Get("users.list", ListAsync);
        routes.Get("users.autocomplete", AutocompleteAsync).Unlimited().Takes("selector!");
        routes.Get("users.checkUsernameAvailability", CheckAvailabilityAsync).Strictly("username!");
        routes.Get("users.getUsernameSuggestion", SuggestAsync);
        routes.Post("users.setPreferences", SetPreferencesAsync).Takes("userId", "data:object!");
        routes.Get("users.getPreferences", GetPreferencesAsync);
        routes.Post("users.createToken", CreateTokenAsync).Takes("userId", "username");
        routes.Post("users.logout", LogOutUserAsync).Takes("userId");
        routes.Get("users.getPresence", GetPresenceAsync).Takes("userId", "username");
        routes.Get("users.presence", PresenceAsync).Unlimited().Takes("from", "ids");
        routes.Post("users.setStatus", SetStatusAsync).Limited(5, 1000).Takes("status", "message", "userId", "username");
        routes.Get("users.getStatus", GetStatusAsync).Takes("userId", "username");
    }

    private async Task<RestResult> MeAsync(RestCall call) => RestResult.Ok(view.Me(await queries.GetAsync(call.Caller.UserId, null, call.Aborted)));

    private async Task<RestResult> CreateAsync(RestCall call) => RestResult.Ok(new WireObject { { "user", UserView.Full(await save.CreateAsync(call.Caller, call.Body, call.Aborted)) } });

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var userId = call.Body.Text("userId") ?? throw WireError.InvalidParams("must have required property 'userId'");
        var data = call.Body.Get("data") is { ValueKind: JsonValueKind.Object } given ? given : throw WireError.InvalidParams("must have required property 'data'");
        await save.UpdateAsync(call.Caller, userId, data, call.Aborted);
        var user = await queries.GetAsync(userId, null, call.Aborted);
        if (data.Flag("active") is { } isActive && isActive != user.IsActive)
        {
            await activation.ExecuteAsync(call.Caller, userId, isActive, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
            user = await queries.GetAsync(userId, null, call.Aborted);
        }
        return RestResult.Ok(new WireObject { { "user", UserView.Full(user) } });
    }

    private async Task<RestResult> UpdateOwnAsync(RestCall call)
    {
        var data = call.Body.Get("data") is { ValueKind: JsonValueKind.Object } given ? given : throw WireError.InvalidParams("must have required property 'data'");
        var user = await own.UpdateAsync(call.Caller, data, call.Body.Get("customFields") ?? default, call.Aborted);
        if (data.Text("statusType") is { } status) await presence.SetStatusAsync(user.Id, status, null, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", view.Me(await queries.GetAsync(user.Id, null, call.Aborted)) } });
    }

    private async Task<RestResult> InfoAsync(RestCall call)
    {
        var user = await queries.GetAsync(call.Query("userId"), call.Query("username"), call.Aborted);
        var seen = queries.ViewFor(call.Caller, user);
        var isOwn = user.Id == call.Caller.UserId;
        if (isOwn)
        {
            var services = UserView.Services(user);
            services.Add("resume", new WireObject { { "loginTokens", await queries.SessionsAsync(user.Id, call.Aborted) } });
            seen["services"] = services;
        }
        var wantsRooms = WireRead.TryParse(call.Query("fields") ?? "", out var fields) && fields.Value.Number("userRooms") == 1;
        if (wantsRooms && (isOwn || permissions.Has(call.Caller, AccountPermissions.ViewOtherChannels))) seen["rooms"] = await userRooms.ListAsync(user.Id, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", seen } });
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.ViewDirectRooms)) return RestResult.Forbidden();
        if (settings.Get(AccountSettings.ListNeedsOutsideView) && !permissions.Has(call.Caller, AccountPermissions.ViewOutsideRoom)) return RestResult.Forbidden();
        var page = call.Page();
        var (users, total) = await queries.ListAsync(call.Caller, page, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "users", users.ConvertAll(u => queries.ViewFor(call.Caller, u)) }, { "count", users.Count }, { "offset", page.Offset }, { "total", total },
        });
    }

    private async Task<RestResult> AutocompleteAsync(RestCall call)
    {
        var text = call.Query("selector") ?? throw WireError.InvalidParams("must have required property 'selector'");
        if (!WireRead.TryParse(text, out var selector) || selector.Value.ValueKind != JsonValueKind.Object) throw new WireError("error-invalid-query", "The selector is not a JSON object");
        var conditions = selector.Value.Get("conditions");
        if (conditions is { ValueKind: JsonValueKind.Object } given && !permissions.Has(call.Caller, AccountPermissions.ViewFullInfo) && given.EnumerateObject().Any(c => c.Name is not ("username" or "name" or "active" or "type" or "$and" or "$or")))
            throw WireError.NotAllowed("users.autocomplete");
        var filter = SelectorFilter.Read(conditions ?? default);
        var seesAll = permissions.Has(call.Caller, AccountPermissions.ViewOutsideRoom);
        var known = seesAll ? null : await userRooms.SharedWithAsync(call.Caller.UserId, call.Aborted);
        var candidates = await directory.SearchAsync(selector.Value.Text("term") ?? "", selector.Value.Texts("exceptions") ?? [], seesAll && filter is null ? 10 : 500, call.Aborted);
        var found = candidates.Where(u => (known is null || known.Contains(u.Id)) && (filter is null || filter(u))).Take(10).ToList();
        return RestResult.Ok(new WireObject
        {
            { "items", found.Select(u => new WireObject { { "_id", u.Id }, { "username", u.Username }, { "name", u.Name }, { "nickname", u.Nickname }, { "status", u.Status }, { "avatarETag", u.AvatarETag } }).ToList() },
        });
    }

    private async Task<RestResult> CheckAvailabilityAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "result", await suggest.IsFreeAsync(call.Caller, call.Query("username")!, call.Aborted) } });

    private async Task<RestResult> SuggestAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "result", await suggest.ExecuteAsync(await queries.GetAsync(call.Caller.UserId, null, call.Aborted), call.Aborted) } });

    private async Task<RestResult> SetPreferencesAsync(RestCall call)
    {
        var data = call.Body.Get("data") is { ValueKind: JsonValueKind.Object } given ? given : throw WireError.InvalidParams("must have required property 'data'");
        var user = await own.SetPreferencesAsync(call.Caller, call.Body.Text("userId") ?? call.Caller.UserId, data, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "user", new WireObject { { "_id", user.Id }, { "settings", new WireObject { { "preferences", UserPreferences.Effective(settings, user.Preferences) } } } } },
        });
    }

    private async Task<RestResult> GetPreferencesAsync(RestCall call)
    {
        var user = await queries.GetAsync(call.Caller.UserId, null, call.Aborted);
        var chosen = UserPreferences.Chosen(user.Preferences);
        if (user.Language is { } language) chosen["language"] ??= language;
        return RestResult.Ok(new WireObject { { "preferences", chosen } });
    }

    private async Task<RestResult> CreateTokenAsync(RestCall call)
    {
        var user = await queries.GetAsync(call.Body.Text("userId"), call.Body.Text("username") ?? call.Body.Text("user"), call.Aborted);
        if (!permissions.Has(call.Caller, AccountPermissions.GenerateTokens)) throw WireError.NotAllowed("createToken");
        UserRules.CheckMayManage(permissions, call.Caller, user);
        var result = await logIn.BeginForAsync(call.Caller, user.Id, call.Aborted);
        return RestResult.Ok(new WireObject { { "data", new WireObject { { "userId", user.Id }, { "authToken", result.Token } } } });
    }

    private async Task<RestResult> LogOutUserAsync(RestCall call)
    {
        var userId = call.Body.Text("userId") ?? call.Caller.UserId;
        if (userId != call.Caller.UserId && !permissions.Has(call.Caller, AccountPermissions.LogoutOther)) return RestResult.Forbidden();
        if (await directory.FindAsync(userId, call.Aborted) is null) throw new WireError("error-invalid-user-id", "Invalid user id");
        await sessions.LogOutAllAsync(call.Caller, userId, call.Aborted);
        return RestResult.Ok(new WireObject { { "message", $"User {userId} has been logged out!" } });
    }

    private Task<UserRow> GivenOrSelfAsync(RestCall call)
    {
        var (id, name) = (call.Query("userId"), call.Query("username") ?? call.Query("user"));
        return id is null && name is null ? queries.GetAsync(call.Caller.UserId, null, call.Aborted) : queries.GetAsync(id, name, call.Aborted);
    }

    private async Task<RestResult> GetPresenceAsync(RestCall call)
    {
        var user = await GivenOrSelfAsync(call);
        var answer = new WireObject { { "presence", user.Status } };
        if (user.Id == call.Caller.UserId) answer.Add("connectionStatus", user.Status);
        if (user.Id == call.Caller.UserId && user.LastLoginAt is { } at) answer.Add("lastLogin", at);
        return RestResult.Ok(answer);
    }

    private async Task<RestResult> PresenceAsync(RestCall call)
    {
        if (call.Query("from") is { Length: > 0 } text && WireRead.ParseDate(text) is null) throw new WireError("error-from-param-not-valid", "The \"from\" query parameter must be a valid date.");
        // Nobody learns who is there while that is switched off.
        if (settings.Get(PresenceSettings.BroadcastDisabled)) return RestResult.Ok(new WireObject { { "users", Array.Empty<object>() }, { "full", true } });
        var ids = call.Query("ids") is { } list ? list.Split(',') : call.QueryList("ids") is { Count: > 0 } many ? many : null;
        // A client that was away for long gets everybody again.
        var isFull = ids is null && (call.QueryDate("from") is not { } from || clock.GetUtcNow() - from > TimeSpan.FromMinutes(10));
        var users = await queries.ChangedSinceAsync(isFull ? null : call.QueryDate("from"), ids, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "users", users.ConvertAll(u => new WireObject { { "_id", u.Id }, { "username", u.Username }, { "name", u.Name }, { "status", u.Status }, { "statusText", u.StatusText.Length == 0 ? null : u.StatusText }, { "utcOffset", u.UtcOffset }, { "avatarETag", (object?)u.AvatarETag ?? WireNull.Value } }) },
            { "full", isFull },
        });
    }

    private async Task<RestResult> SetStatusAsync(RestCall call)
    {
        var body = call.Body;
        if (!body.Has("status") && !body.Has("message")) throw WireError.Match("Failed Match.OneOf, Match.Maybe or Match.Optional validation");
        if (body.Has("message") && body.Get("message") is not { ValueKind: JsonValueKind.String }) throw WireError.Match("Expected string in message");
        var targetId = body.Text("userId") ?? (body.Text("username") is { } name ? (await queries.GetAsync(null, name, call.Aborted)).Id : call.Caller.UserId);
        if (targetId != call.Caller.UserId && !permissions.Has(call.Caller, AccountPermissions.EditOtherInfo)) return RestResult.Forbidden();
        await presence.SetStatusAsync(targetId, body.Text("status"), body.Text("message"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> GetStatusAsync(RestCall call)
    {
        var user = await GivenOrSelfAsync(call);
        var answer = new WireObject { { "_id", user.Id }, { "status", user.Status } };
        if (user.Id == call.Caller.UserId) answer.Add("connectionStatus", user.Status);
        answer.Add("message", user.StatusText);
        return RestResult.Ok(answer);
    }
}

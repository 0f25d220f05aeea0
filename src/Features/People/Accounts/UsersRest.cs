using System.Text.Json;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Presence;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Accounts;

internal sealed class UsersRest(
    RegisterAccount register, SaveUser save, OwnAccount own, UserQueries queries, UserView view, Sessions sessions, LogIn logIn, PresenceService presence,
    PermissionRegistry permissions, SettingsRegistry settings, UserRules rules, IUserDirectory directory, IUserRooms userRooms, TimeProvider clock) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("me", MeAsync);
        routes.Post("users.register", RegisterAsync).Open().Limited(20, 60_000).Strictly("username!", "name", "email!", "pass!", "secretURL", "reason", "customFields:object");
        routes.Post("users.create", CreateAsync).Takes("email!", "name!", "password!", "username!", "active:boolean", "bio", "nickname", "statusText", "roles:array",
            "joinDefaultChannels:boolean", "requirePasswordChange:boolean", "setRandomPassword:boolean", "sendWelcomeEmail:boolean", "verified:boolean", "customFields:object");
        routes.Post("users.update", UpdateAsync).Takes("userId!", "data:object!");
        routes.Post("users.updateOwnBasicInfo", UpdateOwnAsync).Limited(1000, 60_000).Takes("data:object!", "customFields:object");
        routes.Post("users.delete", DeleteAsync).Takes("userId", "username", "confirmRelinquish:boolean");
        routes.Post("users.deleteOwnAccount", DeleteOwnAsync).Takes("password!", "confirmRelinquish:boolean");
        routes.Post("users.setActiveStatus", SetActiveAsync).Strictly("userId!", "activeStatus:boolean!", "confirmRelinquish:boolean");
        routes.Get("users.info", InfoAsync).Unlimited().Takes("userId", "username");
        routes.Get("users.list", ListAsync);
        routes.Get("users.autocomplete", AutocompleteAsync).Unlimited().Takes("selector!");
        routes.Get("users.checkUsernameAvailability", CheckAvailabilityAsync).Strictly("username!");
        routes.Get("users.getUsernameSuggestion", SuggestAsync);
        routes.Post("users.setPreferences", SetPreferencesAsync).Takes("userId", "data:object!");
        routes.Get("users.getPreferences", GetPreferencesAsync);
        routes.Post("users.createToken", CreateTokenAsync).Takes("userId", "username");
        routes.Post("users.generatePersonalAccessToken", GenerateTokenAsync).Takes("tokenName!", "bypassTwoFactor:boolean");
        routes.Post("users.regeneratePersonalAccessToken", RegenerateTokenAsync).Takes("tokenName!");
        routes.Post("users.removePersonalAccessToken", RemoveTokenAsync).Takes("tokenName!");
        routes.Get("users.getPersonalAccessTokens", ListTokensAsync);
        routes.Post("users.logout", LogOutUserAsync).Takes("userId");
        routes.Get("pw.getPolicy", _ => Task.FromResult(RestResult.Ok(new WireObject { { "enabled", settings.Get(PasswordPolicy.Enabled) }, { "policy", settings.Get(PasswordPolicy.Enabled) ? PasswordPolicy.Describe(settings) : [] } }))).Open();
        routes.Get("users.getPresence", GetPresenceAsync).Takes("userId", "username");
        routes.Get("users.presence", PresenceAsync).Unlimited().Takes("from", "ids");
        routes.Post("users.setStatus", SetStatusAsync).Limited(5, 1000).Takes("status", "message", "userId", "username");
        routes.Get("users.getStatus", GetStatusAsync).Takes("userId", "username");
    }

    private async Task<RestResult> MeAsync(RestCall call) => RestResult.Ok(view.Me(await queries.GetAsync(call.Caller.UserId, null, call.Aborted)));

    private async Task<RestResult> RegisterAsync(RestCall call)
    {
        if (call.MaybeCaller is not null) return RestResult.Failure("Logged in users can not register again.");
        var body = call.Body;
        if (body.Text("username") is { } wanted && await directory.FindByUsernameAsync(wanted, call.Aborted) is not null) return RestResult.Failure("Username is already in use");
        var user = await register.ExecuteAsync(new(body.Text("username"), body.Text("email")!, body.Text("pass")!, body.Text("name"), body.Text("secretURL"), body.Text("reason"), body.Get("customFields") ?? default), call.Aborted);
        return RestResult.Ok(new WireObject { { "user", UserView.Full(user) } });
    }

    private async Task<RestResult> CreateAsync(RestCall call) => RestResult.Ok(new WireObject { { "user", UserView.Full(await save.CreateAsync(call.Caller, call.Body, call.Aborted)) } });

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var userId = call.Body.Text("userId") ?? throw WireError.InvalidParams("must have required property 'userId'");
        var data = call.Body.Get("data") is { ValueKind: JsonValueKind.Object } given ? given : throw WireError.InvalidParams("must have required property 'data'");
        return RestResult.Ok(new WireObject { { "user", UserView.Full(await save.UpdateAsync(call.Caller, userId, data, call.Aborted)) } });
    }

    private async Task<RestResult> UpdateOwnAsync(RestCall call)
    {
        var data = call.Body.Get("data") is { ValueKind: JsonValueKind.Object } given ? given : throw WireError.InvalidParams("must have required property 'data'");
        return RestResult.Ok(new WireObject { { "user", UserView.Full(await own.UpdateAsync(call.Caller, data, call.Aborted)) } });
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.DeleteUser)) return RestResult.Forbidden();
        var user = await queries.GetAsync(call.Body.Text("userId"), call.Body.Text("username"), call.Aborted);
        await own.DeleteAsync(call.Caller, user.Id, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> DeleteOwnAsync(RestCall call)
    {
        var password = call.Body.Text("password") ?? throw WireError.InvalidParams("Body parameter \"password\" is required.");
        await own.DeleteOwnAsync(call.Caller, password, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SetActiveAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.EditOtherActive)) return RestResult.Forbidden();
        var userId = call.Body.Text("userId")!;
        await own.SetActiveAsync(call.Caller, userId, call.Body.Flag("activeStatus")!.Value, call.Body.Flag("confirmRelinquish") ?? false, call.Aborted);
        var user = await queries.GetAsync(userId, null, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", new WireObject { { "_id", user.Id }, { "active", user.IsActive } } } });
    }

    private async Task<RestResult> InfoAsync(RestCall call)
    {
        var user = await queries.GetAsync(call.Query("userId"), call.Query("username"), call.Aborted);
        var seen = queries.ViewFor(call.Caller, user);
        var isOwn = user.Id == call.Caller.UserId;
        if (isOwn) seen["services"] = UserView.Services(user);
        var wantsRooms = WireRead.TryParse(call.Query("fields") ?? "", out var fields) && fields.Value.Number("userRooms") == 1;
        if (wantsRooms && (isOwn || permissions.Has(call.Caller, AccountPermissions.ViewOtherChannels))) seen["rooms"] = await userRooms.ListAsync(user.Id, call.Aborted);
        return RestResult.Ok(new WireObject { { "user", seen } });
    }

    private async Task<RestResult> ListAsync(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.ViewDirectRooms)) return RestResult.Forbidden();
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

    private async Task<RestResult> CheckAvailabilityAsync(RestCall call)
    {
        var username = call.Query("username")!;
        rules.CheckUsername(username, isReservedAllowed: true);
        var holder = await directory.FindByUsernameAsync(username, call.Aborted);
        var free = !rules.IsBlocked(username) && (holder is null || holder.Id == call.Caller.UserId);
        return RestResult.Ok(new WireObject { { "result", free } });
    }

    private async Task<RestResult> SuggestAsync(RestCall call)
    {
        var user = await queries.GetAsync(call.Caller.UserId, null, call.Aborted);
        return RestResult.Ok(new WireObject { { "result", user.Username ?? await SuggestForAsync(user, call.Aborted) } });
    }

    private async Task<string> SuggestForAsync(UserRow user, CancellationToken ct)
    {
        var stem = new string([.. (user.Name ?? user.Email?.Split('@')[0] ?? "").ToLowerInvariant().Replace(' ', '.').Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')]);
        if (stem.Length == 0) stem = settings.Get(AccountSettings.UsernamePrefix);
        for (var i = 0; ; i++)
        {
            var candidate = i == 0 ? stem : $"{stem}-{i}";
            if (!rules.IsBlocked(candidate) && await directory.FindByUsernameAsync(candidate, ct) is null) return candidate;
        }
    }

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
        var result = await logIn.BeginAsync(user.Id, call.Aborted);
        return RestResult.Ok(new WireObject { { "data", new WireObject { { "userId", user.Id }, { "authToken", result.Token } } } });
    }

    /// <exception cref="WireError"><c>not-authorized</c>, <c>invalid-params</c>.</exception>
    private string TokenName(RestCall call)
    {
        CheckMayHoldTokens(call);
        return TokenNameOf(call);
    }

    private void CheckMayHoldTokens(RestCall call)
    {
        if (!permissions.Has(call.Caller, AccountPermissions.CreateTokens)) throw new WireError("not-authorized", "Not Authorized", details: new WireObject { { "method", call.Http.Request.Path.Value } });
    }

    private static string TokenNameOf(RestCall call) =>
        call.Body.Text("tokenName") is { Length: > 0 and <= 120 } name ? name : throw WireError.InvalidParams("The 'tokenName' param is required");

    private async Task<RestResult> GenerateTokenAsync(RestCall call)
    {
        var token = await sessions.CreatePersonalTokenAsync(call.Caller, TokenName(call), call.Body.Flag("bypassTwoFactor") ?? false, call.Aborted);
        return RestResult.Ok(new WireObject { { "token", token } });
    }

    private async Task<RestResult> RegenerateTokenAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "token", await sessions.RegeneratePersonalTokenAsync(call.Caller, TokenName(call), call.Aborted) } });

    private async Task<RestResult> RemoveTokenAsync(RestCall call)
    {
        await sessions.RemovePersonalTokenAsync(call.Caller, TokenName(call), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> ListTokensAsync(RestCall call)
    {
        CheckMayHoldTokens(call);
        var tokens = await sessions.ListPersonalTokensAsync(call.Caller, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            {
                "tokens", tokens.ConvertAll(t => new WireObject
                {
                    { "name", t.Name }, { "createdAt", t.At }, { "lastTokenPart", t.LastTokenPart }, { "bypassTwoFactor", t.BypassTwoFactor },
                })
            },
        });
    }

    private async Task<RestResult> LogOutUserAsync(RestCall call)
    {
        var userId = call.Body.Text("userId") ?? call.Caller.UserId;
        if (userId != call.Caller.UserId && !permissions.Has(call.Caller, AccountPermissions.LogoutOther)) return RestResult.Forbidden();
        await sessions.LogOutEverywhereAsync(userId, call.Aborted);
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
        var ids = call.Query("ids") is { } list ? list.Split(',') : call.QueryList("ids") is { Count: > 0 } many ? many : null;
        // A client that was away for long gets everybody again.
        var isFull = ids is null && (call.QueryDate("from") is not { } from || clock.GetUtcNow() - from > TimeSpan.FromMinutes(10));
        var users = await queries.ChangedSinceAsync(isFull ? null : call.QueryDate("from"), ids, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            { "users", users.ConvertAll(u => new WireObject { { "_id", u.Id }, { "username", u.Username }, { "name", u.Name }, { "status", u.Status }, { "statusText", u.StatusText.Length == 0 ? null : u.StatusText }, { "utcOffset", u.UtcOffset }, { "avatarETag", u.AvatarETag } }) },
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

using System.Text.Json;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Settings;

internal static class SettingView
{
    /// <summary>As clients without rights see a public setting.</summary>
    public static WireObject Public(SettingState state) => new()
    {
        { "_id", state.Setting.Id }, { "type", state.Setting.Type }, { "value", state.Value }, { "enterprise", false },
    };

    /// <summary>As administrators see it; the value of a secret never leaves the server.</summary>
    public static WireObject Full(SettingState state)
    {
        var setting = state.Setting;
        return new WireObject
        {
            { "_id", setting.Id }, { "type", setting.Type }, { "value", setting.IsSecret ? "" : state.Value },
            { "packageValue", setting.IsSecret ? "" : setting.DefaultValue }, { "valueSource", state.UpdatedAt is null ? "packageValue" : "customValue" },
            { "group", setting.Group }, { "section", setting.Section }, { "public", setting.IsPublic }, { "hidden", setting.IsHidden },
            { "secret", setting.IsSecret }, { "blocked", state.IsLocked }, { "enterprise", false }, { "i18nLabel", setting.Id },
            { "i18nDescription", setting.Id + "_Description" }, { "values", setting.Values?.Select(v => new WireObject { { "key", v }, { "i18nLabel", v } }).ToList() },
            { "_updatedAt", state.UpdatedAt ?? DateTimeOffset.UnixEpoch },
        };
    }
}

internal sealed class SettingsRest(SettingsRegistry settings, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("settings.public", PublicAsync).Open().Takes("_id");
        routes.Get("settings.oauth", _ => Task.FromResult(RestResult.Ok(new WireObject { { "services", Array.Empty<object>() } }))).Open();
        routes.Get("service.configurations", _ => Task.FromResult(RestResult.Ok(new WireObject { { "configurations", Array.Empty<object>() } }))).Open();
        routes.Get("settings", ListAsync).Takes("includeDefaults:boolean");
        routes.Get("settings/{_id}", GetAsync).Needs(AccountPermissions.ViewPrivilegedSettings);
        routes.Post("settings/{_id}", SetAsync).Needs(AccountPermissions.EditPrivilegedSettings).Takes("value!");
    }

    private Task<RestResult> PublicAsync(RestCall call)
    {
        var page = call.Page();
        var ids = call.Query("_id")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? (page.Query.Get("_id") is { } named ? named.ValueKind == JsonValueKind.String ? [named.GetString()!] : named.Texts("$in")?.ToArray() : null);
        var all = settings.All.Where(s => s.Setting.IsPublic && !(s.Setting.IsHidden && s.Setting.Id != "Show_Setup_Wizard"))
            .Where(s => ids is null || ids.Contains(s.Setting.Id)).OrderBy(s => s.Setting.Id, StringComparer.Ordinal).ToList();
        return Task.FromResult(Answer(all, page, SettingView.Public));
    }

    private Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var seesAll = permissions.Has(call.Caller, AccountPermissions.ViewPrivilegedSettings) || permissions.Has(call.Caller, AccountPermissions.ManageSelectedSettings);
        var only = page.Query.Get("_id") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;
        var all = settings.All.Where(s => !s.Setting.IsHidden && (seesAll || s.Setting.IsPublic) && (only is null || s.Setting.Id == only))
            .OrderBy(s => s.Setting.Id, StringComparer.Ordinal).ToList();
        return Task.FromResult(Answer(all, page, SettingView.Full));
    }

    private static RestResult Answer(List<SettingState> all, Page page, Func<SettingState, WireObject> view)
    {
        var shown = all.Skip(page.Offset).Take(page.Count).Select(view).ToList();
        return RestResult.Ok(new WireObject { { "settings", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }

    private Task<RestResult> GetAsync(RestCall call)
    {
        if (settings.Find(call.RouteValue("_id")) is not { Setting.IsHidden: false } state) return Task.FromResult(RestResult.Failure("Setting not found", "error-setting-not-found"));
        return Task.FromResult(RestResult.Ok(new WireObject { { "_id", state.Setting.Id }, { "value", state.Setting.IsSecret ? "" : state.Value } }));
    }

    private async Task<RestResult> SetAsync(RestCall call)
    {
        var state = settings.Find(call.RouteValue("_id"));
        if (state is null || state.Setting.IsReadOnly) return RestResult.Failure("Setting not found", "error-setting-not-found");
        if (call.Body.Get("value") is not { } value) return RestResult.Failure("The required \"value\" param is missing", "error-invalid-setting-value");
        await settings.SetAsync(state.Setting.Id, value, call.Aborted);
        return RestResult.Ok();
    }
}

internal sealed class SettingsDdp(SettingsRegistry settings, PermissionRegistry permissions) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("public-settings/get", call =>
        {
            var since = call.At(0).AsDate();
            var shown = settings.All.Where(s => s.Setting.IsPublic && (since is null || (s.UpdatedAt ?? DateTimeOffset.UnixEpoch) > since)).Select(SettingView.Public).ToList();
            return Task.FromResult<object?>(since is null ? shown : new WireObject { { "update", shown }, { "remove", Array.Empty<object>() } });
        }, needsLogin: false);
        methods.Add("private-settings/get", call =>
        {
            if (!permissions.Has(call.Caller, AccountPermissions.ViewPrivilegedSettings)) return Task.FromResult<object?>(Array.Empty<object>());
            var since = call.At(0).AsDate();
            var shown = settings.All.Where(s => !s.Setting.IsHidden && (since is null || (s.UpdatedAt ?? DateTimeOffset.UnixEpoch) > since)).Select(SettingView.Full).ToList();
            return Task.FromResult<object?>(since is null ? shown : new WireObject { { "update", shown }, { "remove", Array.Empty<object>() } });
        });
        methods.Add("saveSetting", async call =>
        {
            if (!permissions.Has(call.Caller, AccountPermissions.EditPrivilegedSettings)) throw WireError.ActionNotAllowed("Editing_settings");
            await settings.SetAsync(call.RequiredText(0), call.At(1), call.Aborted);
            return true;
        });
        methods.Add("saveSettings", async call =>
        {
            if (!permissions.Has(call.Caller, AccountPermissions.EditPrivilegedSettings)) throw WireError.ActionNotAllowed("Editing_settings");
            if (call.At(0).ValueKind != JsonValueKind.Array) throw WireError.Match("Expected array");
            foreach (var item in call.At(0).EnumerateArray())
            {
                if (item.Text("_id") is not { } id || item.Get("value") is not { } value) throw WireError.Match("Expected objects with _id and value");
                await settings.SetAsync(id, value, call.Aborted);
            }
            return true;
        });
    }
}

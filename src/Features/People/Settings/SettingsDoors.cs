using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Settings;

internal sealed class SettingsRest(SettingsRegistry settings, SettingAccess access, ChangeSettings change, IServiceProvider services) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("settings.public", PublicAsync).Open().Takes("_id");
        routes.Get("settings.oauth", _ => Task.FromResult(RestResult.Ok(new WireObject { { "services", Array.Empty<object>() } }))).Open();
        routes.Get("service.configurations", _ => Task.FromResult(RestResult.Ok(new WireObject { { "configurations", Array.Empty<object>() } }))).Open();
        routes.Get("settings", ListAsync).Takes("includeDefaults:boolean");
        routes.Get("settings/{_id}", GetAsync);
        routes.Post("settings/{_id}", SetAsync).Takes("value", "execute:boolean", "editor");
    }

    private Task<RestResult> PublicAsync(RestCall call)
    {
        var page = call.Page();
        var ids = call.Query("_id")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? (page.Query.Get("_id") is { } named ? named.ValueKind == JsonValueKind.String ? [named.GetString()!] : named.Texts("$in")?.ToArray() : null);
        var all = settings.All.Where(s => s.Setting.IsPublic && (!s.IsHidden || s.Setting.Id == "Show_Setup_Wizard"))
            .Where(s => ids is null || ids.Contains(s.Setting.Id)).OrderBy(s => s.Setting.Id, StringComparer.Ordinal).ToList();
        return Task.FromResult(Answer(all, page, SettingView.Public));
    }

    private Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var only = page.Query.Get("_id") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;
        var all = settings.All.Where(s => access.MaySee(call.Caller, s) && (only is null || s.Setting.Id == only)).OrderBy(s => s.Setting.Id, StringComparer.Ordinal).ToList();
        return Task.FromResult(Answer(all, page, state => access.MayAdminister(call.Caller, state) ? SettingView.Full(state) : SettingView.Public(state)));
    }

    private static RestResult Answer(List<SettingState> all, Page page, Func<SettingState, WireObject> view)
    {
        var shown = all.Skip(page.Offset).Take(page.Count).Select(view).ToList();
        return RestResult.Ok(new WireObject { { "settings", shown }, { "count", shown.Count }, { "offset", page.Offset }, { "total", all.Count } });
    }

    private Task<RestResult> GetAsync(RestCall call)
    {
        if (!access.MayAdministerAny(call.Caller)) throw WireError.Unauthorized();
        if (settings.Find(call.RouteValue("_id")) is not { } state || !access.MayAdminister(call.Caller, state)) return Task.FromResult(Missing());
        return Task.FromResult(RestResult.Ok(new WireObject { { "_id", state.Setting.Id }, { "value", state.Setting.IsSecret ? "" : state.Value } }));
    }

    private async Task<RestResult> SetAsync(RestCall call)
    {
        var id = call.RouteValue("_id");
        if (!access.MayChange(call.Caller, id)) throw WireError.Unauthorized();
        if (settings.Find(id) is not { IsHidden: false, Setting.IsReadOnly: false } state) return Missing();
        if (call.Body.Flag("execute") == true && state.Setting.Type == "action") return await ExecuteAsync(call, state);
        if (call.Body.Get("value") is not { } value) return RestResult.Failure("The required \"value\" param is missing", "error-invalid-setting-value");
        await change.ExecuteAsync(call.Caller, [new(id, value)], call.Aborted);
        return RestResult.Ok();
    }

    /// <summary>The setting's value is the method that its button calls; that one decides who may.</summary>
    private async Task<RestResult> ExecuteAsync(RestCall call, SettingState state)
    {
        await services.GetRequiredService<DdpMethods>().CallAsync(new MethodCall((string)state.Value, call.Caller, [], null, call.Aborted));
        return RestResult.Ok();
    }

    private static RestResult Missing() => RestResult.Failure("Setting not found", "error-setting-not-found");
}

internal sealed class SettingsDdp(SettingsRegistry settings, SettingAccess access, ChangeSettings change) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("public-settings/get", call =>
        {
            var since = call.At(0).AsDate();
            var shown = settings.All.Where(s => s.Setting.IsPublic && (since is null || (s.UpdatedAt ?? DateTimeOffset.UnixEpoch) > since)).Select(SettingView.Public).ToList();
            return Task.FromResult<object?>(since is null ? shown : new WireObject { { "update", shown }, { "remove", Array.Empty<object>() } });
        }, needsLogin: false, beforeDuties: true);
        methods.Add("private-settings/get", call =>
        {
            if (!access.MayAdministerAny(call.Caller)) return Task.FromResult<object?>(Array.Empty<object>());
            var since = call.At(0).AsDate();
            var shown = settings.All.Where(s => access.MayAdminister(call.Caller, s) && (since is null || (s.UpdatedAt ?? DateTimeOffset.UnixEpoch) > since)).Select(SettingView.Full).ToList();
            return Task.FromResult<object?>(since is null ? shown : new WireObject { { "update", shown }, { "remove", Array.Empty<object>() } });
        });
        methods.Add("saveSetting", async call =>
        {
            await change.ExecuteAsync(call.Caller, [new(call.RequiredText(0), call.At(1))], call.Aborted);
            return true;
        });
        methods.Add("saveSettings", async call =>
        {
            if (call.At(0).ValueKind != JsonValueKind.Array) throw WireError.Match("Expected array");
            var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var item in call.At(0).EnumerateArray())
            {
                if (item.Text("_id") is not { } id || item.Get("value") is not { } value) throw WireError.Match("Expected objects with _id and value");
                values[id] = value;
            }
            await change.ExecuteAsync(call.Caller, [.. values], call.Aborted);
            return true;
        });
    }
}

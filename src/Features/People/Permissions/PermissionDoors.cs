using System.Text.Json;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary><c>permissions.*</c>.</summary>
internal sealed class PermissionsRest(PermissionRegistry permissions, EditPermissions edit) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("permissions.listAll", ListAsync).BeforeDuties().Takes("updatedSince");
        routes.Post("permissions.update", UpdateAsync).Needs(AccountPermissions.AccessPermissions).Takes("permissions:array!");
    }

    internal static WireObject View(PermissionState permission)
    {
        var view = new WireObject { { "_id", permission.Id }, { "roles", permission.Roles }, { "_updatedAt", permission.UpdatedAt } };
        if (permission.Grant is not { } grant) return view;
        view.Add("level", "settings");
        view.Add("settingId", grant.SettingId);
        if (grant.Group is null) return view;
        view.Add("group", grant.Group);
        view.Add("section", grant.Section);
        view.Add("groupPermissionId", SettingGrant.IdOf(grant.Group));
        return view;
    }

    private Task<RestResult> ListAsync(RestCall call)
    {
        var since = default(DateTimeOffset?);
        if (call.Query("updatedSince") is { } text)
            since = WireRead.ParseDate(text) ?? throw new WireError("error-roomId-param-invalid", "The \"updatedSince\" query parameter must be a valid date.");
        var update = permissions.All.Where(p => since is null || p.UpdatedAt > since).OrderBy(p => p.Id, StringComparer.Ordinal).Select(View).ToList();
        return Task.FromResult(RestResult.Ok(new WireObject { { "update", update }, { "remove", Array.Empty<object>() } }));
    }

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        if (call.Body.Get("permissions") is not { ValueKind: JsonValueKind.Array } list) throw WireError.InvalidParams("must have required property 'permissions'");
        var changes = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.Text("_id") is not { } id || item.Texts("roles") is not { } granted) return RestResult.Failure("Invalid body params", "error-invalid-permission");
            changes[id] = granted;
        }
        await edit.SetAsync(call.Caller, changes, call.Aborted);
        return RestResult.Ok(new WireObject { { "permissions", permissions.All.OrderBy(p => p.Id, StringComparer.Ordinal).Select(View).ToList() } });
    }
}

/// <summary><c>permissions/get</c>, <c>authorization:addPermissionToRole</c>, <c>authorization:removeRoleFromPermission</c>.</summary>
internal sealed class PermissionsDdp(PermissionRegistry permissions, EditPermissions edit) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("permissions/get", call =>
        {
            var since = call.At(0).AsDate();
            var views = permissions.All.Where(p => since is null || p.UpdatedAt > since).Select(PermissionsRest.View).ToList();
            return Task.FromResult<object?>(since is null ? views : new WireObject { { "update", views }, { "remove", Array.Empty<object>() } });
        }, needsLogin: false, beforeDuties: true);
        methods.Add("authorization:addPermissionToRole", call => GrantAsync(call, true));
        methods.Add("authorization:removeRoleFromPermission", call => GrantAsync(call, false));
    }

    private async Task<object?> GrantAsync(MethodCall call, bool isGranted)
    {
        await edit.GrantAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), isGranted, call.Aborted);
        return null;
    }
}

using System.Text.Json;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

internal sealed class PermissionsRest(PermissionRegistry permissions, ChangePermissions change, RoleStore roles, UserQueries users) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("permissions.listAll", ListAsync).Takes("updatedSince");
        routes.Post("permissions.update", UpdateAsync).Needs(AccountPermissions.AccessPermissions).Takes("permissions:array!");
        routes.Get("roles.list", async call => RestResult.Ok(new WireObject { { "roles", (await roles.ListAsync(call.Aborted)).ConvertAll(RoleStore.View) } }));
        routes.Get("roles.sync", SyncAsync).Takes("updatedSince!");
        routes.Post("roles.addUserToRole", call => SetMemberAsync(call, isMember: true)).Takes("username!", "roleName", "roleId", "roomId");
        routes.Post("roles.removeUserFromRole", call => SetMemberAsync(call, isMember: false)).Takes("username!", "roleName", "roleId", "scope");
        routes.Get("roles.getUsersInRole", MembersAsync).Needs(AccountPermissions.AccessPermissions).Takes("role!", "roomId");
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
        var known = (await roles.ListAsync(call.Aborted)).Select(r => r.Id).ToHashSet();
        foreach (var item in list.EnumerateArray())
        {
            if (item.Text("_id") is not { } id || item.Texts("roles") is not { } granted) return RestResult.Failure("Invalid body params", "error-invalid-permission");
            if (permissions.Find(id) is null) return RestResult.Failure("Invalid permission", "error-invalid-permission");
            if (!granted.All(known.Contains)) return RestResult.Failure("Invalid role", "error-invalid-role");
            changes[id] = granted;
        }
        await change.ExecuteAsync(call.Caller, changes, call.Aborted);
        return RestResult.Ok(new WireObject { { "permissions", permissions.All.OrderBy(p => p.Id, StringComparer.Ordinal).Select(View).ToList() } });
    }

    private async Task<RestResult> SyncAsync(RestCall call)
    {
        var since = WireRead.ParseDate(call.Query("updatedSince")) ?? throw new WireError("error-updatedSince-param-invalid", "The \"updatedSince\" query parameter must be a valid date.");
        var changed = (await roles.ListAsync(call.Aborted)).Where(r => r.UpdatedAt > since).Select(RoleStore.View).ToList();
        return RestResult.Ok(new WireObject { { "roles", new WireObject { { "update", changed }, { "remove", Array.Empty<object>() } } } });
    }

    private async Task<RestResult> SetMemberAsync(RestCall call, bool isMember)
    {
        var roleId = call.Body.Text("roleId") ?? call.Body.Text("roleName") ?? throw WireError.InvalidParams("must have required property 'roleId'");
        var username = call.Body.Text("username") ?? throw WireError.InvalidParams("must have required property 'username'");
        await roles.SetMemberAsync(call.Caller, roleId, username, isMember, call.Aborted);
        var role = await roles.FindAsync(roleId, call.Aborted);
        return RestResult.Ok(new WireObject { { "role", RoleStore.View(role!) } });
    }

    private async Task<RestResult> MembersAsync(RestCall call)
    {
        var role = await roles.FindAsync(call.Query("role") ?? throw new WireError("error-param-not-provided", "Query param \"role\" is required"), call.Aborted)
            ?? throw new WireError("error-invalid-role", "Invalid role");
        var page = call.Page();
        var (members, total) = await roles.MembersAsync(role.Id, page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "users", members.ConvertAll(u => users.ViewFor(call.Caller, u)) }, { "total", total } });
    }
}

internal sealed class PermissionsDdp(PermissionRegistry permissions, RoleStore roles) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("permissions/get", call =>
        {
            var since = call.At(0).AsDate();
            var views = permissions.All.Where(p => since is null || p.UpdatedAt > since).Select(PermissionsRest.View).ToList();
            return Task.FromResult<object?>(since is null ? views : new WireObject { { "update", views }, { "remove", Array.Empty<object>() } });
        }, needsLogin: false);
        methods.Add("authorization:addUserToRole", call => SetAsync(call, true));
        methods.Add("authorization:removeUserFromRole", call => SetAsync(call, false));
    }

    private async Task<object?> SetAsync(MethodCall call, bool isMember)
    {
        await roles.SetMemberAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), isMember, call.Aborted);
        return true;
    }
}

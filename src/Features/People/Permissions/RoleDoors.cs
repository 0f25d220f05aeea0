using System.Text.Json;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary><c>roles.*</c>.</summary>
internal sealed class RolesRest(RoleStore roles, RoleMembers members, EditRoles edit, UserQueries users, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Get("roles.list", async call => RestResult.Ok(new WireObject { { "roles", (await roles.ListAsync(call.Aborted)).ConvertAll(RoleStore.View) } })).BeforeDuties();
        routes.Get("roles.sync", SyncAsync).Takes("updatedSince!");
        routes.Post("roles.create", CreateAsync).Takes("name!", "description", "scope", "mandatory2fa:boolean");
        routes.Post("roles.update", UpdateAsync).Takes("roleId!", "name!", "description", "scope", "mandatory2fa:boolean");
        routes.Post("roles.delete", DeleteAsync).Takes("roleId!");
        routes.Post("roles.addUserToRole", call => SetMemberAsync(call, isMember: true)).Takes("username!", "roleName", "roleId", "roomId");
        routes.Post("roles.removeUserFromRole", call => SetMemberAsync(call, isMember: false)).Takes("username!", "roleName", "roleId", "scope");
        routes.Get("roles.getUsersInRole", MembersAsync).Takes("role!", "roomId");
    }

    private async Task<RestResult> SyncAsync(RestCall call)
    {
        var since = WireRead.ParseDate(call.Query("updatedSince")) ?? throw WireError.Match("Failed Match.Where validation in field updatedSince");
        var changed = await roles.ChangedSinceAsync(since, call.Aborted);
        return RestResult.Ok(new WireObject
        {
            {
                "roles", new WireObject
                {
                    { "update", changed.Where(r => r.DeletedAt is null).Select(RoleStore.View).ToList() }, { "remove", changed.Where(r => r.DeletedAt is not null).Select(RoleStore.ViewRemoved).ToList() },
                }
            },
        });
    }

    private static EditRoles.Draft DraftIn(JsonElement body) => new(body.Text("name")?.Trim() ?? "", body.Text("description"), body.Text("scope"), body.Flag("mandatory2fa"));

    private async Task<RestResult> CreateAsync(RestCall call) =>
        RestResult.Ok(new WireObject { { "role", RoleStore.View(await edit.CreateAsync(call.Caller, DraftIn(call.Body), call.Aborted)) } });

    private async Task<RestResult> UpdateAsync(RestCall call)
    {
        var id = call.RequiredBody("roleId", "error-invalid-role-properties");
        return RestResult.Ok(new WireObject { { "role", RoleStore.View(await edit.UpdateAsync(call.Caller, id, DraftIn(call.Body), call.Aborted)) } });
    }

    private async Task<RestResult> DeleteAsync(RestCall call)
    {
        await edit.DeleteAsync(call.Caller, call.RequiredBody("roleId", "error-invalid-role-properties"), call.Aborted);
        return RestResult.Ok();
    }

    private async Task<RestResult> SetMemberAsync(RestCall call, bool isMember)
    {
        var roleId = call.Body.Text("roleId") ?? call.Body.Text("roleName") ?? throw new WireError("error-invalid-role-properties");
        var username = call.RequiredBody("username", "error-invalid-role-properties");
        if (await roles.FindAsync(roleId, call.Aborted) is not { } role) return isMember ? RestResult.Failure("error-role-not-found", "Role not found") : throw new WireError("error-invalid-roleId", "This role does not exist");
        await members.SetAsync(call.Caller, role.Id, username, call.Body.Text("roomId") ?? call.Body.Text("scope"), isMember, call.Aborted);
        return RestResult.Ok(new WireObject { { "role", RoleStore.View(role) } });
    }

    private async Task<RestResult> MembersAsync(RestCall call)
    {
        if (call.Query("role") is not { Length: > 0 } asked) throw new WireError("error-param-not-provided", "Query param \"role\" is required");
        var roomId = call.Query("roomId");
        if (!permissions.Has(call.Caller, AccountPermissions.AccessPermissions) || (roomId is not null && !permissions.Has(call.Caller, AccountPermissions.ViewOtherChannels))) throw WireError.NotAllowed();
        var role = await roles.FindAsync(asked, call.Aborted) ?? throw new WireError("error-invalid-roleId");
        var page = call.Page();
        var (found, total) = roomId is null
            ? await roles.MembersAsync(role.Id, page.Offset, page.Count, call.Aborted)
            : await roles.MembersOfRoomAsync(role.Id, roomId, page.Offset, page.Count, call.Aborted);
        return RestResult.Ok(new WireObject { { "users", found.ConvertAll(u => users.ViewFor(call.Caller, u)) }, { "total", total } });
    }
}

/// <summary><c>authorization:addUserToRole</c>, <c>authorization:removeUserFromRole</c>, <c>authorization:deleteRole</c>, <c>setAdminStatus</c>.</summary>
internal sealed class RolesDdp(RoleMembers members, EditRoles edit, UserQueries users) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("authorization:addUserToRole", call => SetAsync(call, true));
        methods.Add("authorization:removeUserFromRole", call => SetAsync(call, false));
        methods.Add("authorization:deleteRole", async call =>
        {
            await edit.DeleteAsync(call.Caller, call.RequiredText(0), call.Aborted);
            return null;
        });
        methods.Add("setAdminStatus", SetAdminAsync);
    }

    private async Task<object?> SetAsync(MethodCall call, bool isMember)
    {
        await members.SetAsync(call.Caller, call.RequiredText(0), call.RequiredText(1), call.TextAt(2), isMember, call.Aborted);
        return true;
    }

    private async Task<object?> SetAdminAsync(MethodCall call)
    {
        var user = await users.GetAsync(call.RequiredText(0), null, call.Aborted);
        await members.SetAsync(call.Caller, "admin", user.Username ?? "", null, call.At(1).AsFlag() ?? false, call.Aborted);
        return null;
    }
}

using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Roles and who has them: ADM-057, ADM-059, ADM-097, ADM-100, ADM-102, ADM-103, and the immediate effect of permissions (ADM-082).</summary>
public sealed class RoleTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_097_built_in_roles_are_neither_renamed_nor_removed(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        var roles = (await admin.GetAsync("roles.list")).OrThrow()["roles"];
        foreach (var (id, scope) in new[] { ("admin", "Users"), ("user", "Users"), ("bot", "Users"), ("app", "Users"), ("guest", "Users"), ("anonymous", "Users"), ("owner", "Subscriptions"), ("moderator", "Subscriptions"), ("leader", "Subscriptions") })
        {
            var role = roles.EnumerateArray().Single(r => r.GetProperty("_id").GetString() == id);
            Assert.True(role.Flag("protected"));
            Assert.Equal(scope, role.GetProperty("scope").GetString());
            await admin.PostAsync("roles.delete", new { roleId = id }).AssertRefusedAsync("error-role-protected");
            await admin.PostAsync("roles.update", new { roleId = id, name = "renamed" }).AssertRefusedAsync("error-role-protected");
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_100_custom_role_is_made_changed_used_and_removed_live(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var admin = cast.Admin;
        var line = await cast.LineAsync(cast.Bob);
        await line.SubscribeAsync("stream-roles", "roles", false);
        var name = Scratch.Name("librarian");
        await cast.Ada.Rest.PostAsync("roles.create", new { name }).AssertRefusedAsync("error-action-not-allowed");

        var role = (await admin.PostAsync("roles.create", new { name, description = "keeps books", scope = "Users", mandatory2fa = true })).OrThrow()["role"];
        var id = role.GetProperty("_id").GetString()!;
        Assert.True(role.Flag("mandatory2fa"));
        await line.WaitEventAsync("roles", "roles", args => args[0].GetProperty("_id").GetString() == id && args[0].GetProperty("type").GetString() == "changed");
        await admin.PostAsync("roles.create", new { name }).AssertRefusedAsync("error-duplicate-role-names-not-allowed");
        await admin.PostAsync("roles.create", new { name = name + "|admin" }).AssertRefusedAsync("error-invalid-role-properties");
        Assert.Equal("keeps more", (await admin.PostAsync("roles.update", new { roleId = id, name, description = "keeps more" })).OrThrow()["role"].GetProperty("description").GetString());

        await admin.PostAsync("roles.addUserToRole", new { roleId = id, username = cast.Ada.Username }).SucceedsAsync();
        await admin.PostAsync("roles.delete", new { roleId = id }).AssertRefusedAsync("error-role-in-use");
        await admin.PostAsync("roles.removeUserFromRole", new { roleId = id, username = cast.Ada.Username }).SucceedsAsync();
        await admin.PostAsync("roles.delete", new { roleId = id }).SucceedsAsync();
        await line.WaitEventAsync("roles", "roles", args => args[0].GetProperty("_id").GetString() == id && args[0].GetProperty("type").GetString() == "removed");
        var sync = (await admin.GetAsync("roles.sync?updatedSince=1970-01-01T00:00:00.000Z")).OrThrow()["roles"];
        Assert.Contains(id, sync.GetProperty("remove").Ids());
        Assert.DoesNotContain(id, sync.GetProperty("update").Ids());
        await admin.PostAsync("roles.addUserToRole", new { roleId = id, username = cast.Ada.Username }).AssertRefusedAsync("error-role-not-found");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_059_person_who_is_made_or_unmade_administrator_learns_it_at_once(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/userData", false);
        await cast.Bob.Rest.RefusalAsync("setAdminStatus", cast.Ada.Id, true);
        await cast.Admin.ResultAsync("setAdminStatus", cast.Ada.Id, true);
        await line.WaitEventAsync("notify-user", cast.Ada.Id + "/userData", args => args[0].GetProperty("diff").Texts("roles").Contains("admin"));
        Assert.True((await cast.Ada.Rest.GetAsync("rooms.adminRooms")).Succeeded);
        var from = line.Position;
        await cast.Admin.ResultAsync("setAdminStatus", cast.Ada.Id, false);
        await line.WaitEventAsync("notify-user", cast.Ada.Id + "/userData", args => !args[0].GetProperty("diff").Texts("roles").Contains("admin"), from);
        Assert.False((await cast.Ada.Rest.GetAsync("rooms.adminRooms")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_102_ADM_103_room_role_counts_in_its_room_alone(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (admin, bob) = (cast.Admin, cast.Bob);
        var (here, elsewhere) = (await cast.RoomAsync(), await cast.RoomAsync());
        await admin.PostAsync("channels.join", new { roomId = here }).SucceedsAsync();
        await bob.Rest.PostAsync("channels.setTopic", new { roomId = here, topic = "mine" }).AssertRefusedAsync("error-action-not-allowed");

        await admin.PostAsync("roles.addUserToRole", new { roleId = "moderator", username = bob.Username, roomId = here }).SucceedsAsync();

        await bob.Rest.PostAsync("channels.setTopic", new { roomId = here, topic = "mine" }).SucceedsAsync();
        await bob.Rest.PostAsync("channels.setTopic", new { roomId = elsewhere, topic = "mine" }).AssertRefusedAsync("error-action-not-allowed");
        var holders = (await admin.GetAsync($"roles.getUsersInRole?role=moderator&roomId={here}")).OrThrow();
        Assert.Equal([bob.Id], holders["users"].Ids());
        Assert.Equal(1, holders["total"].GetInt32());
        Assert.Equal(0, (await admin.GetAsync($"roles.getUsersInRole?role=moderator&roomId={elsewhere}")).OrThrow()["total"].GetInt32());
        await bob.Rest.GetAsync("roles.getUsersInRole?role=admin").AssertRefusedAsync("error-not-allowed");
        await admin.PostAsync("roles.removeUserFromRole", new { roleId = "moderator", username = bob.Username, scope = here }).SucceedsAsync();
        await bob.Rest.PostAsync("channels.setTopic", new { roomId = here, topic = "again" }).AssertRefusedAsync("error-action-not-allowed");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_059_last_administrator_cannot_go_by_any_door(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_AllowDeleteOwnAccount"] = "true" });
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await admin.PostAsync("roles.removeUserFromRole", new { roleId = "admin", username = ParleyServer.AdminUsername }).AssertRefusedAsync("error-admin-required");
        Assert.Equal("error-admin-required", await admin.RefusalAsync("setAdminStatus", admin.UserId, false));
        await admin.PostAsync("users.update", new { userId = admin.UserId, data = new { roles = new[] { "user" } } }).AssertRefusedAsync("error-action-not-allowed");
        await admin.PostAsync("users.setActiveStatus", new { userId = admin.UserId, activeStatus = false, confirmRelinquish = true }).AssertRefusedAsync("error-action-not-allowed");
        await admin.PostAsync("users.delete", new { userId = admin.UserId, confirmRelinquish = true }).AssertRefusedAsync("error-action-not-allowed");
        await admin.PostAsync("users.deleteOwnAccount", new { password = Calls.Sha256(ParleyServer.AdminPassword), confirmRelinquish = true }).AssertRefusedAsync("error-action-not-allowed");
        Assert.Equal("error-action-not-allowed", await admin.RefusalAsync("deleteUserOwnAccount", Calls.Sha256(ParleyServer.AdminPassword), true));

        await admin.ResultAsync("setAdminStatus", ada.Id, true);
        await admin.ResultAsync("setAdminStatus", admin.UserId, false);
        Assert.DoesNotContain("admin", (await admin.GetAsync("me")).Body.Texts("roles"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_057_roles_are_given_only_by_those_who_may_and_admin_by_fewer(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var clerk = await Scenario.RegisterAsync(server, admin, "clerk");
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        var role = (await admin.PostAsync("roles.create", new { name = "clerk" })).OrThrow()["role"].GetProperty("_id").GetString()!;
        await admin.PostAsync("roles.addUserToRole", new { roleId = role, username = clerk.Username }).SucceedsAsync();
        await GrantAsync("edit-other-user-info", "edit-other-user-password", "edit-other-user-active-status", "delete-user", "access-permissions");
        await UpdateAsync(ada.Id, new { roles = new[] { "user", "bot" } }).AssertRefusedAsync("error-action-not-allowed");
        await GrantAsync("assign-roles");
        await UpdateAsync(ada.Id, new { roles = new[] { "user", "bot" } }).SucceedsAsync();
        await UpdateAsync(ada.Id, new { roles = new[] { "no-such-role" } }).AssertRefusedAsync("error-invalid-role");
        await UpdateAsync(ada.Id, new { roles = Array.Empty<string>() }).AssertRefusedAsync("error-invalid-role");
        await UpdateAsync(ada.Id, new { roles = new[] { "admin" } }).AssertRefusedAsync("error-action-not-allowed");
        await UpdateAsync(clerk.Id, new { roles = new[] { "admin" } }).AssertRefusedAsync("error-action-not-allowed");
        await clerk.Rest.PostAsync("roles.addUserToRole", new { roleId = "admin", username = clerk.Username }).AssertRefusedAsync("error-action-not-allowed");

        await UpdateAsync(admin.UserId!, new { password = "taken over now" }).AssertRefusedAsync("error-action-not-allowed");
        await UpdateAsync(admin.UserId!, new { email = "clerk@example.org" }).AssertRefusedAsync("error-action-not-allowed");
        await clerk.Rest.PostAsync("users.delete", new { userId = admin.UserId, confirmRelinquish = true }).AssertRefusedAsync("error-action-not-allowed");
        await clerk.Rest.PostAsync("users.setActiveStatus", new { userId = admin.UserId, activeStatus = false }).AssertRefusedAsync("error-action-not-allowed");

        Task<RestReply> UpdateAsync(string userId, object data) => clerk.Rest.PostAsync("users.update", new { userId, data });

        Task GrantAsync(params string[] permissions) =>
            admin.PostAsync("permissions.update", new { permissions = permissions.Select(id => new { _id = id, roles = new[] { "admin", role } }).ToArray() }).SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_082_granted_and_taken_permissions_count_at_once_and_are_told_to_open_clients(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-logged", "permissions-changed", false);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Ada.Rest.PostAsync("users.deactivateIdle", new { daysIdle = 1000 })).Status);
        await cast.Admin.ResultAsync("authorization:addPermissionToRole", "edit-other-user-active-status", "user");
        await line.WaitEventAsync("notify-logged", "permissions-changed", args => args[1].GetProperty("_id").GetString() == "edit-other-user-active-status");
        Assert.Equal(0, (await cast.Ada.Rest.PostAsync("users.deactivateIdle", new { daysIdle = 1000 })).OrThrow()["count"].GetInt32());
        await cast.Admin.ResultAsync("authorization:removeRoleFromPermission", "edit-other-user-active-status", "user");
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Ada.Rest.PostAsync("users.deactivateIdle", new { daysIdle = 1000 })).Status);
        Assert.Equal("error-action-not-allowed", await cast.Ada.Rest.RefusalAsync("authorization:addPermissionToRole", "delete-user", "user"));
        Assert.Equal("error-action-not-allowed", await cast.Admin.RefusalAsync("authorization:removeRoleFromPermission", "access-permissions", "admin"));
    }

    [Fact]
    public async Task Permission_that_is_taken_on_one_node_is_gone_on_the_other()
    {
        await using var nodes = await workspaces.ClusterAsync(2);
        var admin = await nodes[0].AdminAsync();
        using var ada = await Scenario.RegisterAsync(nodes[0], admin, "ada");
        using var far = ada.At(nodes[1]);
        await far.PostAsync("channels.create", new { name = Scratch.Name("before") }).SucceedsAsync();
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-c", roles = new[] { "admin" } } } }).SucceedsAsync();
        await Eventually.Async(async () => !(await far.PostAsync("channels.create", new { name = Scratch.Name("after") })).Succeeded, "the other node refuses", Eventually.Soon);
    }
}

using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Nobody gets further than the table of permissions says, by any declared door.</summary>
/// <remarks>Rows: SEC-030, with RouteCatalogueTests (nobody, a member without the right) and HiddenRoomTests (somebody outside the room).</remarks>
public sealed class EscalationTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Every_route_with_permissions_opens_to_each_role_exactly_as_the_table_says(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "escalation");
        var admin = await server.AdminAsync();
        var table = (await admin.GetAsync("permissions.listAll")).OrThrow()["update"].EnumerateArray().ToDictionary(p => p.GetProperty("_id").GetString()!, p => p.Texts("roles"));
        var routes = (await Catalogue.ReadAsync(server)).Routes.Where(route => route.Permissions.Count > 0).ToList();
        Assert.NotEmpty(routes);
        var complaints = new Complaints();
        foreach (var role in new[] { "guest", "user", "bot", "anonymous" })
        {
            using var person = await WithRoleAsync(server, admin, role);
            foreach (var route in routes)
            {
                var isAllowed = route.Permissions.All(id => table[id].Contains(role));
                var status = (await route.KnockAsync(person.Rest)).Status;
                complaints.AddUnless((status == HttpStatusCode.Forbidden) == !isAllowed, $"{role} at {route.Name}: {(int)status}, and the table says {(isAllowed ? "open" : "closed")}");
            }
        }

        // What somebody is in a room is nothing in the workspace.
        using var moderator = await WithRoleAsync(server, admin, "user");
        var room = (await admin.PostAsync("channels.create", new { name = Scratch.Name("room"), members = new[] { moderator.Username } })).OrThrow()["channel"].GetProperty("_id").GetString()!;
        await admin.PostAsync("channels.addModerator", new { roomId = room, userId = moderator.Id }).SucceedsAsync();
        using var gone = await WithRoleAsync(server, admin, "user");
        await admin.PostAsync("users.setActiveStatus", new { userId = gone.Id, activeStatus = false }).SucceedsAsync();
        using var visitor = server.Anonymous();
        foreach (var route in routes)
        {
            var isOpen = route.Permissions.All(id => table[id].Contains("user"));
            complaints.AddUnless(isOpen || (await route.KnockAsync(moderator.Rest)).Status == HttpStatusCode.Forbidden, $"a moderator at {route.Name}");
            complaints.AddUnless((await route.KnockAsync(gone.Rest)).Status == HttpStatusCode.Unauthorized, $"somebody deactivated at {route.Name}");
            complaints.AddUnless((await route.KnockAsync(visitor)).Status == HttpStatusCode.Unauthorized, $"a visitor at {route.Name}");
        }

        complaints.AssertNone();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Nobody_without_the_right_gets_at_another_account_by_any_door(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "escalation");
        var admin = await server.AdminAsync();
        using var victim = await WithRoleAsync(server, admin, "user");
        var before = (await admin.GetAsync("users.info?userId=" + victim.Id)).OrThrow()["user"];
        var session = (await victim.Rest.GetAsync("sessions/list")).OrThrow()["sessions"][0].GetProperty("sessionId").GetString();
        var complaints = new Complaints();
        foreach (var role in new[] { "guest", "user", "bot", "anonymous" })
        {
            using var person = await WithRoleAsync(server, admin, role);
            foreach (var (path, body) in new (string, object)[]
            {
                ("users.update", new { userId = victim.Id, data = new { name = "taken" } }), ("users.update", new { userId = victim.Id, data = new { password = "taken over" } }),
                ("users.update", new { userId = person.Id, data = new { roles = new[] { "admin" } } }), ("users.update", new { userId = person.Id, data = new { active = true, roles = new[] { "admin", role } } }),
                ("users.delete", new { userId = victim.Id }), ("users.setActiveStatus", new { userId = victim.Id, activeStatus = false }), ("users.deactivateIdle", new { daysIdle = 0 }),
                ("users.resetTOTP", new { userId = victim.Id }), ("users.createToken", new { userId = victim.Id }), ("users.logout", new { userId = victim.Id }),
                ("users.setPreferences", new { userId = victim.Id, data = new { unreadAlert = false } }), ("users.setStatus", new { userId = victim.Id, message = "taken" }), ("users.resetAvatar", new { userId = victim.Id }),
                ("users.create", new { username = "more", name = "more", email = "more@example.org", password = "open sesame" }), ("sessions/logout", new { sessionId = session }),
                ("sessions/logout.me", new { sessionId = session }), ("roles.create", new { name = "mine" }), ("roles.delete", new { roleId = "bot" }), ("roles.update", new { roleId = "user", name = "user", description = "x" }),
                ("roles.addUserToRole", new { roleId = "admin", username = person.Username }), ("roles.removeUserFromRole", new { roleId = "user", username = victim.Username }),
                ("permissions.update", new { permissions = new[] { new { _id = "delete-user", roles = new[] { role } } } }), ("mailer", new { from = "a@example.org", subject = "x", body = "[unsubscribe]" }),
                ("settings/Site_Name", new { value = "Taken" }), ("presence.enableBroadcast", new { }),
            })
                complaints.AddUnless(!(await person.Rest.PostAsync(path, body)).Succeeded, $"{role}: {path} {System.Text.Json.JsonSerializer.Serialize(body)}");

            foreach (var (method, parameters) in new (string, object?[])[]
            {
                ("insertOrUpdateUser", [new { _id = victim.Id, name = "taken" }]), ("deleteUser", [victim.Id]), ("setUserActiveStatus", [victim.Id, false]), ("setAdminStatus", [person.Id, true]), ("createToken", [victim.Id]),
                ("authorization:addUserToRole", ["admin", person.Username]), ("authorization:removeUserFromRole", ["user", victim.Username]), ("authorization:deleteRole", ["bot"]),
                ("authorization:addPermissionToRole", ["delete-user", role]), ("authorization:removeRoleFromPermission", ["delete-user", "admin"]), ("Mailer.sendMail", ["a@example.org", "x", "[unsubscribe]"]),
                ("sendSMTPTestEmail", []), ("setUserPassword", ["taken over"]), ("setAvatarFromService", ["initials", "", "initials", victim.Id]),
            })
                complaints.AddUnless((await person.Rest.RefusalAsync(method, parameters)).Length > 0, $"{role}: {method}");
        }

        complaints.AssertNone();
        Assert.Equal(before.GetProperty("name").GetString(), (await admin.GetAsync("users.info?userId=" + victim.Id)).OrThrow()["user"].GetProperty("name").GetString());
        Assert.True((await victim.Rest.GetAsync("me")).Succeeded);
        Assert.True((await server.TryLoginAsync(victim.Username, victim.Password)).Succeeded);
    }

    private static async Task<Person> WithRoleAsync(ParleyServer server, RestClient admin, string role)
    {
        var person = await Scenario.RegisterAsync(server, admin, role);
        await admin.PostAsync("users.update", new { userId = person.Id, data = new { roles = new[] { role } } }).SucceedsAsync();
        return person;
    }
}

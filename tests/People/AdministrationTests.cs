using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Administrators and the accounts of others: ADM-051, ADM-052, ADM-060, ADM-061, ADM-064, ADM-065, ADM-066, ADM-067, ADM-072, ADM-084.</summary>
public sealed class AdministrationTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_051_new_account_needs_all_its_fields_and_free_ones(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var name = Scratch.Name("fresh");
        var taken = cast.Ada.Username;
        await CreateAsync(null, name + "@example.org", "open sesame").AssertRefusedAsync("error-the-field-is-required");
        await CreateAsync(name, null, "open sesame").AssertRefusedAsync("error-the-field-is-required");
        await CreateAsync(name, name + "@example.org", null).AssertRefusedAsync("error-the-field-is-required");
        await CreateAsync(name, "no address", "open sesame").AssertRefusedAsync("error-invalid-email");
        await CreateAsync(name, taken + "@Example.org", "open sesame").AssertRefusedAsync("error-field-unavailable");
        await CreateAsync(taken.ToUpperInvariant(), name + "@example.org", "open sesame").AssertRefusedAsync("error-field-unavailable");
        await CreateAsync("not a name", name + "@example.org", "open sesame").AssertRefusedAsync("error-input-is-not-a-valid-field");
        await CreateAsync(name, name + "@example.org", "open sesame").SucceedsAsync();

        Task<RestReply> CreateAsync(string? username, string? email, string? password) => cast.Admin.PostAsync("users.create", new { username, name = "Fresh", email, password });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_052_all_fields_of_the_form_are_stored_and_long_ones_refused(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        var username = Scratch.Name("fresh");
        await CreateAsync(new string('x', 261), "n").AssertRefusedAsync("error-bio-size-exceeded");
        await CreateAsync("b", new string('x', 121)).AssertRefusedAsync("error-nickname-size-exceeded");
        var id = (await CreateAsync("counts", "Countess")).OrThrow()["user"].GetProperty("_id").GetString();
        var user = (await admin.GetAsync("users.info?userId=" + id)).OrThrow()["user"];
        Assert.True(user.GetProperty("emails")[0].Flag("verified"));
        Assert.Equal(("counts", "Countess", "here", "de"), (user.GetProperty("bio").GetString(), user.GetProperty("nickname").GetString(), user.GetProperty("statusText").GetString(), user.GetProperty("language").GetString()));

        Task<RestReply> CreateAsync(string bio, string nickname) =>
            admin.PostAsync("users.create", new { username, name = "Fresh", email = username + "@example.org", password = "open sesame", verified = true, bio, nickname, statusText = "here", language = "de" });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_060_ADM_061_conversations_of_two_close_and_open_with_the_account(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var direct = await cast.RoomAsync("im");
        await cast.SayAsync(direct);
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = cast.Bob.Id, activeStatus = false }).SucceedsAsync();
        Assert.True((await Cast.RoomInfoAsync(cast.Ada, direct)).Flag("ro"), "the conversation is read-only at once");
        Assert.False((await Cast.TrySayAsync(cast.Ada, direct)).Succeeded);
        await cast.Admin.PostAsync("users.setActiveStatus", new { userId = cast.Bob.Id, activeStatus = true }).SucceedsAsync();
        Assert.False((await Cast.RoomInfoAsync(cast.Ada, direct)).Flag("ro"), "the conversation is open again at once");
        await cast.SayAsync(direct);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_064_reset_of_factors_is_refused_where_they_are_switched_off(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_TwoFactorAuthentication_Enabled"] = "false" });
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await admin.PostAsync("users.resetTOTP", new { userId = ada.Id }).AssertRefusedAsync("error-two-factor-not-enabled");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_065_logging_somebody_out_ends_all_their_sessions_and_tells_their_clients(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await using var line = await cast.Ada.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/force_logout", false);
        using var second = await cast.Server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("users.logout", new { userId = cast.Ada.Id })).Status);
        await cast.Admin.PostAsync("users.logout", new { userId = "nobody" }).AssertRefusedAsync("error-invalid-user-id");
        await cast.Admin.PostAsync("users.logout", new { userId = cast.Ada.Id }).SucceedsAsync();
        await line.WaitEventAsync("notify-user", cast.Ada.Id + "/force_logout", _ => true);
        await line.WaitClosedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await cast.Ada.Rest.GetAsync("me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("me")).Status);
    }

    /// <summary>On the engine whose clock the tests can move.</summary>
    [Fact]
    public async Task ADM_066_whoever_was_long_away_is_deactivated_administrators_never()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var bob = await Scenario.RegisterAsync(server, admin, "bob");
        await server.RestartLaterAsync(TimeSpan.FromDays(20));
        using var back = await server.LoginAsync(bob.Username, bob.Password);
        using var warden = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        Assert.Equal(0, (await warden.PostAsync("users.deactivateIdle", new { daysIdle = 30 })).OrThrow()["count"].GetInt32());
        Assert.Equal(1, (await warden.PostAsync("users.deactivateIdle", new { daysIdle = 10 })).OrThrow()["count"].GetInt32());
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("error-user-is-not-activated");
        Assert.True((await back.GetAsync("me")).Succeeded);
        Assert.Equal(0, (await warden.PostAsync("users.deactivateIdle", new { daysIdle = 0, role = "admin" })).OrThrow()["count"].GetInt32());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_067_token_for_somebody_else_is_made_only_with_the_right(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await cast.Bob.Rest.PostAsync("users.createToken", new { userId = cast.Ada.Id }).AssertRefusedAsync("error-not-allowed");
        var data = (await cast.Admin.PostAsync("users.createToken", new { userId = cast.Ada.Id })).OrThrow()["data"];
        using var asAda = cast.Server.Anonymous();
        asAda.UseToken(data.GetProperty("userId").GetString()!, data.GetProperty("authToken").GetString()!);
        Assert.Equal(cast.Ada.Username, (await asAda.GetAsync("me")).OrThrow()["username"].GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_072_guests_are_given_nothing_beyond_their_list(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        Assert.Equal("error-action-not-allowed", await admin.RefusalAsync("authorization:addPermissionToRole", "create-c", "guest"));
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-c", roles = new[] { "admin", "user", "guest" } } } }).AssertRefusedAsync("error-action-not-allowed");
        await admin.ResultAsync("authorization:removeRoleFromPermission", "start-discussion", "guest");
        await admin.ResultAsync("authorization:addPermissionToRole", "start-discussion", "guest");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_084_any_role_of_a_person_is_enough(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        var role = (await admin.PostAsync("roles.create", new { name = "reader" })).OrThrow()["role"].GetProperty("_id").GetString()!;
        await admin.ResultAsync("authorization:addPermissionToRole", "view-full-other-user-info", role);
        Assert.False(await SeesAsync());
        await admin.PostAsync("roles.addUserToRole", new { roleId = role, username = ada.Username }).SucceedsAsync();
        Assert.True(await SeesAsync());
        await admin.PostAsync("roles.removeUserFromRole", new { roleId = role, username = ada.Username }).SucceedsAsync();
        Assert.False(await SeesAsync());

        async Task<bool> SeesAsync() => (await ada.Rest.GetAsync("users.info?username=" + ParleyServer.AdminUsername)).OrThrow()["user"].TryGetProperty("emails", out _);
    }
}

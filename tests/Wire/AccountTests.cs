using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>
/// Getting in, staying in, getting out: ACC-002, ACC-003, ACC-005, ACC-011, ACC-012, ACC-014, ACC-019, ACC-022, ACC-023, ACC-033, ACC-034, ACC-035, ACC-046.
/// </summary>
/// <remarks>Rows: SET-022, SET-057, SET-104.</remarks>
public sealed class AccountTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_011_first_person_becomes_administrator_and_the_next_does_not(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["ADMIN_USERNAME"] = null,
            ["ADMIN_NAME"] = null,
            ["ADMIN_PASS"] = null,
            ["ADMIN_EMAIL"] = null,
            ["OVERWRITE_SETTING_Show_Setup_Wizard"] = null,
        });
        using var visitor = server.Anonymous();
        Assert.Equal("pending", await WizardAsync());
        await RegisterAsync(visitor, "first").SucceedsAsync();
        Assert.Equal("in_progress", await WizardAsync());
        await RegisterAsync(visitor, "second").SucceedsAsync();

        using var first = await server.LoginAsync("first", "open sesame");
        using var second = await server.LoginAsync("second", "open sesame");
        Assert.Contains("admin", (await first.GetAsync("me")).Body.Texts("roles"));
        Assert.Equal(["user"], (await second.GetAsync("me")).Body.Texts("roles"));

        async Task<string?> WizardAsync() => (await visitor.GetAsync("settings.public?_id=Show_Setup_Wizard"))["settings"][0].GetProperty("value").GetString();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_011_administrator_of_the_environment_is_not_made_again_at_a_restart(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        using var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        await admin.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword = "changed since", currentPassword = ParleyServer.AdminPassword } }).SucceedsAsync();
        await server.RestartAsync();
        Assert.False((await TryAsync(server, ParleyServer.AdminUsername, ParleyServer.AdminPassword)).Succeeded);
        Assert.True((await TryAsync(server, ParleyServer.AdminUsername, "changed since")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_002_name_or_address_in_any_case_signs_in_and_every_wrong_pair_is_told_alike(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (name, password) = (cast.Ada.Username, cast.Ada.Password);
        foreach (var identity in new[] { name, name.ToUpperInvariant(), name + "@example.org", name.ToUpperInvariant() + "@Example.ORG" })
        {
            var reply = (await TryAsync(cast.Server, identity, password)).OrThrow();
            Assert.Equal(cast.Ada.Id, reply["data"].GetProperty("userId").GetString());
            Assert.Equal(name, reply["data"].GetProperty("me").GetProperty("username").GetString());
        }

        await using var line = await cast.Server.ConnectAsync();
        await line.LoginAsync(name, password);
        Assert.Equal(cast.Ada.Id, line.UserId);

        var wrongPassword = await TryAsync(cast.Server, name, "not this");
        var nobody = await TryAsync(cast.Server, Scratch.Name("nobody"), "not this");
        Assert.Equal(HttpStatusCode.Unauthorized, wrongPassword.Status);
        Assert.Equal((nobody.Status, nobody.Body.GetRawText()), (wrongPassword.Status, wrongPassword.Body.GetRawText()));
        await using var other = await cast.Server.ConnectAsync();
        var (one, two) = (await Assert.ThrowsAsync<DdpException>(() => other.LoginAsync(name, "not this")), await Assert.ThrowsAsync<DdpException>(() => other.LoginAsync(Scratch.Name("nobody"), "not this")));
        Assert.Equal("403", one.Code);
        Assert.Equal(two.Message, one.Message);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_003_session_survives_a_restart_and_the_oldest_of_too_many_is_dropped(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await server.RestartAsync();
        await using (var line = await server.ConnectAsync())
        {
            await line.ResumeAsync(cast.Ada.Rest.Token!);
            Assert.Equal(cast.Ada.Id, line.UserId);
        }

        Assert.Equal(cast.Ada.Id, (await cast.Ada.Rest.GetAsync("me")).OrThrow().Body.MessageId());
        await using (var line = await server.ConnectAsync())
            await Assert.ThrowsAsync<DdpException>(() => line.ResumeAsync("nothing-like-a-token"));

        await using var oldest = await cast.Ada.ConnectAsync();
        for (var session = 0; session < 50; session++)
            await cast.Admin.PostAsync("users.createToken", new { userId = cast.Ada.Id }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await cast.Ada.Rest.GetAsync("me")).Status);
        await oldest.WaitClosedAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_003_token_expires_and_personal_tokens_do_not(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["OVERWRITE_SETTING_Accounts_LoginExpiration"] = "2" });
        await using var cast = await Cast.OnAsync(server);
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "create-personal-access-tokens", roles = new[] { "user" } } } });
        var personal = (await cast.Ada.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName = "robot" })).OrThrow()["token"].GetString()!;

        await server.RestartLaterAsync(TimeSpan.FromHours(47));
        Assert.True((await cast.Ada.Rest.GetAsync("me")).Succeeded);
        await server.RestartLaterAsync(TimeSpan.FromHours(49));
        Assert.Equal(HttpStatusCode.Unauthorized, (await cast.Ada.Rest.GetAsync("me")).Status);
        await using var line = await server.ConnectAsync();
        await Assert.ThrowsAsync<DdpException>(() => line.ResumeAsync(cast.Ada.Rest.Token!));
        await line.ResumeAsync(personal);
        Assert.True((await TryAsync(server, cast.Ada.Username, cast.Ada.Password)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_005_block_is_told_to_the_channel_once_and_ends_by_itself(Engine engine)
    {
        var environment = Lock(byUser: 3, byAddress: 100);
        environment["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Notify_Failed"] = "true";
        environment["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Notify_Failed_Channel"] = "watch";
        environment["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Time_To_Unblock_By_User_In_Minutes"] = "7";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        await using var cast = await Cast.OnAsync(server);
        var watch = (await cast.Ada.Rest.PostAsync("channels.create", new { name = "watch" })).OrThrow()["channel"].MessageId();
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeRoomAsync(watch);
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.False((await TryAsync(server, cast.Bob.Username, "not this")).Succeeded);

        var told = await line.WaitMessageAsync(watch, message => message.Text().Contains(cast.Bob.Username, StringComparison.Ordinal));
        Assert.Equal("rocket.cat", told.GetProperty("u").MessageId());
        Assert.Contains("3 wrong passwords", told.Text(), StringComparison.Ordinal);
        Assert.Equal("error-login-blocked-for-user", (await TryAsync(server, cast.Bob.Username, cast.Bob.Password))["error"].GetString());
        await line.DrainAsync();
        Assert.Single(line.Messages(watch), message => message.Text().Contains("wrong passwords", StringComparison.Ordinal));

        await server.RestartLaterAsync(TimeSpan.FromMinutes(6));
        Assert.Equal("error-login-blocked-for-user", (await TryAsync(server, cast.Bob.Username, cast.Bob.Password))["error"].GetString());
        await server.RestartLaterAsync(TimeSpan.FromMinutes(8));
        Assert.True((await TryAsync(server, cast.Bob.Username, cast.Bob.Password)).Succeeded);
    }

    [Fact]
    public async Task ACC_005_names_that_strangers_type_address_nobody_in_the_channel()
    {
        var environment = Lock(byUser: 3, byAddress: 100);
        environment["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Notify_Failed"] = "true";
        environment["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Notify_Failed_Channel"] = "watch";
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, environment);
        await using var cast = await Cast.OnAsync(server);
        var watch = (await cast.Ada.Rest.PostAsync("channels.create", new { name = "watch" })).OrThrow()["channel"].MessageId();
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeRoomAsync(watch);
        for (var attempt = 0; attempt < 3; attempt++)
            Assert.False((await TryAsync(server, $"` @{cast.Ada.Username} @all [x](https://example.org)", "not this")).Succeeded);

        var told = await line.WaitMessageAsync(watch, message => message.Text().Contains("wrong passwords", StringComparison.Ordinal));
        Assert.Empty(told.GetProperty("mentions").EnumerateArray());
        Assert.Empty(told.GetProperty("urls").EnumerateArray());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_012_logging_out_closes_the_live_connections_of_this_session_alone(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var phone = await cast.Server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        await using var phoneLine = await cast.Server.ConnectAsync();
        await phoneLine.ResumeAsync(phone.Token!);
        var deskLine = await cast.LineAsync(cast.Ada);

        await phone.PostAsync("logout").SucceedsAsync();

        await phoneLine.WaitClosedAsync();
        await deskLine.DrainAsync();
        Assert.False(deskLine.IsClosed);
        Assert.Equal(cast.Ada.Id, (await deskLine.CallAsync("getUserRoles"))[0].MessageId());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_005_repeated_wrong_passwords_lock_the_account_even_for_the_right_one(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, Lock(byUser: 3, byAddress: 100));
        await using var cast = await Cast.OnAsync(server);
        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal("Unauthorized", (await TryAsync(server, cast.Ada.Username, "not this"))["error"].GetString());

        Assert.Equal("error-login-blocked-for-user", (await TryAsync(server, cast.Ada.Username, cast.Ada.Password))["error"].GetString());
        await using var line = await server.ConnectAsync();
        Assert.Equal("error-login-blocked-for-user", (await Assert.ThrowsAsync<DdpException>(() => line.LoginAsync(cast.Ada.Username, cast.Ada.Password))).Code);
        Assert.True((await TryAsync(server, cast.Bob.Username, cast.Bob.Password)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_005_repeated_wrong_passwords_lock_the_address_unless_it_is_listed(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, Lock(byUser: 100, byAddress: 3));
        await using var cast = await Cast.OnAsync(server);
        for (var attempt = 0; attempt < 3; attempt++)
            Assert.False((await TryAsync(server, Scratch.Name("nobody"), "not this")).Succeeded);

        Assert.Equal("error-login-blocked-for-ip", (await TryAsync(server, cast.Bob.Username, cast.Bob.Password))["error"].GetString());
        await cast.Admin.PostAsync("settings/Block_Multiple_Failed_Logins_Ip_Whitelist", new { value = "10.0.0.1, 127.0.0.1" }).SucceedsAsync();
        Assert.True((await TryAsync(server, cast.Bob.Username, cast.Bob.Password)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_012_logging_out_ends_this_session_alone_and_administrators_end_all(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var phone = await cast.Server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        await phone.PostAsync("logout").SucceedsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("me")).Status);
        Assert.True((await cast.Ada.Rest.GetAsync("me")).Succeeded);

        var line = await cast.LineAsync(cast.Ada);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("users.logout", new { userId = cast.Ada.Id })).Status);
        await cast.Admin.PostAsync("users.logout", new { userId = cast.Ada.Id }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await cast.Ada.Rest.GetAsync("me")).Status);
        await line.WaitClosedAsync();
        await using var again = await cast.Server.ConnectAsync();
        await Assert.ThrowsAsync<DdpException>(() => again.ResumeAsync(cast.Ada.Rest.Token!));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_014_registration_form_is_open_shut_or_behind_a_secret(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var visitor = server.Anonymous();
        await RegisterAsync(visitor, "anyone").SucceedsAsync();
        await admin.PostAsync("settings/Accounts_RegistrationForm", new { value = "Disabled" }).SucceedsAsync();
        await RegisterAsync(visitor, "nobody").AssertRefusedAsync("error-user-registration-disabled");
        await admin.PostAsync("settings/Accounts_RegistrationForm", new { value = "Secret URL" }).SucceedsAsync();
        await admin.PostAsync("settings/Accounts_RegistrationForm_SecretURL", new { value = "behind-the-shed" }).SucceedsAsync();
        await RegisterAsync(visitor, "guesser", "in-the-shed").AssertRefusedAsync("error-user-registration-secret");
        await RegisterAsync(visitor, "friend", "behind-the-shed").SucceedsAsync();
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_019_username_is_unique_in_any_case_and_neither_odd_nor_reserved(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        Assert.True(await IsFreeAsync(Scratch.Name("free")));
        Assert.False(await IsFreeAsync(cast.Bob.Username));
        Assert.False(await IsFreeAsync(cast.Bob.Username.ToUpperInvariant()));
        foreach (var reserved in new[] { "all", "here", "admin", "Administrator", "system", "user" })
            Assert.False(await IsFreeAsync(reserved), reserved);

        await RenameAsync(cast.Bob.Username.ToUpperInvariant()).AssertRefusedAsync("error-field-unavailable");
        Assert.False((await RenameAsync("all")).Succeeded);
        Assert.False((await RenameAsync("with blank")).Succeeded);
        var chosen = Scratch.Name("Ada.L_");
        await RenameAsync(chosen).SucceedsAsync();
        Assert.Equal(chosen, (await cast.Ada.Rest.GetAsync("me")).OrThrow()["username"].GetString());
        using var visitor = cast.Server.Anonymous();
        await RegisterAsync(visitor, cast.Bob.Username.ToUpperInvariant()).AssertRefusedAsync("Username is already in use");

        async Task<bool> IsFreeAsync(string name) => (await cast.Ada.Rest.GetAsync("users.checkUsernameAvailability?username=" + name)).OrThrow()["result"].GetBoolean();
        Task<RestReply> RenameAsync(string username) => cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { username } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_022_all_failed_rules_of_the_password_policy_are_told_together(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        Assert.False((await server.Anonymous().GetAsync("pw.getPolicy"))["enabled"].GetBoolean());
        await cast.Admin.PostAsync("settings/Accounts_Password_Policy_Enabled", new { value = true }).SucceedsAsync();

        var policy = (await server.Anonymous().GetAsync("pw.getPolicy")).OrThrow();
        Assert.True(policy["enabled"].GetBoolean());
        Assert.Contains(policy["policy"].EnumerateArray(), rule => rule[0].ValueEquals("get-password-policy-minLength") && rule[1].GetProperty("minLength").GetInt32() == 7);

        var refusal = await ChangeAsync("aaaa");
        refusal.AssertRefused("error-password-policy-not-met");
        foreach (var rule in new[] { "minLength", "repeatingCharacters", "oneUppercase", "oneNumber", "oneSpecial" })
            Assert.Contains($"\"error-password-policy-not-met-{rule}\"", refusal.Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("oneLowercase", refusal.Body.GetRawText(), StringComparison.Ordinal);
        await RegisterAsync(server.Anonymous(), "weakling").AssertRefusedAsync("error-password-policy-not-met");
        await ChangeAsync("Abcde-123").SucceedsAsync();

        Task<RestReply> ChangeAsync(string newPassword) => cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword, currentPassword = cast.Ada.Password } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_023_new_password_needs_the_present_one_and_ends_the_other_sessions(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var phone = await cast.Server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        Assert.False((await ChangeAsync("brand new words", "not this")).Succeeded);
        await ChangeAsync(cast.Ada.Password, cast.Ada.Password).AssertRefusedAsync("error-password-same-as-current");
        Assert.True((await phone.GetAsync("me")).Succeeded);

        await ChangeAsync("brand new words", cast.Ada.Password).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("me")).Status);
        Assert.True((await cast.Ada.Rest.GetAsync("me")).Succeeded);
        Assert.False((await TryAsync(cast.Server, cast.Ada.Username, cast.Ada.Password)).Succeeded);
        Assert.True((await TryAsync(cast.Server, cast.Ada.Username, "brand new words")).Succeeded);

        Task<RestReply> ChangeAsync(string newPassword, string currentPassword) => cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword, currentPassword } });
    }

    /// <summary>ACC-033 and ACC-034: a token is shown once, listed without its value, replaced and removed by name.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_034_personal_token_is_shown_once_and_dies_when_replaced_or_removed(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var token = (await PostAsync("generate", new { tokenName = "robot", bypassTwoFactor = true })).OrThrow()["token"].GetString()!;
        await PostAsync("generate", new { tokenName = "robot" }).AssertRefusedAsync("error-token-already-exists");
        Assert.True(await WorksAsync(token));

        var listed = Assert.Single((await cast.Ada.Rest.GetAsync("users.getPersonalAccessTokens")).OrThrow()["tokens"].EnumerateArray());
        Assert.Equal(("robot", token[^6..], true), (listed.GetProperty("name").GetString(), listed.GetProperty("lastTokenPart").GetString(), listed.GetProperty("bypassTwoFactor").GetBoolean()));
        Assert.True(listed.TryGetProperty("createdAt", out _));
        Assert.DoesNotContain(token, listed.GetRawText(), StringComparison.Ordinal);

        var renewed = (await PostAsync("regenerate", new { tokenName = "robot" })).OrThrow()["token"].GetString()!;
        Assert.False(await WorksAsync(token));
        Assert.True(await WorksAsync(renewed));
        await PostAsync("remove", new { tokenName = "robot" }).SucceedsAsync();
        Assert.False(await WorksAsync(renewed));
        await PostAsync("remove", new { tokenName = "robot" }).AssertRefusedAsync("error-token-does-not-exists");
        await PostAsync("regenerate", new { tokenName = "robot" }).AssertRefusedAsync("error-token-does-not-exists");

        Task<RestReply> PostAsync(string act, object body) => cast.Ada.Rest.PostAsync($"users.{act}PersonalAccessToken", body);
        async Task<bool> WorksAsync(string value)
        {
            using var robot = cast.Server.Anonymous();
            robot.UseToken(cast.Ada.Id, value);
            return (await robot.GetAsync("me")).Succeeded;
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_035_logging_out_elsewhere_keeps_this_session_under_a_new_token_and_personal_tokens(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var phone = await cast.Server.LoginAsync(cast.Ada.Username, cast.Ada.Password);
        using var robot = cast.Server.Anonymous();
        robot.UseToken(cast.Ada.Id, (await cast.Ada.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName = "robot" })).OrThrow()["token"].GetString()!);

        var line = await cast.LineAsync(cast.Ada);
        var reply = (await cast.Ada.Rest.PostAsync("users.logoutOtherClients")).OrThrow();
        await line.CallAsync("getUserRoles");
        Assert.True(reply["tokenExpires"].GetDateTimeOffset() > DateTimeOffset.UtcNow.AddDays(80));
        Assert.Equal(HttpStatusCode.Unauthorized, (await phone.GetAsync("me")).Status);
        cast.Ada.Rest.UseToken(cast.Ada.Id, reply["token"].GetString()!);
        Assert.True((await cast.Ada.Rest.GetAsync("me")).Succeeded);
        Assert.True((await robot.GetAsync("me")).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_046_preferences_begin_with_defaults_apply_live_and_refuse_unknown_ones(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        Assert.True((await PreferencesAsync()).GetProperty("unreadAlert").GetBoolean());
        var line = await cast.LineAsync(cast.Ada);
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/userData", false);

        await cast.Ada.Rest.PostAsync("users.setPreferences", new { data = new { unreadAlert = false } }).SucceedsAsync();
        await line.WaitEventAsync("notify-user", cast.Ada.Id + "/userData", args => args.GetRawText().Contains("unreadAlert", StringComparison.Ordinal));
        Assert.False((await PreferencesAsync()).GetProperty("unreadAlert").GetBoolean());

        Assert.False((await cast.Ada.Rest.PostAsync("users.setPreferences", new { data = new { favouriteColour = "red" } })).Succeeded);
        await cast.Bob.Rest.PostAsync("users.setPreferences", new { userId = cast.Ada.Id, data = new { unreadAlert = true } }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("users.setPreferences", new { userId = cast.Ada.Id, data = new { unreadAlert = true } }).SucceedsAsync();
        Assert.True((await PreferencesAsync()).GetProperty("unreadAlert").GetBoolean());

        async Task<JsonElement> PreferencesAsync() => (await cast.Ada.Rest.GetAsync("me")).OrThrow()["settings"].GetProperty("preferences");
    }

    private static Dictionary<string, string?> Lock(int byUser, int byAddress) => new()
    {
        ["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Enabled"] = "true",
        ["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User"] = $"{byUser}",
        ["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Attempts_Until_Block_By_Ip"] = $"{byAddress}",
    };

    private static async Task<RestReply> TryAsync(ParleyServer server, string user, string password)
    {
        using var visitor = server.Anonymous();
        return await visitor.PostAsync("login", new { user, password });
    }

    private static Task<RestReply> RegisterAsync(RestClient visitor, string username, string? secretURL = null)
    {
        var form = new Dictionary<string, string> { ["username"] = username, ["name"] = username, ["email"] = username + "@new.example.org", ["pass"] = "open sesame" };
        if (secretURL is not null)
            form["secretURL"] = secretURL;
        return visitor.PostAsync("users.register", form);
    }
}

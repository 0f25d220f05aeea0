using System.Net;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Second factors: ACC-025, ACC-026, ACC-027, ACC-028, ACC-029, ACC-030, ACC-031, ACC-032, ACC-033, ADM-003.</summary>
/// <remarks>Rows: SET-035.</remarks>
public sealed class TwoFactorTests(Workspaces workspaces)
{
    private static readonly Dictionary<string, string?> _forgetful = new() { ["Accounts_TwoFactorAuthentication_RememberFor"] = "0" };

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_025_authenticator_counts_from_its_first_right_code_and_ends_other_sessions(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("den").With("ada").OnAsync(server);
        var ada = stage["ada"];
        using var other = await server.LoginAsync(ada.Username, ada.Password);
        var begun = await ada.Rest.ResultAsync("2fa:enable");
        var secret = begun.GetProperty("secret").GetString()!;
        Assert.StartsWith("otpauth://totp/", begun.GetProperty("url").GetString());
        Assert.Contains("secret=" + secret, begun.GetProperty("url").GetString());
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded, "it counts before it was confirmed");

        var wrong = await ada.Rest.MethodAsync("2fa:validateTempToken", "000000");
        Assert.False(wrong.TryGetProperty("result", out _));
        var codes = (await ada.Rest.ResultAsync("2fa:validateTempToken", Calls.Totp(secret))).GetProperty("codes");

        Assert.Equal(12, codes.GetArrayLength());
        Assert.All(codes.EnumerateArray(), code => Assert.Equal(8, code.GetString()!.Length));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("me")).Status);
        var me = (await ada.Rest.GetAsync("me")).OrThrow();
        Assert.True(me["services"].GetProperty("totp").GetProperty("enabled").GetBoolean());
        Assert.DoesNotContain(secret, me.Body.GetRawText(), StringComparison.Ordinal);
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("totp-required");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_025_authenticator_waits_for_a_confirmed_address(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var visitor = server.Anonymous();
        var name = Scratch.Name("new");
        await visitor.PostAsync("users.register", new { username = name, name, email = name + "@example.org", pass = "open sesame" }).SucceedsAsync();
        using var newcomer = await server.LoginAsync(name, "open sesame");
        Assert.Equal("error-invalid-user", await newcomer.RefusalAsync("2fa:enable"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_026_backup_codes_stand_in_once_are_counted_and_renewed(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var (secret, backups) = await ada.Rest.EnrolAsync();
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, backups[0])).Succeeded);
        (await server.TryLoginAsync(ada.Username, ada.Password, backups[0])).AssertRefused("totp-invalid");
        Assert.Equal(11, (await ada.Rest.ResultAsync("2fa:checkCodesRemaining")).GetProperty("remaining").GetInt32());

        var renewed = (await ada.Rest.ResultAsync("2fa:regenerateCodes", backups[1])).GetProperty("codes");
        Assert.Equal(12, renewed.GetArrayLength());
        (await server.TryLoginAsync(ada.Username, ada.Password, backups[2])).AssertRefused("totp-invalid");
        Assert.False((await ada.Rest.ResultAsync("2fa:disable", "000000")).GetBoolean());
        Assert.True((await ada.Rest.ResultAsync("2fa:disable", Calls.Totp(secret, 1))).GetBoolean());
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        Assert.Equal("invalid-totp", await ada.Rest.RefusalAsync("2fa:checkCodesRemaining"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_028_sign_in_names_the_factor_and_succeeds_with_it_once(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var (secret, _) = await ada.Rest.EnrolAsync();
        var asked = await server.TryLoginAsync(ada.Username, ada.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.Status);
        Assert.Equal("totp", asked["details"].GetProperty("method").GetString());
        Assert.Equal(["totp"], asked["details"].Texts("availableMethods"));
        (await server.TryLoginAsync(ada.Username, "wrong", Calls.Totp(secret, 1))).AssertRefused("Unauthorized");
        (await server.TryLoginAsync(ada.Username, ada.Password, "000000")).AssertRefused("totp-invalid");

        await using var line = await server.ConnectAsync();
        var login = new { user = new { username = ada.Username }, password = new { digest = Calls.Sha256(ada.Password), algorithm = "sha-256" } };
        await line.CallAsync("login", login).AssertRefusedAsync("totp-required");
        var code = Calls.Totp(secret, 1);
        Assert.Equal(ada.Id, (await line.CallAsync("login", new { totp = new { login, code } })).GetProperty("id").GetString());
        await using var second = await server.ConnectAsync();
        await second.CallAsync("login", new { totp = new { login, code } }).AssertRefusedAsync("totp-invalid");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_029_mailed_code_is_six_digits_good_once_and_not_mailed_again_while_good(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var address = ada.Username + "@example.org";
        await ada.Rest.PostAsync("users.2fa.enableEmail").SucceedsAsync();

        var asked = await server.TryLoginAsync(ada.Username, ada.Password);
        asked.AssertRefused("totp-required");
        Assert.Equal("email", asked["details"].GetProperty("method").GetString());
        Assert.True(asked["details"].GetProperty("codeGenerated").GetBoolean());
        Assert.Equal(ada.Username, asked["details"].GetProperty("emailOrUsername").GetString());
        var code = (await mail.WaitAsync(address)).CodeIn();
        Assert.Equal(6, code.Length);
        var again = await server.TryLoginAsync(ada.Username, ada.Password);
        Assert.False(again["details"].GetProperty("codeGenerated").GetBoolean());
        Assert.Equal(1, again["details"].GetProperty("codeCount").GetInt32());
        using (var visitor = server.Anonymous())
        {
            await visitor.PostAsync("users.2fa.sendEmailCode", new { emailOrUsername = "nobody-has-this-name" }).SucceedsAsync();
            await visitor.PostAsync("users.2fa.sendEmailCode", new { emailOrUsername = ada.Username }).SucceedsAsync();
        }

        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, code)).Succeeded);
        (await server.TryLoginAsync(ada.Username, ada.Password, code)).AssertRefused("totp-invalid");
        await mail.WaitAsync(address, 2);
        Assert.NotEqual(code, mail.To(address)[1].CodeIn());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_029_guesses_of_codes_are_limited_for_the_account_whatever_the_client_calls_itself(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var (secret, _) = await ada.Rest.EnrolAsync();
        for (var guess = 0; guess < 5; guess++)
            (await server.TryLoginAsync(ada.Username, ada.Password, "000000")).AssertRefused("totp-invalid");
        (await server.TryLoginAsync(ada.Username, ada.Password, Calls.Totp(secret, 1))).AssertRefused("error-too-many-requests");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_027_codes_by_mail_are_turned_off_only_with_a_code(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await ada.Rest.PostAsync("users.2fa.enableEmail").SucceedsAsync();
        await ada.Rest.PostAsync("users.2fa.disableEmail").AssertRefusedAsync("totp-required");
        var code = (await mail.WaitAsync(ada.Username + "@example.org")).CodeIn();
        (await ada.Rest.PostWithCodeAsync("users.2fa.disableEmail", new { }, code, "email")).OrThrow();
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_027_newcomers_get_codes_by_mail_once_their_address_is_confirmed(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        var environment = mail.Environment;
        environment["Accounts_TwoFactorAuthentication_By_Email_Auto_Opt_In"] = "true";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        var admin = await server.AdminAsync();
        await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", password = "open sesame" }).SucceedsAsync();
        using var ada = await server.LoginAsync("ada", "open sesame");
        (await admin.PostAsync("users.update", new { userId = ada.UserId, data = new { verified = true } })).OrThrow();
        (await server.TryLoginAsync("ada", "open sesame")).AssertRefused("totp-required");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_030_factor_is_remembered_for_the_session_that_gave_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await server.RestartLaterAsync(TimeSpan.FromHours(1));
        using var first = await server.LoginAsync(ada.Username, ada.Password);
        using var second = await server.LoginAsync(ada.Username, ada.Password);
        var asked = await first.PostAsync("users.generatePersonalAccessToken", new { tokenName = "one" });
        asked.AssertRefused("totp-required");
        Assert.Equal("password", asked["details"].GetProperty("method").GetString());
        (await first.PostWithCodeAsync("users.generatePersonalAccessToken", new { tokenName = "one" }, Calls.Sha256("wrong"), "password")).AssertRefused("totp-invalid");

        (await first.PostWithCodeAsync("users.generatePersonalAccessToken", new { tokenName = "one" }, Calls.Sha256(ada.Password), "password")).OrThrow();

        await first.PostAsync("users.generatePersonalAccessToken", new { tokenName = "two" }).SucceedsAsync();
        await second.PostAsync("users.generatePersonalAccessToken", new { tokenName = "three" }).AssertRefusedAsync("totp-required");
        await server.RestartLaterAsync(TimeSpan.FromHours(2));
        await first.PostAsync("users.generatePersonalAccessToken", new { tokenName = "four" }).AssertRefusedAsync("totp-required");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_031_ACC_033_tokens_with_bypass_are_asked_for_nothing_and_others_are(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, _forgetful);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var free = await WithTokenAsync("free", bypassTwoFactor: true);
        using var bound = await WithTokenAsync("bound", bypassTwoFactor: false);
        await free.PostAsync("users.generatePersonalAccessToken", new { tokenName = "more" }).SucceedsAsync();
        await bound.PostAsync("users.generatePersonalAccessToken", new { tokenName = "much more" }).AssertRefusedAsync("totp-required");
        await using var line = await server.ConnectAsync();
        await line.ResumeAsync(bound.Token!);
        await line.CallAsync("personalAccessTokens:removeToken", new { tokenName = "more" }).AssertRefusedAsync("totp-required");
        await line.CallAsync("personalAccessTokens:removeToken", new { tokenName = "more" }, new { twoFactorCode = Calls.Sha256(ada.Password), twoFactorMethod = "password" });
        await free.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword = "another one" } }).AssertRefusedAsync("totp-required");

        async Task<RestClient> WithTokenAsync(string tokenName, bool bypassTwoFactor)
        {
            var made = await ada.Rest.PostWithCodeAsync("users.generatePersonalAccessToken", new { tokenName, bypassTwoFactor }, Calls.Sha256(ada.Password), "password");
            var client = server.Anonymous();
            client.UseToken(ada.Id, made.OrThrow()["token"].GetString()!);
            return client;
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_032_administrator_resets_the_factors_which_signs_out_and_tells_by_mail(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var eve = await Scenario.RegisterAsync(server, admin, "eve");
        await ada.Rest.EnrolAsync();
        await using var line = await ada.ConnectAsync();
        await eve.Rest.PostWithCodeAsync("users.resetTOTP", new { userId = ada.Id }, Calls.Sha256(eve.Password), "password").AssertRefusedAsync("error-not-allowed");
        await admin.PostAsync("users.resetTOTP", new { userId = ada.Id }).AssertRefusedAsync("totp-required");

        (await admin.PostWithCodeAsync("users.resetTOTP", new { userId = ada.Id }, Calls.Sha256(ParleyServer.AdminPassword), "password")).OrThrow();

        await line.WaitClosedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Rest.GetAsync("me")).Status);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        await mail.WaitAsync(ada.Username + "@example.org", "second factor was reset");
        (await eve.Rest.PostWithCodeAsync("users.resetTOTP", new { }, Calls.Sha256(eve.Password), "password")).OrThrow();
        (await eve.Rest.GetAsync("me")).OrThrow();
    }
}

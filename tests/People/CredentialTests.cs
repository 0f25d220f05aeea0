using System.Net;
using System.Text;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Guessing, going round and stealing what proves who somebody is.</summary>
/// <remarks>Rows: SEC-041, SEC-042, SEC-044, SEC-045.</remarks>
public sealed class CredentialTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_041_mailed_code_dies_after_five_wrong_tries_and_the_account_pauses(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var address = ada.Username + "@example.org";
        await ada.Rest.PostAsync("users.2fa.enableEmail").SucceedsAsync();
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("totp-required");
        var code = (await mail.WaitAsync(address)).CodeIn();
        var wrong = code == "000000" ? "000001" : "000000";
        for (var guess = 0; guess < 5; guess++)
            (await server.TryLoginAsync(ada.Username, ada.Password, wrong)).AssertRefused("totp-invalid");
        (await server.TryLoginAsync(ada.Username, ada.Password, code)).AssertRefused("error-too-many-requests");

        // Later the account may try again, but the code that was guessed at is good no more, although its hour is not over.
        await server.RestartLaterAsync(TimeSpan.FromMinutes(20));
        (await server.TryLoginAsync(ada.Username, ada.Password, code)).AssertRefused("totp-invalid");
        await mail.WaitAsync(address, 2);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, mail.To(address)[^1].CodeIn())).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_041_right_code_begins_the_count_anew(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var (_, backups) = await ada.Rest.EnrolAsync();
        for (var round = 0; round < 3; round++)
        {
            for (var guess = 0; guess < 4; guess++)
                (await server.TryLoginAsync(ada.Username, ada.Password, "000000")).AssertRefused("totp-invalid");
            Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, backups[round])).Succeeded);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_042_no_door_and_no_header_goes_round_the_second_factor(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        using var other = await server.LoginAsync(ada.Username, ada.Password);
        var (_, backups) = await ada.Rest.EnrolAsync();
        // Turning it on ended the other session.
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("me")).Status);

        using var visitor = server.Anonymous();
        var digest = new { digest = Calls.Sha256(ada.Password), algorithm = "sha-256" };
        foreach (var body in new object[]
        {
            new { user = ada.Username, password = ada.Password }, new { user = ada.Username + "@example.org", password = ada.Password }, new { username = ada.Username, password = ada.Password },
            new { email = ada.Username + "@example.org", password = ada.Password }, new { user = ada.Username, password = digest }, new { ldap = true, username = ada.Username, ldapPass = ada.Password },
            new { user = ada.Username, password = ada.Password, code = "" }, new { user = ada.Username, password = ada.Password, code = Calls.Sha256(ada.Password) },
        })
            Assert.False((await visitor.PostAsync("login", body)).Succeeded, body.ToString());
        await using var line = await server.ConnectAsync();
        foreach (var login in new object[]
        {
            new { user = new { username = ada.Username }, password = digest }, new { user = new { email = ada.Username + "@example.org" }, password = digest },
            new { totp = new { login = new { user = new { username = ada.Username }, password = digest }, code = "000000" } }, new { totp = new { login = new { user = new { username = ada.Username }, password = digest } } },
        })
            await Assert.ThrowsAsync<DdpException>(() => line.CallAsync("login", login));
        // The password does not stand in for the authenticator, whatever the header says.
        foreach (var method in new[] { "password", "email", "totp", "none", "" })
            Assert.False((await ada.Rest.PostWithCodeAsync("users.regeneratePersonalAccessToken", new { tokenName = "none" }, Calls.Sha256(ada.Password), method)).Succeeded, method);
        using var proved = server.Anonymous();
        var session = (await server.TryLoginAsync(ada.Username, ada.Password, backups[0])).OrThrow()["data"];
        proved.UseToken(session.GetProperty("userId").GetString()!, session.GetProperty("authToken").GetString()!);
        (await proved.GetAsync("me")).OrThrow();
    }

    [Fact]
    public async Task SEC_044_tokens_lie_nowhere_in_the_clear()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment, name: "tokens");
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var visitor = server.Anonymous();
        var tokens = new Dictionary<string, string> { ["of the session"] = ada.Rest.Token! };
        await visitor.PostAsync("users.forgotPassword", new { email = ada.Username + "@example.org" }).SucceedsAsync();
        tokens["of the reset"] = (await mail.WaitAsync(ada.Username + "@example.org")).TokenIn("/reset-password/");
        tokens["of a person"] = (await ada.Rest.PostWithCodeAsync("users.generatePersonalAccessToken", new { tokenName = "one" }, Calls.Sha256(ada.Password), "password")).OrThrow()["token"].GetString()!;
        tokens["of another made for somebody"] = (await admin.PostAsync("users.createToken", new { userId = ada.Id })).OrThrow()["data"].GetProperty("authToken").GetString()!;
        (await ada.Rest.GetAsync("me")).OrThrow();
        // Links carry them in the path: nothing that follows the link learns where it came from.
        using (var http = new HttpClient { BaseAddress = server.Url })
        {
            using var page = await http.GetAsync("/reset-password/" + tokens["of the reset"]);
            Assert.Contains(page.Headers.GetValues("Referrer-Policy").Single(), new[] { "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin" });
        }

        await server.StopAsync();
        var kept = Directory.EnumerateFiles(server.DataFolder, "parley.db*").Select(File.ReadAllBytes).Append(Encoding.UTF8.GetBytes(server.Log())).ToList();
        Assert.True(kept.Count >= 2);
        // What is in the clear is found by this way of looking.
        Assert.Contains(kept, bytes => Holds(bytes, ada.Username));
        foreach (var (what, token) in tokens)
            Assert.False(kept.Exists(bytes => Holds(bytes, token)), $"the token {what} lies in the clear");

        static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_045_passwords_that_everybody_knows_are_refused_where_rules_count(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["Accounts_Password_Policy_Enabled"] = "true" });
        var admin = await server.AdminAsync();
        foreach (var known in new[] { "Password1!", "Dragon2024!", "!Liverpool7" })
            (await RegisterAsync(known)).AssertRefused("error-password-common");
        (await RegisterAsync("Plum-7-window")).OrThrow();
        await admin.PostAsync("settings/Accounts_Password_Policy_ForbidCommonPasswords", new { value = false }).SucceedsAsync();
        (await RegisterAsync("Password1!")).OrThrow();

        async Task<RestReply> RegisterAsync(string pass)
        {
            using var visitor = server.Anonymous();
            var username = Scratch.Name("new");
            return await visitor.PostAsync("users.register", new { username, name = "New", email = username + "@example.org", pass });
        }
    }
}

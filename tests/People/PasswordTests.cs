using System.Net;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Passwords that were forgotten, must be changed, or were used before: ACC-021, ACC-023, ACC-024, ADM-053, ADM-054, ADM-055, ADM-058.</summary>
/// <remarks>Rows: SET-059.</remarks>
public sealed class PasswordTests(Workspaces workspaces)
{
    private const string LinkPath = "/reset-password/";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_021_mailed_link_sets_a_new_password_once_and_signs_out_everywhere(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await using var line = await ada.ConnectAsync();
        using var visitor = server.Anonymous();
        var known = await visitor.PostAsync("users.forgotPassword", new { email = ada.Username + "@Example.org" });
        var unknown = await visitor.PostAsync("users.forgotPassword", new { email = "nobody@example.org" });
        Assert.Equal((known.Status, known.Body.GetRawText()), (unknown.Status, unknown.Body.GetRawText()));
        var token = (await mail.WaitAsync(ada.Username + "@example.org")).TokenIn(LinkPath);
        await visitor.GetAsync("pw.getPolicyReset?token=" + token).SucceedsAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("pw.getPolicyReset?token=" + token[1..])).Status);

        var session = await visitor.ResultAsync("resetPassword", token, "a brand new one");

        Assert.Equal(ada.Id, session.GetProperty("id").GetString());
        await line.WaitClosedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Rest.GetAsync("me")).Status);
        Assert.False((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        Assert.True((await server.TryLoginAsync(ada.Username, "a brand new one")).Succeeded);
        Assert.Equal("403", await visitor.RefusalAsync("resetPassword", token, "yet another one"));
        Assert.Empty(mail.To("nobody@example.org"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_021_link_is_over_after_three_days_and_a_newer_one_replaces_it(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var address = ada.Username + "@example.org";
        using var visitor = server.Anonymous();
        await visitor.PostAsync("users.forgotPassword", new { email = address }).SucceedsAsync();
        var first = (await mail.WaitAsync(address)).TokenIn(LinkPath);
        await visitor.PostAsync("users.forgotPassword", new { email = address }).SucceedsAsync();
        var second = (await mail.WaitAsync(address, 2)).TokenIn(LinkPath);
        Assert.Equal("403", await visitor.RefusalAsync("resetPassword", first, "a brand new one"));
        await server.RestartLaterAsync(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(5));
        Assert.Equal("403", await visitor.RefusalAsync("resetPassword", second, "a brand new one"));
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_021_no_mail_goes_out_where_the_reset_is_switched_off(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var bob = await Scenario.RegisterAsync(server, admin, "bob");
        using var visitor = server.Anonymous();
        await admin.PostAsync("settings/Accounts_PasswordReset", new { value = false }).SucceedsAsync();
        await visitor.PostAsync("users.forgotPassword", new { email = ada.Username + "@example.org" }).SucceedsAsync();
        await admin.PostAsync("settings/Accounts_PasswordReset", new { value = true }).SucceedsAsync();
        await visitor.PostAsync("users.forgotPassword", new { email = bob.Username + "@example.org" }).SucceedsAsync();
        await mail.WaitAsync(bob.Username + "@example.org");
        Assert.Empty(mail.To(ada.Username + "@example.org"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_021_new_password_by_link_does_not_stand_in_for_the_authenticator(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await ada.Rest.EnrolAsync();
        using var visitor = server.Anonymous();
        await visitor.PostAsync("users.forgotPassword", new { email = ada.Username + "@example.org" }).SucceedsAsync();
        var token = (await mail.WaitAsync(ada.Username + "@example.org")).TokenIn(LinkPath);
        Assert.Equal("2fa-enabled", await visitor.RefusalAsync("resetPassword", token, "a brand new one"));
        (await server.TryLoginAsync(ada.Username, "a brand new one")).AssertRefused("totp-required");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_023_recently_used_passwords_are_refused_as_many_as_the_setting_says(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["Accounts_Password_History_Enabled"] = "true",
            ["Accounts_Password_History_Amount"] = "2",
        });
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await ChangeAsync(ada.Password, "second one").SucceedsAsync();
        await ChangeAsync("second one", "third one").SucceedsAsync();
        await ChangeAsync("third one", "third one").AssertRefusedAsync("error-password-same-as-current");
        await ChangeAsync("third one", "second one").AssertRefusedAsync("error-password-in-history");
        await ChangeAsync("third one", ada.Password).AssertRefusedAsync("error-password-in-history");
        await ChangeAsync("third one", "fourth one").SucceedsAsync();
        await ChangeAsync("fourth one", ada.Password).SucceedsAsync();

        Task<RestReply> ChangeAsync(string current, string next) =>
            ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword = next, currentPassword = Calls.Sha256(current) } });
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_024_ADM_053_person_chooses_a_password_when_an_administrator_demands_it_and_only_then(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        Assert.Equal("error-not-allowed", await ada.Rest.RefusalAsync("setUserPassword", "chosen by myself"));
        await admin.PostAsync("users.update", new { userId = ada.Id, data = new { requirePasswordChange = true } }).SucceedsAsync();
        Assert.True((await ada.Rest.GetAsync("me")).Body.Flag("requirePasswordChange"));
        Assert.Equal("error-password-same-as-current", await ada.Rest.RefusalAsync("setUserPassword", ada.Password));
        await ada.Rest.ResultAsync("setUserPassword", "chosen by myself");
        Assert.False((await ada.Rest.GetAsync("me")).Body.Flag("requirePasswordChange"));
        Assert.True((await server.TryLoginAsync(ada.Username, "chosen by myself")).Succeeded);
        Assert.Equal("error-not-allowed", await ada.Rest.RefusalAsync("setUserPassword", "chosen once more"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_054_random_password_keeps_the_policy_is_mailed_and_must_be_changed(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        var environment = mail.Environment;
        environment["Accounts_Password_Policy_Enabled"] = "true";
        await using var server = await workspaces.PrivateAsync(engine, environment);
        var admin = await server.AdminAsync();
        var made = await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", setRandomPassword = true, verified = true });
        Assert.True(made.OrThrow()["user"].Flag("requirePasswordChange"));
        var text = (await mail.WaitAsync("ada@example.org")).TextBody ?? "";
        var password = text[(text.IndexOf("next sign-in: ", StringComparison.Ordinal) + 14)..].Split('\n')[0].Trim();
        Assert.True(password.Length >= 12, password);
        using var ada = await server.LoginAsync("ada", password);
        Assert.True((await ada.GetAsync("me")).Body.Flag("requirePasswordChange"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_054_ADM_055_mails_that_cannot_be_sent_are_refused_before_anything_is_made(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        var name = Scratch.Name("ada");
        await admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", setRandomPassword = true }).AssertRefusedAsync("error-email-send-failed");
        await admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "open sesame", sendWelcomeEmail = true }).AssertRefusedAsync("error-email-send-failed");
        await admin.GetAsync("users.info?username=" + name).AssertRefusedAsync("error-invalid-user");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_055_welcome_mail_fills_the_template_with_what_people_are_called_and_nothing_they_could_smuggle(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        await admin.PostAsync("settings/Accounts_UserAddedEmail_Subject", new { value = "Hello [name]\r\nBcc: spy@example.org" }).SucceedsAsync();
        await admin.PostAsync("settings/Accounts_UserAddedEmail_Email", new { value = "<p>[fname] / [lname] / [password]</p>" }).SucceedsAsync();
        await admin.PostAsync("users.create", new { username = "ada", name = "[password] <b>Love</b>", email = "ada@example.org", password = "open&sesame", sendWelcomeEmail = true }).SucceedsAsync();

        var got = await mail.WaitAsync("ada@example.org");

        Assert.Equal("Hello [password] <b>Love</b>  Bcc: spy@example.org", got.Subject);
        Assert.Empty(got.Bcc);
        Assert.Contains("<p>[password] / &lt;b&gt;Love&lt;/b&gt; / open&amp;sesame</p>", got.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("[password] / <b>Love</b> / open&sesame", got.TextBody, StringComparison.Ordinal);
        Assert.Single(mail.All());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_058_password_set_by_an_administrator_signs_the_person_out(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await using var line = await ada.ConnectAsync();
        await admin.PostAsync("users.update", new { userId = ada.Id, data = new { password = "set by the warden" } }).SucceedsAsync();
        await line.WaitClosedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.Rest.GetAsync("me")).Status);
        Assert.True((await server.TryLoginAsync(ada.Username, "set by the warden")).Succeeded);
    }
}

using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Mail;

/// <summary>Mail reaches a real mail server, late rather than never, and only as mail (issue area "mail").</summary>
public sealed class MailQueueTests(Workspaces workspaces)
{
    private const string Warden = "warden@example.org";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Administrator_sends_a_test_mail_through_the_workspaces_server(Engine engine)
    {
        await using var mail = await MailServer.StartAsync("postman", "s3cret");
        var environment = mail.Environment;
        (environment["SMTP_Username"], environment["SMTP_Password"], environment["Site_Name"]) = ("postman", "s3cret", "Tea & Talk");
        await using var server = await workspaces.PrivateAsync(engine, environment);
        var admin = await server.AdminAsync();
        Assert.True((await admin.GetAsync("smtp.check"))["isSMTPConfigured"].GetBoolean());

        var answer = await MethodAsync(admin, "sendSMTPTestEmail");

        Assert.Equal(Warden, answer.GetProperty("result").GetProperty("params")[0].GetString());
        var got = await mail.WaitAsync(Warden);
        Assert.Equal("Tea & Talk: test mail", got.Subject);
        Assert.Equal("parley@example.org", got.From.Mailboxes.Single().Address);
        Assert.Contains("Tea &amp; Talk", got.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("The mail settings of Tea & Talk work.", got.TextBody, StringComparison.Ordinal);
        var settings = (await admin.GetAsync("settings/SMTP_Password")).OrThrow();
        Assert.Equal("", settings["value"].GetString());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Test_mail_is_refused_to_others_and_its_failure_is_told(Engine engine)
    {
        await using var mail = await MailServer.StartAsync("postman", "s3cret");
        var environment = mail.Environment;
        (environment["SMTP_Username"], environment["SMTP_Password"]) = ("postman", "wrong");
        await using var server = await workspaces.PrivateAsync(engine, environment);
        var admin = await server.AdminAsync();
        var ada = await Scenario.RegisterAsync(server, admin, "ada");

        Assert.Equal("error-not-authorized", Error(await MethodAsync(ada.Rest, "sendSMTPTestEmail")).GetString());
        Assert.Equal("error-email-send-failed", Error(await MethodAsync(admin, "sendSMTPTestEmail")).GetString());
        Assert.Empty(mail.All());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Mail_that_was_taken_survives_a_killed_server_and_an_absent_mail_server(Engine engine)
    {
        await using var mail = MailServer.Away();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", password = "open sesame", sendWelcomeEmail = true }).SucceedsAsync();
        await server.KillHardAsync();
        await mail.RestartAsync();
        // The killed server may have been trying it: then it is taken up when that claim has run out.
        await server.RestartLaterAsync(TimeSpan.FromMinutes(5));

        var got = await mail.WaitAsync("ada@example.org", patience: TimeSpan.FromSeconds(60));

        Assert.Contains("open sesame", got.TextBody, StringComparison.Ordinal);
        Assert.Single(mail.All());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Mail_is_tried_again_after_a_passing_refusal_and_given_up_after_a_final_one(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        await CreateAsync("refused");
        await CreateAsync("later");
        await CreateAsync("fine");
        await mail.WaitAsync("later@example.org", patience: TimeSpan.FromSeconds(60));
        await mail.WaitAsync("fine@example.org");
        Assert.Empty(mail.To("refused@example.org"));

        Task CreateAsync(string name) =>
            admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "open sesame", sendWelcomeEmail = true }).SucceedsAsync();
    }

    private static JsonElement Error(JsonElement answer) => answer.GetProperty("error").GetProperty("error");

    internal static async Task<JsonElement> MethodAsync(RestClient caller, string method, params object?[] parameters)
    {
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = parameters });
        var reply = await caller.PostAsync("method.call/" + Uri.EscapeDataString(method), new { message });
        return JsonElement.Parse(reply["message"].GetString()!);
    }
}

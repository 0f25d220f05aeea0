using System.Text.Json;
using Parley.Harness;
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

    private static JsonElement Error(JsonElement answer) => answer.GetProperty("error").GetProperty("error");

    internal static async Task<JsonElement> MethodAsync(RestClient caller, string method, params object?[] parameters)
    {
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method, @params = parameters });
        var reply = await caller.PostAsync("method.call/" + Uri.EscapeDataString(method), new { message });
        return JsonElement.Parse(reply["message"].GetString()!);
    }
}

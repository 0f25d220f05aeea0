using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Mails of administrators to many: ADM-114, ADM-115, ADM-116, ADM-117.</summary>
/// <remarks>Rows: NOT-021.</remarks>
public sealed class MailingTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_114_ADM_115_mailing_reaches_those_of_the_query_each_with_their_own_words(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var bob = await Scenario.RegisterAsync(server, admin, "bob");
        await ada.Rest.PostAsync("mailer", Body("<p>[unsubscribe]</p>")).AssertRefusedAsync("error-not-allowed");
        await admin.PostAsync("mailer", Body("<p>Hello</p>")).AssertRefusedAsync("error-missing-unsubscribe-link");
        await admin.PostAsync("mailer", new { from = "nobody", subject = "News", body = "[unsubscribe]" }).AssertRefusedAsync("error-invalid-from-address");
        await admin.PostAsync("mailer", new { from = "news@example.org\r\nBcc: spy@example.org", subject = "News", body = "[unsubscribe]" }).AssertRefusedAsync("error-invalid-from-address");
        await admin.PostAsync("mailer", new { from = "news@example.org", subject = "News", body = "[unsubscribe]", query = "{broken" }).AssertRefusedAsync("error-invalid-query");

        await admin.PostAsync("mailer", new
        {
            from = "Editor <news@example.org>",
            subject = "News for [name]",
            body = "<p>Dear [fname], <a href=\"[unsubscribe]\">no more</a></p>",
            query = JsonSerializer.Serialize(new { username = ada.Username }),
        }).SucceedsAsync();

        var got = await mail.WaitAsync(ada.Username + "@example.org");
        Assert.Equal("News for ada", got.Subject);
        Assert.Equal("news@example.org", got.From.Mailboxes.Single().Address);
        Assert.Contains("Dear ada,", got.TextBody, StringComparison.Ordinal);
        Assert.Empty(mail.To(bob.Username + "@example.org"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_116_dry_run_goes_to_the_sender_alone(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        await admin.PostAsync("mailer", new { from = "news@example.org", subject = "News", body = "[unsubscribe]", dryrun = true }).SucceedsAsync();
        await mail.WaitAsync("news@example.org");
        Assert.Single(mail.All());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ADM_117_link_of_a_mailing_ends_them_without_signing_in(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        var admin = await server.AdminAsync();
        using var ada = await Scenario.RegisterAsync(server, admin, "ada");
        using var bob = await Scenario.RegisterAsync(server, admin, "bob");
        await admin.PostAsync("mailer", Body("<p>[unsubscribe]</p>")).SucceedsAsync();
        var text = (await mail.WaitAsync(ada.Username + "@example.org")).TextBody ?? "";
        await mail.WaitAsync(bob.Username + "@example.org");
        var parts = text[(text.IndexOf("/mailer/unsubscribe/", StringComparison.Ordinal) + 20)..].Split('\n')[0].Trim().Split('/');
        using var visitor = server.Anonymous();
        await visitor.PostAsync("mailer.unsubscribe", new { _id = parts[0], createdAt = "1" }).AssertRefusedAsync("error-invalid-link");
        await visitor.PostAsync("mailer.unsubscribe", new { _id = parts[0], createdAt = parts[1] }).SucceedsAsync();

        await admin.PostAsync("mailer", Body("<p>Again: [unsubscribe]</p>")).SucceedsAsync();

        await mail.WaitAsync(bob.Username + "@example.org", 2);
        Assert.Single(mail.To(ada.Username + "@example.org"));
    }

    private static object Body(string body) => new { from = "news@example.org", subject = "News", body };
}

using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Mailboxes of the workspace.</summary>
/// <remarks>Rows: ADM-113.</remarks>
public sealed class InboxJourneyTests(Workspaces workspaces, Browser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task ADM_110_ADM_112_ADM_113_inbox_is_added_tried_and_changed()
    {
        await using var mail = await MailServer.StartAsync();
        await using var imap = await ImapServer.StartAsync();
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        var admin = await server.AdminAsync();
        var name = Scratch.Name("desk");
        await First.GotoAsync($"{server.Url}livez");
        await First.EvaluateAsync("([userId, token]) => localStorage.setItem('parley.session', JSON.stringify({ userId, token }))", new[] { admin.UserId, admin.Token });
        await First.GotoAsync($"{server.Url}admin/email-inboxes");
        await First.GetByRole(AriaRole.Button, new() { Name = "Add inbox" }).ClickAsync();
        await Assertions.Expect(First.GetByText("app password")).ToBeVisibleAsync();
        await First.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await First.GetByLabel("Address", new() { Exact = true }).FillAsync(name + "@example.org");
        foreach (var (part, port) in new[] { ("Sending (SMTP)", mail.Port), ("Receiving (IMAP)", imap.Port) })
        {
            var group = First.GetByRole(AriaRole.Group, new() { Name = part });
            await group.GetByLabel("Server").FillAsync("127.0.0.1");
            await group.GetByLabel("Port").FillAsync($"{port}");
            await group.GetByLabel("Username").FillAsync("helper");
            await group.GetByLabel("Password").FillAsync(ImapServer.Password);
        }

        await ExpectNoBarriersAsync(First, "the form of an inbox");
        await First.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await First.GetByRole(AriaRole.Row, new() { NameRegex = new(name) }).ClickAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Assertions.Expect(First.GetByText("A mail is on its way to you")).ToBeVisibleAsync();
        Assert.Equal(name + "@example.org", (await mail.WaitAsync("warden@example.org", "through this inbox")).From.Mailboxes.Single().Address);
        await First.GetByText("Active", new() { Exact = true }).Last.ClickAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Row, new() { NameRegex = new($"{name}.*Inactive") })).ToBeVisibleAsync();
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>What leaves by mail, in a browser: chosen messages (ROOM-077) and invitations (ROOM-048).</summary>
public sealed class MailJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ROOM_077_chosen_messages_are_mailed_from_the_panel_of_the_room()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("minutes").With("ada", "bob").OnAsync(server);
        (await stage.Admin.PostAsync("channels.join", new { roomId = stage.RoomId })).OrThrow();
        await stage.SayAsync("bob", "we decided to build it");
        await stage.SayAsync("bob", "and then had lunch");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, $"channel/{stage.RoomName}/export-messages");

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "By mail" }).ClickAsync();
        await ExpectNoBarriersAsync(First, "mailing messages");
        await Beside(First).GetByLabel("Further addresses").FillAsync("guest@example.org, no address");
        await Assertions.Expect(Beside(First).GetByText("This is no email address: no, address")).ToBeVisibleAsync();
        await Beside(First).GetByLabel("Further addresses").FillAsync("guest@example.org");
        await Assertions.Expect(Button(First, "Send mail")).ToBeDisabledAsync();
        await Beside(First).GetByText("we decided to build it").ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("1 message chosen")).ToBeVisibleAsync();
        await Button(First, "Send mail").ClickAsync();

        await ExpectNoticeAsync(First, "The messages are on their way.");
        var got = await mail.WaitAsync("guest@example.org");
        Assert.Contains("we decided to build it", got.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("lunch", got.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ROOM_048_people_are_invited_by_mail_from_the_list_of_users()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment);
        await SkipWithoutClientAsync(server);
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/users");

        await Button(First, "Invite").ClickAsync();
        await Beside(First).GetByLabel("Email addresses").FillAsync("guest@example.org, nonsense");
        await Assertions.Expect(Beside(First).GetByText("Left out, because they are no addresses: nonsense")).ToBeVisibleAsync();
        await Button(First, "Send invitations").ClickAsync();

        await ExpectNoticeAsync(First, "1 invitation sent.");
        Assert.Contains("invited", (await mail.WaitAsync("guest@example.org")).Subject, StringComparison.Ordinal);
    }
}

using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Taking another workspace in, keeping what is secret, and looking up who did what (ADM-013, ADM-018, ADM-120, ADM-121, SEC-065, SEC-090, APP-082).</summary>
/// <remarks>Rows: ADM-012.</remarks>
public sealed class WorkspaceJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string Card = "4111 1111 1111 1111";

    [Fact]
    public async Task ADM_120_ADM_121_file_is_looked_into_chosen_from_and_taken_over_with_its_errors_told()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "import");
        await SkipWithoutClientAsync(server);
        var phone = await OpenPhoneAsync();
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/import");
        await AdministrationJourneyTests.EnterAsAdminAsync(phone, server, "admin/import");
        await Assertions.Expect(First.GetByText("Nothing was imported yet")).ToBeVisibleAsync();

        await ChooseAsync(First, "broken.zip", Encoding.UTF8.GetBytes("no archive"));
        await Assertions.Expect(First.GetByText("This file cannot be imported.")).ToBeVisibleAsync();
        await ChooseAsync(First, "huge.zip", new byte[6_300_000]);
        await Assertions.Expect(First.GetByText("larger than 6 MB")).ToBeVisibleAsync();
        await ChooseAsync(First, "old.zip", Archive(
            ("users.csv", "\"olga\",\"olga@example.net\",\"Olga of old\"\n\"pete\",\"pete@example.net\",\"Pete\"\n"),
            ("channels.csv", "\"harbour\",\"olga\",\"public\",\"\"\n\"cellar\",\"olga\",\"private\",\"\"\n"),
            ("harbour/1.csv", "\"olga\",\"1500000000000\",\"ahoy\"\n\"nobody\",\"1500000000001\",\"lost\"\n")));
        await Assertions.Expect(First.GetByText("old.zip, with 2 messages.")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("2 of 2 chosen")).ToHaveCountAsync(2);
        await ExpectNoBarriersAsync(First, phone, "admin/import");

        await First.GetByRole(AriaRole.Checkbox, new() { Name = "cellar" }).FocusAsync();
        await First.Keyboard.PressAsync("Space");
        await Assertions.Expect(First.GetByText("1 of 2 chosen")).ToBeVisibleAsync();
        await Button(First, "Start the import").FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = "old.zip" }).GetByText("Done")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = "old.zip" }).GetByRole(AriaRole.Cell, new() { Name = "1", Exact = true })).ToBeVisibleAsync();
        // What was left out is told with its reason, also to whoever comes later.
        foreach (var page in new[] { First, phone })
        {
            if (page == phone) await phone.ReloadAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "What was left out, and why" }).GetByRole(AriaRole.Listitem)).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("^1 message in harbour: .{10,}$")]);
        }

        await ExpectNoBarriersAsync(First, phone, "admin/import");
        await ExpectToFitAsync(phone, "the reasons on a phone");
        using var admin = await server.AdminAsync();
        Assert.True((await admin.GetAsync("rooms.info?roomName=harbour")).Succeeded);
        Assert.False((await admin.GetAsync("rooms.info?roomName=cellar")).Succeeded);
    }

    [Fact]
    public async Task SEC_065_SEC_090_APP_082_held_messages_are_decided_in_the_browser_and_the_rules_that_hold_them_are_in_the_audit_trail()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "held");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("shop").With("ada", "bob").OnAsync(server);
        var phone = await OpenPhoneAsync();
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/data-loss-prevention");
        await AdministrationJourneyTests.EnterAsAdminAsync(phone, server, "admin/data-loss-prevention");
        await Assertions.Expect(First.GetByText("This is switched off")).ToBeVisibleAsync();

        // The moderators' room is made while the page is open.
        (await stage.Admin.PostAsync("groups.create", new { name = "watch" })).OrThrow();
        await First.GetByText("Look for what must not be shared").ClickAsync();
        await Field(First, "What must not be shared").FillAsync("\\d{4} \\d{4} \\d{4} \\d{4}");
        await Field(First, "Room of the moderators").FillAsync("watch");
        await Button(First, "Save").ClickAsync();
        await ExpectNoticeAsync(First, "The settings were saved.");
        await Assertions.Expect(First.GetByText("Nothing waits")).ToBeVisibleAsync();

        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");
        await stage.SayAsync("ada", $"mine is {Card}");
        await stage.SayAsync("ada", $"yours is {Card}");
        var waiting = First.GetByRole(AriaRole.Listitem).Filter(new() { HasText = Card });
        await Assertions.Expect(waiting).ToHaveCountAsync(2);
        await Assertions.Expect(waiting.First.GetByText($"in #{stage.RoomName}")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, phone, "admin/data-loss-prevention");
        await waiting.Filter(new() { HasText = "mine" }).GetByRole(AriaRole.Button, new() { Name = "Let it through" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await ExpectAsync(Second, $"mine is {Card}");
        await Assertions.Expect(waiting).ToHaveCountAsync(1);
        await Assertions.Expect(First.GetByRole(AriaRole.Group, new() { Name = "Waiting for a decision" })).ToBeFocusedAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await ExpectAsync(Second, "A moderator decided that it is not shown.");
        await Assertions.Expect(First.GetByText("Nothing waits")).ToBeVisibleAsync();

        await VisitAsync(First, "admin/audit-trail");
        var row = First.GetByRole(AriaRole.Row).Filter(new() { HasText = "DLP_Moderator_Room" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Changed a setting" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Beside(First).GetByText("watch")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByText("empty")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "an entry of the audit trail");
        await Field(First, "Who").FillAsync("nobody-at-all");
        await Assertions.Expect(First.GetByText("Nothing found")).ToBeVisibleAsync();
        await Field(First, "Who").FillAsync("@" + ParleyServer.AdminUsername);
        await Assertions.Expect(row).ToBeVisibleAsync();
        await First.GetByLabel("From").FillAsync("2999-01-01");
        await Assertions.Expect(First.GetByText("Nothing found")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ADM_012_ADM_013_ADM_018_edition_is_whole_and_nothing_has_to_be_registered()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/subscription");
        await Assertions.Expect(First.GetByText("Everything is unlocked.")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("of unlimited").First).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Read receipts" }).GetByText("Unlocked")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText(new System.Text.RegularExpressions.Regex("\\b(buy now|upgrade|contact sales|sync)\\b", System.Text.RegularExpressions.RegexOptions.IgnoreCase))).ToHaveCountAsync(0);

        await First.GetByRole(AriaRole.Link, new() { Name = "About this workspace" }).ClickAsync();
        await Assertions.Expect(First.GetByText("needs no account with anybody")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("No, and it does not have to be")).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Link, new() { Name = "See the figures" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Workspace" })).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Link, new() { Name = "See how the workspace is used, day by day" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Engagement" })).ToBeVisibleAsync();
    }

    private static Task ChooseAsync(IPage page, string name, byte[] content) =>
        page.Locator("input[type=file][aria-label='Zip file to import']").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/zip", Buffer = content });

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Looking after people and rooms in the browser (ADM-031, ADM-033, ADM-035, ADM-041, ADM-042, ADM-046, ADM-049, ADM-050, ADM-051, ADM-058, ADM-060, ADM-062, ADM-074, ADM-079, ADM-080, ACC-065).</summary>
/// <remarks>Rows: ADM-129, ADM-132, ADM-133.</remarks>
public sealed class PeopleAdministrationJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ADM_051_account_is_made_found_edited_deactivated_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server);
        var name = Scratch.Name("newcomer");
        await First.GotoAsync($"{server.Url}admin/users");

        await Button(First, "New user").ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("Fill in this field.").First).ToBeVisibleAsync();
        await Field(First, "Full name").FillAsync($"New {name}");
        await Field(First, "Username").FillAsync(name);
        await Field(First, "Email").FillAsync($"{name}@example.org");
        await Beside(First).GetByLabel("Password", new() { Exact = true }).FillAsync("open sesame 1");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await ExpectNoticeAsync(First, "The account was created.");
        await Assertions.Expect(Beside(First).GetByText($"{name}@example.org")).ToBeVisibleAsync();

        await First.GotoAsync($"{server.Url}admin/users");
        await First.GetByRole(AriaRole.Searchbox).FillAsync($"new {name}");
        await First.GetByRole(AriaRole.Button, new() { Name = $"@{name}" }).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Field(First, "Nickname").FillAsync("Newbie");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await ExpectNoticeAsync(First, "The account was saved.");
        await Assertions.Expect(Beside(First).GetByText("Newbie")).ToBeVisibleAsync();

        using var member = await server.LoginAsync(name, "open sesame 1");
        await EnterAsync(Second, server, new Person("newcomer", name, "open sesame 1", member));
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await ActAsync(First, "Deactivate");
        await ConfirmAsync(First, "Deactivate");
        await ExpectNoticeAsync(First, "The account is deactivated.");
        await Assertions.Expect(Second.GetByLabel("Username or email")).ToBeVisibleAsync();

        await ActAsync(First, "Delete account");
        await ConfirmAsync(First, "Delete account");
        await ExpectNoticeAsync(First, "The account was deleted.");
        await Assertions.Expect(First.GetByText("Nobody found")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ADM_042_room_is_found_edited_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("cellar").With("ada").OnAsync(server);
        await OpenRoomAsync(Second, server, stage["ada"], $"group/{stage.RoomName}");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/rooms");

        await First.GetByRole(AriaRole.Searchbox, new() { Name = "Search rooms" }).FillAsync(stage.RoomName);
        await Button(First, "Public").ClickAsync();
        await Assertions.Expect(First.GetByText("No rooms found")).ToBeVisibleAsync();
        await Button(First, "Private").ClickAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = stage.RoomName }).ClickAsync();
        await Field(First, "Topic").FillAsync("Below the house");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await ExpectNoticeAsync(First, "The room was saved.");
        await Assertions.Expect(Second.GetByTitle("Below the house")).ToBeVisibleAsync();

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await ExpectNoticeAsync(First, "The room was deleted.");
        await Second.WaitForURLAsync("**/home");
    }

    [Fact]
    public async Task ADM_033_reported_message_is_read_with_its_reasons_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("quarrel").With("ada", "bob").OnAsync(server);
        var insult = Scratch.Name("insult");
        await stage.SayAsync("bob", insult);
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        await MessageOf(Second, insult).HoverAsync();
        await MessageOf(Second, insult).GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await Second.GetByRole(AriaRole.Menuitem, new() { Name = "Report" }).ClickAsync();
        await Field(Second, "What is wrong?").FillAsync("He is rude");
        await ConfirmAsync(Second, "Report");
        await Assertions.Expect(Second.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/moderation");
        await First.GetByRole(AriaRole.Searchbox).FillAsync(insult);
        await First.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row).Filter(new() { HasText = insult }).GetByRole(AriaRole.Button).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Show reports" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("He is rude")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Delete messages" }).ClickAsync();
        await ConfirmAsync(First, "Delete messages");

        await ExpectNoticeAsync(First, "The messages were deleted.");
        await Assertions.Expect(MessageOf(Second, insult)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ADM_129_ADM_132_ADM_133_messages_of_others_are_searched_and_the_search_is_in_the_log()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("vault").With("ada", "bob").OnAsync(server);
        var word = Scratch.Name("needle");
        await stage.SayAsync("bob", $"the {word} is here");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/audit/messages");
        await First.Locator("main form").GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByText("Choose a room or people.")).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Combobox, new() { Name = "Room" }).FillAsync(stage.RoomName);
        await First.GetByRole(AriaRole.Option).Filter(new() { HasText = stage.RoomName }).ClickAsync();
        await Field(First, "Words").FillAsync(word);
        await Button(First, "Yesterday").ClickAsync();
        await First.Locator("main form").GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByText("Nothing found")).ToBeVisibleAsync();
        await Button(First, "Today").ClickAsync();
        await First.Locator("main form").GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByText($"the {word} is here")).ToBeVisibleAsync();

        await Button(First, "Log").ClickAsync();
        var rows = First.GetByRole(AriaRole.Row).Filter(new() { HasText = word });
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.First.GetByRole(AriaRole.Cell, new() { Name = "1", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(rows.First.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ADM_074_invitation_is_listed_and_revoked()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("party").With("ada").OnAsync(server);
        var token = (await stage["ada"].Rest.PostAsync("findOrCreateInvite", new { rid = stage.RoomId, days = 1, maxUses = 5 })).OrThrow()["_id"].GetString()!;
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/invites");

        var row = First.GetByRole(AriaRole.Row).Filter(new() { HasText = token });
        await Assertions.Expect(row.GetByText("0 of 5")).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");

        await Assertions.Expect(row).ToHaveCountAsync(0);
        await Second.GotoAsync($"{server.Url}invite/{token}");
        await Assertions.Expect(Second.GetByText("This invitation is no longer valid")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ADM_079_status_of_the_workspace_is_offered_to_everybody_at_once()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("canteen").With("ada").OnAsync(server);
        await EnterAsync(Second, server, stage["ada"], "account/profile");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/user-status");
        var name = Scratch.Name("lunch");

        await Button(First, "New status").ClickAsync();
        await First.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync(name);
        await ConfirmAsync(First, "Save");

        var offered = Second.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).Filter(new() { HasText = name });
        await offered.ClickAsync();
        await Eventually.Async(
            async () => (await stage["ada"].Rest.GetAsync("users.getStatus")).OrThrow()["message"].GetString() == name, "the status is chosen");
        await First.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await Assertions.Expect(offered).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Emoji_is_added_by_an_administrator_and_used_by_a_member()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("fun").With("ada").OnAsync(server);
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/emoji-custom");
        var name = Scratch.Name("party").Replace('-', '_');

        await Button(First, "New emoji").ClickAsync();
        await Field(First, "Name").FillAsync(name);
        await First.Locator("input[type=file][aria-label='Picture']").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
        await ConfirmAsync(First, "Save");
        await ExpectNoticeAsync(First, "Created.");

        await SayAsync(Second, $"look :{name}: there");
        await Assertions.Expect(MessageOf(Second, "look").GetByRole(AriaRole.Img, new() { Name = $":{name}:" })).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Searchbox, new() { Name = "Search emoji" }).FillAsync(name);
        await First.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await ExpectNoticeAsync(First, "Deleted.");
    }

    /// <summary>One red pixel.</summary>
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static async Task ActAsync(IPage page, string act)
    {
        await Beside(page).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act, Exact = true }).ClickAsync();
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>The life of a room in the browser (ROOM-001, ROOM-016, ROOM-021, ROOM-039 to ROOM-041).</summary>
public sealed class RoomJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task Channel_is_created_described_and_handed_over()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("elsewhere").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");

        await First.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Create a channel" }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(stage.RoomName);
        await Assertions.Expect(dialog.GetByText("There is already a room")).ToBeVisibleAsync();
        var name = $"{stage.RoomName}-new";
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Members" }).FillAsync(stage["bob"].Username);
        await dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = stage["bob"].Username }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 })).ToBeVisibleAsync();

        await Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByText(name).ClickAsync();
        await PanelAsync(First, "Room information");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Textbox, new() { Name = "Topic" }).FillAsync("What comes next");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(Second.GetByTitle("What comes next")).ToBeVisibleAsync();

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("You are the last owner")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show members" }).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Listitem).Filter(new() { HasText = stage["bob"].Username }).GetByRole(AriaRole.Button).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Make owner" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByRole(AriaRole.Button, new() { Name = "No longer owner" })).ToBeVisibleAsync();

        await PanelAsync(First, "Room information");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await First.WaitForURLAsync("**/home");
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByText(name)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Member_is_muted_and_may_write_again()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("council").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"group/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"group/{stage.RoomName}");

        await First.GotoAsync($"{server.Url}group/{stage.RoomName}/members-list/{stage["bob"].Username}");
        await ActAsync(First, "Mute");
        await Assertions.Expect(Second.GetByText("You have been muted in this room.")).ToBeVisibleAsync();
        await ActAsync(First, "Let write");
        await Assertions.Expect(Second.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Removed_member_is_led_away_with_a_notice()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("council").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["bob"], $"group/{stage.RoomName}");

        (await stage["ada"].Rest.PostAsync("groups.kick", new { roomId = stage.RoomId, userId = stage["bob"].Id })).OrThrow();

        await ExpectNoticeAsync(First, $"You are no longer in {stage.RoomName}");
        await First.WaitForURLAsync("**/home");
    }

    [Fact]
    public async Task View_of_the_list_is_kept_on_every_device()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("listed").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "the last word");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        var elsewhere = Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" });
        await Assertions.Expect(elsewhere.GetByText("the last word")).ToHaveCountAsync(0);

        await First.GetByRole(AriaRole.Button, new() { Name = "Sort and view" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitemradio, new() { Name = "With the last message" }).ClickAsync();

        await Assertions.Expect(elsewhere.GetByText("the last word")).ToBeVisibleAsync();
    }

    private static async Task PanelAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = name }).ClickAsync();
    }

    /// <summary>Does something to the person whose panel is open; the first acts are buttons, the others in a menu.</summary>
    private static async Task ActAsync(IPage page, string act)
    {
        await Beside(page).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act }).ClickAsync();
    }
}

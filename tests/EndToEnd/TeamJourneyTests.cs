using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Teams and invitations in the browser (ROOM-011, ROOM-044, ROOM-045, ROOM-046, ROOM-050, ROOM-051, ROOM-052, ROOM-053, ROOM-054, ROOM-055, ROOM-056).</summary>
public sealed class TeamJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ROOM_051_team_takes_a_channel_in_makes_everybody_join_it_and_lets_it_go()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("forge").With("ada", "bob").OnAsync(server);
        await EnterAsync(First, server, stage["ada"]);
        var team = stage.RoomName + "-team";

        await Button(First, "New conversation").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Create a team" }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(team);
        await ConfirmAsync(First, "Create");
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = team, Level = 1 })).ToBeVisibleAsync();

        await First.GotoAsync(First.Url + "/team-channels");
        await Assertions.Expect(Beside(First).GetByText("No channels", new() { Exact = true })).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Add a channel" }).First.ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Add existing channels" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Channels" }).FillAsync(stage.RoomName);
        await dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = stage.RoomName }).First.ClickAsync();
        await ConfirmAsync(First, "Add");
        await Assertions.Expect(Beside(First).GetByText(stage.RoomName, new() { Exact = true })).ToBeVisibleAsync();

        await ChannelAsync(First, stage, "Everybody in the team joins");
        await Assertions.Expect(Beside(First).GetByText("For all")).ToBeVisibleAsync();
        await ChannelAsync(First, stage, "Remove from the team");
        await ConfirmAsync(First, "Remove");
        await Assertions.Expect(Beside(First).GetByText("No channels", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_054_channel_becomes_a_team_and_ROOM_056_the_team_is_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("guild").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/channel-settings");

        await MoreAsync(First, "Turn into a team");
        await ConfirmAsync(First, "Turn into a team");
        await ExpectNoticeAsync(First, $"{stage.RoomName} is a team now.");
        await Assertions.Expect(Beside(First).GetByText("Public team")).ToBeVisibleAsync();
        await MoreAsync(First, "Turn into a channel");
        await ConfirmAsync(First, "Turn into a channel");
        await Assertions.Expect(Beside(First).GetByText("Public channel")).ToBeVisibleAsync();

        await MoreAsync(First, "Turn into a team");
        await ConfirmAsync(First, "Turn into a team");
        await Assertions.Expect(Beside(First).GetByText("Public team")).ToBeVisibleAsync();
        await MoreAsync(First, "Delete");
        await First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync(stage.RoomName);
        await ConfirmAsync(First, "Delete for everybody");
        await First.WaitForURLAsync("**/home");
    }

    [Fact]
    public async Task ROOM_055_channel_is_moved_to_a_team_from_its_own_panel()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("wagon").With("ada").OnAsync(server);
        var team = stage.RoomName + "-train";
        (await stage["ada"].Rest.PostAsync("teams.create", new { name = team, type = 0 })).OrThrow();
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/channel-settings");

        await MoreAsync(First, "Move to a team");
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Team" }).FillAsync(team);
        await dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = team }).ClickAsync();
        await ConfirmAsync(First, "Move");

        await ExpectNoticeAsync(First, $"{stage.RoomName} is part of {team} now.");
    }

    [Fact]
    public async Task ROOM_046_invited_visitor_registers_and_lands_in_the_room()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("club").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"group/{stage.RoomName}/members-list");

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Invite by link" }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("It is valid until")).ToBeVisibleAsync();
        var link = await dialog.GetByRole(AriaRole.Textbox).InputValueAsync();
        // ROOM-045: other limits make another link.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Can be used" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "5 times", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new link" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("for 5 more people.")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Textbox)).Not.ToHaveValueAsync(link);
        var invite = await dialog.GetByRole(AriaRole.Textbox).InputValueAsync();

        var name = Scratch.Name("guest");
        await Second.GotoAsync($"{server.Url}invite/{invite.Split('/')[^1]}");
        await Assertions.Expect(Second.GetByText("You have been invited.")).ToBeVisibleAsync();
        await Button(Second, "Create an account").ClickAsync();
        await Field(Second, "Full name").FillAsync("A Guest");
        await Field(Second, "Username").FillAsync(name);
        await Field(Second, "Email").FillAsync($"{name}@example.org");
        await Second.GetByLabel("Password", new() { Exact = true }).FillAsync("open sesame 1");
        await Second.GetByLabel("Password once more").FillAsync("open sesame 1");
        await Button(Second, "Create an account").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Heading, new() { Name = stage.RoomName, Level = 1 })).ToBeVisibleAsync();
    }

    private static async Task ChannelAsync(IPage page, Stage stage, string act)
    {
        await Beside(page).GetByRole(AriaRole.Button, new() { Name = $"Options for {stage.RoomName}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act, Exact = true }).ClickAsync();
    }

    private static async Task MoreAsync(IPage page, string act)
    {
        await Beside(page).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act, Exact = true }).ClickAsync();
    }
}

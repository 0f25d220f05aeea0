using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>What is done with messages in the browser (MSG-045 to MSG-066, ROOM-070, ROOM-074).</summary>
public sealed class MessageJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task Message_is_answered_in_a_thread_edited_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("answers").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "who comes?");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");

        await ToolAsync(First, "who comes?", "Reply in thread");
        var thread = First.GetByRole(AriaRole.Complementary, new() { Name = "Thread" });
        await thread.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync("I do");
        await thread.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await MessageOf(Second, "who comes?").GetByRole(AriaRole.Button, new() { Name = "1 reply" }).ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Complementary, new() { Name = "Thread" }).GetByText("I do")).ToBeVisibleAsync();
        await thread.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(thread).ToHaveCountAsync(0);

        await SayAsync(First, "at noon");
        await ExpectAsync(Second, "at noon");
        await ToolAsync(First, "at noon", "Edit");
        await First.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync("at one");
        await First.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await ExpectAsync(Second, "at one");
        await Assertions.Expect(MessageOf(Second, "at one").GetByText("(edited)")).ToBeVisibleAsync();

        await MenuAsync(First, "at one", "Delete");
        await First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(MessageOf(Second, "at one")).ToHaveCountAsync(0);
        await Assertions.Expect(MessageOf(First, "at one")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Starred_message_is_listed_until_its_star_is_removed_and_forwarded_to_somebody()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("keepsakes").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "the door code is on the fridge");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");

        await MenuAsync(First, "door code", "Star");
        await Eventually.Async(
            async () => (await stage["ada"].Rest.GetAsync("chat.getStarredMessages?roomId=" + stage.RoomId)).OrThrow()["total"].GetInt32() == 1, "the star is stored");
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}/starred-messages");
        var list = First.GetByRole(AriaRole.Complementary, new() { Name = "Starred messages" });
        await Assertions.Expect(list.GetByText("the door code is on the fridge")).ToBeVisibleAsync();
        await MenuAsync(First, "door code", "Remove star");
        await Assertions.Expect(list.GetByText("the door code is on the fridge")).ToHaveCountAsync(0);

        await MenuAsync(First, "door code", "Forward");
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "To" }).FillAsync(stage["bob"].Username);
        await dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = stage["bob"].Username }).ClickAsync();
        await dialog.GetByLabel("Say something about it").FillAsync("remember?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Forward" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        await EnterAsync(Second, server, stage["bob"]);
        await Second.GotoAsync($"{server.Url}direct/{stage["ada"].Username}");
        await ExpectAsync(Second, "remember?");
        await Assertions.Expect(MessageOf(Second, "remember?").GetByText("the door code is on the fridge")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Reader_is_led_to_the_first_unread_message_and_back()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("busy").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "before");
        (await stage["ada"].Rest.PostAsync("subscriptions.read", new { rid = stage.RoomId })).OrThrow();
        for (var number = 1; number <= 120; number++)
            await stage.SayAsync("bob", $"news {number}.");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await ExpectAsync(First, "news 120.");

        await First.GetByRole(AriaRole.Button, new() { Name = "new messages since" }).ClickAsync();

        await Assertions.Expect(First.Locator("[data-unread-line]")).ToBeInViewportAsync();
        await Assertions.Expect(MessageOf(First, "news 1.")).ToBeInViewportAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Jump to present" }).ClickAsync();
        await Assertions.Expect(MessageOf(First, "news 120.")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Unknown_command_stays_in_the_box_and_a_known_one_runs()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("commands").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var box = First.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

        await SayAsync(First, "/nonsense at all");
        await Assertions.Expect(First.GetByText("There is no command /nonsense.")).ToBeVisibleAsync();
        await Assertions.Expect(box).ToHaveValueAsync("/nonsense at all");

        await SayAsync(First, "/shrug who knows");
        await ExpectAsync(First, "who knows ¯");
        await Assertions.Expect(box).ToHaveValueAsync("");
    }

    private static async Task ToolAsync(IPage page, string text, string action)
    {
        await MessageOf(page, text).HoverAsync();
        await MessageOf(page, text).GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
    }

    private static async Task MenuAsync(IPage page, string text, string action)
    {
        await ToolAsync(page, text, "More actions");
        await page.GetByRole(AriaRole.Menu).GetByText(action, new() { Exact = true }).ClickAsync();
    }
}

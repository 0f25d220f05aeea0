using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Everything by keys, and told to those who do not see it (A11Y-001, A11Y-002, A11Y-004, A11Y-006, A11Y-010, A11Y-011, A11Y-012, A11Y-013, A11Y-016, A11Y-018, A11Y-019, A11Y-021, A11Y-023, A11Y-024, A11Y-029).</summary>
public sealed class KeyboardJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task A11Y_004_messages_are_written_corrected_and_acted_on_without_a_mouse()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("keys").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var box = Field(First, "Message");

        // A11Y-019: a room opens with the caret where one writes.
        await Assertions.Expect(box).ToBeFocusedAsync();
        foreach (var text in new[] { "first words", "second words" })
        {
            await First.Keyboard.TypeAsync(text);
            await First.Keyboard.PressAsync("Enter");
            await ExpectAsync(First, text);
        }

        await Assertions.Expect(First.Locator("article[data-delivery]")).ToHaveCountAsync(0);
        await First.Keyboard.TypeAsync("one");
        await First.Keyboard.PressAsync("Shift+Enter");
        await First.Keyboard.TypeAsync("two");
        await Assertions.Expect(box).ToHaveValueAsync("one\ntwo");
        await box.FillAsync("");

        await First.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(box).ToHaveValueAsync("second words");
        await First.Keyboard.PressAsync("Home");
        await First.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(box).ToHaveValueAsync("first words");
        await First.Keyboard.PressAsync("End");
        await First.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveValueAsync("second words");
        await First.Keyboard.PressAsync("End");
        await First.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveValueAsync("");

        // A11Y-012: from the list to what can be done with a message, and back.
        await MessageOf(First, "second words").FocusAsync();
        await First.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(MessageOf(First, "first words")).ToBeFocusedAsync();
        await First.Keyboard.PressAsync("End");
        await Assertions.Expect(MessageOf(First, "second words")).ToBeFocusedAsync();
        var tools = MessageOf(First, "second words").GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button);
        await Assertions.Expect(tools.First).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tools.First).ToBeFocusedAsync();
        await First.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(tools.Nth(1)).ToBeFocusedAsync();
        // A hint that is open takes the key first.
        await Eventually.Async(
            async () =>
            {
                await First.Keyboard.PressAsync("Escape");
                return await MessageOf(First, "second words").EvaluateAsync<bool>("(element) => element === document.activeElement");
            },
            "the message has the focus again",
            pace: TimeSpan.FromMilliseconds(200));

        // A11Y-010: letters that are meant for nothing else go to the box.
        await First.EvaluateAsync("() => document.activeElement.blur()");
        await First.Keyboard.TypeAsync("zebra");
        await Assertions.Expect(box).ToHaveValueAsync("zebra");
        await First.Locator("#conversation").FocusAsync();
        await First.Keyboard.TypeAsync("s");
        await Assertions.Expect(box).ToHaveValueAsync("zebras");
        await box.FillAsync("");

        // A11Y-023, A11Y-024: what others write is said once, by whom and what; each message is one sentence.
        await stage.SayAsync("bob", "I have arrived");
        await Assertions.Expect(First.Locator("[aria-live=polite]").Filter(new() { HasText = "I have arrived" })).ToContainTextAsync("bob");
        await Assertions.Expect(First.GetByRole(AriaRole.Article, new() { NameRegex = new Regex("^bob, .*: I have arrived") })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A11Y_016_parts_of_the_page_search_menus_and_lists_are_reached_by_keys_and_give_the_focus_back()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("paths").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var box = Field(First, "Message");
        await Assertions.Expect(box).ToBeFocusedAsync();

        foreach (var keys in new[] { "Control+k", "Control+p" })
        {
            await First.Keyboard.PressAsync(keys);
            await Assertions.Expect(First.GetByRole(AriaRole.Combobox, new() { Name = "Search" })).ToBeFocusedAsync();
            await First.Keyboard.PressAsync("Escape");
            await Assertions.Expect(box).ToBeFocusedAsync();
        }

        await First.Keyboard.PressAsync("Control+/");
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the list of keys");
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(box).ToBeFocusedAsync();
        await First.Keyboard.PressAsync("Control+Escape");
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog).GetByText("Mark everything as read?")).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        foreach (var region in new[] { "Workspace", "Conversations" })
        {
            await First.Keyboard.PressAsync("F6");
            await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = region }).Locator(":focus")).ToHaveCountAsync(1);
        }

        // A11Y-011: the options of a room open on the room itself.
        var room = First.Locator($"li[data-room-id='{stage.RoomId}'] a");
        await room.FocusAsync();
        await First.Keyboard.PressAsync("Shift+F10");
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Hide" })).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(First.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Assertions.Expect(room).ToBeFocusedAsync();

        // The first link of the page leads past all that comes before the conversation.
        await First.ReloadAsync();
        await Assertions.Expect(box).ToBeFocusedAsync();
        await First.GetByRole(AriaRole.Link, new() { Name = "Skip to the list of rooms" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await First.Keyboard.PressAsync("Tab");
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).Locator(":focus")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A11Y_021_lists_of_administration_are_sorted_opened_and_left_by_keys()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("ledger").With("ada").OnAsync(server);
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/users");
        await First.GetByRole(AriaRole.Searchbox).FillAsync(stage["ada"].Username);
        var row = First.GetByRole(AriaRole.Row).Filter(new() { HasText = stage["ada"].Username });
        await Assertions.Expect(row).ToHaveCountAsync(1);

        // A11Y-029: a heading tells how its column is sorted.
        var heading = First.GetByRole(AriaRole.Columnheader, new() { Name = "Name" });
        await Assertions.Expect(heading).ToHaveAttributeAsync("aria-sort", "ascending");
        await heading.GetByRole(AriaRole.Button).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(heading).ToHaveAttributeAsync("aria-sort", "descending");

        await row.GetByRole(AriaRole.Button).First.FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Beside(First).GetByText($"{stage["ada"].Username}@example.org")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Close" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Beside(First)).ToHaveCountAsync(0);

        // A11Y-018: a dialog takes the focus, keeps it, and gives it back.
        await VisitAsync(First, "admin/user-status");
        await Button(First, "New status").FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        var dialog = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator(":focus")).ToHaveCountAsync(1);
        for (var steps = 0; steps < 8; steps++)
            await First.Keyboard.PressAsync("Tab");
        await Assertions.Expect(dialog.Locator(":focus")).ToHaveCountAsync(1);
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(Button(First, "New status")).ToBeFocusedAsync();
    }
}

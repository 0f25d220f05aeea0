using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Catching up in the browser: the inbox by keys, saved and scheduled messages, drafts on two devices, sections.</summary>
public sealed class LaterJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task Messages_are_saved_reminded_of_done_and_brought_back_by_keys()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("plans").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "water the plants");
        await stage.SayAsync("bob", "call the bank");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await MessageOf(First, "water the plants").HoverAsync();
        await MessageOf(First, "water the plants").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Save for later" }).ClickAsync();
        await Assertions.Expect(MessageOf(First, "water the plants").GetByRole(AriaRole.Img, new() { Name = "Saved for later" })).ToBeVisibleAsync();

        // By a key of the message, at a time that is offered.
        await MessageOf(First, "call the bank").FocusAsync();
        await First.Keyboard.PressAsync("h");
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("Tomorrow morning") }).ClickAsync();
        await ExpectNoBarriersAsync(First, "when to remind");
        await ConfirmAsync(First, "Remind me");
        await ExpectNoticeAsync(First, "You will be reminded");

        await First.GotoAsync($"{server.Url}home/later");
        var list = First.GetByRole(AriaRole.List, new() { Name = "Later" });
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("call the bank");
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("Reminder");
        await list.Locator("[data-row]").First.FocusAsync();
        await First.Keyboard.PressAsync("j");
        await Assertions.Expect(list.Locator("[data-row]").Nth(1)).ToBeFocusedAsync();
        await First.Keyboard.PressAsync("e");
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await First.Keyboard.PressAsync("u");
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await list.Locator("[data-row]").Nth(1).FocusAsync();
        await First.Keyboard.PressAsync("e");
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Button(First, "Done").And(First.Locator("[aria-pressed]")).ClickAsync();
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToContainTextAsync("water the plants");
        await list.Locator("[data-row]").First.ClickAsync();
        await Assertions.Expect(MessageOf(First, "water the plants")).ToBeInViewportAsync();

        var phone = await OpenPhoneAsync();
        await EnterAsync(phone, server, stage["ada"], "home");
        await ExpectNoBarriersAsync(First, phone, "home/later", "home/threads", "home/mentions", "home/drafts");
    }

    [Fact]
    public async Task Inbox_is_gone_through_by_keys_and_what_was_done_is_undone()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("first").With("ada", "bob").OnAsync(server);
        var other = Scratch.Name("second");
        var otherId = (await stage["bob"].Rest.PostAsync("channels.create", new { name = other, members = new[] { stage["ada"].Username } })).OrThrow()["channel"].GetProperty("_id").GetString()!;
        var root = (await stage["ada"].Rest.PostAsync("chat.sendMessage", new { message = new { rid = otherId, msg = "who brings cake" } })).OrThrow()["message"].GetProperty("_id").GetString()!;
        (await stage["bob"].Rest.PostAsync("chat.sendMessage", new { message = new { rid = otherId, msg = "I do", tmid = root } })).OrThrow();
        await stage.SayAsync("bob", $"look here @{stage["ada"].Username}");
        await EnterAsync(First, server, stage["ada"], "home");
        var list = First.GetByRole(AriaRole.List, new() { Name = "Unread" });
        var mentioned = list.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "look here" });
        await Assertions.Expect(mentioned).ToHaveCountAsync(1);
        await mentioned.Locator("[data-row]").FocusAsync();
        await First.Keyboard.PressAsync("e");
        await Assertions.Expect(mentioned).ToHaveCountAsync(0);
        await Eventually.Async(async () => (await stage["ada"].Rest.GetAsync($"subscriptions.getOne?roomId={stage.RoomId}")).OrThrow()["subscription"].GetProperty("unread").GetInt32() == 0, "the server knows that it was read");
        await Button(First, "Undo").ClickAsync();
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem).Filter(new() { HasText = stage.RoomName })).ToHaveCountAsync(1);

        // Threads of all rooms; the mention is found in its tab, and leads to its message.
        await First.GetByRole(AriaRole.Link, new() { Name = "Threads", Exact = true }).ClickAsync();
        var threads = First.GetByRole(AriaRole.List, new() { Name = "Threads" });
        await Assertions.Expect(threads.GetByRole(AriaRole.Listitem)).ToContainTextAsync("who brings cake");
        await threads.Locator("[data-row]").FocusAsync();
        await First.Keyboard.PressAsync("m");
        await Assertions.Expect(First.GetByText("No threads here")).ToBeVisibleAsync();
        await Button(First, "Undo").ClickAsync();
        await threads.Locator("[data-row]").ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("I do")).ToBeVisibleAsync();
        await First.GotoAsync($"{server.Url}home/mentions");
        await First.GetByRole(AriaRole.List, new() { Name = "Mentions" }).Locator("[data-row]").ClickAsync();
        await Assertions.Expect(MessageOf(First, "look here")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Messages_wait_in_the_inbox_until_they_are_sent_and_drafts_follow_to_another_device()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("post").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await EnterAsync(Second, server, stage["ada"], "home/drafts");
        await Assertions.Expect(Second.GetByText("No drafts")).ToBeVisibleAsync();

        await First.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync("good morning");
        var drafts = Second.GetByRole(AriaRole.List, new() { Name = "Drafts" });
        await Assertions.Expect(drafts.GetByRole(AriaRole.Listitem)).ToContainTextAsync("good morning");
        await Button(First, "Add something").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Send later" }).ClickAsync();
        await First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("Tomorrow morning") }).ClickAsync();
        await ConfirmAsync(First, "Schedule");
        await Assertions.Expect(First.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToHaveValueAsync("");
        await Assertions.Expect(drafts.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Assertions.Expect(drafts.GetByRole(AriaRole.Listitem)).ToContainTextAsync("Sends");
        await Assertions.Expect(MessageOf(First, "good morning")).ToHaveCountAsync(0);

        // Other words, then at once.
        await drafts.Locator("[data-row]").FocusAsync();
        await Second.Keyboard.PressAsync("c");
        await Second.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync("good evening");
        await ExpectNoBarriersAsync(Second, "changing a scheduled message");
        await ConfirmAsync(Second, "Save");
        await Assertions.Expect(drafts.GetByRole(AriaRole.Listitem)).ToContainTextAsync("good evening");
        await drafts.Locator("[data-row]").FocusAsync();
        await Second.Keyboard.PressAsync("e");
        await ExpectAsync(First, "good evening");
        await Assertions.Expect(Second.GetByText("No drafts")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Conversations_are_put_under_headings_of_ones_own()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("launch").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var row = First.Locator($"li[data-room-id='{stage.RoomId}']");
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Move to a section" }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name of the section").FillAsync("Summer");
        await ExpectNoBarriersAsync(First, "moving a conversation");
        await ConfirmAsync(First, "Move");
        var section = First.Locator("section").Filter(new() { Has = First.GetByRole(AriaRole.Heading, new() { Name = "Summer" }) });
        await Assertions.Expect(section.Locator($"li[data-room-id='{stage.RoomId}']")).ToBeVisibleAsync();

        await Button(First, "Sort and view").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Sections" }).ClickAsync();
        await ExpectNoBarriersAsync(First, "sections");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rename Summer" }).ClickAsync();
        await dialog.GetByLabel("Name of the section").First.FillAsync("Autumn");
        await ConfirmAsync(First, "Save");
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Autumn", IncludeHidden = true })).ToHaveCountAsync(1);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove Autumn" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Autumn", IncludeHidden = true })).ToHaveCountAsync(0);
        await Assertions.Expect(First.Locator($"li[data-room-id='{stage.RoomId}']")).ToHaveCountAsync(1);
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Reading and acting on messages in the browser (MSG-035, MSG-051, MSG-052, MSG-065, MSG-066, ROOM-034, ROOM-035, ROOM-043, ROOM-061, ROOM-063, ROOM-066, ROOM-069, A11Y-027).</summary>
/// <remarks>Rows: ACC-053.</remarks>
public sealed class ReadingJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task MSG_065_older_messages_come_while_scrolling_and_few_rows_are_drawn()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("chronicle").With("ada", "bob").OnAsync(server);
        for (var number = 1; number <= 160; number++)
            await stage.SayAsync("bob", $"entry {number}.");
        // Answers about the past wait for a sign, as they do on a slow line.
        var isHeld = false;
        var held = new List<Action>();
        await First.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("websocket"), socket =>
        {
            var server = socket.ConnectToServer();
            server.OnMessage(frame =>
            {
                lock (held)
                {
                    if (isHeld)
                        held.Add(() => socket.Send(frame.Text ?? ""));
                    else
                        socket.Send(frame.Text ?? "");
                }
            });
        });
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var log = First.GetByRole(AriaRole.Log);
        await Assertions.Expect(MessageOf(First, "entry 160.")).ToBeInViewportAsync();

        // Whoever reads keeps the place when older messages come in above it.
        lock (held)
            isHeld = true;
        await log.EvaluateAsync("(element) => { element.scrollTop = 0; }");
        await Assertions.Expect(log.GetByText("Loading earlier messages")).ToBeInViewportAsync();
        var place = log.Locator($"[data-message-id='{await log.Locator("article").Nth(4).GetAttributeAsync("data-message-id")}']");
        var height = await log.EvaluateAsync<int>("(element) => element.scrollHeight");
        var before = await place.BoundingBoxAsync();
        lock (held)
        {
            isHeld = false;
            held.ForEach(send => send());
        }

        await Eventually.Async(async () => await log.EvaluateAsync<int>("(element) => element.scrollHeight") > height + 500, "older messages are there");
        await Eventually.Async(
            async () => await place.BoundingBoxAsync() is { } now && before is not null && Math.Abs(now.Y - before.Y) < 3,
            "the message stands where it stood");

        // ROOM-034: a room begins with a greeting. What is measured on the way moves what is looked at away from the top, so go there again.
        const string lookAtTheTop = """
            async (log, greeting) => {
              log.scrollTop = 0;
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
              const { top, bottom } = log.getBoundingClientRect();
              const isSeen = (tag, text) => [...log.querySelectorAll(tag)].some((found) => {
                const box = found.getBoundingClientRect();
                return found.textContent.includes(text) && box.top >= top - 1 && box.bottom <= bottom + 1;
              });
              return isSeen("h2", greeting) && isSeen("article", "entry 1.");
            }
            """;
        await Eventually.Async(
            () => log.EvaluateAsync<bool>(lookAtTheTop, $"This is the beginning of #{stage.RoomName}"),
            "the beginning and the first message are seen",
            TimeSpan.FromSeconds(60));
        Assert.InRange(await log.Locator("article").CountAsync(), 1, 80);
    }

    [Fact]
    public async Task MSG_052_copied_link_leads_to_the_message_with_its_surroundings()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("links").With("ada", "bob").OnAsync(server);
        for (var number = 1; number <= 130; number++)
            await stage.SayAsync("bob", $"line {number}.");
        var page = await OpenAsync(new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });
        await OpenRoomAsync(page, server, stage["ada"], $"channel/{stage.RoomName}");
        await MenuAsync(page, "line 130.", "Copy link");
        await ExpectNoticeAsync(page, "Link copied.");
        var link = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Contains($"/channel/{stage.RoomName}?msg=", link, StringComparison.Ordinal);
        await MenuAsync(page, "line 130.", "Copy text");
        await Eventually.Async(async () => await page.EvaluateAsync<string>("() => navigator.clipboard.readText()") == "line 130.", "the text is copied");

        // MSG-066: an old message is shown among its neighbours, and what does not exist says so.
        var history = (await stage["ada"].Rest.GetAsync($"channels.history?roomId={stage.RoomId}&count=50&offset=80")).OrThrow()["messages"];
        var old = history.EnumerateArray().First(m => m.GetProperty("msg").GetString() == "line 5.").GetProperty("_id").GetString();
        await page.GotoAsync($"{server.Url}channel/{stage.RoomName}?msg={old}");
        await Assertions.Expect(MessageOf(page, "line 5.")).ToBeInViewportAsync();
        await Assertions.Expect(MessageOf(page, "line 6.")).ToBeVisibleAsync();
        await Button(page, "Jump to present").ClickAsync();
        await Assertions.Expect(MessageOf(page, "line 130.")).ToBeInViewportAsync();
        await page.GotoAsync($"{server.Url}channel/{stage.RoomName}?msg=doesNotExist1234x");
        await Assertions.Expect(page.GetByText("This message no longer exists.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_051_author_is_answered_alone_with_the_message_quoted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("market").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "selling a boat");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");

        await MenuAsync(First, "selling a boat", "Reply in direct message");
        await First.WaitForURLAsync("**/direct/**");
        await Assertions.Expect(First.GetByText("Quoting bob")).ToBeVisibleAsync();
        await SayAsync(First, "how much?");
        await Assertions.Expect(MessageOf(First, "how much?").GetByText("selling a boat")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_043_messages_of_an_ignored_person_fold_away_until_they_are_wanted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("quiet").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "me me me");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");

        await MenuAsync(First, "me me me", "Ignore this person here");
        var folded = First.GetByRole(AriaRole.Log).Locator("article").Filter(new() { HasText = "whom you ignore here" });
        await Assertions.Expect(folded).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Log).GetByText("me me me", new() { Exact = true })).ToHaveCountAsync(0);
        await folded.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(MessageOf(First, "me me me")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_035_pictures_are_looked_at_one_after_the_other()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("gallery").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        foreach (var name in new[] { "one.png", "two.png" })
        {
            await First.Locator("input[type=file][aria-label='Attach files']").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
            await Button(First, "Send").ClickAsync();
            await ExpectAsync(First, name);
        }

        await MessageOf(First, "one.png").GetByRole(AriaRole.Link, new() { Name = "Open picture" }).ClickAsync();
        var viewer = First.GetByRole(AriaRole.Dialog, new() { Name = "Picture" });
        await Assertions.Expect(viewer.GetByText("1 of 2")).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(viewer.GetByRole(AriaRole.Img, new() { Name = "two.png" })).ToBeVisibleAsync();
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Assertions.Expect(viewer.GetByRole(AriaRole.Button, new() { Name = "Zoom out" })).ToBeEnabledAsync();
        await Assertions.Expect(viewer.GetByRole(AriaRole.Link, new() { Name = "Download" })).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(viewer).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ROOM_066_title_counts_and_ROOM_069_keys_clear_one_room_and_all()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("bell").With("ada", "bob").OnAsync(server);
        await EnterAsync(First, server, stage["ada"], "home");
        var row = First.Locator($"li[data-room-id='{stage.RoomId}']");
        await Assertions.Expect(row).ToBeVisibleAsync();
        await stage.SayAsync("bob", "news for nobody");
        await Assertions.Expect(First).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^• "));
        await stage.SayAsync("bob", $"@{stage["ada"].Username} for you");
        await Assertions.Expect(First).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(1\) "));
        await Assertions.Expect(row.GetByLabel("1 unread message for you")).ToBeVisibleAsync();

        await First.Keyboard.PressAsync("Shift+Escape");
        await ConfirmAsync(First, "Mark all as read");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-unread", "false");
        await Assertions.Expect(First).Not.ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^(\(|•)"));
    }

    [Fact]
    public async Task ROOM_061_row_menu_favours_marks_hides_and_ROOM_063_search_brings_the_room_back_ACC_053_questions_are_silenced_and_asked_again()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("drawer").With("ada", "bob").OnAsync(server);
        await EnterAsync(First, server, stage["ada"]);
        await EnterAsync(Second, server, stage["ada"]);
        var here = First.Locator($"li[data-room-id='{stage.RoomId}']");
        var elsewhere = Second.Locator($"li[data-room-id='{stage.RoomId}']");

        await RowAsync(First, stage, "Add to favourites");
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByText("Favourites")).ToBeVisibleAsync();
        await stage.SayAsync("bob", "something new");
        await Assertions.Expect(here).ToHaveAttributeAsync("data-unread", "true");
        await RowAsync(First, stage, "Mark as read");
        await Assertions.Expect(elsewhere).ToHaveAttributeAsync("data-unread", "false");
        await RowAsync(First, stage, "Hide");
        await First.GetByText("Do not ask again").ClickAsync();
        await ConfirmAsync(First, "Hide");
        await Assertions.Expect(elsewhere).ToHaveCountAsync(0);

        await First.Keyboard.PressAsync("Control+k");
        await First.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).FillAsync("#" + stage.RoomName);
        await First.GetByRole(AriaRole.Option).Filter(new() { HasText = stage.RoomName }).First.WaitForAsync();
        await First.Keyboard.PressAsync("Enter");
        await First.WaitForURLAsync($"**/channel/{stage.RoomName}");
        await Assertions.Expect(elsewhere).ToBeVisibleAsync();
        await RowAsync(First, stage, "Hide");
        await Assertions.Expect(elsewhere).ToHaveCountAsync(0);
        await VisitAsync(First, "account/preferences");
        await Button(First, "Ask again: Before a room is hidden").ClickAsync();
        await Assertions.Expect(Button(First, "Ask again: Before a room is hidden")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ROOM_035_members_are_those_online_or_all_found_by_name_with_their_roles()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("crew").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["bob"], $"channel/{stage.RoomName}/members-list");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        var rows = Beside(First).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Filter(new() { HasText = stage["ada"].Username }).GetByText("Owner")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Searchbox).FillAsync(stage["bob"].Username);
        await Assertions.Expect(rows).ToHaveCountAsync(1);
    }

    private static async Task RowAsync(IPage page, Stage stage, string act)
    {
        await page.Locator($"li[data-room-id='{stage.RoomId}']").HoverAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Options for {stage.RoomName}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act, Exact = true }).ClickAsync();
    }

    private static async Task MenuAsync(IPage page, string text, string action)
    {
        await MessageOf(page, text).HoverAsync();
        await MessageOf(page, text).GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await page.GetByRole(AriaRole.Menu).GetByText(action, new() { Exact = true }).ClickAsync();
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Writing in the browser (MSG-004, MSG-006, MSG-007, MSG-008, MSG-009, MSG-010, MSG-011, MSG-036, MSG-037, MSG-038, MSG-039, ROOM-012, ROOM-013, A11Y-007, A11Y-009).</summary>
public sealed class ComposerJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task MSG_007_text_begun_survives_a_reload_is_marked_in_the_list_and_ends_with_sending()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("desk").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await Box(First).FillAsync("half a thought");
        await First.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await Assertions.Expect(First.Locator($"li[data-room-id='{stage.RoomId}']").GetByLabel("Draft")).ToBeVisibleAsync();

        await First.ReloadAsync();
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}");
        await Assertions.Expect(Box(First)).ToHaveValueAsync("half a thought");
        await Button(First, "Send").ClickAsync();
        await ExpectAsync(First, "half a thought");
        await First.ReloadAsync();
        await Assertions.Expect(Box(First)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task MSG_009_people_rooms_emoji_and_commands_are_proposed_and_chosen_by_keys()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("quill").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var proposed = First.GetByRole(AriaRole.Listbox, new() { Name = "Suggestions" }).GetByRole(AriaRole.Option);

        await Box(First).PressSequentiallyAsync("hello @" + stage["bob"].Username);
        await Assertions.Expect(proposed.First).ToContainTextAsync(stage["bob"].Username);
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Box(First)).ToHaveValueAsync($"hello @{stage["bob"].Username} ");

        await Box(First).PressSequentiallyAsync("#" + stage.RoomName[..7]);
        await Assertions.Expect(proposed.Filter(new() { HasText = stage.RoomName })).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(proposed).ToHaveCountAsync(0);

        await Box(First).FillAsync("");
        await Box(First).PressSequentiallyAsync(":tada");
        await Assertions.Expect(proposed.First).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Box(First)).ToHaveValueAsync(":tada: ");

        await Box(First).FillAsync("");
        await Box(First).PressSequentiallyAsync("/shr");
        await Assertions.Expect(proposed.First).ToContainTextAsync("shrug");
    }

    [Fact]
    public async Task MSG_008_marks_and_MSG_010_emoji_go_where_the_caret_is()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("ink").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await Box(First).FillAsync("loud");
        await Box(First).SelectTextAsync();
        await First.Keyboard.PressAsync("Control+b");
        await Assertions.Expect(Box(First)).ToHaveValueAsync("*loud*");
        await Box(First).SelectTextAsync();
        await Button(First, "Italic").ClickAsync();
        await Assertions.Expect(Box(First)).ToHaveValueAsync("_*loud*_");

        await Box(First).PressAsync("End");
        await Button(First, "Insert emoji").ClickAsync();
        await First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Searchbox).FillAsync("tada");
        await First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Filter(new() { HasText = "🎉" }).First.ClickAsync();
        await Assertions.Expect(Box(First)).ToHaveValueAsync("_*loud*_ :tada: ");
        await Button(First, "Send").ClickAsync();
        await Assertions.Expect(MessageOf(First, "loud").Locator("em strong")).ToHaveTextAsync("loud");
    }

    [Fact]
    public async Task MSG_004_text_that_is_too_long_goes_as_a_file()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("scroll").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await Box(First).FillAsync(new string('x', 5001));
        await Assertions.Expect(Button(First, "Send")).ToBeDisabledAsync();
        await Button(First, "Send as a file").ClickAsync();
        await ExpectAsync(First, $"{stage["ada"].Username} 20");
        await Assertions.Expect(Box(First)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task MSG_006_place_of_the_box_says_why_one_cannot_write_and_what_to_do()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("gate").With("ada").Without("eve").OnAsync(server);
        (await stage["ada"].Rest.PostAsync("channels.setJoinCode", new { roomId = stage.RoomId, joinCode = "sesame" })).OrThrow();
        await stage.SayAsync("ada", "for members and lookers-on");
        await EnterAsync(First, server, stage["eve"], $"channel/{stage.RoomName}");

        // ROOM-012: who looks at a public channel reads it before joining.
        await ExpectAsync(First, "for members and lookers-on");
        await Field(First, "Password").FillAsync("wrong");
        await Button(First, "Join").ClickAsync();
        await Assertions.Expect(First.GetByText("This is not the password of this room.")).ToBeVisibleAsync();
        await Field(First, "Password").FillAsync("sesame");
        await Button(First, "Join").ClickAsync();
        await Assertions.Expect(Box(First)).ToBeVisibleAsync();

        (await stage["ada"].Rest.PostAsync("channels.setReadOnly", new { roomId = stage.RoomId, readOnly = true })).OrThrow();
        await Assertions.Expect(First.GetByText("Only owners and moderators can write here.")).ToBeVisibleAsync();
        (await stage["ada"].Rest.PostAsync("channels.archive", new { roomId = stage.RoomId })).OrThrow();
        await Assertions.Expect(First.GetByText("This room is archived.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_037_voice_and_MSG_038_video_are_recorded_described_and_played_in_place()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("studio").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");

        await Button(First, "Record a voice message").ClickAsync();
        await Assertions.Expect(First.GetByText(new System.Text.RegularExpressions.Regex("Recording 0:0[1-9]"))).ToBeVisibleAsync();
        await Button(First, "Finish").ClickAsync();
        await First.GetByLabel("Description of Voice message").FillAsync("my voice");
        await Button(First, "Send").ClickAsync();
        await Assertions.Expect(MessageOf(Second, "my voice").Locator("audio")).ToBeVisibleAsync();

        await Button(First, "Add something").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Record a video message" }).ClickAsync();
        await ConfirmAsync(First, "Start recording");
        await Assertions.Expect(First.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0:0[1-9]$"));
        await ConfirmAsync(First, "Finish");
        await First.GetByLabel("Description of Video message").FillAsync("my face");
        await Button(First, "Send").ClickAsync();
        await Assertions.Expect(MessageOf(Second, "my face").Locator("video")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_039_place_is_shown_before_it_is_shared_and_leads_to_a_map()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["MapView_Enabled"] = "true" }, "map");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("trip").With("ada").OnAsync(server);
        var page = await OpenAsync(new BrowserNewContextOptions { Geolocation = new Geolocation { Latitude = 52.52f, Longitude = 13.405f }, Permissions = ["geolocation"] });
        await OpenRoomAsync(page, server, stage["ada"], $"channel/{stage.RoomName}");

        await Button(page, "Add something").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Share my location" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("52.5200, 13.4050")).ToBeVisibleAsync();
        await ConfirmAsync(page, "Share");

        var card = page.GetByRole(AriaRole.Log).GetByRole(AriaRole.Link, new() { Name = "Open in a map" });
        await Assertions.Expect(card).ToBeVisibleAsync();
        Assert.Contains("mlat=52.52", await card.GetAttributeAsync("href"), StringComparison.Ordinal);
    }

    private static ILocator Box(IPage page) => Field(page, "Message");
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>What opens beside a room (ROOM-020, ROOM-025, ROOM-033, ROOM-073, ROOM-074, ROOM-075, ROOM-076, ROOM-077, ROOM-078, MSG-062).</summary>
public sealed class PanelJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task ROOM_020_information_tells_topic_announcement_and_state_of_the_room()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("notices").With("ada", "bob").OnAsync(server);
        foreach (var (setting, value) in new (string, object)[] { ("roomTopic", "See *the plan*"), ("roomAnnouncement", "Closed on Monday"), ("roomDescription", "For everybody"), ("readOnly", true) })
            (await stage["ada"].Rest.PostAsync("rooms.saveRoomSettings", new Dictionary<string, object> { ["rid"] = stage.RoomId, [setting] = value })).OrThrow();
        await EnterAsync(First, server, stage["bob"], $"channel/{stage.RoomName}/channel-settings");

        // ROOM-025: marks count in topics, and the announcement can be read whole.
        await Assertions.Expect(Beside(First).Locator("strong", new() { HasText = "the plan" })).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByText("For everybody")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByText("Read-only")).ToBeVisibleAsync();
        await Button(First, "Read the announcement").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog).GetByText("Closed on Monday")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_073_files_are_filtered_by_name_and_kind_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("shelf").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await SendFileAsync(First, "roof.png", "image/png", Convert.FromBase64String(Pixel));
        await SendFileAsync(First, "plan.txt", "text/plain", "first the walls"u8.ToArray());
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}/uploaded-files-list");
        await Assertions.Expect(Beside(First).GetByText("roof.png")).ToBeVisibleAsync();

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Kind of file" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "Pictures" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("plan.txt")).ToHaveCountAsync(0);
        await Beside(First).GetByRole(AriaRole.Searchbox).FillAsync("nothing");
        await Assertions.Expect(Beside(First).GetByText("No such files")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Searchbox).FillAsync("roof");

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Options for roof.png" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await Assertions.Expect(Beside(First).GetByText("roof.png")).ToHaveCountAsync(0);
        await Assertions.Expect(MessageOf(First, "roof.png")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ROOM_074_pinned_and_mentioning_messages_lead_back_to_their_place()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("wall").With("ada", "bob").OnAsync(server);
        var pinned = (await stage.SayAsync("bob", "the old rule")).GetProperty("_id").GetString();
        (await stage["ada"].Rest.PostAsync("chat.pinMessage", new { messageId = pinned })).OrThrow();
        await stage.SayAsync("bob", $"@{stage["ada"].Username} look here");
        for (var number = 1; number <= 80; number++)
            await stage.SayAsync("bob", $"later {number}.");
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/pinned-messages");

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Show the message of" }).ClickAsync();
        await Assertions.Expect(MessageOf(First, "the old rule").First).ToBeInViewportAsync();
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}/mentions");
        await Assertions.Expect(Beside(First).GetByText("look here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_075_threads_are_filtered_and_the_choice_is_remembered()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("loom").With("ada", "bob").OnAsync(server);
        foreach (var (root, answers) in new[] { ("about cats", "ada"), ("about dogs", "bob") })
        {
            var id = (await stage.SayAsync("bob", root)).GetProperty("_id").GetString();
            (await stage[answers].Rest.PostAsync("chat.sendMessage", new { message = new { rid = stage.RoomId, msg = "yes", tmid = id } })).OrThrow();
        }
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/thread");
        await Assertions.Expect(Beside(First).GetByText("about dogs")).ToBeVisibleAsync();

        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Following" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("about dogs")).ToHaveCountAsync(0);
        await First.ReloadAsync();
        await Assertions.Expect(Beside(First).GetByText("about cats")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByText("about dogs")).ToHaveCountAsync(0);
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Beside(First).GetByRole(AriaRole.Searchbox).FillAsync("dogs");
        await Assertions.Expect(Beside(First).GetByText("about cats")).ToHaveCountAsync(0);

        // MSG-062: a thread has an address, and takes the whole room when asked.
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Open the thread of" }).ClickAsync();
        await First.WaitForURLAsync("**/thread/*");
        await Assertions.Expect(First.GetByRole(AriaRole.Complementary, new() { Name = "Thread" }).GetByText("about dogs")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_078_room_is_muted_for_one_person_and_stays_so()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("noise").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/push-notifications");

        await Beside(First).GetByText("Mute this room").ClickAsync();
        await Beside(First).GetByText("Do not mark as unread").ClickAsync();
        await Assertions.Expect(First.Locator($"li[data-room-id='{stage.RoomId}'][data-muted=true]")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByRole(AriaRole.Button, new() { Name = "On this computer" })).ToBeDisabledAsync();
        await Eventually.Async(
            async () => (await stage["ada"].Rest.GetAsync("subscriptions.getOne?roomId=" + stage.RoomId)).OrThrow()["subscription"].GetProperty("disableNotifications").GetBoolean(), "the choice is stored");

        await First.GotoAsync($"{server.Url}home");
        await stage.SayAsync("bob", "so much noise");
        await stage.SayAsync("bob", $"@{stage["ada"].Username} and this is for you");
        await Assertions.Expect(First.Locator($"li[data-room-id='{stage.RoomId}']").GetByLabel("1 unread message for you")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ROOM_076_messages_of_a_person_are_pruned_after_a_summary()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("attic").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("ada", "this stays");
        await stage.SayAsync("bob", "this goes");
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server);
        (await stage.Admin.PostAsync("channels.join", new { roomId = stage.RoomId })).OrThrow();
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}/clean-history");

        await Beside(First).GetByRole(AriaRole.Combobox, new() { Name = "Only from these people" }).FillAsync(stage["bob"].Username);
        await Beside(First).GetByRole(AriaRole.Option).Filter(new() { HasText = stage["bob"].Username }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("All messages by bob")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await ConfirmAsync(First, "Delete");

        await ExpectNoticeAsync(First, "1 message deleted.");
        await Assertions.Expect(MessageOf(Second, "this goes")).ToHaveCountAsync(0);
        await Assertions.Expect(MessageOf(Second, "this stays")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ROOM_077_export_is_asked_for_and_a_wrong_span_refused()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("archive").With("ada").OnAsync(server);
        (await stage.Admin.PostAsync("channels.join", new { roomId = stage.RoomId })).OrThrow();
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, $"channel/{stage.RoomName}/export-messages");

        await Beside(First).GetByLabel("From").FillAsync("2026-03-02");
        await Beside(First).GetByLabel("To", new() { Exact = true }).FillAsync("2026-03-01");
        await Assertions.Expect(Beside(First).GetByText("This is earlier than the day above.")).ToBeVisibleAsync();
        await Assertions.Expect(Button(First, "Export")).ToBeDisabledAsync();
        await Beside(First).GetByLabel("To", new() { Exact = true }).FillAsync("2026-03-03");
        await Button(First, "Export").ClickAsync();
        await ExpectNoticeAsync(First, "The export is being made.");
    }

    private static async Task SendFileAsync(IPage page, string name, string type, byte[] content)
    {
        await page.Locator("input[type=file][aria-label='Attach files']").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = content });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await ExpectAsync(page, name);
    }
}

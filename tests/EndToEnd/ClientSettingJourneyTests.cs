using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Settings that the web client obeys, turned while it is open.</summary>
/// <remarks>Rows: SET-027, SET-111, SET-112, SET-148, SET-166, SET-172, SET-179, SET-180.</remarks>
public sealed class ClientSettingJourneyTests(Workspaces workspaces, Browser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task SET_027_SET_111_SET_112_SET_148_SET_166_SET_172_SET_179_SET_180_client_obeys_at_once()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "obeyed");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("obeyed").With("ada", "bob").OnAsync(server);
        var (ada, bob) = (stage["ada"], stage["bob"]);
        await OpenRoomAsync(First, server, bob, $"channel/{stage.RoomName}");

        // Messages that follow one another share a header for as long as is set; who owns the room is shown beside the name.
        await stage.SayAsync("ada", "first of two");
        await stage.SayAsync("ada", "second of two");
        await Assertions.Expect(MessageOf(First, "first of two")).ToHaveAttributeAsync("data-run", "true");
        await Assertions.Expect(MessageOf(First, "second of two")).ToHaveAttributeAsync("data-run", "false");
        await SetAsync("Message_GroupingPeriod", 0);
        await Assertions.Expect(MessageOf(First, "second of two")).ToHaveAttributeAsync("data-run", "true");
        await SetAsync("Message_GroupingPeriod", 300);
        await Assertions.Expect(MessageOf(First, "first of two").GetByText("Owner", new() { Exact = true })).ToBeVisibleAsync();
        await SetAsync("UI_DisplayRoles", false);
        await Assertions.Expect(MessageOf(First, "first of two").GetByText("Owner", new() { Exact = true })).ToHaveCountAsync(0);

        var path = new Uri(First.Url).AbsolutePath;

        // What is offered beside writing.
        await Assertions.Expect(Button(First, "Record a voice message")).ToBeVisibleAsync();
        await SetAsync("Message_AudioRecorderEnabled", false);
        await Assertions.Expect(Button(First, "Record a voice message")).ToHaveCountAsync(0);
        await Button(First, "Add something").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Record a video message" })).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await SetAsync("Message_VideoRecorderEnabled", false);
        await Button(First, "Add something").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Start a discussion" })).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Record a video message" })).ToHaveCountAsync(0);
        await First.Keyboard.PressAsync("Escape");

        await SayAsync(First, "/nonsense at all");
        await Assertions.Expect(First.GetByText("There is no command /nonsense.")).ToBeVisibleAsync();
        await SetAsync("Message_AllowUnrecognizedSlashCommand", true);
        // The box keeps the text until the client has heard of the change.
        await Eventually.Async(async () =>
        {
            if (await MessageOf(First, "/nonsense at all").CountAsync() == 1) return true;
            await Button(First, "Send").ClickAsync();
            return false;
        }, "the text is sent");

        // Code is coloured in the languages of the list.
        await stage.SayAsync("ada", "```javascript\nconst bright = 1;\n```");
        await Assertions.Expect(MessageOf(First, "const bright").Locator("code span").First).ToBeVisibleAsync();
        await SetAsync("Message_Code_highlight", "css");
        await Assertions.Expect(MessageOf(First, "const bright").Locator("code span")).ToHaveCountAsync(0);

        // Favourites have a heading of their own in the list.
        await SetAsync("Favorite_Rooms", false);
        await bob.Rest.PostAsync("rooms.favorite", new { roomId = stage.RoomId, favorite = true }).AssertRefusedAsync("error-not-allowed");
        await SetAsync("Favorite_Rooms", true);
        await bob.Rest.PostAsync("rooms.favorite", new { roomId = stage.RoomId, favorite = true }).SucceedsAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).GetByText("Favourites", new() { Exact = true })).ToBeVisibleAsync();

        // Where one begins, what language it is in, and where the directory opens.
        await SetAsync("Language", "de");
        await Assertions.Expect(First.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await SetAsync("Language", "en");
        await SetAsync("Accounts_Directory_DefaultView", "users");
        await SetAsync("First_Channel_After_Login", "#" + stage.RoomName);
        await First.GotoAsync(server.Url.ToString());
        await First.WaitForURLAsync("**" + path);
        await VisitAsync(First, "directory");
        await Assertions.Expect(First.GetByPlaceholder("Search people").Or(First.GetByLabel("Search people")).First).ToBeVisibleAsync();
        await SetAsync("First_Channel_After_Login", "");
        await First.GotoAsync(server.Url.ToString());
        await First.WaitForURLAsync("**/home");

        Task SetAsync(string setting, object value) => stage.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
    }
}

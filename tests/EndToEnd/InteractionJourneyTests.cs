using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Messages that carry buttons, menus and fields.</summary>
/// <remarks>Rows: MSG-088.</remarks>
public sealed class InteractionJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task MSG_088_reader_answers_a_bot_and_adds_whom_they_mentioned()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("survey").With("ada", "bob").Without("eve").OnAsync(server);
        var (ada, bot) = (stage["ada"], stage["bob"]);
        (await stage.Admin.PostAsync("roles.addUserToRole", new { roleId = "bot", username = bot.Username })).OrThrow();
        await using var line = await bot.ConnectAsync();
        await line.SubscribeAsync("stream-notify-user", bot.Id + "/uiInteraction", false);
        (await bot.Rest.PostAsync("chat.sendMessage", new { message = new { rid = stage.RoomId, msg = "", blocks = Survey() } })).OrThrow();

        await OpenRoomAsync(First, server, ada, "group/" + stage.RoomName);
        await Assertions.Expect(First.GetByText("How was lunch?")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("a kind that nobody knows")).ToHaveCountAsync(0);
        await ExpectNoBarriersAsync(First, "a message with blocks");
        await Button(First, "Good").ClickAsync();
        await UsedAsync("lunch", "good");
        await First.GetByRole(AriaRole.Checkbox, new() { Name = "Soup" }).CheckAsync(new() { Force = true });
        await UsedAsync("dishes", "soup");
        await First.GetByRole(AriaRole.Radio, new() { Name = "Water" }).CheckAsync(new() { Force = true });
        await UsedAsync("drink", "water");
        await First.GetByRole(AriaRole.Button, new() { Name = "Where next" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "Outside" }).ClickAsync();
        await UsedAsync("place", "outside");
        await Field(First, "Your words").FillAsync("more salt");
        await Field(First, "Your words").PressAsync("Enter");
        await UsedAsync("words", "more salt");
        await Button(First, "9").ClickAsync();
        await UsedAsync("stars", "9");
        await Button(First, "More choices").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Ask me later" }).ClickAsync();
        await UsedAsync("more", "later");

        await SayAsync(First, $"what about @{stage["eve"].Username}?");
        await Assertions.Expect(First.GetByText("is not in this room and will not see your message.")).ToBeVisibleAsync();
        await Button(First, "Add to the room").ClickAsync();
        await Assertions.Expect(First.GetByText("You added")).ToBeVisibleAsync();
        await Assertions.Expect(Button(First, "Add to the room")).ToHaveCountAsync(0);
        (await stage["eve"].Rest.GetAsync("groups.info?roomId=" + stage.RoomId)).OrThrow();

        Task UsedAsync(string actionId, string value) => line.WaitAsync(
            frame => frame.GetRawText() is var text && text.Contains($"\"actionId\":\"{actionId}\"", StringComparison.Ordinal) && text.Contains($"\"{value}\"", StringComparison.Ordinal), $"{actionId} is {value}");
    }

    private static object[] Survey() =>
    [
        new { type = "section", text = new { type = "mrkdwn", text = "How was **lunch**?" }, fields = new[] { Plain("Today"), Plain("Room 7") } },
        new { type = "actions", elements = new object[] { new { type = "button", actionId = "lunch", value = "good", text = Plain("Good"), style = "primary" }, new { type = "button", actionId = "lunch", value = "bad", text = Plain("Bad"), style = "danger" } } },
        new { type = "divider" },
        new { type = "input", label = Plain("Dishes"), element = new { type = "checkbox", actionId = "dishes", options = new[] { Option("soup", "Soup"), Option("salad", "Salad") } } },
        new { type = "input", label = Plain("Drink"), element = new { type = "radio_button", actionId = "drink", options = new[] { Option("water", "Water"), Option("tea", "Tea") } } },
        new { type = "input", label = Plain("Where next"), element = new { type = "static_select", actionId = "place", placeholder = Plain("Choose"), options = new[] { Option("inside", "Inside"), Option("outside", "Outside") } } },
        new { type = "input", label = Plain("Your words"), hint = Plain("Only the cook reads them."), element = new { type = "plain_text_input", actionId = "words" } },
        new { type = "actions", elements = new object[] { new { type = "linear_scale", actionId = "stars", minValue = 1, maxValue = 10, preLabel = Plain("Poor"), postLabel = Plain("Great") } } },
        new { type = "callout", variant = "warning", title = Plain("Closing soon"), text = Plain("The kitchen closes at two."), accessory = new { type = "overflow", actionId = "more", options = new[] { Option("later", "Ask me later") } } },
        new { type = "context", elements = new[] { Plain("Asked every day") } },
        new { type = "of_next_year", text = Plain("a kind that nobody knows") },
    ];

    private static object Plain(string text) => new { type = "plain_text", text };

    private static object Option(string value, string text) => new { value, text = Plain(text) };
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Talking in the browser, with and without a connection (MSG-067, MSG-068). The names of controls are those that web/README.md promises.</summary>
public sealed class TalkJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task Two_people_sign_in_and_talk()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("lounge").With("ada", "bob").OnAsync(server);

        await SignInAsync(First, server, stage["ada"]);
        await First.GotoAsync($"{server.Url}channel/{stage.RoomName}");
        await EnterAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");

        await SayAsync(First, "hello from ada");
        await ExpectAsync(Second, "hello from ada");
        await SayAsync(Second, "hello from bob");
        await ExpectAsync(First, "hello from bob");
    }

    [Fact]
    public async Task Message_written_while_the_server_is_away_goes_out_when_it_is_back()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "away");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("lounge").With("ada", "bob").OnAsync(server);
        await EnterAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await SayAsync(First, "before");
        await ExpectAsync(First, "before");

        await server.KillHardAsync();
        await SayAsync(First, "while away");
        await ExpectAsync(First, "while away");
        await server.RestartAsync();

        await Assertions.Expect(First.Locator("article[data-delivery]")).ToHaveCountAsync(0, new() { Timeout = 40_000 });
        await EnterAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");
        await ExpectAsync(Second, "while away");
    }

    private static async Task SignInAsync(IPage page, ParleyServer server, Person person)
    {
        await page.GotoAsync($"{server.Url}login");
        await page.GetByLabel("Username or email").FillAsync(person.Username);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
    }
}

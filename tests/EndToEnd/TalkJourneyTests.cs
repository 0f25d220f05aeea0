using System.Text.RegularExpressions;
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

    [Fact]
    public async Task Somebody_whose_line_breaks_and_who_writes_on_ends_with_what_all_have()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("tunnel").With("ada", "bob").OnAsync(server);
        var line = new Line();
        await First.RouteWebSocketAsync(new Regex("/websocket$"), line.Carry);
        await First.RouteAsync(new Regex("/api/v1/"), route => line.IsCut ? route.AbortAsync() : route.ContinueAsync());
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");
        await SayAsync(Second, "seen by both");
        await ExpectAsync(First, "seen by both");

        await line.CutAsync();
        for (var number = 1; number <= 3; number++)
        {
            await SayAsync(First, $"from the tunnel {number}.");
            await ExpectAsync(First, $"from the tunnel {number}.");
            await SayAsync(Second, $"from outside {number}.");
            await ExpectAsync(Second, $"from outside {number}.");
        }

        Assert.Equal(0, await MessageOf(Second, "from the tunnel").CountAsync());
        line.Mend();
        await Assertions.Expect(First.Locator("article[data-delivery]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        foreach (var page in new[] { First, Second })
        {
            for (var number = 1; number <= 3; number++)
            {
                await ExpectAsync(page, $"from the tunnel {number}.");
                await ExpectAsync(page, $"from outside {number}.");
            }

            await Assertions.Expect(MessageOf(page, "from ")).ToHaveCountAsync(6);
        }
    }

    /// <summary>What a browser is connected by. While it is cut, nothing passes and nothing can be opened.</summary>
    private sealed class Line
    {
        private readonly List<IWebSocketRoute> _open = [];
        private volatile bool _isCut;

        public bool IsCut => _isCut;

        public void Carry(IWebSocketRoute socket)
        {
            if (_isCut)
            {
                _ = socket.CloseAsync();
                return;
            }

            _open.Add(socket);
            socket.ConnectToServer();
        }

        public async Task CutAsync()
        {
            _isCut = true;
            foreach (var socket in _open)
                await socket.CloseAsync();
            _open.Clear();
        }

        public void Mend() => _isCut = false;
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

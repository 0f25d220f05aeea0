using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Notices of the system while the reader looks elsewhere.</summary>
/// <remarks>Rows: NOT-013, NOT-014.</remarks>
public sealed class NoticeJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    /// <summary>The system's own notices cannot be seen by a test; this one keeps what it is given.</summary>
    private const string Recorder =
        """
        window.told = [];
        window.Notification = class extends EventTarget {
          static permission = localStorage.getItem("test.permission") ?? "default";
          static requestPermission() { localStorage.setItem("test.permission", "granted"); this.permission = "granted"; return Promise.resolve("granted"); }
          constructor(title, options) { super(); window.told.push({ title, ...options, open: () => this.dispatchEvent(new Event("click")) }); }
          close() {}
        };
        """;

    [Fact]
    public async Task NOT_013_NOT_014_reader_turns_notices_on_is_told_elsewhere_and_led_to_the_message()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("news").With("ada", "bob").OnAsync(server);
        await First.AddInitScriptAsync(Recorder);
        await EnterAsync(First, server, stage["ada"], "home");
        await Assertions.Expect(First.GetByRole(AriaRole.Region, new() { Name = "Turn on notifications" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the offer of notices");
        await Button(First, "Turn on notifications").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Region, new() { Name = "Turn on notifications" })).ToHaveCountAsync(0);

        await stage.SayAsync("bob", "the bridge is *open*");
        await Eventually.Async(() => ToldAsync("the bridge is open"), "the reader is told");
        Assert.Equal("#" + stage.RoomName, await First.EvaluateAsync<string>("() => window.told.at(-1).title"));
        await First.EvaluateAsync("() => window.told.at(-1).open()");
        await Assertions.Expect(MessageOf(First, "the bridge is open")).ToBeInViewportAsync();

        // Whoever looks at the room is told nothing; elsewhere again.
        await stage.SayAsync("bob", "read at once");
        await ExpectAsync(First, "read at once");
        await VisitAsync(First, "account/preferences");
        await Assertions.Expect(First.GetByText("Notifications are on for this browser.")).ToBeVisibleAsync();
        await stage.SayAsync("bob", "told again");
        await Eventually.Async(() => ToldAsync("told again"), "the reader is told again");
        Assert.False(await ToldAsync("read at once"));
    }

    private Task<bool> ToldAsync(string text) => First.EvaluateAsync<bool>("(text) => window.told.some((notice) => notice.body.endsWith(text))", text);
}

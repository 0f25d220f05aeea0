using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Webhooks in the browser (INT-001, INT-004, INT-009, INT-012, INT-017, INT-054, INT-056, INT-057).</summary>
public sealed class IntegrationJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task INT_001_009_012_054_webhooks_are_made_used_watched_and_deleted()
    {
        await using var service = StandIn.Start(request => (200, new { text = "heard " + request.Body.GetProperty("text").GetString() }));
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["SSRF_Allowlist"] = "127.0.0.1" }, "webhooks");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("alarms").With("ada").OnAsync(server);
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        using var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        using var warden = new Person("warden", ParleyServer.AdminUsername, ParleyServer.AdminPassword, admin);
        await EnterAsync(First, server, warden, "admin/integrations");

        await Button(First, "New incoming webhook").ClickAsync();
        await Field(First, "Name").FillAsync("Alarm bell");
        await Field(First, "Post to").FillAsync("#no-such-room");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Field(First, "Post to").FillAsync("#" + stage.RoomName);
        await Field(First, "Shown name").FillAsync("Bell");
        await Field(First, "Emoji instead of a picture").FillAsync(":bell:");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await ExpectNoticeAsync(First, "Created.");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        var address = await Field(First, "Address").InputValueAsync();
        await ExpectNoBarriersAsync(First, "an incoming webhook");

        // INT-017: shown with its name and picture, and marked as a program's.
        using var program = server.Anonymous();
        (await program.PostAsync(new Uri(address).AbsolutePath, new { text = "the kettle boils" })).OrThrow();
        var message = MessageOf(Second, "the kettle boils");
        await Assertions.Expect(message).ToHaveCountAsync(1);
        await Assertions.Expect(message.GetByText("Bot", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(message.GetByRole(AriaRole.Button, new() { Name = "Bell", Exact = true })).ToBeVisibleAsync();

        await Button(First, "New outgoing webhook").ClickAsync();
        await Field(First, "Name").FillAsync("Listener");
        await Field(First, "Listen in").FillAsync("#" + stage.RoomName);
        await Field(First, "Addresses to call").FillAsync(service.Url.ToString());
        await ExpectNoBarriersAsync(First, "a new outgoing webhook");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(Beside(First).GetByRole(AriaRole.Button, new() { Name = "History" })).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "History" }).ClickAsync();
        await Assertions.Expect(First.GetByText("Nothing was called yet")).ToBeVisibleAsync();

        await SayAsync(Second, "anybody there");
        await ExpectAsync(Second, "heard anybody there");
        // The page learns of it by itself.
        await First.GetByRole(AriaRole.Row).Filter(new() { HasText = "Done" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("url-response-sent-message")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "a call of a webhook");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Call again" }).ClickAsync();
        await ExpectNoticeAsync(First, "Called again.");
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = "Done" })).ToHaveCountAsync(2);
        await Button(First, "Clear history").ClickAsync();
        await ConfirmAsync(First, "Clear history");
        await Assertions.Expect(First.GetByText("Nothing was called yet")).ToBeVisibleAsync();

        await VisitAsync(First, "admin/integrations");
        await First.GetByRole(AriaRole.Searchbox).FillAsync("bell");
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = "Listener" })).ToHaveCountAsync(0);
        await First.GetByRole(AriaRole.Row).Filter(new() { HasText = "Alarm bell" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = "Alarm bell" })).ToHaveCountAsync(0);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await program.PostAsync(new Uri(address).AbsolutePath, new { text = "gone" })).Status);
    }
}

using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Sending files in the browser (MSG-031, MSG-032, MSG-033).</summary>
public sealed class UploadJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    /// <summary>One red pixel.</summary>
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Files_are_chosen_pasted_and_dropped_and_each_arrives_with_its_description()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("files").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");

        await ChooseAsync(First, Text("plan.txt", "first the walls"));
        await DispatchAsync(First, "paste", "image.png", "image/png");
        await DispatchAsync(First, "drop", "roof.png", "image/png");
        var staged = First.GetByRole(AriaRole.List, new() { Name = "Files to send" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(staged).ToHaveCountAsync(3);
        await First.GetByLabel("Description of plan.txt").FillAsync("What comes first");
        await First.GetByLabel("Description of roof.png").FillAsync("What comes last");
        await First.GetByLabel("File name").Nth(1).FillAsync("walls.png");
        await First.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync("Here is all of it");
        await First.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(staged).ToHaveCountAsync(0);
        await ExpectAsync(Second, "Here is all of it");
        await Assertions.Expect(MessageOf(Second, "Here is all of it").GetByText("What comes first")).ToBeVisibleAsync();
        await Assertions.Expect(MessageOf(Second, "Here is all of it").GetByText("plan.txt")).ToBeVisibleAsync();
        await ExpectAsync(Second, "walls.png");
        await ExpectAsync(Second, "What comes last");
        await Assertions.Expect(MessageOf(Second, "What comes last").GetByRole(AriaRole.Img, new() { Name = "What comes last" })).ToBeVisibleAsync();
        await Assertions.Expect(First.Locator("progress")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Upload_shows_its_progress_and_can_be_cancelled()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("slow").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        // The request never gets through, as on a line that hangs.
        await First.RouteAsync("**/api/v1/rooms.upload/**", _ => Task.CompletedTask);

        await ChooseAsync(First, Text("slow.txt", "still on its way"));
        await First.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Progressbar, new() { Name = "Uploading slow.txt" })).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Cancel upload of slow.txt" }).ClickAsync();

        await Assertions.Expect(First.Locator("progress")).ToHaveCountAsync(0);
        await First.UnrouteAllAsync();
        await ChooseAsync(First, Text("second.txt", "this one arrives"));
        await First.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await ExpectAsync(First, "second.txt");
        await Assertions.Expect(MessageOf(First, "slow.txt")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Refused_file_says_why_until_it_is_dismissed()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("refused").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");

        await ChooseAsync(First, new FilePayload { Name = "drawing.svg", MimeType = "image/svg+xml", Buffer = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"u8.ToArray() });
        await First.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(First.GetByText("drawing.svg was not uploaded")).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Button, new() { Name = "Dismiss drawing.svg" }).ClickAsync();
        await Assertions.Expect(First.GetByText("drawing.svg was not uploaded")).ToHaveCountAsync(0);
    }

    private static FilePayload Text(string name, string content) =>
        new() { Name = name, MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(content) };

    private static Task ChooseAsync(IPage page, FilePayload file) =>
        page.Locator("input[type=file][aria-label='Attach files']").SetInputFilesAsync(file);

    /// <summary>Pastes or drops a picture onto the box, as the browser would.</summary>
    private static Task DispatchAsync(IPage page, string gesture, string name, string type) =>
        page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).EvaluateAsync(
            """
            (box, [gesture, name, type, pixel]) => {
              const bytes = Uint8Array.from(atob(pixel), (c) => c.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([bytes], name, { type }));
              const how = { bubbles: true, cancelable: true };
              box.dispatchEvent(gesture === "paste"
                ? new ClipboardEvent("paste", { ...how, clipboardData: data })
                : new DragEvent("drop", { ...how, dataTransfer: data }));
            }
            """,
            new[] { gesture, name, type, Pixel });
}

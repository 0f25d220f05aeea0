using System.Text;
using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Two people talk in messages that nobody keeps (MSG-083, MSG-084, MSG-085).</summary>
public sealed class OffTheRecordJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task MSG_083_MSG_084_MSG_085_two_people_talk_off_the_record_and_nothing_of_it_stays()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("im");
        await OpenRoomAsync(First, server, cast.Ada, $"direct/{cast.Bob.Username}");

        // Both have to be there, and the other one has to want it.
        await Button(First, "More").ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Off the record" }).ClickAsync();
        await Button(First, "Start").ClickAsync();
        await ExpectStateAsync("The other person is offline. Both of you have to be here.");
        await EnterAsync(Second, server, cast.Bob);
        await Assertions.Expect(First.Locator("main > header").GetByRole(AriaRole.Img, new() { Name = "Online" })).ToBeVisibleAsync();
        await Button(First, "Ask again").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Dialog)).ToContainTextAsync("wants to talk with you in messages that nobody keeps");
        await ConfirmAsync(Second, "Not now");
        await ExpectStateAsync("The other person does not want to talk off the record now.");
        await Button(First, "Ask again").ClickAsync();
        await ConfirmAsync(Second, "Accept");
        await ExpectStateAsync("You are off the record.");
        await Assertions.Expect(Second.GetByText("Off the record: messages are not kept. Files are.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "off the record");

        // What is said is marked, arrives, and may look like a command.
        await ExpectAsync(Second, "joined the conversation off the record.");
        await SayAsync(First, "the harbour at nine");
        await Assertions.Expect(MessageOf(Second, "the harbour at nine").GetByRole(AriaRole.Img, new() { Name = "Off the record" })).ToBeVisibleAsync();
        await Assertions.Expect(MessageOf(First, "the harbour at nine").GetByRole(AriaRole.Img, new() { Name = "Off the record, arrived" })).ToBeVisibleAsync();
        await SayAsync(Second, "/topic bring *both* lamps");
        await ExpectAsync(First, "/topic bring both lamps");
        await First.Locator("input[type=file][aria-label='Attach files']").SetInputFilesAsync(new FilePayload { Name = "map.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("a map") });
        await ExpectNoticeAsync(First, "Files are not off the record: they are sent and kept as usual.");
        await SayAsync(First, "words beside the map");
        await Assertions.Expect(MessageOf(Second, "words beside the map").GetByRole(AriaRole.Img, new() { Name = "Off the record" })).ToBeVisibleAsync();
        await ExpectAsync(Second, "map.txt");

        // New keys, and on it goes.
        await Button(First, "Refresh keys").ClickAsync();
        await ExpectAsync(First, "has new keys.");
        await ExpectStateAsync("You are off the record.");
        await SayAsync(Second, "with new keys");
        await ExpectAsync(First, "with new keys");

        // It ends on both sides; what comes then is kept. Nobody who does not answer is waited for.
        await Button(First, "End").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Dialog)).ToContainTextAsync("What you write now is kept.");
        await ConfirmAsync(Second, "OK");
        await SayAsync(Second, "kept again");
        await ExpectAsync(First, "kept again");
        await Button(First, "Start").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await ExpectStateAsync("There was no answer in time.");
        await Assertions.Expect(Second.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        foreach (var page in new[] { First, Second })
        {
            await ExpectAsync(page, "the harbour at nine");
            await page.ReloadAsync();
            await ExpectAsync(page, "kept again");
            foreach (var text in new[] { "the harbour at nine", "bring both lamps", "words beside the map", "with new keys" })
                await Assertions.Expect(MessageOf(page, text)).ToHaveCountAsync(0);
        }
        var history = (await cast.Ada.Rest.GetAsync($"im.history?roomId={roomId}")).OrThrow()["messages"].GetRawText();
        Assert.Contains("kept again", history, StringComparison.Ordinal);
        foreach (var text in new[] { "harbour", "lamps", "beside the map", "with new keys", "$binary" })
            Assert.DoesNotContain(text, history, StringComparison.Ordinal);

        Task ExpectStateAsync(string text) => Assertions.Expect(Beside(First).GetByText(text)).ToBeVisibleAsync();
    }
}

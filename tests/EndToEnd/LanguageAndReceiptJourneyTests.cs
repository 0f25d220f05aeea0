using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Translation, read receipts and auditing in the browser (ROOM-079, MSG-057, MSG-058, MSG-086).</summary>
public sealed class LanguageAndReceiptJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ROOM_079_room_is_read_in_another_language_and_the_original_stays_one_press_away()
    {
        await using var standIn = StandIn.Start(TranslationServices.Answer);
        var addresses = TranslationServices.All.ToDictionary(s => s.Variable, s => (string?)standIn.Url.ToString());
        addresses["AutoTranslate_Enabled"] = "true";
        addresses["AutoTranslate_GoogleAPIKey"] = TranslationServices.Key;
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, addresses, "languages");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("babel").With("ada", "bob").OnAsync(server);
        (await stage.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "auto-translate", roles = new[] { "admin", "user" } } } })).OrThrow();
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/auto-translate");

        await Beside(First).GetByText("Translate messages").ClickAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Language" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "German" }).ClickAsync();
        await Eventually.Async(
            async () => (await stage["ada"].Rest.GetAsync("subscriptions.getOne?roomId=" + stage.RoomId)).OrThrow()["subscription"].TryGetProperty("autoTranslateLanguage", out var language) && language.GetString() == "de",
            "the language is kept");
        await stage.SayAsync("bob", "hello world");

        await ExpectAsync(First, "hallo Welt");
        await MessageOf(First, "hallo Welt").GetByRole(AriaRole.Button, new() { Name = "Translated" }).ClickAsync();
        await ExpectAsync(First, "hello world");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");
        await ExpectAsync(Second, "hello world");

        // MSG-058: one message, without having the room translated.
        await stage.SayAsync("ada", "hello again");
        await MessageOf(Second, "hello again").HoverAsync();
        await MessageOf(Second, "hello again").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Menuitem, new() { Name = "Translate" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_057_sender_sees_that_and_by_whom_a_message_was_read()
    {
        var settings = new Dictionary<string, string?> { ["Message_Read_Receipt_Enabled"] = "true", ["Message_Read_Receipt_Store_Users"] = "true" };
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, settings, "receipts");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("post").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await SayAsync(First, "did you get it?");
        await Assertions.Expect(MessageOf(First, "did you get it?").GetByLabel("Not yet read by everybody")).ToBeVisibleAsync();

        (await stage["bob"].Rest.PostAsync("subscriptions.read", new { rid = stage.RoomId })).OrThrow();

        await Assertions.Expect(MessageOf(First, "did you get it?").GetByLabel("Read by everybody")).ToBeVisibleAsync();
        await MessageOf(First, "did you get it?").HoverAsync();
        await MessageOf(First, "did you get it?").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Who has read it" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog).GetByText("bob", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task MSG_086_auditor_reads_a_foreign_room_and_the_log_tells_of_it()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.PrivateRoom("vault").With("ada", "bob").OnAsync(server);
        var secret = Scratch.Name("secret");
        await stage.SayAsync("ada", $"the {secret} plan");
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/audit");

        await First.Locator("form").GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(First.GetByText("Choose a room or people.")).ToBeVisibleAsync();
        await First.GetByRole(AriaRole.Combobox, new() { Name = "Room" }).FillAsync(stage.RoomName);
        await First.GetByRole(AriaRole.Option).Filter(new() { HasText = stage.RoomName }).ClickAsync();
        await Field(First, "Words").FillAsync(secret);
        await First.Locator("form").GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(First.GetByText($"the {secret} plan")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "audit");

        await First.GetByRole(AriaRole.Button, new() { Name = "Log", Exact = true }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = secret })).ToBeVisibleAsync();
    }
}

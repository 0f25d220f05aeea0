using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Files of one's own server, in the browser (ACC-038, MSG-040, SET-228, INT-103).</summary>
public sealed class WebDavJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ACC_038_MSG_040_SET_228_account_is_added_a_file_attached_from_it_another_saved_to_it_and_it_is_removed()
    {
        await using var dav = await WebDavServer.StartAsync();
        dav.Put("letters/monday.txt", "dear all"u8.ToArray());
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["SSRF_Allowlist"] = "127.0.0.1" }, "webdav");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("files").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await Button(First, "Add something").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Attach files" })).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Menuitem, new() { Name = "Files from WebDAV" })).ToHaveCountAsync(0);
        await First.Keyboard.PressAsync("Escape");

        // Switched on, it is there at once, by keys alone.
        (await stage.Admin.PostAsync("settings/Webdav_Integration_Enabled", new { value = true })).OrThrow();
        await Eventually.Async(
            async () =>
            {
                await Button(First, "Add something").FocusAsync();
                await First.Keyboard.PressAsync("Enter");
                if (await First.GetByRole(AriaRole.Menuitem, new() { Name = "Files from WebDAV" }).CountAsync() == 1) return true;
                await First.Keyboard.PressAsync("Escape");
                return false;
            },
            "the menu offers files from elsewhere",
            pace: TimeSpan.FromMilliseconds(300));
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Files from WebDAV" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("Address")).ToBeFocusedAsync();
        await dialog.GetByLabel("Address").FillAsync(dav.Url.ToString());
        await dialog.GetByLabel("Username").FillAsync(WebDavServer.Username);
        await dialog.GetByLabel("Password").FillAsync("wrong");
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByText("does not accept this username and password")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "a new account of a file server");
        await dialog.GetByLabel("Password").FillAsync(WebDavServer.Password);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Shelf");
        await First.Keyboard.PressAsync("Enter");

        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("Folder\\s+letters") }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button).Filter(new() { HasText = "monday.txt" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "files of another server");
        await dialog.GetByRole(AriaRole.Button).Filter(new() { HasText = "monday.txt" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(First.GetByRole(AriaRole.List, new() { Name = "Files to send" })).ToBeVisibleAsync();
        await Button(First, "Send").ClickAsync();
        await Assertions.Expect(MessageOf(First, "monday.txt")).ToHaveCountAsync(1);

        // What somebody else sent is kept there.
        using var words = new ByteArrayContent("plain words"u8.ToArray());
        words.Headers.ContentType = new("text/plain");
        using var form = new MultipartFormDataContent { { words, "file", "reply.txt" } };
        (await stage["bob"].Rest.SendAsync(HttpMethod.Post, $"rooms.upload/{stage.RoomId}", form)).OrThrow();
        await MessageOf(First, "reply.txt").HoverAsync();
        await MessageOf(First, "reply.txt").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Save to WebDAV" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("reply.txt is put into")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "saving to another server");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await ExpectNoticeAsync(First, "reply.txt was saved.");
        Assert.Contains(dav.Files, file => file.EndsWith("/reply.txt", StringComparison.Ordinal));

        var phone = await OpenPhoneAsync();
        await EnterAsync(phone, server, stage["ada"], "account/integrations");
        await VisitAsync(First, "account/integrations");
        await ExpectNoBarriersAsync(First, phone, "account/integrations");
        await Button(First, "Remove Shelf").ClickAsync();
        await ConfirmAsync(First, "Remove");
        await Assertions.Expect(phone.GetByText("No accounts")).ToBeVisibleAsync();
    }
}

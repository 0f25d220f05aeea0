using System.Text;
using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.People;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>
/// Encrypted rooms in two browsers, and with a client that shares nothing with them.
/// </summary>
/// <remarks>Rows: E2E-001, E2E-002, E2E-007, E2E-008, E2E-009, E2E-010, E2E-012, E2E-013, E2E-014, E2E-020, E2E-021, E2E-022, E2E-027, E2E-028, E2E-030, E2E-031, E2E-032, ACC-077, SET-074, SET-076.</remarks>
public sealed class EncryptionJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string Unreadable = "This message is encrypted. It cannot be read on this device.";
    private const string Waiting = "Waiting for the key of this room.";

    [Fact]
    public async Task E2E_007_E2E_013_E2E_014_E2E_020_E2E_028_E2E_030_E2E_032_people_write_in_an_encrypted_room_and_the_server_reads_nothing()
    {
        var server = await workspaces.EncryptingAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync("groups");
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        await OpenRoomAsync(First, server, cast.Ada, "group/" + name);

        // A password was made up; it is asked for until it is kept.
        await Button(First, "Show password").ClickAsync();
        await ExpectNoBarriersAsync(First, "the password to save");
        var password = await First.GetByRole(AriaRole.Dialog).GetByLabel("Your encryption password").TextContentAsync() ?? "";
        Assert.Equal(5, password.Split(' ').Distinct().Count());
        await ConfirmAsync(First, "Later");
        await Button(First, "Show password").ClickAsync();
        await ConfirmAsync(First, "I have saved it");
        await Assertions.Expect(First.GetByRole(AriaRole.Region, new() { Name = "Your encryption password" })).ToHaveCountAsync(0);
        Assert.True((await cast.Ada.Rest.GetAsync("e2e.fetchMyKeys")).OrThrow().Body.TryGetProperty("private_key", out _));

        // Encryption is turned on, and everybody sees it.
        await SayAsync(First, "in the clear before");
        await OpenRoomAsync(Second, server, cast.Bob, "group/" + name);
        await OpenPanelAsync(First);
        await Button(First, "Turn on encryption").ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("This device has the key of this room.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the panel of encryption");
        foreach (var page in new[] { First, Second })
        {
            await ExpectAsync(page, "turned end-to-end encryption on.");
            await Assertions.Expect(page.Locator("main > header").GetByRole(AriaRole.Img, new() { Name = "Encrypted" })).ToBeVisibleAsync();
        }
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        // What is written arrives, is marked, can be changed, quoted and answered in a thread.
        await SayAsync(First, "the harbour at *nine*");
        await Assertions.Expect(MessageOf(Second, "the harbour at nine").GetByRole(AriaRole.Img, new() { Name = "Encrypted" })).ToBeVisibleAsync();
        await SayAsync(Second, "Grüße, 世界 🌍");
        await ExpectAsync(First, "Grüße, 世界 🌍");
        await ToolAsync(First, "the harbour at nine", "Edit");
        await Field(First, "Message").FillAsync("the harbour at ten");
        await Button(First, "Save").ClickAsync();
        await ExpectAsync(Second, "the harbour at ten");
        await ToolAsync(Second, "the harbour at ten", "Quote");
        await SayAsync(Second, "so be it");
        await Assertions.Expect(MessageOf(First, "so be it")).ToContainTextAsync("the harbour at ten");
        await ToolAsync(Second, "Grüße, 世界 🌍", "Reply in thread");
        await Beside(Second).GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync("bring both lamps");
        await Beside(Second).GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(Beside(Second).GetByText("bring both lamps")).ToBeVisibleAsync();
        await Beside(Second).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await ToolAsync(First, "Grüße, 世界 🌍", "Reply in thread");
        await Assertions.Expect(Beside(First).GetByText("bring both lamps")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        // What is not encrypted is said before it is sent.
        await Field(First, "Message").FillAsync("/topic");
        await Assertions.Expect(First.GetByText("Commands are not encrypted: the server carries them out.")).ToBeVisibleAsync();
        await Field(First, "Message").FillAsync("");
        await First.Locator("input[type=file][aria-label='Attach files']").SetInputFilesAsync(new FilePayload { Name = "map.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("a map") });
        await ExpectNoticeAsync(First, "Files, their names and descriptions are not encrypted.");
        await SayAsync(First, "words beside the map");
        await Assertions.Expect(MessageOf(Second, "words beside the map").GetByRole(AriaRole.Img, new() { Name = "Encrypted" })).ToBeVisibleAsync();

        // A member who comes later, with a client of another make, gets the key from the browsers and reads what was said.
        using var eve = new EncryptingClient(await cast.PersonAsync("eve"));
        await eve.BeginAsync("a password of her own");
        await cast.Ada.Rest.PostAsync("groups.invite", new { roomId, userId = eve.Person.Id }).SucceedsAsync();
        await Eventually.Async(async () => (await Cast.SubscriptionAsync(eve.Person, roomId)).TryGetProperty("E2ESuggestedKey", out _), "the newcomer is offered the key");
        Assert.True(await eve.DecideAsync(roomId));
        var said = (await cast.Ada.Rest.GetAsync("groups.history?roomId=" + roomId)).OrThrow()["messages"].EnumerateArray().Where(m => m.TryGetProperty("t", out var kind) && kind.ValueEquals("e2e")).Select(m => m.MessageId()).ToList();
        var read = new List<string?>();
        foreach (var id in said) read.Add(await eve.ReadAsync(id));
        Assert.Contains("the harbour at ten", read);
        Assert.Contains("Grüße, 世界 🌍", read);
        var hers = await eve.SayAsync(roomId, "from far away");
        await First.GetByRole(AriaRole.Log).EvaluateAsync("log => { log.scrollTop = log.scrollHeight; }");
        await ExpectAsync(First, "from far away");

        // A copy under another id, or in another name, is not shown as said.
        var sealedText = (await Cast.MessageAsync(cast.Ada, hers)).Text();
        await cast.Bob.Rest.PostAsync("chat.sendMessage", new { message = new { rid = roomId, msg = sealedText, t = "e2e" } }).SucceedsAsync();
        await Assertions.Expect(MessageOf(First, Unreadable)).ToHaveCountAsync(1);
        await ExpectAsync(First, "from far away");

        // The device searches, because the server cannot; a reload loses nothing, and nothing is kept in the clear.
        await First.ReloadAsync();
        await Assertions.Expect(MessageOf(First, "so be it")).ToContainTextAsync("the harbour at ten");
        await VisitAsync(First, $"group/{name}/message-search");
        await Beside(First).GetByRole(AriaRole.Searchbox).FillAsync("HARBOUR ten");
        await Assertions.Expect(Beside(First).GetByText("only this device can search it")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(First).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "the harbour at ten" })).ToHaveCountAsync(1);
        Assert.Equal(0, (await cast.Ada.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=harbour")).OrThrow()["messages"].GetArrayLength());
        await Eventually.Async(async () => (await StoredAsync(First)).Contains(roomId, StringComparison.Ordinal), "the room is mirrored to the device");
        var stored = await StoredAsync(First);
        var history = (await cast.Ada.Rest.GetAsync("groups.history?roomId=" + roomId)).Body.GetRawText() + (await cast.Ada.Rest.GetAsync("rooms.get")).Body.GetRawText();
        foreach (var text in new[] { "the harbour", "世界", "both lamps", "so be it", "beside the map", "far away" })
        {
            Assert.DoesNotContain(text, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(text, history, StringComparison.Ordinal);
        }

        // Off again: new messages go in the clear, old ones stay readable.
        await OpenPanelAsync(First);
        await Button(First, "Turn off encryption").ClickAsync();
        await ExpectAsync(Second, "turned end-to-end encryption off.");
        await Assertions.Expect(Second.Locator("main > header").GetByRole(AriaRole.Img, new() { Name = "Encrypted" })).ToHaveCountAsync(0);
        await SayAsync(Second, "in the clear after");
        await ExpectAsync(First, "in the clear after");
        await First.ReloadAsync();
        await ExpectAsync(First, "in the clear after");
        await ExpectAsync(First, "from far away");
    }

    [Fact]
    public async Task E2E_008_E2E_009_E2E_010_E2E_021_E2E_022_E2E_027_ACC_077_the_password_opens_other_devices_is_changed_and_the_key_reset()
    {
        var server = await workspaces.EncryptingAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await using var cast = await Cast.OnAsync(server);
        using var bob = new EncryptingClient(cast.Bob);
        using var ada = new EncryptingClient(cast.Ada);
        await bob.BeginAsync("bob has one too");
        await ada.BeginAsync("harbour lantern maple quiet seven");
        var roomId = await cast.RoomAsync("im");
        await cast.Bob.Rest.PostAsync("rooms.saveRoomSettings", new { rid = roomId, encrypted = true }).SucceedsAsync();
        await bob.MakeRoomKeyAsync(roomId);
        await bob.SayAsync(roomId, "said before she came");

        // A device that has no key is locked until the password is entered; a wrong one can be corrected.
        await OpenRoomAsync(First, server, cast.Ada, $"direct/{cast.Bob.Username}");
        await ExpectAsync(First, Unreadable);
        await Assertions.Expect(First.GetByText("Messages here are locked until you enter your encryption password.")).ToBeVisibleAsync();
        await SayAsync(First, "not to be sent");
        await Assertions.Expect(First.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter your encryption password first.");
        await First.GetByRole(AriaRole.Region, new() { Name = "Your encryption password" }).GetByRole(AriaRole.Button, new() { Name = "Enter password" }).ClickAsync();
        await ExpectNoBarriersAsync(First, "the password to enter");
        await Field(First, "Encryption password").FillAsync("harbour lantern maple quiet six");
        await ConfirmAsync(First, "Unlock");
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog)).ToContainTextAsync("This is not the right password.");
        await Field(First, "Encryption password").FillAsync("harbour lantern maple quiet seven");
        await ConfirmAsync(First, "Unlock");
        await ExpectAsync(First, "said before she came");
        await Button(First, "Send").ClickAsync();
        await ExpectAsync(First, "not to be sent");

        // Another password for the same key: this device goes on, and a new one is opened by the new word.
        await VisitAsync(First, "account/security");
        await Field(First, "New encryption password").FillAsync("größer");
        await Assertions.Expect(First.GetByText("Use letters without accents")).ToBeVisibleAsync();
        await Field(First, "New encryption password").FillAsync("seven quiet maples");
        await Field(First, "New encryption password once more").FillAsync("seven quiet maples");
        await Button(First, "Change encryption password").ClickAsync();
        await ExpectNoticeAsync(First, "Your encryption password was changed.");
        using (var phone = await EncryptingClient.OnNewDeviceAsync(cast.Ada, "seven quiet maples"))
        {
            var theirs = (await cast.Ada.Rest.GetAsync("im.history?roomId=" + roomId)).OrThrow()["messages"].EnumerateArray().Last(m => m.TryGetProperty("t", out var kind) && kind.ValueEquals("e2e")).MessageId();
            Assert.Equal("said before she came", await phone.ReadAsync(theirs));
        }
        await ExpectNoBarriersAsync(First, await OpenAsPhoneAsync(server, cast.Ada), "account/security");

        // After a reset all begins anew: other keys, another password, and members hand over the keys of rooms.
        await VisitAsync(First, "account/security");
        await Button(First, "Reset encryption key").ClickAsync();
        await ConfirmAsync(First, "Reset encryption key");
        await Field(First, "Your password").FillAsync(cast.Ada.Password);
        await ConfirmAsync(First, "Confirm");
        await Assertions.Expect(Field(First, "Username or email")).ToBeVisibleAsync();
        Assert.Equal("null", await First.EvaluateAsync<string>("() => String(localStorage.getItem('private_key'))"));
        await Field(First, "Username or email").FillAsync(cast.Ada.Username);
        await Field(First, "Password").FillAsync(cast.Ada.Password);
        await Button(First, "Sign in").ClickAsync();
        await Assertions.Expect(Button(First, "Show password")).ToBeVisibleAsync();
        await VisitAsync(First, $"direct/{cast.Bob.Username}");
        await Assertions.Expect(First.GetByText(Waiting)).ToBeVisibleAsync();
        await Assertions.Expect(MessageOf(First, Unreadable)).ToHaveCountAsync(2);
        await bob.GiveAsync(roomId);
        await ExpectAsync(First, "said before she came");
        await ExpectAsync(First, "not to be sent");
        await Assertions.Expect(First.GetByText(Waiting)).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsPhoneAsync(ParleyServer server, Person person)
    {
        var phone = await OpenPhoneAsync();
        await EnterAsync(phone, server, person);
        await Assertions.Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        return phone;
    }

    private static async Task OpenPanelAsync(IPage page)
    {
        await Button(page, "More").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "End-to-end encryption" }).ClickAsync();
    }

    private static async Task ToolAsync(IPage page, string text, string action)
    {
        await MessageOf(page, text).First.HoverAsync();
        await MessageOf(page, text).First.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }

    /// <summary>All that the page has mirrored to its device.</summary>
    private static Task<string> StoredAsync(IPage page) => page.EvaluateAsync<string>(
        """
        async () => {
          const found = [JSON.stringify({ ...localStorage })];
          for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((resolve, reject) => {
              const request = indexedDB.open(name);
              request.onsuccess = () => resolve(request.result);
              request.onerror = () => reject(request.error);
            });
            for (const store of database.objectStoreNames) {
              const request = database.transaction(store).objectStore(store).getAll();
              found.push(JSON.stringify(await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); })));
            }
            database.close();
          }
          return found.join("\n");
        }
        """);
}

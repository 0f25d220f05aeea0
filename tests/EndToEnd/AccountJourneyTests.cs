using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>One's own account in the browser (ACC-023, ACC-033, ACC-034, ACC-039, ACC-042, ACC-046, ACC-050, ACC-051, ACC-055, ACC-056, ACC-059, ACC-067, ACC-071, ACC-072).</summary>
/// <remarks>Rows: ACC-049, ACC-052, ACC-057, ACC-058, ACC-070.</remarks>
public sealed class AccountJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task ACC_039_profile_is_changed_and_others_see_it()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("faces").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("ada", "here I am");
        await OpenRoomAsync(Second, server, stage["bob"], $"channel/{stage.RoomName}");
        await EnterAsync(First, server, stage["ada"]);

        await First.GetByRole(AriaRole.Button, new() { Name = "Your account" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Profile and account" }).ClickAsync();
        await Field(First, "Full name").FillAsync("Ada Countess");
        await Field(First, "About you").FillAsync("Numbers");
        await Button(First, "Save changes").ClickAsync();
        await ExpectNoticeAsync(First, "Your profile was saved.");
        await First.Locator("input[type=file][aria-label='Picture']").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Pixel) });
        await ExpectNoticeAsync(First, "Your picture was saved.");
        await Button(First, "Use initials").ClickAsync();
        await Assertions.Expect(Button(First, "Use initials")).ToHaveCountAsync(0);

        await Second.GotoAsync($"{server.Url}channel/{stage.RoomName}/members-list/{stage["ada"].Username}");
        await Assertions.Expect(Beside(Second).GetByText("Ada Countess")).ToBeVisibleAsync();
        await Assertions.Expect(Beside(Second).GetByText("Numbers")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ACC_046_ACC_058_choices_count_at_once_on_all_devices_and_hours_are_counted_as_one_likes()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("habits").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "the harbour is calm");
        await EnterAsync(First, server, stage["ada"]);
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        await Assertions.Expect(MessageOf(Second, "harbour").GetByText($"@{stage["bob"].Username}")).ToBeVisibleAsync();

        await First.GotoAsync($"{server.Url}account/preferences");
        await Field(First, "Words").FillAsync("Harbour, mast");
        await First.Locator("form").Filter(new() { HasText = "Words" }).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(MessageOf(Second, "harbour").Locator("mark")).ToHaveTextAsync("harbour");

        await First.GotoAsync($"{server.Url}account/accessibility-and-appearance");
        await First.GetByText("Hide usernames beside names").ClickAsync();
        await Assertions.Expect(MessageOf(Second, "harbour").GetByText($"@{stage["bob"].Username}")).ToHaveCountAsync(0);
        await First.GetByRole(AriaRole.Button, new() { Name = "Size of text" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "Largest" }).ClickAsync();
        await Assertions.Expect(Second.Locator("html")).ToHaveCSSAsync("font-size", "24px");
        await First.GetByText("Dark", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(Second.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        foreach (var (name, written) in new[] { ("24 hours", "^[0-9]{1,2}:[0-9]{2}$"), ("12 hours", "^[0-9]{1,2}:[0-9]{2}\\s[AP]M$") })
        {
            await First.GetByRole(AriaRole.Button, new() { Name = "Clock" }).ClickAsync();
            await First.GetByRole(AriaRole.Option, new() { Name = name }).ClickAsync();
            await Assertions.Expect(MessageOf(Second, "harbour").Locator("time").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(written));
        }
    }

    [Fact]
    public async Task ACC_049_ACC_057_sample_notice_is_shown_and_mentions_are_names_or_signs_as_one_likes()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("notices").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", $"ask @{stage["ada"].Username} please");
        await First.AddInitScriptAsync(
            """
            window.shown = [];
            window.Notification = class extends EventTarget {
              static requestPermission() { return Promise.resolve("granted"); }
              constructor(title, options) { super(); window.shown.push([title, options.requireInteraction]); }
            };
            """);
        await EnterAsync(First, server, stage["ada"], "account/preferences");
        await OpenRoomAsync(Second, server, stage["ada"], $"channel/{stage.RoomName}");
        var mention = MessageOf(Second, "please").GetByRole(AriaRole.Button, new() { Name = "ada", Exact = true });
        await Assertions.Expect(mention).ToBeVisibleAsync();

        await Button(First, "Show a sample").ClickAsync();
        await First.GetByText("Notices stay until you close them").ClickAsync();
        await Eventually.Async(
            async () =>
            {
                var preferences = (await stage["ada"].Rest.GetAsync("users.getPreferences")).OrThrow()["preferences"];
                return preferences.TryGetProperty("desktopNotificationRequireInteraction", out var stays) && stays.ValueKind == System.Text.Json.JsonValueKind.True;
            },
            "the choice is kept");
        await Button(First, "Show a sample").ClickAsync();
        Assert.Equal("false true", await First.EvaluateAsync<string>("() => window.shown.map(([, stays]) => String(stays)).join(' ')"));

        await VisitAsync(First, "account/accessibility-and-appearance");
        await First.GetByText("Show @ and # in mentions").ClickAsync();
        await Assertions.Expect(MessageOf(Second, "please").GetByRole(AriaRole.Button, new() { Name = "@ada", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ACC_052_messages_are_heard_as_loud_as_one_likes_or_not_at_all()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("bells").With("ada", "bob").OnAsync(server);
        await First.AddInitScriptAsync(
            """
            window.tones = 0;
            const original = AudioContext.prototype.createOscillator;
            AudioContext.prototype.createOscillator = function () { window.tones += 1; return original.call(this); };
            """);
        await EnterAsync(First, server, stage["ada"], "account/preferences");
        await First.GetByRole(AriaRole.Slider, new() { Name = "Volume" }).FocusAsync();
        await First.Keyboard.PressAsync("ArrowLeft");
        await Eventually.Async(async () => await ChosenAsync("notificationsSoundVolume") == "90", "the volume is kept");
        await HeardAsync(2, "the new volume");
        // Right after the connection is there nothing is heard: it would be what was missed.
        await Eventually.Async(
            async () =>
            {
                await stage.SayAsync("bob", $"@{stage["ada"].Username} over here");
                return await First.EvaluateAsync<int>("() => window.tones") > 2;
            },
            "a message is heard",
            pace: TimeSpan.FromMilliseconds(500));

        await First.GetByRole(AriaRole.Button, new() { Name = "A new message" }).ClickAsync();
        await First.GetByRole(AriaRole.Option, new() { Name = "Nothing" }).ClickAsync();
        await Eventually.Async(async () => await ChosenAsync("newMessageNotification") == "none", "the choice is kept");
        await VisitAsync(First, "home");
        var count = First.Locator($"li[data-room-id='{stage.RoomId}']");
        var before = int.Parse((await Cast.SubscriptionAsync(stage["ada"], stage.RoomId)).GetProperty("unread").ToString(), System.Globalization.CultureInfo.InvariantCulture);
        await Assertions.Expect(count.GetByText($"{before}", new() { Exact = true })).ToBeVisibleAsync();
        var tones = await First.EvaluateAsync<int>("() => window.tones");
        await stage.SayAsync("bob", $"@{stage["ada"].Username} once more");
        await Assertions.Expect(count.GetByText($"{before + 1}", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(tones, await First.EvaluateAsync<int>("() => window.tones"));

        async Task<string> ChosenAsync(string name)
        {
            var preferences = (await stage["ada"].Rest.GetAsync("users.getPreferences")).OrThrow()["preferences"];
            return preferences.TryGetProperty(name, out var value) ? value.ToString() : "";
        }

        Task HeardAsync(int tones, string what) => Eventually.Async(async () => await First.EvaluateAsync<int>("() => window.tones") == tones, $"{what} is heard");
    }

    [Fact]
    public async Task ACC_070_menus_offer_what_can_be_used_and_work_by_keys()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("lobby").With("ada").OnAsync(server);
        var username = Scratch.Name("guest");
        (await stage.Admin.PostAsync("users.create", new { username, name = "Guest", email = $"{username}@example.org", password = "open sesame 1", roles = new[] { "guest" }, verified = true })).OrThrow();
        using var guest = await server.LoginAsync(username, "open sesame 1");
        await EnterAsync(First, server, stage["ada"]);
        await EnterAsync(Second, server, new Person("guest", username, "open sesame 1", guest));

        foreach (var (page, isOffered) in new[] { (First, true), (Second, false) })
        {
            var menu = page.GetByRole(AriaRole.Navigation, new() { Name = "Workspace" });
            await Assertions.Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Inbox" })).ToBeVisibleAsync();
            await Assertions.Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Directory" })).ToBeVisibleAsync();
            await Assertions.Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Administration" })).ToHaveCountAsync(0);
            await Button(page, "New conversation").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Browse channels" })).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Create a channel" })).ToHaveCountAsync(isOffered ? 1 : 0);
            await Assertions.Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Create a team" })).ToHaveCountAsync(isOffered ? 1 : 0);
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(Button(page, "New conversation")).ToBeFocusedAsync();
        }
        await Button(First, "Sort and view").FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(First.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await First.Keyboard.PressAsync("Escape");
        await First.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Your account: ") }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Preferences" }).FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await First.WaitForURLAsync("**/account/preferences");
    }

    [Fact]
    public async Task ACC_050_thread_replies_stand_in_the_room_for_who_wants_them()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("threads").With("ada", "bob").OnAsync(server);
        var root = (await stage.SayAsync("bob", "the root")).GetProperty("_id").GetString();
        (await stage["bob"].Rest.PostAsync("chat.sendMessage", new { message = new { rid = stage.RoomId, msg = "only in the thread", tmid = root } })).OrThrow();
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await ExpectAsync(First, "the root");
        await Assertions.Expect(MessageOf(First, "only in the thread")).ToHaveCountAsync(0);

        (await stage["ada"].Rest.PostAsync("users.setPreferences", new { data = new { showThreadsInMainChannel = true } })).OrThrow();

        await ExpectAsync(First, "only in the thread");
    }

    [Fact]
    public async Task ACC_023_password_is_changed_by_who_knows_the_present_one()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Accounts_Password_Policy_Enabled"] = "true" }, "passwords");
        await SkipWithoutClientAsync(server);
        using var admin = await server.AdminAsync();
        (await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", password = "Sesame-opens-1", verified = true })).OrThrow();
        using var ada = await server.LoginAsync("ada", "Sesame-opens-1");
        await EnterAsync(First, server, new Person("ada", "ada", "Sesame-opens-1", ada), "account/security");

        await First.GetByLabel("New password", new() { Exact = true }).FillAsync("short");
        await Assertions.Expect(First.GetByText("a capital letter")).ToBeVisibleAsync();
        await Assertions.Expect(Button(First, "Change password")).ToBeDisabledAsync();
        await First.GetByLabel("New password", new() { Exact = true }).FillAsync("Another-2-go");
        await First.GetByLabel("New password once more").FillAsync("Another-2-go");
        await First.GetByLabel("Present password").FillAsync("wrong");
        await Button(First, "Change password").ClickAsync();
        await Assertions.Expect(First.GetByText("This is not your present password.")).ToBeVisibleAsync();
        await First.GetByLabel("Present password").FillAsync("Sesame-opens-1");
        await Button(First, "Change password").ClickAsync();

        await ExpectNoticeAsync(First, "Your password was changed.");
        using var again = await server.LoginAsync("ada", "Another-2-go");
        Assert.NotNull(again.UserId);
    }

    [Fact]
    public async Task ACC_033_token_is_shown_once_made_anew_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("machines").With("ada").OnAsync(server);
        await EnterAsync(First, server, stage["ada"], "account/tokens");

        await Field(First, "Name of the token").FillAsync("build server");
        await Button(First, "Make a token").ClickAsync();
        var first = await First.GetByRole(AriaRole.Dialog).GetByLabel("Token", new() { Exact = true }).InputValueAsync();
        Assert.True(await WorksAsync(server, stage["ada"].Id, first));
        await ConfirmAsync(First, "I have kept it");
        await Assertions.Expect(First.GetByText("…" + first[^6..])).ToBeVisibleAsync();

        await Button(First, "Make anew").ClickAsync();
        await ConfirmAsync(First, "Make anew");
        var second = await First.GetByRole(AriaRole.Dialog).GetByLabel("Token", new() { Exact = true }).InputValueAsync();
        Assert.False(await WorksAsync(server, stage["ada"].Id, first));
        Assert.True(await WorksAsync(server, stage["ada"].Id, second));
        await ConfirmAsync(First, "I have kept it");

        await Button(First, "Delete").ClickAsync();
        await ConfirmAsync(First, "Delete");
        await ExpectNoticeAsync(First, "The token was deleted.");
        Assert.False(await WorksAsync(server, stage["ada"].Id, second));
    }

    [Fact]
    public async Task ACC_067_account_is_deleted_by_its_owner()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Accounts_AllowDeleteOwnAccount"] = "true" }, "leaving");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("alone").With("ada").OnAsync(server);
        await EnterAsync(First, server, stage["ada"], "account/data");

        await Button(First, "Delete my account").ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Your password").FillAsync("wrong");
        await ConfirmAsync(First, "Delete my account");
        await Assertions.Expect(dialog.GetByText("That is not right.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Your password").FillAsync(stage["ada"].Password);
        await ConfirmAsync(First, "Delete my account");
        await Assertions.Expect(dialog.GetByText(stage.RoomName)).ToBeVisibleAsync();
        await ConfirmAsync(First, "Delete my account all the same");

        await Assertions.Expect(First.GetByLabel("Username or email")).ToBeVisibleAsync();
        Assert.False((await server.Anonymous().PostAsync("login", new { user = stage["ada"].Username, password = stage["ada"].Password })).Succeeded);
    }

    [Fact]
    public async Task ACC_072_every_page_is_free_of_barriers()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("pages").With("ada").OnAsync(server);
        var phone = await OpenPhoneAsync();
        await EnterAsync(First, server, stage["ada"], "account/profile");
        await EnterAsync(phone, server, stage["ada"], "account/profile");
        await ExpectNoBarriersAsync(
            First, phone, "account/profile", "account/preferences", "account/accessibility-and-appearance", "account/security", "account/tokens", "account/manage-devices", "account/data");
    }

    private static async Task<bool> WorksAsync(ParleyServer server, string userId, string token)
    {
        using var client = server.Anonymous();
        client.UseToken(userId, token);
        return (await client.GetAsync("me")).Succeeded;
    }
}

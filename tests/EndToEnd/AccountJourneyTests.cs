using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>One's own account in the browser (ACC-023, ACC-033, ACC-034, ACC-039, ACC-042, ACC-046, ACC-050, ACC-051, ACC-055, ACC-056, ACC-059, ACC-067, ACC-071, ACC-072).</summary>
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
    public async Task ACC_046_choices_count_at_once_on_all_devices()
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

using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Looking after the workspace in the browser (ADM-001, ADM-002, ADM-020, ADM-028, ADM-118, SET-001, SET-002, SET-003, SET-007, SET-011).</summary>
public sealed class AdministrationJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    private static readonly string[] _pages =
    [
        "admin/workspace", "admin/settings", "admin/settings/Accounts", "admin/settings/Assets", "admin/users", "admin/users/new", "admin/permissions", "admin/permissions/roles", "admin/invites",
        "admin/device-management", "admin/user-status", "admin/rooms", "admin/moderation/messages", "admin/moderation/people", "admin/emoji-custom", "admin/custom-sounds", "admin/audit/messages",
        "admin/audit/log", "admin/mailer", "admin/third-party-login/new", "admin/reports", "admin/integrations", "admin/integrations/new/incoming", "admin/integrations/new/outgoing", "admin/import", "admin/data-loss-prevention", "admin/audit-trail", "admin/subscription", "admin/registration",
    ];

    [Fact]
    public async Task ADM_001_member_without_rights_sees_no_administration_and_gains_it_live()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "rights");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("office").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        var link = First.GetByRole(AriaRole.Navigation, new() { Name = "Workspace" }).GetByRole(AriaRole.Link, new() { Name = "Administration" });
        await Assertions.Expect(link).ToHaveCountAsync(0);

        await First.GotoAsync($"{server.Url}admin/settings");
        await Assertions.Expect(First.GetByText("You may not see this page")).ToBeVisibleAsync();

        (await stage.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "manage-emoji", roles = new[] { "admin", "user" } } } })).OrThrow();
        await Assertions.Expect(link).ToBeVisibleAsync();
        await link.ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Emoji", Level = 1 })).ToBeVisibleAsync();
        await First.GotoAsync($"{server.Url}admin/nonsense");
        await Assertions.Expect(First.GetByText("There is no such page")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ADM_002_every_page_is_free_of_barriers_in_light_dark_and_on_a_phone()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        var phone = await OpenPhoneAsync();
        await EnterAsAdminAsync(First, server);
        await EnterAsAdminAsync(phone, server);
        await ExpectNoBarriersAsync(First, phone, _pages);
    }

    [Fact]
    public async Task ADM_020_ADM_028_use_of_the_workspace_is_shown_as_pictures_and_numbers_and_taken_away_as_a_table()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        Assert.SkipWhen((await admin.GetAsync("engagement-dashboard/users/active-users?start=2026-01-01&end=2026-01-02")).Status == System.Net.HttpStatusCode.NotFound, "This server counts nothing");
        var phone = await OpenPhoneAsync();
        await EnterAsAdminAsync(First, server, "admin/engagement/users");
        await EnterAsAdminAsync(phone, server, "admin/engagement/users");

        await Assertions.Expect(First.GetByRole(AriaRole.Img, new() { Name = "New accounts, day by day" })).ToBeVisibleAsync();
        await First.GetByText("Show the numbers").First.ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Columnheader, new() { Name = "People", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Rowheader, new() { Name = "Sunday" })).ToBeVisibleAsync();
        var file = await First.RunAndWaitForDownloadAsync(() => Button(First, "Download New accounts as a table (CSV)").ClickAsync());
        Assert.Equal("users-new-users-7-days.csv", file.SuggestedFilename);
        await ExpectNoBarriersAsync(First, phone, "admin/engagement/users", "admin/engagement/messages", "admin/engagement/channels");
        await Assertions.Expect(First.GetByText("Change", new() { Exact = true }).Or(First.GetByText("No rooms")).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ADM_118_program_that_signs_people_in_is_made_changed_and_deleted()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        Assert.SkipWhen((await admin.GetAsync("oauth-apps.list?uid=" + admin.UserId)).Status == System.Net.HttpStatusCode.NotFound, "This server signs nobody in elsewhere");
        await EnterAsAdminAsync(First, server, "admin/third-party-login");
        var name = Scratch.Name("calendar");

        await Button(First, "New application").ClickAsync();
        await Field(First, "Name").FillAsync(name);
        await Field(First, "Redirect addresses").FillAsync("https://calendar.example.org/back");
        await ExpectNoBarriersAsync(First, "a new program");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await ExpectNoticeAsync(First, "The application was added.");
        await First.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(Beside(First).GetByText("Client ID")).ToBeVisibleAsync();
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await ConfirmAsync(First, "Delete");
        await Assertions.Expect(First.GetByRole(AriaRole.Row).Filter(new() { HasText = name })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task SET_012_SET_118_buttons_tell_what_they_did_and_ask_before_they_cut_anybody_off()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment, "buttons");
        await SkipWithoutClientAsync(server);
        await EnterAsAdminAsync(First, server, "admin/settings/Email");
        await Button(First, "Send a test mail to me").ClickAsync();
        await Assertions.Expect(First.GetByText("The mail was sent to warden@example.org.")).ToBeVisibleAsync();
        await mail.WaitAsync("warden@example.org", "test mail");

        await First.GotoAsync($"{server.Url}admin/settings/General");
        await Button(First, "Restart the server").ClickAsync();
        var question = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(question.GetByText("Everybody on this server is cut off for a moment")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the question before a restart");
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.False(server.Process.HasExited);
        await Button(First, "Restart the server").ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Restart the server" }).ClickAsync();
        await Assertions.Expect(First.GetByText("The server starts anew in 2 seconds.")).ToBeVisibleAsync();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        Assert.NotEqual(0, await server.Process.WaitForExitAsync(patience.Token));
    }

    [Fact]
    public async Task SET_001_setting_is_found_changed_kept_and_reset()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["OVERWRITE_SETTING_Threads_enabled"] = "true" }, "settings");
        await SkipWithoutClientAsync(server);
        await EnterAsAdminAsync(First, server);
        await EnterAsAdminAsync(Second, server);
        await First.GotoAsync($"{server.Url}admin/settings");
        await Second.GotoAsync($"{server.Url}admin/settings/General");

        await First.GetByRole(AriaRole.Searchbox, new() { Name = "Search all settings" }).FillAsync("name of the workspace");
        await Field(First, "Name of the workspace").FillAsync("Harbour");
        await Assertions.Expect(First.GetByText("1 unsaved change")).ToBeVisibleAsync();
        await Button(First, "Discard").ClickAsync();
        await Assertions.Expect(First.GetByText("1 unsaved change")).ToHaveCountAsync(0);
        await Field(First, "Name of the workspace").FillAsync("Harbour");
        await Button(First, "Save").ClickAsync();
        await ExpectNoticeAsync(First, "The settings were saved.");
        await Second.ReloadAsync();
        await Assertions.Expect(Field(Second, "Name of the workspace")).ToHaveValueAsync("Harbour");

        await Button(First, "Reset Name of the workspace").ClickAsync();
        await Button(First, "Save").ClickAsync();
        await ExpectNoticeAsync(First, "The settings were saved.");
        await Assertions.Expect(Button(First, "Reset Name of the workspace")).ToHaveCountAsync(0);

        await First.GotoAsync($"{server.Url}admin/settings/Threads");
        await Assertions.Expect(First.GetByText("Set by the environment")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Switch, new() { Name = "Threads" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Permission_is_given_to_a_role_by_the_keyboard_alone()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "permissions");
        await SkipWithoutClientAsync(server);
        await EnterAsAdminAsync(First, server, "admin/permissions");
        await First.GetByRole(AriaRole.Searchbox, new() { Name = "Search permissions" }).FillAsync("create-team");
        var user = First.GetByRole(AriaRole.Checkbox, new() { Name = "Make teams: User", Exact = true });
        await Assertions.Expect(user).ToBeCheckedAsync();

        await First.Keyboard.PressAsync("Tab");
        await First.Keyboard.PressAsync("End");
        await Assertions.Expect(user).ToBeFocusedAsync();
        await First.Keyboard.PressAsync("Space");

        await Assertions.Expect(user).Not.ToBeCheckedAsync();
        using var admin = await server.AdminAsync();
        await Eventually.Async(async () => !(await RolesOfAsync(admin, "create-team")).Contains("user"), "the role lost the permission");
    }

    private static async Task<List<string?>> RolesOfAsync(RestClient admin, string permission)
    {
        var all = (await admin.GetAsync("permissions.listAll")).OrThrow()["update"];
        return [.. all.EnumerateArray().Single(p => p.GetProperty("_id").GetString() == permission).GetProperty("roles").EnumerateArray().Select(r => r.GetString())];
    }

    internal static async Task EnterAsAdminAsync(IPage page, ParleyServer server, string path = "")
    {
        using var admin = await server.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword);
        await EnterAsync(page, server, new Person("admin", ParleyServer.AdminUsername, ParleyServer.AdminPassword, admin), path);
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Workspace" }).GetByRole(AriaRole.Link, new() { Name = "Inbox" })).ToBeVisibleAsync();
    }
}

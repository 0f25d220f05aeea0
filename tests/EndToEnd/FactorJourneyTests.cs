using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Second factors, tokens and devices in the browser (ACC-024, ACC-025, ACC-026, ACC-027, ACC-028, ACC-030, ACC-031, ACC-036, ADM-053).</summary>
public sealed class FactorJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ACC_025_authenticator_is_set_up_with_ACC_026_backup_codes_and_ACC_028_asked_for_at_sign_in()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("vault").With("ada").OnAsync(server);
        await EnterAsync(First, server, stage["ada"], "account/security");

        await Button(First, "Set it up").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Img, new() { Name = "Code to scan" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "setting up the authenticator");
        var secret = (await First.GetByText("Secret", new() { Exact = true }).Locator("xpath=following-sibling::*").InnerTextAsync()).Trim();
        await Field(First, "Code").FillAsync("000000");
        await Button(First, "Confirm").ClickAsync();
        await Assertions.Expect(First.GetByText("This code is not right.")).ToBeVisibleAsync();
        await Field(First, "Code").FillAsync(Calls.Totp(secret));
        await Button(First, "Confirm").ClickAsync();
        var codes = First.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(codes).ToHaveCountAsync(12);
        var backup = (await codes.Nth(0).InnerTextAsync()).Trim();
        var spare = (await codes.Nth(1).InnerTextAsync()).Trim();
        await ConfirmAsync(First, "I have kept them");
        await Assertions.Expect(First.GetByText("12 backup codes left.")).ToBeVisibleAsync();

        await GiveNameAndPasswordAsync(Second, server, stage["ada"]);
        await Assertions.Expect(Second.GetByText("Open your authenticator app")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(Second, "the code at sign-in");
        await Field(Second, "Code").FillAsync("000000");
        await Button(Second, "Verify").ClickAsync();
        await Assertions.Expect(Second.GetByText("This code is not right, or no longer valid.")).ToBeVisibleAsync();
        await Field(Second, "Code").FillAsync(backup);
        await Button(Second, "Verify").ClickAsync();
        await ExpectInsideAsync(Second);

        await First.ReloadAsync();
        await Assertions.Expect(First.GetByText("11 backup codes left.")).ToBeVisibleAsync();
        await Field(First, "Code").FillAsync(spare);
        await Button(First, "Switch it off").ClickAsync();
        await ExpectNoticeAsync(First, "The authenticator app is off.");
        Assert.True((await server.TryLoginAsync(stage["ada"].Username, stage["ada"].Password)).Succeeded);
    }

    [Fact]
    public async Task ACC_027_code_by_mail_lets_in_and_is_needed_to_switch_codes_off()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment, "codes");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("vault").With("ada").OnAsync(server);
        var address = stage["ada"].Username + "@example.org";
        await EnterAsync(First, server, stage["ada"], "account/security");
        await First.GetByText("Send codes by email", new() { Exact = true }).ClickAsync();
        await ExpectNoticeAsync(First, "Codes are sent by email.");

        await GiveNameAndPasswordAsync(Second, server, stage["ada"]);
        await Assertions.Expect(Second.GetByText("We sent a code to your email address.")).ToBeVisibleAsync();
        await Field(Second, "Code").FillAsync(await CodeAsync(mail, address, 1));
        await Button(Second, "Verify").ClickAsync();
        await ExpectInsideAsync(Second);

        await First.GetByText("Send codes by email", new() { Exact = true }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("We sent a code to your email address.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Code").FillAsync("000000");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("That was not right. Try again.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Code").FillAsync(await CodeAsync(mail, address, 2));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await ExpectNoticeAsync(First, "Codes are no longer sent by email.");
    }

    [Fact]
    public async Task ACC_030_password_is_the_factor_of_who_has_no_other_and_ACC_036_devices_are_signed_out()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "devices");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("vault").With("ada").OnAsync(server);
        // A sign-in just now stands in for the factor; this one is an hour old.
        await server.RestartLaterAsync(TimeSpan.FromHours(1));
        await EnterAsync(First, server, stage["ada"], "account/tokens");

        await Field(First, "Name of the token").FillAsync("build server");
        await Button(First, "Make a token").ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("Enter your password once more.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the question for the password");
        await dialog.GetByLabel("Your password").FillAsync("wrong");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("That was not right. Try again.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Your password").FillAsync(stage["ada"].Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("Token", new() { Exact = true })).Not.ToHaveValueAsync("");
        await ConfirmAsync(First, "I have kept it");

        await GiveNameAndPasswordAsync(Second, server, stage["ada"]);
        await ExpectInsideAsync(Second);
        await First.GotoAsync($"{server.Url}account/manage-devices");
        var rows = First.GetByRole(AriaRole.Row).Filter(new() { Has = First.GetByRole(AriaRole.Button, new() { Name = "Sign out" }) });
        await Assertions.Expect(rows.Filter(new() { HasText = "Chrom" }).First).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "devices");
        // The newest sign-in stands first.
        await rows.First.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ConfirmAsync(First, "Sign out");
        await ExpectNoticeAsync(First, "The device was signed out.");
        await Assertions.Expect(Second.GetByLabel("Username or email")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ACC_024_ADM_053_new_password_and_ACC_031_demanded_factor_stand_in_the_way()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Accounts_TwoFactorAuthentication_By_Email_Auto_Opt_In"] = "false" }, "demands");
        await SkipWithoutClientAsync(server);
        using var admin = await server.AdminAsync();
        (await admin.PostAsync("users.create", new { username = "ada", name = "Ada", email = "ada@example.org", password = "Sesame-opens-1", verified = true, requirePasswordChange = true })).OrThrow();
        using var ada = await server.LoginAsync("ada", "Sesame-opens-1");
        await EnterAsync(First, server, new Person("ada", "ada", "Sesame-opens-1", ada), "home");

        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Choose a new password" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the demanded password");
        await First.GetByLabel("New password", new() { Exact = true }).FillAsync("Another-2-go");
        await First.GetByLabel("Password once more").FillAsync("Another-2-go");
        await Button(First, "Save and go on").ClickAsync();
        await ExpectInsideAsync(First);

        (await admin.PostWithCodeAsync("roles.update", new { roleId = "user", name = "user", mandatory2fa = true }, Calls.Sha256(ParleyServer.AdminPassword), "password")).OrThrow();
        await First.ReloadAsync();
        await Assertions.Expect(Button(First, "Set it up")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the demanded factor");
        await Button(First, "Set it up").ClickAsync();
        var secret = (await First.GetByText("Secret", new() { Exact = true }).Locator("xpath=following-sibling::*").InnerTextAsync()).Trim();
        await Field(First, "Code").FillAsync(Calls.Totp(secret));
        await Button(First, "Confirm").ClickAsync();
        await ConfirmAsync(First, "I have kept them");
        await Button(First, "Go on to the workspace").ClickAsync();
        await ExpectInsideAsync(First);
    }

    /// <summary>The code of the first, second… mail that has one; others tell of new sign-ins.</summary>
    private static async Task<string> CodeAsync(MailServer mail, string address, int number)
    {
        var codes = new List<string>();
        await Eventually.Async(
            () =>
            {
                codes = [.. mail.To(address).Select(m => m.CodeIn()).Where(code => code.Length > 0)];
                return Task.FromResult(codes.Count >= number);
            },
            $"code {number} is mailed to {address}");
        return codes[number - 1];
    }

    private static async Task GiveNameAndPasswordAsync(IPage page, ParleyServer server, Person person)
    {
        await page.GotoAsync($"{server.Url}login");
        await page.GetByLabel("Username or email").FillAsync(person.Username);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await Button(page, "Sign in").ClickAsync();
    }

    private static Task ExpectInsideAsync(IPage page) =>
        Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
}

using Microsoft.Playwright;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.People;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>Where mails lead, and what an administrator makes of the pages (ACC-001, ACC-017, ACC-021, ACC-073, ACC-074, ADM-117, L10N-016, L10N-018, SEC-015).</summary>
/// <remarks>Rows: ACC-007, ACC-008, ACC-009, SET-143, SET-023, SET-024, SET-025, SET-046, SET-144,
/// SET-145, SET-146, SET-147.</remarks>
public sealed class EntranceJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    [Fact]
    public async Task ACC_007_ACC_008_ACC_009_form_can_be_left_out_visitors_read_public_channels_and_a_link_with_a_token_signs_in()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?> { ["Accounts_ShowFormLogin"] = "false", ["Accounts_AllowAnonymousRead"] = "true" }, "no-form");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("side-door").With("ada").OnAsync(server);
        await First.GotoAsync($"{server.Url}login");
        await Assertions.Expect(First.GetByText("There is no form for passwords here.")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByLabel("Password", new() { Exact = true })).ToHaveCountAsync(0);
        await ExpectNoBarriersAsync(First, "a sign-in page without a form");

        // Whoever has no account reads what is public, sees what comes, and writes nothing.
        using var hidden = await Scenario.PrivateRoom("cellar").With("bob").OnAsync(server);
        await stage.SayAsync("ada", "welcome, *visitors*");
        var phone = await OpenPhoneAsync();
        foreach (var page in new[] { Second, phone })
        {
            await page.GotoAsync($"{server.Url}channel/{stage.RoomName}");
            await Assertions.Expect(MessageOf(page, "welcome, visitors")).ToHaveCountAsync(1);
            await Assertions.Expect(page.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
            await ExpectNoBarriersAsync(page, "a channel read without an account");
            await ExpectToFitAsync(page, "a channel read without an account");
        }
        await stage.SayAsync("ada", "something new");
        await Assertions.Expect(MessageOf(Second, "something new")).ToHaveCountAsync(1);
        await phone.GotoAsync($"{server.Url}channel/{hidden.RoomName}");
        await Assertions.Expect(phone.GetByText("This room cannot be read without an account")).ToBeVisibleAsync();
        await Button(Second, "Sign in to start talking").ClickAsync();
        await Assertions.Expect(Button(Second, "Look around without an account")).ToBeVisibleAsync();

        await First.GotoAsync($"{server.Url}login-token/nobody-was-ever-given-this");
        await Assertions.Expect(First.GetByText("This link is old, or was made for another workspace.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "a link that is old");
        var token = (await stage.Admin.PostAsync("users.createToken", new { userId = stage["ada"].Id })).OrThrow()["data"].GetProperty("authToken").GetString()!;
        await First.GotoAsync($"{server.Url}login-token/{Uri.EscapeDataString(token)}");
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await Assertions.Expect(First).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("login-token"));
    }

    [Fact]
    public async Task ACC_008_SET_023_SET_024_SET_025_SET_046_SET_147_entrance_is_as_the_operator_wants_it()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "entrance");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("gate").With("ada").OnAsync(server);
        var (ada, admin) = (stage["ada"], stage.Admin);
        await using var operatorSite = new OperatorSite(server.Url);
        await First.GotoAsync($"{server.Url}login");
        await Assertions.Expect(First.Locator("main > a, main > img, main > svg").First).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Parley" })).ToBeInViewportAsync();

        // Hints, what is left out, and the form beside the logo.
        foreach (var (setting, value) in new (string, object)[]
        {
            ("Accounts_EmailOrUsernamePlaceholder", "who are you?"), ("Accounts_PasswordPlaceholder", "psst"), ("Accounts_ConfirmPasswordPlaceholder", "psst again"), ("Accounts_RequirePasswordConfirmation", true),
            ("Layout_Login_Template", "horizontal-template"), ("Site_Name", "Tea Room"),
        })
            await SetAsync(setting, value);
        await First.GotoAsync($"{server.Url}login");
        await Assertions.Expect(Field(First, "Username or email")).ToHaveAttributeAsync("placeholder", "who are you?");
        await Assertions.Expect(First.GetByLabel("Password", new() { Exact = true })).ToHaveAttributeAsync("placeholder", "psst");
        await Assertions.Expect(First.Locator("main")).ToHaveCSSAsync("flex-direction", "row");
        await Assertions.Expect(First.Locator("footer").GetByText("Parley")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "a form beside the logo");
        var phone = await OpenPhoneAsync();
        await phone.GotoAsync($"{server.Url}login");
        await ExpectToFitAsync(phone, "a form beside the logo on a phone");
        await Button(First, "Create an account").ClickAsync();
        await Assertions.Expect(First.GetByPlaceholder("psst again")).ToBeVisibleAsync();
        foreach (var setting in new[] { "Layout_Login_Hide_Logo", "Layout_Login_Hide_Title", "Layout_Login_Hide_Powered_By" }) await SetAsync(setting, true);
        await SetAsync("Layout_Login_Template", "vertical-template");
        await First.GotoAsync($"{server.Url}login");
        await Assertions.Expect(First.Locator("main")).ToHaveCSSAsync("flex-direction", "column");
        await Assertions.Expect(First.Locator("main > a, main > img, main > svg")).ToHaveCountAsync(0);
        await Assertions.Expect(First.Locator("footer").GetByText("Parley")).ToHaveCountAsync(0);

        // A session of one window ends with it.
        await SetAsync("Accounts_ForgetUserSessionOnWindowClose", true);
        await First.GotoAsync($"{server.Url}login");
        await Field(First, "Username or email").FillAsync(ada.Username);
        await First.GetByLabel("Password", new() { Exact = true }).FillAsync(ada.Password);
        await Button(First, "Sign in").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await First.ReloadAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        var window = await First.Context.NewPageAsync();
        await window.GotoAsync(server.Url.ToString());
        await Assertions.Expect(Field(window, "Username or email")).ToBeVisibleAsync();
        await window.CloseAsync();
        await SetAsync("Accounts_ForgetUserSessionOnWindowClose", false);

        // The form goes only where another way is there, which then cannot go alone.
        Assert.Contains("error-no-login-service", (await admin.PostAsync("settings/Accounts_ShowFormLogin", new { value = false })).Body.GetRawText(), StringComparison.Ordinal);
        foreach (var (setting, value) in new (string, object)[] { ("Accounts_iframe_url", operatorSite.Url + "page"), ("Accounts_Iframe_api_url", operatorSite.Url + "api"), ("Accounts_iframe_enabled", true), ("Accounts_ShowFormLogin", false) })
            await SetAsync(setting, value);
        Assert.Contains("error-no-login-service", (await admin.PostAsync("settings/Accounts_iframe_enabled", new { value = false })).Body.GetRawText(), StringComparison.Ordinal);

        // Nobody is known there: the operator's page, which may hand over a token; a wrong one is answered.
        await Second.GotoAsync($"{server.Url}login");
        var page = Second.FrameLocator("iframe");
        await page.GetByText("The operator's own page").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Wrong" }).ClickAsync();
        await Assertions.Expect(page.GetByText("login-error")).ToBeVisibleAsync();
        operatorSite.Token = (await admin.PostAsync("users.createToken", new { userId = ada.Id })).OrThrow()["data"].GetProperty("authToken").GetString()!;
        await page.GetByRole(AriaRole.Button, new() { Name = "Again" }).ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        Assert.Equal("POST", operatorSite.Method);

        // Whoever is known there is in at once; where it does not answer, the ordinary form helps.
        var third = await OpenPhoneAsync();
        await third.GotoAsync($"{server.Url}login");
        await Assertions.Expect(third.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).Or(third.GetByRole(AriaRole.Main)).First).ToBeVisibleAsync();
        await Assertions.Expect(third.Locator("iframe")).ToHaveCountAsync(0);
        await SetAsync("Accounts_Iframe_api_url", "http://127.0.0.1:9/api");
        var fourth = await OpenPhoneAsync();
        await fourth.GotoAsync($"{server.Url}login");
        await Assertions.Expect(Field(fourth, "Username or email")).ToBeVisibleAsync();

        Task SetAsync(string setting, object value) => admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
    }

    [Fact]
    public async Task SET_143_scripts_of_the_workspace_run_once_at_each_event_and_not_in_safe_mode()
    {
        static string Note(string what) => $"document.body.dataset.ran = (document.body.dataset.ran ?? '') + '{what} ';";
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?>
        {
            ["Custom_Script_On_Logout"] = Note("leaving"),
            ["Custom_Script_Logged_Out"] = Note("outside"),
            ["Custom_Script_Logged_In"] = Note("inside"),
        }, "scripts");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("gate").With("ada").OnAsync(server);
        await First.GotoAsync($"{server.Url}login");
        await RanAsync("outside ");
        await Field(First, "Username or email").FillAsync(stage["ada"].Username);
        await First.GetByLabel("Password", new() { Exact = true }).FillAsync(stage["ada"].Password);
        await Button(First, "Sign in").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await RanAsync("outside inside ");
        await stage.Admin.PostAsync("users.logout", new { userId = stage["ada"].Id }).SucceedsAsync();
        await Assertions.Expect(Field(First, "Username or email")).ToBeVisibleAsync();
        await RanAsync("outside inside leaving outside ");
        await First.GotoAsync($"{server.Url}login?safe=1");
        await Assertions.Expect(Field(First, "Username or email")).ToBeVisibleAsync();
        await Assertions.Expect(First.Locator("body[data-ran]")).ToHaveCountAsync(0);
        (await stage.Admin.PostAsync("settings/Custom_Script_Logged_Out", new { value = "" })).OrThrow();
        await Second.GotoAsync($"{server.Url}login");
        await Assertions.Expect(Field(Second, "Username or email")).ToBeVisibleAsync();
        await Assertions.Expect(Second.Locator("body[data-ran]")).ToHaveCountAsync(0);

        Task RanAsync(string what) => Assertions.Expect(First.Locator("body")).ToHaveAttributeAsync("data-ran", what);
    }

    /// <summary>A site of the operator's: a page to sign in at, and a service that knows who is there.</summary>
    private sealed class OperatorSite : IAsyncDisposable
    {
        private const string Page = """
            <!doctype html><title>Operator</title><h1>The operator's own page</h1><p id="said"></p><button id="wrong">Wrong</button><button id="again">Again</button>
            <script>
              addEventListener("message", e => { document.getElementById("said").textContent = e.data.event; });
              document.getElementById("wrong").onclick = () => parent.postMessage({ event: "login-with-token", loginToken: "nobody-has-this" }, "*");
              document.getElementById("again").onclick = () => parent.postMessage({ event: "try-iframe-login" }, "*");
            </script>
            """;

        private readonly System.Net.HttpListener _listener = new();
        private readonly Uri _workspace;

        public OperatorSite(Uri workspace)
        {
            _workspace = workspace;
            Url = $"http://127.0.0.1:{Scratch.FreePort()}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        /// <summary>Of the person who is known here; null while nobody is.</summary>
        public string? Token { get; set; }

        public string? Method { get; private set; }

        public ValueTask DisposeAsync()
        {
            _listener.Close();
            return ValueTask.CompletedTask;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var isPage = context.Request.Url!.AbsolutePath == "/page";
                    if (!isPage) Method = context.Request.HttpMethod;
                    context.Response.Headers["Access-Control-Allow-Origin"] = _workspace.GetLeftPart(UriPartial.Authority);
                    context.Response.Headers["Access-Control-Allow-Credentials"] = "true";
                    context.Response.ContentType = isPage ? "text/html" : "application/json";
                    if (!isPage && Token is null) context.Response.StatusCode = 401;
                    var text = isPage ? Page : Token is null ? "{}" : $$"""{"loginToken":"{{Token}}"}""";
                    await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task ACC_021_ACC_017_ADM_117_links_of_mails_lead_to_pages_that_do_what_the_mail_says()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, mail.Environment, "links");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("post").With("ada", "bob").OnAsync(server);
        var address = stage["ada"].Username + "@example.org";

        await First.GotoAsync($"{server.Url}login");
        await Button(First, "Forgot your password?").ClickAsync();
        await Field(First, "Email").FillAsync(address);
        await ExpectNoBarriersAsync(First, "a forgotten password");
        await Button(First, "Send the mail").ClickAsync();
        await Assertions.Expect(First.GetByText("If there is an account with this address, a mail is on its way.")).ToBeVisibleAsync();
        var token = (await mail.WaitAsync(address)).TokenIn("/reset-password/");
        await First.GotoAsync($"{server.Url}reset-password/{token}");
        await First.GetByLabel("New password", new() { Exact = true }).FillAsync("a new long password");
        await First.GetByLabel("Password once more").FillAsync("another long password");
        await Button(First, "Set the password").ClickAsync();
        await Assertions.Expect(First.GetByText("The two passwords are not the same.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "a new password");
        await First.GetByLabel("Password once more").FillAsync("a new long password");
        await Button(First, "Set the password").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await First.GotoAsync($"{server.Url}reset-password/{token}");
        await First.GetByLabel("New password", new() { Exact = true }).FillAsync("a third long password");
        await First.GetByLabel("Password once more").FillAsync("a third long password");
        await Button(First, "Set the password").ClickAsync();
        await Assertions.Expect(First.GetByText("This link is no longer valid.")).ToBeVisibleAsync();

        // A confirmation works in a browser where somebody is signed in already, and once.
        (await stage.Admin.PostAsync("users.update", new { userId = stage["bob"].Id, data = new { verified = false } })).OrThrow();
        (await stage["bob"].Rest.PostAsync("users.sendConfirmationEmail", new { email = stage["bob"].Username + "@example.org" })).OrThrow();
        var confirmation = (await mail.WaitAsync(stage["bob"].Username + "@example.org")).TokenIn("/verify-email/");
        await EnterAsync(Second, server, stage["bob"], $"verify-email/{confirmation}");
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await Second.GotoAsync($"{server.Url}verify-email/{confirmation}");
        await Assertions.Expect(Second.GetByText("This link is old, or was used already.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(Second, "a confirmation");

        (await stage.Admin.PostAsync("mailer", new { from = "news@example.org", subject = "News", body = "<p>[unsubscribe]</p>", query = $"{{\"username\":\"{stage["bob"].Username}\"}}" })).OrThrow();
        var text = (await mail.WaitAsync(stage["bob"].Username + "@example.org", 2)).TextBody ?? "";
        var link = text[text.IndexOf("/mailer/unsubscribe/", StringComparison.Ordinal)..].Split('\n')[0].Trim();
        await Second.GotoAsync($"{server.Url}{link[1..]}");
        await Assertions.Expect(Second.GetByText("You get no more mailings of this workspace.")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(Second, "the end of mailings");
        await Button(Second, "To the workspace").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await Second.GotoAsync($"{server.Url}mailer/unsubscribe/{stage["bob"].Id}/1");
        await Assertions.Expect(Second.GetByText("This link is not valid.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ACC_073_ACC_074_L10N_016_SET_144_SET_145_SET_146_words_of_the_workspace_are_shown_and_SEC_015_harmless_and_absent_in_safe_mode()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Site_Name"] = "Harbour",
            ["Layout_Login_Hide_Logo"] = "true",
            ["Layout_Login_Terms"] = "<p>By signing in you accept <a href=\"/terms-of-service\">our terms</a>.</p>",
            ["Layout_Terms_of_Service"] = "<h2>Be kind</h2><script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\"><form><input aria-label=\"Your password\"></form>",
            ["Layout_Home_Title"] = "The quay",
            ["Layout_Home_Body"] = "<p>Welcome <b>aboard</b></p>",
            ["Layout_Home_Custom_Block_Visible"] = "true",
            ["Layout_Sidenav_Footer"] = "<p>Fair winds</p>",
            ["theme-custom-css"] = "h1 { text-transform: uppercase }",
            ["Accounts_EmailOrUsernamePlaceholder"] = "your badge number",
            ["Accounts_RegistrationForm"] = "Disabled",
            ["Accounts_RegistrationForm_LinkReplacementText"] = "Ask at the gate",
        };
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, settings, "layout");
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("quay").With("ada").OnAsync(server);

        await First.GotoAsync($"{server.Url}login");
        await Assertions.Expect(First.GetByPlaceholder("your badge number")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("Ask at the gate")).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByText("By signing in you accept")).ToBeVisibleAsync();
        await Assertions.Expect(First.Locator("main img")).ToHaveCountAsync(0);
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCSSAsync("text-transform", "uppercase");
        await ExpectNoBarriersAsync(First, "the sign-in page");
        await First.GetByRole(AriaRole.Navigation, new() { Name = "Legal" }).GetByRole(AriaRole.Link, new() { Name = "Terms of service" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Be kind" })).ToBeVisibleAsync();
        await Assertions.Expect(First.GetByLabel("Your password")).ToHaveCountAsync(0);
        await Assertions.Expect(First).ToHaveTitleAsync("Terms of service – Harbour");
        await ExpectNoBarriersAsync(First, "the terms of service");

        await EnterAsync(Second, server, stage["ada"], "home");
        await Assertions.Expect(Second.GetByRole(AriaRole.Heading, new() { Name = "The quay", Level = 1 })).ToHaveCSSAsync("text-transform", "uppercase");
        await Assertions.Expect(Second.Locator("b", new() { HasText = "aboard" })).ToBeVisibleAsync();
        await Assertions.Expect(Second.GetByText("Fair winds")).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(Second, "the home page");
        (await stage.Admin.PostAsync("settings/theme-custom-css", new { value = "h1 { font-style: italic }" })).OrThrow();
        await Assertions.Expect(Second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCSSAsync("font-style", "italic");

        // The home page: the workspace's words beside the unread, alone, or not at all; and the way to it.
        var (caughtUp, own) = (Second.GetByText("All caught up"), Second.Locator("b", new() { HasText = "aboard" }));
        var way = Second.Locator("nav a[href='/home'][title='Inbox']");
        await Assertions.Expect(caughtUp).ToBeVisibleAsync();
        await SetAsync("Layout_Custom_Body_Only", true);
        await Assertions.Expect(caughtUp).ToHaveCountAsync(0);
        await Assertions.Expect(own).ToBeVisibleAsync();
        await SetAsync("Layout_Home_Custom_Block_Visible", false);
        await Assertions.Expect(own).ToHaveCountAsync(0);
        await Assertions.Expect(caughtUp).ToBeVisibleAsync();
        await SetAsync("Layout_Home_Custom_Block_Visible", true);
        await Assertions.Expect(way).ToHaveCountAsync(1);
        await SetAsync("Layout_Show_Home_Button", false);
        await Assertions.Expect(way).ToHaveCountAsync(0);

        // Another text below the list where it is dark.
        await SetAsync("Layout_Sidenav_Footer_Dark", "<p>Lanterns lit</p>");
        await Assertions.Expect(Second.GetByText("Fair winds")).ToBeVisibleAsync();
        await Second.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Second.ReloadAsync();
        await Assertions.Expect(Second.GetByText("Lanterns lit")).ToBeVisibleAsync();
        await Assertions.Expect(Second.GetByText("Fair winds")).ToHaveCountAsync(0);
        await Second.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        // Each text has a page that anybody may read.
        foreach (var (setting, path, name) in new[] { ("Layout_Privacy_Policy", "privacy-policy", "Privacy policy"), ("Layout_Legal_Notice", "legal-notice", "Legal notice") })
        {
            await SetAsync(setting, $"<h2>Our {path}</h2><script>document.title = 'taken'</script>");
            await First.GotoAsync($"{server.Url}login");
            await First.GetByRole(AriaRole.Navigation, new() { Name = "Legal" }).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
            await Assertions.Expect(First).ToHaveURLAsync($"{server.Url}{path}");
            await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Our " + path })).ToBeVisibleAsync();
            await Assertions.Expect(First).ToHaveTitleAsync($"{name} – Harbour");
        }

        await Second.GotoAsync($"{server.Url}home?safe=1");
        await Assertions.Expect(Second.GetByRole(AriaRole.Heading, new() { Name = "The quay", Level = 1 })).ToHaveCSSAsync("font-style", "normal");
        await Assertions.Expect(Second.Locator("b", new() { HasText = "aboard" })).ToHaveCountAsync(0);
        var manifest = await Second.APIRequest.GetAsync($"{server.Url}manifest.json");
        Assert.Contains("\"name\":\"Harbour\"", await manifest.TextAsync(), StringComparison.Ordinal);

        Task SetAsync(string setting, object value) => stage.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();
    }
}

using MimeKit;
using Parley.Harness;
using Parley.Tests.People;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Mail;

/// <summary>What mails of the workspace look like and where they lead, as administrators set it.</summary>
/// <remarks>Rows: SET-020, SET-079, SET-080, SET-082, SET-083, SET-084, SET-086, SET-114.</remarks>
public sealed class MailSettingTests(SettingServer rows) : IClassFixture<SettingServer>
{
    [Fact]
    public async Task SET_079_SET_080_style_stands_at_each_element_between_header_and_footer()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        await stage.SetManyAsync(
            ("email_style", "p.mine { color: rgb(1, 2, 3) } .frame { padding: 7px }"), ("Email_Header", "<link rel=\"stylesheet\" href=\"http://127.0.0.1:9/style.css\"><div class=\"frame\"><p class=\"mine\">Top of [Site_Name]</p>"),
            ("Email_Footer", "<p>Foot of __Site_Name__ at __Site_URL__</p></div>"), ("Accounts_UserAddedEmail_Email", "<p class=\"mine\">Hello [name] ([email])</p>"), ("Site_Name", "Tea Room"));
        var mail = await WelcomeAsync(stage);
        Assert.Contains("<p class=\"mine\" style=\"color: rgb(1, 2, 3)\">Top of Tea Room</p>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("<p class=\"mine\" style=\"color: rgb(1, 2, 3)\">Hello ", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"Foot of Tea Room at {stage.Server.Url.ToString().TrimEnd('/')}", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:9", mail.HtmlBody, StringComparison.Ordinal);
        var places = new[] { "Top of Tea Room", "Hello ", "Foot of Tea Room" }.Select(words => mail.TextBody!.IndexOf(words, StringComparison.Ordinal)).ToList();
        Assert.True(places[0] >= 0 && places[0] < places[1] && places[1] < places[2], mail.TextBody);

        await stage.SetAsync("email_plain_text_only", true);
        mail = await WelcomeAsync(stage);
        Assert.Null(mail.HtmlBody);
        Assert.Contains("Top of Tea Room", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SET_020_SET_080_SET_082_SET_083_SET_084_SET_114_mails_about_missed_messages()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        var (roomId, direct) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        var address = cast.Bob.Username + "@example.org";
        await cast.Bob.Rest.PostAsync("users.setPreferences", new { userId = cast.Bob.Id, data = new { emailNotificationMode = "mentions" } }).SucceedsAsync();
        await stage.SetManyAsync(("Offline_DM_Email", "direct from [user] at [Site_Name]"), ("Offline_Mention_Email", "mention in [room]"), ("Offline_Mention_All_Email", "all in [room]"));

        var mail = await AfterAsync(direct, "first words");
        Assert.Equal("direct from ada at Parley", mail.Subject);
        Assert.Contains("first words", mail.TextBody, StringComparison.Ordinal);
        Assert.Empty(mail.ReplyTo);
        var site = stage.Server.Url.ToString().TrimEnd('/');
        Assert.Contains($"\"{site}/direct/{direct}?msg=", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("You can answer", mail.TextBody, StringComparison.Ordinal);
        Assert.StartsWith("mention in ", (await AfterAsync(roomId, $"@{cast.Bob.Username} look")).Subject, StringComparison.Ordinal);
        await cast.Bob.Rest.PostAsync("rooms.saveNotification", new { roomId, notifications = new { emailNotifications = "all" } }).SucceedsAsync();
        Assert.StartsWith("all in ", (await AfterAsync(roomId, "nobody in particular")).Subject, StringComparison.Ordinal);

        await stage.SetManyAsync(("Email_notification_show_message", false), ("Add_Sender_To_ReplyTo", true), ("DeepLink_Url", "https://go.example.org/"));
        mail = await AfterAsync(direct, "second words");
        Assert.DoesNotContain("second words", mail.ToString(), StringComparison.Ordinal);
        Assert.Equal(cast.Ada.Username + "@example.org", mail.ReplyTo.Mailboxes.Single().Address);
        Assert.Contains($"https://go.example.org/room?host={Uri.EscapeDataString(stage.Server.Url.Authority)}&amp;path={Uri.EscapeDataString($"direct/{direct}?msg=")}", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"&amp;rid={direct}", mail.HtmlBody, StringComparison.Ordinal);
        var invite = (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 1, maxUses = 0 })).OrThrow();
        Assert.StartsWith(site + "/invite/", invite["url"].GetString(), StringComparison.Ordinal);
        await stage.SetAsync("Accounts_Registration_InviteUrlType", "proxy");
        Assert.StartsWith("https://go.example.org/invite?host=", (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 1, maxUses = 0 })).OrThrow()["url"].GetString(), StringComparison.Ordinal);
        await stage.SetAsync("Offline_Message_Use_DeepLink", false);
        Assert.Contains($"\"{site}/direct/{direct}?msg=", (await AfterAsync(direct, "third words")).HtmlBody, StringComparison.Ordinal);
        await stage.SetManyAsync(("Offline_Message_Use_DeepLink", true), ("DeepLink_Url", ""));
        Assert.StartsWith(site + "/invite/", (await cast.Ada.Rest.PostAsync("findOrCreateInvite", new { rid = roomId, days = 1, maxUses = 0 })).OrThrow()["url"].GetString(), StringComparison.Ordinal);

        // Only where an answer is taken is it said that one can answer.
        await stage.SetManyAsync(("Direct_Reply_ReplyTo", "replies@chat.example.org"), ("Email_Footer_Direct_Reply", "<p>Answer [Site_Name] here</p>"), ("Direct_Reply_Enable", true));
        Assert.Contains("Answer Parley here", (await AfterAsync(direct, "fourth words")).TextBody, StringComparison.Ordinal);
        await stage.SetAsync("Direct_Reply_Enable", false);

        await stage.SetAsync("Accounts_AllowEmailNotifications", false);
        var before = stage.Mail.To(address).Count;
        await cast.SayAsync(direct, "nobody is told");
        var cleo = await cast.PersonAsync();
        await stage.Admin.PostAsync("users.update", new { userId = cleo.Id, data = new { password = "set by the warden", setRandomPassword = false } }).SucceedsAsync();
        await stage.SetAsync("Accounts_AllowEmailNotifications", true);
        await AfterAsync(direct, "told again", before);
        Assert.DoesNotContain(stage.Mail.To(address), sent => sent.TextBody!.Contains("nobody is told", StringComparison.Ordinal));

        async Task<MimeMessage> AfterAsync(string room, string text, int? known = null)
        {
            var count = known ?? stage.Mail.To(address).Count;
            await cast.SayAsync(room, text);
            return await stage.Mail.WaitAsync(address, count + 1);
        }
    }

    [Fact]
    public async Task SET_086_answers_are_read_over_POP_too_and_their_fate_is_logged_only_on_demand()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        await using var box = await ImapServer.StartAsync(speaksPop: true);
        var cast = stage.Cast;
        var direct = await cast.RoomAsync("im");
        await stage.SetManyAsync(
            ("Direct_Reply_Protocol", "POP"), ("Direct_Reply_Host", "127.0.0.1"), ("Direct_Reply_Port", $"{box.PopPort}"), ("Direct_Reply_IgnoreTLS", true), ("Direct_Reply_Username", "replies"),
            ("Direct_Reply_ReplyTo", "replies@chat.example.org"), ("Direct_Reply_Debug", true), ("Message_MaxAllowedSize", 100));
        await stage.Admin.PostAsync("settings/Direct_Reply_Password", new { value = ImapServer.Password }).SucceedsAsync();
        // The address to answer to is in the mail.
        await stage.SetManyAsync(("Direct_Reply_Host", ""), ("Direct_Reply_Enable", true));
        await cast.SayAsync(direct, "what do you say?");
        var to = (await stage.Mail.WaitAsync(cast.Bob.Username + "@example.org", "what do you say?")).ReplyTo.Mailboxes.Single().Address;
        await box.DeliverAsync("replies", Answer(to, "read long ago"));
        await box.DeliverAsync("replies", Answer(to, new string('x', 101)));

        await stage.SetAsync("Direct_Reply_Host", "127.0.0.1");

        await Eventually.Async(async () => (await TextsAsync()).Contains("read long ago"), "the answer became a message", TimeSpan.FromSeconds(60));
        await Eventually.Async(async () => await box.CountAsync("replies") == 0, "what was read is gone");
        Assert.DoesNotContain(await TextsAsync(), text => text.Contains("xxx", StringComparison.Ordinal));
        await Eventually.Async(() => Task.FromResult(stage.Server.Log().Contains("it is too long", StringComparison.Ordinal) && stage.Server.Log().Contains("became a message", StringComparison.Ordinal)), "the fate of both is logged");

        // Without it nothing is said of single mails; another protocol counts at once.
        await stage.SetManyAsync(("Direct_Reply_Debug", false), ("Direct_Reply_Protocol", "IMAP"), ("Direct_Reply_Port", $"{box.Port}"));
        var lines = CountOf("became a message");
        await box.DeliverAsync("replies", Answer(to, "read over IMAP"));
        await Eventually.Async(async () => (await TextsAsync()).Contains("read over IMAP"), "the answer became a message", TimeSpan.FromSeconds(60));
        Assert.Equal(lines, CountOf("became a message"));

        async Task<List<string>> TextsAsync() => [.. (await cast.Ada.Rest.GetAsync($"im.messages?roomId={direct}")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text())];
        int CountOf(string words) => stage.Server.Log().Split(words).Length;

        MimeMessage Answer(string address, string text)
        {
            var mail = new MimeMessage { Subject = "Re: something", Body = new TextPart("plain") { Text = text } };
            mail.From.Add(MailboxAddress.Parse(cast.Bob.Username + "@example.org"));
            mail.To.Add(MailboxAddress.Parse(address));
            return mail;
        }
    }

    private static async Task<MimeMessage> WelcomeAsync(SettingStage stage)
    {
        var name = Scratch.Name("newcomer");
        await stage.Admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "open sesame", sendWelcomeEmail = true }).SucceedsAsync();
        return await stage.Mail.WaitAsync(name + "@example.org");
    }
}

/// <summary>The subjects and texts of mails about accounts, and the environment's way to a mail server.</summary>
/// <remarks>Rows: SET-078, SET-081.</remarks>
public sealed class AccountMailSettingTests(Workspaces workspaces)
{
    [Fact]
    public async Task SET_078_SET_081_each_kind_of_mail_says_what_its_settings_say()
    {
        await using var mail = await MailServer.StartAsync("post man", "s3:cret/");
        var environment = new Dictionary<string, string?>
        {
            ["MAIL_URL"] = $"smtp://post%20man:s3%3Acret%2F@127.0.0.1:{mail.Port}",
            ["From_Email"] = "Tea Room <tea@example.org>",
            ["Accounts_TwoFactorAuthentication_By_Email_Auto_Opt_In"] = "false",
        };
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, environment, "mailurl");
        var admin = await server.AdminAsync();
        Assert.True((await admin.GetAsync("smtp.check")).OrThrow()["isSMTPConfigured"].GetBoolean());
        await admin.PostAsync("settings/SMTP_Test_Button", new { execute = true }).SucceedsAsync();
        Assert.Equal("tea@example.org", (await mail.WaitAsync("warden@example.org")).From.Mailboxes.Single().Address);
        foreach (var kind in new[] { "Accounts_UserAddedEmail", "Verification_Email", "Forgot_Password_Email", "Email_Changed_Email", "Password_Changed_Email", "Accounts_Enrollment_Email", "Device_Management_Email", "Invitation" })
        {
            var body = kind switch { "Accounts_UserAddedEmail" => kind + "_Email", "Device_Management_Email" => kind + "_Body", "Invitation" => "Invitation_Email", _ => kind };
            await SetAsync(kind + "_Subject", $"{kind} of [Site_Name]");
            await SetAsync(body, $"<p>{kind}: [name] [email] [password] [Verification_Url] [Forgot_Password_Url] [browserInfo] [osInfo] [deviceInfo] [ipInfo] [userAgent] [date]</p>");
        }

        using var visitor = server.Anonymous();
        await visitor.PostAsync("users.register", new { username = "eve", name = "Eve", email = "eve@example.org", pass = "open sesame" }).SucceedsAsync();
        await ToldAsync("eve", "Accounts_Enrollment_Email", "Eve eve@example.org");
        await SetAsync("Accounts_Enrollment_Email", "");
        await visitor.PostAsync("users.register", new { username = "mallory", name = "Mallory", email = "mallory@example.org", pass = "open sesame" }).SucceedsAsync();
        await admin.PostAsync("users.create", new { username = "ada", name = "Ada King", email = "ada@example.org", password = "open sesame", sendWelcomeEmail = true, verified = true }).SucceedsAsync();
        await ToldAsync("ada", "Accounts_UserAddedEmail", "Ada King ada@example.org open sesame");
        using var eve = await server.LoginAsync("eve", "open sesame");
        await eve.PostAsync("users.sendConfirmationEmail", new { email = "eve@example.org" }).SucceedsAsync();
        await ToldAsync("eve", "Verification_Email", "/verify-email/");
        await visitor.PostAsync("users.forgotPassword", new { email = "ada@example.org" }).SucceedsAsync();
        await ToldAsync("ada", "Forgot_Password_Email", "/reset-password/");
        using var ada = await server.LoginAsync("ada", "open sesame");
        await admin.PostAsync("users.update", new { userId = ada.UserId, data = new { setRandomPassword = true } }).SucceedsAsync();
        await ToldAsync("ada", "Password_Changed_Email", "Ada King ada@example.org ");
        (await eve.PostWithCodeAsync("users.updateOwnBasicInfo", new { data = new { email = "eve.new@example.org" } }, Calls.Sha256("open sesame"), "password")).OrThrow();
        await ToldAsync("eve", "Email_Changed_Email", "Eve eve.new@example.org");
        using (var http = new HttpClient { BaseAddress = server.Url })
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0");
            using var content = new StringContent("""{"user":"eve","password":"open sesame"}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/api/v1/login", content);
        }

        await ToldAsync("eve.new", "Device_Management_Email", "Firefox 130.0 Linux");
        await admin.PostAsync("sendInvitationEmail", new { emails = new[] { "friend@example.org" } }).SucceedsAsync();
        await ToldAsync("friend", "Invitation", "");
        Assert.Empty(mail.To("mallory@example.org"));

        // The next mail leaves as the settings then say; what the server says is told.
        await SetAsync("SMTP_Port", "9");
        var refused = await MailQueueTests.MethodAsync(admin, "sendSMTPTestEmail");
        Assert.Equal("error-email-send-failed", refused.GetProperty("error").GetProperty("error").GetString());
        Assert.Contains("connection to the mail server failed", refused.GetRawText(), StringComparison.Ordinal);
        await SetAsync("SMTP_Host", "");
        Assert.False((await admin.GetAsync("smtp.check")).OrThrow()["isSMTPConfigured"].GetBoolean());

        Task SetAsync(string setting, string value) => admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

        async Task ToldAsync(string who, string kind, string words)
        {
            var got = await mail.WaitAsync(who + "@example.org", $"{kind} of Parley");
            Assert.Equal($"{kind} of Parley", got.Subject);
            Assert.Contains(kind + ":", got.TextBody, StringComparison.Ordinal);
            Assert.Contains(words, got.TextBody, StringComparison.Ordinal);
        }
    }
}

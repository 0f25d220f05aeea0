using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Settings about accounts, each in both positions.</summary>
/// <remarks>Rows: SET-015, SET-032, SET-033, SET-034, SET-036, SET-047, SET-048, SET-049, SET-050, SET-051, SET-052, SET-056, SET-072, SET-198.</remarks>
public sealed class AccountSettingTests(SettingServer rows) : IClassFixture<SettingServer>
{
    private const string Factors = "Accounts_TwoFactorAuthentication_";
    private const string Attempts = "Block_Multiple_Failed_Logins_";

    [Fact]
    public async Task SET_015_visitor_takes_a_name_and_talks_only_where_reading_is_allowed_too()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        using var visitor = stage.Server.Anonymous();
        var nobody = new { email = (string?)null };
        await stage.SetAsync("Accounts_AllowAnonymousWrite", true);
        Assert.Equal("error-not-allowed", await visitor.RefusalAsync("registerUser", nobody));
        await stage.SetManyAsync(("Accounts_AllowAnonymousRead", true), ("Accounts_AllowAnonymousWrite", false));
        Assert.Equal("error-not-allowed", await visitor.RefusalAsync("registerUser", nobody));
        await stage.SetAsync("Accounts_AllowAnonymousWrite", true);

        var session = await visitor.ResultAsync("registerUser", nobody);

        using var guest = stage.Server.Anonymous();
        guest.UseToken(session.GetProperty("id").GetString()!, session.GetProperty("token").GetString()!);
        Assert.Equal(["anonymous"], (await guest.GetAsync("me")).OrThrow().Body.Texts("roles"));
        var name = Scratch.Name("passer-by");
        await guest.PostAsync("users.updateOwnBasicInfo", new { data = new { username = name } }).SucceedsAsync();
        await guest.PostAsync("channels.join", new { roomId = "GENERAL" }).SucceedsAsync();
        var said = (await guest.PostAsync("chat.postMessage", new { roomId = "GENERAL", text = "may I?" })).OrThrow()["message"];
        Assert.Equal(name, said.GetProperty("u").Text("username"));
    }

    [Fact]
    public async Task SET_032_SET_033_SET_034_SET_036_which_second_factors_count()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (ada, server) = (stage.Cast.Ada, stage.Server);
        await stage.SetAsync(Factors + "RememberFor", 0);

        // Without a second factor the password is asked for again, unless that is switched off.
        var asked = await TokenAsync();
        asked.AssertRefused("totp-required");
        Assert.Equal("password", asked["details"].Text("method"));
        await stage.SetAsync(Factors + "Enforce_Password_Fallback", false);
        (await TokenAsync()).OrThrow();
        await stage.SetAsync(Factors + "Enforce_Password_Fallback", true);

        // An authenticator counts only where it is allowed, and codes as far off as the setting says.
        var (secret, backups) = await ada.Rest.EnrolAsync();
        Assert.Equal(12, backups.Count);
        Assert.All(backups, backup => Assert.Equal(8, backup.Length));
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, backups[0])).Succeeded);
        (await server.TryLoginAsync(ada.Username, ada.Password, backups[0])).AssertRefused("totp-invalid");
        (await server.TryLoginAsync(ada.Username, ada.Password, Calls.Totp(secret, 6))).AssertRefused("totp-invalid");
        await stage.SetAsync(Factors + "MaxDelta", 8);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password, Calls.Totp(secret, 6))).Succeeded);
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("totp-required");
        await stage.SetAsync(Factors + "By_TOTP_Enabled", false);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        await stage.SetAsync(Factors + "By_TOTP_Enabled", true);

        // The switch above all: nothing is asked, neither at the door nor behind it.
        await stage.SetAsync(Factors + "Enabled", false);
        using (var session = await server.LoginAsync(ada.Username, ada.Password))
            await session.PostAsync("users.generatePersonalAccessToken", new { tokenName = Scratch.Name("token") }).SucceedsAsync();
        await stage.SetAsync(Factors + "Enabled", true);
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("totp-required");

        // Codes by mail: for newcomers by themselves where the workspace says so, six digits, good as long as it says.
        var (quiet, eager) = (await NewcomerAsync(false), await NewcomerAsync(true));
        Assert.True((await server.TryLoginAsync(quiet, "open sesame")).Succeeded);
        await stage.SetAsync(Factors + "By_Email_Code_Expiration", 900);
        (await server.TryLoginAsync(eager, "open sesame")).AssertRefused("totp-required");
        Assert.Matches("^[0-9]{6}$", (await stage.Mail.WaitAsync(eager + "@example.org")).CodeIn());
        var again = await server.TryLoginAsync(eager, "open sesame");
        Assert.Equal("email", again["details"].Text("method"));
        var expires = again["details"].GetProperty("codeExpires")[0].GetDateTimeOffset();
        Assert.InRange((expires - DateTimeOffset.UtcNow).TotalSeconds, 700, 900);
        using (var visitor = server.Anonymous())
            await visitor.PostAsync("users.2fa.sendEmailCode", new { emailOrUsername = eager }).SucceedsAsync();
        await stage.SetAsync(Factors + "By_Email_Enabled", false);
        using var plain = await server.LoginAsync(eager, "open sesame");
        await stage.SetAsync(Factors + "Enforce_Password_Fallback", false);
        await plain.PostAsync("users.2fa.disableEmail").SucceedsAsync();
        await plain.PostAsync("users.2fa.enableEmail").SucceedsAsync();

        Task<RestReply> TokenAsync() => ada.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName = Scratch.Name("token") });

        async Task<string> NewcomerAsync(bool optsIn)
        {
            await stage.SetAsync(Factors + "By_Email_Auto_Opt_In", optsIn);
            var name = Scratch.Name("newcomer");
            await stage.Admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "open sesame", verified = true }).SucceedsAsync();
            return name;
        }
    }

    [Fact]
    public async Task SET_047_SET_048_wrong_passwords_shut_the_door_for_account_and_address_until_the_time_is_over()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (ada, bob, server) = (stage.Cast.Ada, stage.Cast.Bob, stage.Server);
        await stage.SetManyAsync((Attempts + "Enabled", false), (Attempts + "Attempts_Until_Block_by_User", 2), (Attempts + "By_Ip", false));
        await FailAsync(ada, 3);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);

        await stage.SetAsync(Attempts + "Enabled", true);
        await FailAsync(ada, 1);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        await FailAsync(ada, 1);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded, "a right password begins the count anew");
        await FailAsync(ada, 2);
        (await server.TryLoginAsync(ada.Username, ada.Password)).AssertRefused("error-login-blocked-for-user");
        Assert.True((await server.TryLoginAsync(bob.Username, bob.Password)).Succeeded);
        await stage.SetAsync(Attempts + "By_User", false);
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        await stage.SetAsync(Attempts + "By_User", true);
        await FailAsync(ada, 2);
        await stage.SetAsync(Attempts + "Time_To_Unblock_By_User_In_Minutes", 0.01);
        await Eventually.Async(async () => (await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded, "the time is over");
        await stage.SetAsync(Attempts + "Time_To_Unblock_By_User_In_Minutes", 5);

        // Being asked for a code is no failure.
        await bob.Rest.EnrolAsync();
        for (var i = 0; i < 4; i++) (await server.TryLoginAsync(bob.Username, bob.Password)).AssertRefused("totp-required");

        await stage.SetManyAsync((Attempts + "By_Ip", true), (Attempts + "Attempts_Until_Block_By_Ip", 2), (Attempts + "By_User", false));
        await FailAsync(ada, 2);
        (await server.TryLoginAsync(bob.Username, bob.Password)).AssertRefused("error-login-blocked-for-ip");
        await stage.SetAsync(Attempts + "Ip_Whitelist", "203.0.113.9, 127.0.0.1");
        Assert.True((await server.TryLoginAsync(ada.Username, ada.Password)).Succeeded);
        await stage.SetAsync(Attempts + "Ip_Whitelist", "");

        // The room is told of the account, of the address, of when it ends and of how often; a room that is not there harms nobody.
        var watch = Scratch.Name("watch");
        var roomId = (await ada.Rest.PostAsync("channels.create", new { name = watch })).OrThrow()["channel"].MessageId();
        await stage.SetManyAsync((Attempts + "By_Ip", false), (Attempts + "By_User", true), (Attempts + "Notify_Failed_Channel", watch));
        await FailAsync(ada, 3);
        Assert.DoesNotContain(await TextsAsync(), text => text.Contains(ada.Username, StringComparison.Ordinal));
        await stage.SetAsync(Attempts + "Notify_Failed", true);
        var cleo = await stage.Cast.PersonAsync();
        await FailAsync(cleo, 2);
        await Eventually.Async(async () => (await TextsAsync()).Any(text => text.Contains(cleo.Username, StringComparison.Ordinal) && text.Contains("2 wrong passwords", StringComparison.Ordinal) && text.Contains("are blocked until 2", StringComparison.Ordinal)), "the room is told");
        await stage.SetManyAsync((Attempts + "By_Ip", true), (Attempts + "By_User", false), (Attempts + "Attempts_Until_Block_By_Ip", 1000), (Attempts + "Notify_Failed_Channel", "nothing-is-called-so"));
        await FailAsync(cleo, 1);
        Assert.True((await server.TryLoginAsync(cleo.Username, cleo.Password)).Succeeded);

        async Task FailAsync(Person person, int times)
        {
            for (var i = 0; i < times; i++) Assert.False((await server.TryLoginAsync(person.Username, "not this")).Succeeded);
        }

        async Task<List<string>> TextsAsync() => [.. (await ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text())];
    }

    [Fact]
    public async Task SET_049_log_tells_of_failed_sign_ins_only_what_it_may()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (silent, shown) = (Scratch.Name("silent"), Scratch.Name("shown"));
        await stage.Server.TryLoginAsync(silent, "not this");
        await stage.SetManyAsync(("Login_Logs_Enabled", true), ("Login_Logs_Username", true));
        await stage.Server.TryLoginAsync(shown, "not this");
        var line = await LineAsync(shown);
        Assert.Contains("user agent -, address -, forwarded for -", line, StringComparison.Ordinal);
        Assert.DoesNotContain(silent, stage.Server.Log(), StringComparison.Ordinal);

        await stage.SetManyAsync(("Login_Logs_UserAgent", true), ("Login_Logs_ClientIp", true), ("Login_Logs_ForwardedForIp", true));
        var name = Scratch.Name("open");
        using var http = new HttpClient { BaseAddress = stage.Server.Url };
        using var content = new StringContent(JsonSerializer.Serialize(new { user = name, password = "not this" }), System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add("X-Forwarded-For", "203.0.113.77");
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Burglar/1.0");
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.77");
        using var answer = await http.PostAsync("/api/v1/login", content);
        line = await LineAsync(name);
        Assert.Contains("user agent Burglar/1.0, address 127.0.0.1, forwarded for 203.0.113.77", line, StringComparison.Ordinal);
        await stage.SetAsync("Login_Logs_Username", false);
        await stage.Server.TryLoginAsync(name + "-again", "not this");
        await Eventually.Async(() => Task.FromResult(stage.Server.Log().Replace("\\\"", "", StringComparison.Ordinal).Contains("username -, user agent", StringComparison.Ordinal)), "the attempt is logged without a name");
        Assert.DoesNotContain(name + "-again", stage.Server.Log(), StringComparison.Ordinal);

        async Task<string> LineAsync(string who)
        {
            await Eventually.Async(() => Task.FromResult(stage.Server.Log().Contains(who, StringComparison.Ordinal)), "the attempt is logged");
            return stage.Server.Log().Split('\n').Single(l => l.Contains(who, StringComparison.Ordinal)).Replace("\\\"", "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SET_050_SET_051_which_passwords_are_taken()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (ada, admin) = (stage.Cast.Ada, stage.Admin);
        const string Policy = "Accounts_Password_Policy_";
        var password = ada.Password;
        await ChangeAsync("second one");
        await ChangeAsync(ada.Password);

        await stage.SetManyAsync(("Accounts_Password_History_Enabled", true), ("Accounts_Password_History_Amount", 1));
        await ChangeAsync("third one");
        await TryAsync(ada.Password).AssertRefusedAsync("error-password-in-history");
        await admin.PostAsync("users.update", new { userId = ada.Id, data = new { password = ada.Password } }).AssertRefusedAsync("error-password-in-history");
        using (var visitor = stage.Server.Anonymous())
        {
            await visitor.PostAsync("users.forgotPassword", new { email = ada.Username + "@example.org" }).SucceedsAsync();
            var token = (await stage.Mail.WaitAsync(ada.Username + "@example.org", "new password")).TokenIn("/reset-password/");
            Assert.Equal("error-password-in-history", await visitor.RefusalAsync("resetPassword", token, ada.Password));

            // The policy: each door, and every broken rule at once.
            await stage.SetAsync(Policy + "Enabled", true);
            Assert.Equal("error-password-policy-not-met", await visitor.RefusalAsync("resetPassword", token, "aaaa"));
            Assert.True((await visitor.GetAsync("pw.getPolicyReset?token=" + token)).OrThrow()["enabled"].GetBoolean());
            await visitor.PostAsync("users.register", new { username = Scratch.Name("weak"), name = "Weak", email = Scratch.Name("weak") + "@example.org", pass = "aaaa" }).AssertRefusedAsync("error-password-policy-not-met");
        }

        await admin.PostAsync("users.update", new { userId = ada.Id, data = new { password = "aaaa" } }).AssertRefusedAsync("error-password-policy-not-met");
        await BrokenAsync("aaaa", "minLength", "repeatingCharacters", "oneUppercase", "oneNumber", "oneSpecial");
        await BrokenAsync("AAAA", "minLength", "repeatingCharacters", "oneLowercase", "oneNumber", "oneSpecial");
        await stage.SetManyAsync((Policy + "MinLength", -1), (Policy + "ForbidRepeatingCharacters", false), (Policy + "AtLeastOneUppercase", false), (Policy + "AtLeastOneNumber", false), (Policy + "AtLeastOneSpecialCharacter", false), (Policy + "MaxLength", 5));
        await BrokenAsync("aaaaaa", "maxLength");
        await BrokenAsync("AAAA", "oneLowercase");
        await stage.SetAsync(Policy + "AtLeastOneLowercase", false);
        Assert.Equal(["get-password-policy-maxLength"], (await admin.GetAsync("pw.getPolicy")).OrThrow()["policy"].EnumerateArray().Select(rule => rule[0].GetString()));
        await stage.SetManyAsync((Policy + "MaxLength", -1), (Policy + "ForbidRepeatingCharacters", true), (Policy + "ForbidRepeatingCharactersCount", 4));
        await BrokenAsync("aaaaa", "repeatingCharacters");
        await ChangeAsync("aaaa");

        Task<RestReply> TryAsync(string next) => ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { newPassword = next, currentPassword = Calls.Sha256(password) } });

        async Task ChangeAsync(string next)
        {
            await TryAsync(next).SucceedsAsync();
            password = next;
        }

        async Task BrokenAsync(string next, params string[] broken)
        {
            var refusal = await TryAsync(next);
            refusal.AssertRefused("error-password-policy-not-met");
            var text = refusal.Body.GetRawText();
            foreach (var rule in new[] { "minLength", "maxLength", "repeatingCharacters", "oneLowercase", "oneUppercase", "oneNumber", "oneSpecial" })
                Assert.True(text.Contains($"\"error-password-policy-not-met-{rule}\"", StringComparison.Ordinal) == broken.Contains(rule), $"{next}, {rule}: {text}");
        }
    }

    [Fact]
    public async Task SET_052_SET_072_mails_about_what_happens_to_an_account()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (ada, bob) = (stage.Cast.Ada, stage.Cast.Bob);
        foreach (var (setting, isActive, words) in new[] { ("Accounts_Send_Email_When_Deactivating", false, "was deactivated"), ("Accounts_Send_Email_When_Activating", true, "is active") })
        {
            await stage.SetAsync(setting, false);
            await TurnAsync(isActive);
            await TurnAsync(!isActive);
            await stage.SetAsync(setting, true);
            await TurnAsync(isActive);
            await stage.Mail.WaitAsync(bob.Username + "@example.org", words);
            Assert.Single(stage.Mail.To(bob.Username + "@example.org"), mail => mail.TextBody!.Contains(words, StringComparison.Ordinal));
        }

        // Members may opt out of mails about new devices only where the workspace lets them.
        await ada.Rest.PostAsync("users.setPreferences", new { data = new { receiveLoginDetectionEmail = false } }).SucceedsAsync();
        await SignInAsync("Firefox/130.0");
        await stage.SetManyAsync(("Device_Management_Allow_Login_Email_preference", false), ("Device_Management_Enable_Login_Emails", false));
        await SignInAsync("Chrome/131.0.0.0 Safari/537.36");
        await stage.SetAsync("Device_Management_Enable_Login_Emails", true);
        await SignInAsync("Edg/131.0.0.0");
        await stage.Mail.WaitAsync(ada.Username + "@example.org", "device");
        Assert.Single(stage.Mail.To(ada.Username + "@example.org"));

        async Task TurnAsync(bool isActive)
        {
            await stage.Admin.PostAsync("users.setActiveStatus", new { userId = bob.Id, activeStatus = isActive }).SucceedsAsync();
        }

        async Task SignInAsync(string program)
        {
            using var http = new HttpClient { BaseAddress = stage.Server.Url };
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " + program);
            using var content = new StringContent(JsonSerializer.Serialize(new { user = ada.Username, password = ada.Password }), System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/api/v1/login", content);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task SET_056_some_names_are_nobodys()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        using var visitor = stage.Server.Anonymous();
        var name = Scratch.Name("root");
        await stage.SetAsync("Accounts_BlockedUsernameList", "nobody, " + name);
        foreach (var taken in new[] { name, name.ToUpperInvariant(), "all", "Here", "admin", "administrator", "system", "user" })
        {
            await RegisterAsync(taken).AssertRefusedAsync("error-blocked-username");
            Assert.False((await stage.Cast.Ada.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { username = taken } })).Succeeded);
        }

        Assert.DoesNotContain((await stage.Admin.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray(), s => s.Text("_id") == "Accounts_SystemBlockedUsernameList");
        await stage.SetAsync("Accounts_BlockedUsernameList", "");
        await RegisterAsync(name).SucceedsAsync();

        Task<RestReply> RegisterAsync(string username) => visitor.PostAsync("users.register", new { username, name = username, email = Scratch.Name("mail") + "@example.org", pass = "open sesame" });
    }

    [Fact]
    public async Task SET_198_a_licence_is_kept_for_clients_that_look_for_one()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var all = (await stage.Admin.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().Where(s => s.Text("group") == "Enterprise").ToDictionary(s => s.Text("_id")!);
        Assert.Equal("valid", all["Enterprise_License_Status"].Text("value"));
        Assert.True(all["Enterprise_License"].Flag("secret"));
        Assert.False((await stage.Admin.PostAsync("settings/Enterprise_License_Status", new { value = "invalid" })).Succeeded);
        await stage.Admin.PostAsync("settings/Enterprise_License", new { value = "a text from elsewhere" }).SucceedsAsync();
        Assert.Equal("valid", (await stage.Admin.GetAsync("settings/Enterprise_License_Status")).OrThrow()["value"].GetString());
    }
}

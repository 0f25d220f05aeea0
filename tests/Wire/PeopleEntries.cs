using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors of accounts and their administration.</summary>
internal static class PeopleEntries
{
    private const string Paging = " count offset total";

    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET users.requestDataDownload", new("requested exportOperation pendingOperationsBeforeMyRequest", cast => cast.Ada.Rest.GetAsync("users.requestDataDownload")));
        all.Add("GET smtp.check", new("isSMTPConfigured", cast => cast.Ada.Rest.GetAsync("smtp.check")));
        all.Add("POST mailer", new("success", cast => cast.Admin.PostAsync("mailer", new { from = "news@example.org", subject = "News", body = "<p>[unsubscribe]</p>", dryrun = true })));
        all.Add("POST mailer.unsubscribe", new("success", async cast => await cast.Server.Anonymous().PostAsync("mailer.unsubscribe", new { _id = cast.Ada.Id, createdAt = await CreatedAtAsync(cast.Ada) })));
        AddFactors(all);
        AddPasswords(all);
        AddDevices(all);
        all.Add("POST roles.create", new("role", cast => CreateRoleAsync(cast)));
        all.Add("POST roles.update", new("role", async cast => await cast.Admin.PostAsync("roles.update", new { roleId = await RoleAsync(cast), name = Scratch.Name("renamed") })));
        all.Add("POST roles.delete", new("success", async cast => await cast.Admin.PostAsync("roles.delete", new { roleId = await RoleAsync(cast) })));
        all.Add("POST users.deactivateIdle", new("count", cast => cast.Admin.PostAsync("users.deactivateIdle", new { daysIdle = 1000 })));
        all.Add("GET presence.getConnections", new("current max", cast => cast.Admin.GetAsync("presence.getConnections")));
        all.Add("POST presence.enableBroadcast", new("success", cast => cast.Admin.PostAsync("presence.enableBroadcast")));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        AddFactorMethods(all);
        AddTokenMethods(all);
        AddAccountMethods(all);
        AsAdmin(all, "sendSMTPTestEmail", "message params", _ => []);
        AsAdmin(all, "Mailer.sendMail", "", _ => ["news@example.org", "News", "<p>[unsubscribe]</p>", true]);
        all.Add("Mailer:unsubscribe", new("true", async cast => await (await cast.LineAsync(cast.Ada)).CallAsync("Mailer:unsubscribe", cast.Ada.Id, await CreatedAtAsync(cast.Ada))));
        AsAdmin(all, "authorization:deleteRole", "", async cast => [await RoleAsync(cast)]);
        AsAdmin(all, "authorization:addPermissionToRole", "", _ => ["delete-d", "bot"]);
        AsAdmin(all, "authorization:removeRoleFromPermission", "", _ => ["delete-d", "bot"]);
        AsAdmin(all, "setAdminStatus", "", async cast => [(await cast.PersonAsync()).Id, true]);
        AsAdmin(all, "setUserActiveStatus", "true", async cast => [(await cast.PersonAsync()).Id, false]);
        AsAdmin(all, "deleteUser", "true", async cast => [(await cast.PersonAsync()).Id]);
        AsAdmin(all, "createToken", "userId authToken", cast => [cast.Bob.Id]);
        AsAdmin(all, "insertOrUpdateUser", "true", cast => [new { _id = cast.Bob.Id, name = "Robert" }]);
    }

    private static void AddFactors(Dictionary<string, RouteEntry> all)
    {
        all.Add("POST users.2fa.enableEmail", new("success", async cast => await (await cast.PersonAsync()).Rest.PostAsync("users.2fa.enableEmail")));
        all.Add("POST users.2fa.disableEmail", new("success", async cast =>
        {
            var person = await cast.PersonAsync();
            return await person.Rest.PostWithCodeAsync("users.2fa.disableEmail", new { }, Calls.Sha256(person.Password), "password");
        }));
        all.Add("POST users.2fa.sendEmailCode", new("success", cast => cast.Server.Anonymous().PostAsync("users.2fa.sendEmailCode", new { emailOrUsername = cast.Ada.Username })));
        all.Add("POST users.resetTOTP", new("success", async cast =>
        {
            var person = await cast.PersonAsync();
            return await person.Rest.PostWithCodeAsync("users.resetTOTP", new { }, Calls.Sha256(person.Password), "password");
        }));
    }

    private static void AddPasswords(Dictionary<string, RouteEntry> all)
    {
        all.Add("POST users.forgotPassword", new("success", cast => cast.Server.Anonymous().PostAsync("users.forgotPassword", new { email = cast.Bob.Username + "@example.org" })));
        all.Add("GET pw.getPolicyReset", new("enabled policy", async cast => await cast.Server.Anonymous().GetAsync("pw.getPolicyReset?token=" + await ResetTokenAsync(cast, await cast.PersonAsync()))));
        all.Add("POST users.sendConfirmationEmail", new("success", cast => cast.Ada.Rest.PostAsync("users.sendConfirmationEmail", new { email = "nobody@example.org" })));
    }

    private static void AddDevices(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET sessions/list", new("sessions" + Paging, cast => cast.Ada.Rest.GetAsync("sessions/list")));
        all.Add("GET sessions/info", new("sessionId userId device ip loginAt", async cast => await cast.Ada.Rest.GetAsync("sessions/info?sessionId=" + await SessionAsync(cast.Ada))));
        all.Add("POST sessions/logout.me", new("sessionId", async cast =>
        {
            var person = await cast.PersonAsync();
            return await person.Rest.PostAsync("sessions/logout.me", new { sessionId = await SessionAsync(person) });
        }));
        all.Add("GET sessions/list.all", new("sessions" + Paging, cast => cast.Admin.GetAsync("sessions/list.all")));
        all.Add("GET sessions/info.admin", new("sessionId userId _user", async cast => await cast.Admin.GetAsync("sessions/info.admin?sessionId=" + await SessionAsync(cast.Ada))));
        all.Add("POST sessions/logout", new("sessionId", async cast => await cast.Admin.PostAsync("sessions/logout", new { sessionId = await SessionAsync(await cast.PersonAsync()) })));
    }

    private static void AddFactorMethods(Dictionary<string, MethodEntry> all)
    {
        Alone(all, "2fa:enable", "secret url", _ => Task.FromResult<object?[]>([]));
        Alone(all, "2fa:validateTempToken", "codes", async person => [Calls.Totp((await person.Rest.ResultAsync("2fa:enable")).GetProperty("secret").GetString()!)]);
        Alone(all, "2fa:regenerateCodes", "codes", async person => [(await person.Rest.EnrolAsync()).Backups[0]]);
        Alone(all, "2fa:disable", "true", async person => [(await person.Rest.EnrolAsync()).Backups[0]]);
        Alone(all, "2fa:checkCodesRemaining", "remaining", async person =>
        {
            await person.Rest.EnrolAsync();
            return [];
        });
    }

    private static void AddTokenMethods(Dictionary<string, MethodEntry> all)
    {
        Alone(all, "personalAccessTokens:generateToken", "", _ => Task.FromResult<object?[]>([new { tokenName = "robot", bypassTwoFactor = false }]));
        Alone(all, "personalAccessTokens:regenerateToken", "", WithTokenAsync);
        Alone(all, "personalAccessTokens:removeToken", "", WithTokenAsync);

        static async Task<object?[]> WithTokenAsync(Person person)
        {
            (await person.Rest.PostAsync("users.generatePersonalAccessToken", new { tokenName = "robot" })).OrThrow();
            return [new { tokenName = "robot" }];
        }
    }

    private static void AddAccountMethods(Dictionary<string, MethodEntry> all)
    {
        Alone(all, "sendForgotPasswordEmail", "true", person => Task.FromResult<object?[]>([person.Username + "@example.org"]));
        Alone(all, "forgotPassword", "", person => Task.FromResult<object?[]>([new { email = person.Username + "@example.org" }]));
        all.Add("resetPassword", new("id token tokenExpires", async cast =>
        {
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            return await line.CallAsync("resetPassword", await ResetTokenAsync(cast, await cast.PersonAsync()), "a brand new one");
        }));
        all.Add("verifyEmail", new("id token tokenExpires", async cast =>
        {
            var person = await cast.PersonAsync();
            var email = Scratch.Name("fresh") + "@example.org";
            (await person.Rest.PostAsync("users.updateOwnBasicInfo", new { data = new { email, currentPassword = Calls.Sha256(person.Password) } })).OrThrow();
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            return await line.CallAsync("verifyEmail", (await cast.Mail!.WaitAsync(email)).TokenIn("/verify-email/"));
        }));
        all.Add("setUserPassword", new("", async cast =>
        {
            var person = await cast.PersonAsync();
            (await cast.Admin.PostAsync("users.update", new { userId = person.Id, data = new { requirePasswordChange = true } })).OrThrow();
            return await (await cast.LineAsync(person)).CallAsync("setUserPassword", "chosen by myself");
        }));
        Alone(all, "getPasswordPolicy", "enabled policy", _ => Task.FromResult<object?[]>([]));
        Alone(all, "sendConfirmationEmail", "true", _ => Task.FromResult<object?[]>(["nobody@example.org"]));
        Alone(all, "checkRegistrationSecretURL", "", _ => Task.FromResult<object?[]>(["no-secret"]));
        Alone(all, "setEmail", "", person => Task.FromResult<object?[]>([Scratch.Name("moved") + "@example.org", new { twoFactorCode = Calls.Sha256(person.Password), twoFactorMethod = "password" }]));
        Alone(all, "requestDataDownload", "requested exportOperation pendingOperationsBeforeMyRequest", _ => Task.FromResult<object?[]>([new { fullExport = true }]));
        Alone(all, "setRealName", "", _ => Task.FromResult<object?[]>(["Cleo P."]));
        Alone(all, "saveCustomFields", "", _ => Task.FromResult<object?[]>([new { hobby = "chess" }]));
        Alone(all, "checkUsernameAvailability", "true", _ => Task.FromResult<object?[]>([Scratch.Name("free")]));
        Alone(all, "getUsernameSuggestion", "", _ => Task.FromResult<object?[]>([]));
        Alone(all, "getUserStatusText", "", person => Task.FromResult<object?[]>([person.Id]));
        Alone(all, "userSetUtcOffset", "", _ => Task.FromResult<object?[]>([2]));
    }

    private static async Task<string> ResetTokenAsync(Cast cast, Person person)
    {
        (await cast.Server.Anonymous().PostAsync("users.forgotPassword", new { email = person.Username + "@example.org" })).OrThrow();
        return (await cast.Mail!.WaitAsync(person.Username + "@example.org")).TokenIn("/reset-password/");
    }

    private static async Task<string> CreatedAtAsync(Person person) =>
        $"{(await person.Rest.GetAsync("me")).OrThrow()["createdAt"].GetDateTimeOffset().ToUnixTimeMilliseconds()}";

    private static async Task<string> SessionAsync(Person person) => (await person.Rest.GetAsync("sessions/list")).OrThrow()["sessions"][0].GetProperty("sessionId").GetString()!;

    private static Task<RestReply> CreateRoleAsync(Cast cast) => cast.Admin.PostAsync("roles.create", new { name = Scratch.Name("role") });

    private static async Task<string> RoleAsync(Cast cast) => (await CreateRoleAsync(cast)).OrThrow()["role"].GetProperty("_id").GetString()!;

    /// <summary>Called by somebody whose account may suffer.</summary>
    private static void Alone(Dictionary<string, MethodEntry> all, string method, string answer, Func<Person, Task<object?[]>> parameters) =>
        all.Add(method, new(answer, async cast =>
        {
            var person = await cast.PersonAsync();
            var given = await parameters(person);
            return await (await cast.LineAsync(person)).CallAsync(method, given);
        }));

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, object?[]> parameters) => AsAdmin(all, method, answer, cast => Task.FromResult(parameters(cast)));

    private static void AsAdmin(Dictionary<string, MethodEntry> all, string method, string answer, Func<Cast, Task<object?[]>> parameters) =>
        all.Add(method, new(answer, async cast =>
        {
            await using var line = await DdpClient.ConnectAsync(cast.Server.Url);
            await line.ResumeAsync(cast.Admin.Token!);
            return await line.CallAsync(method, await parameters(cast));
        }));
}

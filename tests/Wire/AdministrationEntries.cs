namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors for those who run a workspace.</summary>
internal static class AdministrationEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET audit-trail.list", new("entries count offset total", cast => cast.Admin.GetAsync("audit-trail.list")));
        AddEngagement(all);
        AddImports(all);
        AddInboxes(all);
        all.Add("GET statistics", new("_id version totalUsers process createdAt", cast => cast.Admin.GetAsync("statistics")));
        all.Add("GET statistics.list", new("statistics count offset total", cast => cast.Admin.GetAsync("statistics.list")));
        all.Add("GET instances.get", new("instances", cast => cast.Admin.GetAsync("instances.get")));
        all.Add("GET shield.svg", new("", cast => cast.Bob.Rest.GetAsync("shield.svg?type=online&name=Parley"), System.Net.HttpStatusCode.OK));
        all.Add("GET stdout.queue", new("queue", cast => cast.Admin.GetAsync("stdout.queue")));
        all.Add("GET licenses.isEnterprise", new("isEnterprise", cast => cast.Bob.Rest.GetAsync("licenses.isEnterprise")));
        all.Add("GET licenses.maxActiveUsers", new("maxActiveUsers activeUsers", cast => cast.Bob.Rest.GetAsync("licenses.maxActiveUsers")));
        all.Add("GET licenses.get", new("licenses", cast => cast.Admin.GetAsync("licenses.get")));
        all.Add("POST licenses.add", new("success", cast => cast.Admin.PostAsync("licenses.add", new { license = "a key from elsewhere" })));
        all.Add("POST cloud.manualRegister", Refused(cast => cast.Admin.PostAsync("cloud.manualRegister", new { cloudBlob = "x" })));
        all.Add("POST cloud.createRegistrationIntent", Refused(cast => cast.Admin.PostAsync("cloud.createRegistrationIntent", new { resend = false, email = "a@b.example" })));
        all.Add("POST cloud.registerPreIntent", Refused(cast => cast.Admin.PostAsync("cloud.registerPreIntent", new { })));
        all.Add("GET cloud.confirmationPoll", Refused(cast => cast.Admin.GetAsync("cloud.confirmationPoll?deviceCode=x")));
        all.Add("GET cloud.registrationStatus", new("registrationStatus", cast => cast.Admin.GetAsync("cloud.registrationStatus")));
    }

    private static void AddEngagement(Dictionary<string, RouteEntry> all)
    {
        foreach (var (path, keys) in new[]
        {
            ("users/new-users", "days period yesterday"), ("users/active-users", "month"), ("users/users-by-time-of-the-day-in-a-week", "week"), ("users/chat-busier/hourly-data", "hours"),
            ("users/chat-busier/weekly-data", "month"), ("messages/messages-sent", "days period yesterday"), ("messages/origin", "origins"), ("messages/top-five-popular-channels", "channels"),
            ("channels/list", "channels count offset total"),
        })
            all.Add("GET engagement-dashboard/" + path, new(keys, cast => cast.Admin.GetAsync($"engagement-dashboard/{path}?start=2026-01-01T00:00:00.000Z&end=2026-01-31T00:00:00.000Z")));
    }

    private static void AddInboxes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET email-inbox.list", new("emailInboxes count offset total", cast => cast.Admin.GetAsync("email-inbox.list")));
        all.Add("POST email-inbox", new("_id", async cast => await cast.Admin.PostAsync("email-inbox", OperationSettingTests.Inbox(Harness.Scratch.Name("inbox") + "@example.org", 25, 143, "x"))));
        all.Add("GET email-inbox/{_id}", new("_id active name email smtp imap", async cast => await cast.Admin.GetAsync("email-inbox/" + await InboxAsync(cast))));
        all.Add("DELETE email-inbox/{_id}", new("_id", async cast => await cast.Admin.SendAsync(HttpMethod.Delete, "email-inbox/" + await InboxAsync(cast), null)));
        all.Add("GET email-inbox.search", new("emailInbox", cast => cast.Admin.GetAsync("email-inbox.search?email=nobody@example.org")));
        all.Add("POST email-inbox.send-test/{_id}", new("_id", async cast =>
        {
            await using var mail = await Mail.MailServer.StartAsync();
            await using var imap = await Mail.ImapServer.StartAsync();
            var id = (await cast.Admin.PostAsync("email-inbox", OperationSettingTests.Inbox(Harness.Scratch.Name("inbox") + "@example.org", mail.Port, imap.Port, Mail.ImapServer.Password))).OrThrow()["_id"].GetString();
            return await cast.Admin.PostAsync("email-inbox.send-test/" + id, new { });
        }));

        static async Task<string?> InboxAsync(Cast cast) =>
            (await cast.Admin.PostAsync("email-inbox", OperationSettingTests.Inbox(Harness.Scratch.Name("inbox") + "@example.org", 25, 143, "x"))).OrThrow()["_id"].GetString();
    }

    private static void AddImports(Dictionary<string, RouteEntry> all)
    {
        const string progress = "key name step count";
        all.Add("POST uploadImportFile", new(progress, cast => ImportTests.UploadAsync(cast.Admin, ("users.csv", $"\"{Harness.Scratch.Name("catalogued")}\",\"\",\"\""))));
        all.Add("GET getImportFileData", new("users channels message_count", async cast =>
        {
            await ImportTests.UploadAsync(cast.Admin, ("users.csv", $"\"{Harness.Scratch.Name("catalogued")}\",\"\",\"\""));
            return await cast.Admin.GetAsync("getImportFileData");
        }));
        all.Add("POST startImport", new("success", async cast =>
        {
            await ImportTests.UploadAsync(cast.Admin, ("users.csv", $"\"{Harness.Scratch.Name("catalogued")}\",\"\",\"\""));
            var reply = await cast.Admin.PostAsync("startImport", new { input = new { users = Array.Empty<object>(), channels = Array.Empty<object>() } });
            await ImportTests.WaitAsync(cast.Admin);
            return reply;
        }));
        all.Add("GET getImportProgress", new(progress, async cast =>
        {
            await ImportTests.UploadAsync(cast.Admin, ("users.csv", $"\"{Harness.Scratch.Name("catalogued")}\",\"\",\"\""));
            return await cast.Admin.GetAsync("getImportProgress");
        }));
        all.Add("GET getCurrentImportOperation", new("operation", cast => cast.Admin.GetAsync("getCurrentImportOperation")));
        all.Add("GET getLatestImportOperations", new("", cast => cast.Admin.GetAsync("getLatestImportOperations"), System.Net.HttpStatusCode.OK));
    }

    /// <summary>There is no cloud: these exist for clients that ask, and always refuse.</summary>
    private static RouteEntry Refused(Func<Cast, Task<Harness.RestReply>> call) => new("error errorType", call, System.Net.HttpStatusCode.BadRequest);

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("getStatistics", new("_id version totalUsers", async cast => await (await cast.LineOfAdminAsync()).CallAsync("getStatistics", true)));
        all.Add("license:getModules", new("[]", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("license:getModules")));
        all.Add("license:getTags", new("[]", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("license:getTags")));
        all.Add("license:hasLicense", new("true", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("license:hasLicense", "auditing")));
        all.Add("license:isEnterprise", new("true", async cast => await (await cast.LineAsync(cast.Bob)).CallAsync("license:isEnterprise")));
        all.Add("botRequest", new("[]", async cast =>
        {
            var name = Harness.Scratch.Name("helper");
            await cast.Admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "a helper's words", roles = new[] { "bot" } }).SucceedsAsync();
            using var bot = await cast.Server.LoginAsync(name, "a helper's words");
            await using var line = await cast.Server.ConnectAsync();
            await line.ResumeAsync(bot.Token!);
            return await line.CallAsync("botRequest", "allUsernames");
        }));
        all.Add("restart_server", new("message params", async _ =>
        {
            // A server of its own, for it ends.
            await using var server = await Harness.ParleyServer.StartAsync();
            await using var line = await server.ConnectAsync();
            await line.ResumeAsync((await server.AdminAsync()).Token!);
            return await line.CallAsync("restart_server");
        }));
    }
}

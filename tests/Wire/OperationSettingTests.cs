using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Settings of those who run the server: where files lie, who counts visits, what is told of failures and figures, and which parts are switched off.</summary>
/// <remarks>Rows: SET-060, SET-061, SET-062, SET-070, SET-071, SET-097, SET-098, SET-102, SET-115, SET-136, SET-142, SET-159, SET-160, ADM-110, ADM-112.</remarks>
public sealed class OperationSettingTests(SettingServer rows) : IClassFixture<SettingServer>
{
    [Fact]
    public async Task SET_070_SET_071_SET_097_SET_098_SET_102_files_lie_where_they_shall_and_are_found_where_they_lay()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        await using var s3 = await S3Server.StartAsync();
        var (cast, server) = (stage.Cast, stage.Server);
        var roomId = await cast.RoomAsync();
        var (first, second) = (Scratch.Folder("first"), Scratch.Folder("second"));
        var files = new List<(string Path, string Text)>();

        await stage.SetManyAsync(("FileUpload_Storage_Type", "FileSystem"), ("FileUpload_FileSystemPath", first));
        await UploadAsync("in the first folder");
        Assert.Single(Contents(first));
        await stage.SetAsync("FileUpload_FileSystemPath", second);
        await UploadAsync("in the second folder");
        Assert.Single(Contents(first));
        Assert.Single(Contents(second));
        await stage.SetAsync("FileUpload_FileSystemPath", "/proc/nobody-writes-here");
        (await TryUploadAsync("nowhere")).AssertRefused("error-storage-unavailable");
        await stage.SetManyAsync(("FileUpload_FileSystemPath", ""), ("FileUpload_Storage_Type", "GridFS"));
        await UploadAsync("in the database " + new string('x', 600_000));
        Assert.Equal((1, 1), (Contents(first).Length, Contents(second).Length));

        // Readers are sent to the bucket, or the server passes the bytes on; in any case only those who may.
        await stage.SetManyAsync(("FileUpload_S3_Bucket", S3Server.Bucket), ("FileUpload_S3_AWSAccessKeyId", S3Server.AccessKey), ("FileUpload_S3_AWSSecretAccessKey", S3Server.SecretKey),
            ("FileUpload_S3_BucketURL", s3.Url.ToString()), ("FileUpload_S3_ForcePathStyle", true), ("FileUpload_Storage_Type", "AmazonS3"));
        await UploadAsync("in the bucket");
        var inBucket = files[^1].Path;
        foreach (var (path, text) in files) Assert.Equal(text, await ReadAsync(path));
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(inBucket)).StatusCode);
        await stage.SetAsync("FileUpload_S3_Proxy_Uploads", false);
        var sent = await OpenAsync(inBucket);
        Assert.Equal((HttpStatusCode.Found, s3.Url.Authority), (sent.StatusCode, sent.Headers.Location!.Authority));
        Assert.Contains("X-Amz-Expires=120", sent.Headers.Location.Query, StringComparison.Ordinal);
        using (var http = new HttpClient()) Assert.Equal("in the bucket", await http.GetStringAsync(sent.Headers.Location));
        using (var visitor = server.Anonymous()) Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(inBucket)).Status);
        await stage.SetManyAsync(("FileUpload_S3_URLExpiryTimeSpan", 60), ("FileUpload_S3_CDN", "https://files.example"));
        sent = await OpenAsync(inBucket);
        Assert.Equal("files.example", sent.Headers.Location!.Authority);
        Assert.Contains("X-Amz-Expires=60", sent.Headers.Location.Query, StringComparison.Ordinal);
        await stage.SetAsync("FileUpload_S3_URLExpiryTimeSpan", 3);
        Assert.Contains("X-Amz-Expires=120", (await OpenAsync(inBucket)).Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(files[0].Path)).StatusCode);

        // Emoji and sounds have places of their own.
        var (emojiFolder, soundFolder) = (Scratch.Folder("emoji"), Scratch.Folder("sounds"));
        var emoji = CustomizationEntries.EmojiName();
        await CustomizationEntries.EmojiAsync(cast.Admin, emoji);
        await stage.SetManyAsync(("EmojiUpload_Storage_Type", "FileSystem"), ("EmojiUpload_FileSystemPath", emojiFolder), ("CustomSounds_Storage_Type", "FileSystem"), ("CustomSounds_FileSystemPath", soundFolder));
        var later = CustomizationEntries.EmojiName();
        await CustomizationEntries.EmojiAsync(cast.Admin, later);
        Assert.Single(Contents(emojiFolder));
        var line = await cast.LineOfAdminAsync();
        var sound = (await CustomizationEntries.UploadSoundAsync(line, Scratch.Name("sound"))).GetString()!;
        Assert.Single(Contents(soundFolder));
        await stage.SetManyAsync(("EmojiUpload_Storage_Type", "GridFS"), ("CustomSounds_Storage_Type", "GridFS"));
        using (var visitor = server.Anonymous())
        {
            foreach (var address in new[] { $"/emoji-custom/{emoji}.png", $"/emoji-custom/{later}.png", $"/custom-sounds/{sound}.wav" })
                Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(address)).Status);
        }

        await stage.SetManyAsync(("EmojiUpload_Storage_Type", "FileSystem"), ("EmojiUpload_FileSystemPath", "/proc/nobody-writes-here"));
        Assert.False((await CustomizationEntries.CreateAsync(cast.Admin, CustomizationEntries.EmojiName())).Succeeded);

        Task<RestReply> TryUploadAsync(string text) =>
            cast.Ada.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, new MultipartFormDataContent { { new StringContent(text), "file", "words.txt" } });

        async Task UploadAsync(string text) => files.Add(((await TryUploadAsync(text)).OrThrow()["message"].GetProperty("attachments")[0].Text("title_link")!, text));

        async Task<HttpResponseMessage> OpenAsync(string path)
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url, DefaultRequestHeaders = { { "X-User-Id", cast.Bob.Id }, { "X-Auth-Token", cast.Bob.Rest.Token } } };
            return await http.GetAsync(path);
        }

        async Task<string> ReadAsync(string path)
        {
            using var answer = await OpenAsync(path);
            return await answer.Content.ReadAsStringAsync();
        }

        static string[] Contents(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)];
    }

    [Fact]
    public async Task SET_060_SET_061_SET_062_SET_115_SET_142_pages_load_what_is_chosen_from_those_hosts_alone()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        using var visitor = stage.Server.Anonymous();
        var (page, policy) = await PageAsync();
        Assert.DoesNotContain("analytics.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("googletagmanager", policy, StringComparison.Ordinal);

        await stage.SetManyAsync(("GoogleAnalytics_ID", "G-ABC123"), ("GoogleAnalytics_enabled", true));
        (page, policy) = await PageAsync();
        Assert.Contains("<script defer src=\"/analytics.js\"></script>", page, StringComparison.Ordinal);
        Assert.Contains("https://www.googletagmanager.com", Sources("script-src"), StringComparison.Ordinal);
        Assert.DoesNotContain("https://www.google-analytics.com", Sources("script-src"), StringComparison.Ordinal);
        Assert.Contains("/gtag/js?id=G-ABC123", await ScriptAsync(), StringComparison.Ordinal);
        await stage.SetAsync("GoogleAnalytics_ID", "UA-1-2");
        (_, policy) = await PageAsync();
        Assert.Contains("https://www.google-analytics.com", Sources("script-src"), StringComparison.Ordinal);
        Assert.DoesNotContain("googletagmanager", Sources("script-src"), StringComparison.Ordinal);
        Assert.Contains("window.ga(", await ScriptAsync(), StringComparison.Ordinal);
        await stage.SetAsync("GoogleAnalytics_ID", "\"); alert(1); (\"");
        Assert.DoesNotContain("alert", await ScriptAsync(), StringComparison.Ordinal);
        await stage.SetAsync("GoogleAnalytics_enabled", false);

        await stage.SetManyAsync(("PiwikAnalytics_enabled", true), ("PiwikAnalytics_url", "https://count.example/piwik"), ("PiwikAnalytics_siteId", "7"), ("PiwikAdditionalTrackers", """[{"trackerURL":"https://second.example/","siteId":"9"}]"""));
        (page, policy) = await PageAsync();
        Assert.Contains("https://count.example", Sources("script-src"), StringComparison.Ordinal);
        Assert.DoesNotContain("second.example", Sources("script-src"), StringComparison.Ordinal);
        Assert.Contains("https://second.example", Sources("connect-src"), StringComparison.Ordinal);
        var script = await ScriptAsync();
        foreach (var part in new[] { "https://count.example/piwik/matomo.js", "[\"setSiteId\", \"7\"]", "[\"addTracker\", \"https://second.example/\", \"9\"]" }) Assert.Contains(part, script, StringComparison.Ordinal);
        foreach (var (setting, value, part) in new (string, object, string)[]
        {
            ("PiwikAnalytics_prependDomain", true, "setDocumentTitle"), ("PiwikAnalytics_cookieDomain", true, "setCookieDomain"), ("PiwikAnalytics_domains", "a.example\nb.example", "[\"setDomains\", [\"a.example\",\"b.example\"]]"),
            ("PiwikAdditionalTrackers", "no list", "console.warn("),
        })
        {
            Assert.DoesNotContain(part, await ScriptAsync(), StringComparison.Ordinal);
            await stage.SetAsync(setting, value);
            Assert.Contains(part, await ScriptAsync(), StringComparison.Ordinal);
        }

        Assert.Contains("[\"messages\",\"rooms\",\"users\"]", await ScriptAsync(), StringComparison.Ordinal);
        await stage.SetAsync("Analytics_features_rooms", false);
        Assert.Contains("[\"messages\",\"users\"]", await ScriptAsync(), StringComparison.Ordinal);
        await stage.SetAsync("PiwikAnalytics_enabled", false);
        (page, _) = await PageAsync();
        Assert.DoesNotContain("analytics.js", page, StringComparison.Ordinal);

        // What never changes may come from elsewhere.
        Assert.Contains("src=\"/assets/index-", page, StringComparison.Ordinal);
        await stage.SetAsync("CDN_PREFIX", "https://cdn.example/chat/");
        (page, policy) = await PageAsync();
        Assert.Contains("src=\"https://cdn.example/chat/assets/index-", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://cdn.example/chat/assets/favicon.svg\"", page, StringComparison.Ordinal);
        Assert.Contains("https://cdn.example", Sources("script-src"), StringComparison.Ordinal);
        Assert.Contains("https://cdn.example", Sources("style-src"), StringComparison.Ordinal);
        await stage.SetManyAsync(("CDN_PREFIX_ALL", false), ("CDN_JSCSS_PREFIX", "https://scripts.example"));
        (page, policy) = await PageAsync();
        Assert.Contains("src=\"https://scripts.example/assets/index-", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/assets/favicon.svg\"", page, StringComparison.Ordinal);
        await stage.SetAsync("CDN_JSCSS_PREFIX", "https://x.example\"><script>alert(1)</script>");
        (page, _) = await PageAsync();
        Assert.DoesNotContain("alert(1)", page, StringComparison.Ordinal);

        // Colours of the older theme are variables where they are set, and nothing else can come in with them.
        await stage.SetManyAsync(("theme-color-rc-color-primary", "#123456"), ("theme-color-rc-color-error", "rc-color-primary"), ("theme-color-rc-color-alert", "red } body { display: none"));
        var css = (await visitor.GetAsync("/theme.css")).Body.GetString()!;
        Assert.Contains("--rc-color-primary: #123456;", css, StringComparison.Ordinal);
        Assert.Contains("--rc-color-error: var(--rc-color-primary);", css, StringComparison.Ordinal);
        Assert.DoesNotContain("display", css, StringComparison.Ordinal);
        Assert.DoesNotContain("--rc-color-content", css, StringComparison.Ordinal);

        async Task<(string, string)> PageAsync()
        {
            var reply = await visitor.GetAsync("/home");
            return (reply.Body.GetString()!, reply.Headers.GetValues("Content-Security-Policy").Single());
        }

        async Task<string> ScriptAsync() => (await visitor.GetAsync("/analytics.js")).Body.GetString()!;
        string Sources(string directive) => policy.Split("; ").Single(d => d.StartsWith(directive + " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SET_160_figures_are_told_on_a_port_of_their_own_as_they_are_set()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var (first, second) = (Scratch.FreePort(), Scratch.FreePort());
        await stage.SetAsync("Prometheus_Port", first);
        Assert.Null(await FiguresAsync(first));
        await stage.SetAsync("Prometheus_Enabled", true);
        await Eventually.Async(async () => await FiguresAsync(first) is not null, "the port is open");
        var figures = (await FiguresAsync(first))!;
        Assert.Contains("process_cpu_seconds_total", figures, StringComparison.Ordinal);
        Assert.Contains("rocketchat_ddp_connected_users", figures, StringComparison.Ordinal);
        Assert.Contains("rocketchat_rest_api_count{method=\"POST\",entrypoint=\"settings/{_id}\",status=\"200\",user_agent=\"\"}", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("nodejs_gc_runs_total{", figures, StringComparison.Ordinal);

        await stage.SetManyAsync(("Prometheus_Garbage_Collector", true), ("Prometheus_API_User_Agent", true));
        using (var http = new HttpClient { BaseAddress = stage.Server.Url, DefaultRequestHeaders = { { "User-Agent", "Counted/1.0" } } }) using (await http.GetAsync("/api/v1/info")) { }
        figures = (await FiguresAsync(first))!;
        Assert.Contains("nodejs_gc_runs_total{gctype=\"generation0\"}", figures, StringComparison.Ordinal);
        Assert.Contains("user_agent=\"Counted/1.0\"", figures, StringComparison.Ordinal);
        await stage.SetAsync("Prometheus_API_User_Agent", false);
        await stage.SetAsync("Prometheus_Reset_Interval", 50);
        await Eventually.Async(async () => !(await FiguresAsync(first))!.Contains("Counted/1.0", StringComparison.Ordinal), "what was counted begins anew");
        await stage.SetAsync("Prometheus_Reset_Interval", 0);

        await stage.SetAsync("Prometheus_Port", second);
        await Eventually.Async(async () => await FiguresAsync(second) is not null && await FiguresAsync(first) is null, "the port is another");
        await stage.SetAsync("Prometheus_Enabled", false);
        await Eventually.Async(async () => await FiguresAsync(second) is null, "the port is closed");

        static async Task<string?> FiguresAsync(int port)
        {
            using var http = new HttpClient();
            try
            {
                return await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task SET_159_failures_that_nobody_expected_are_told_in_a_channel()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        var watch = Scratch.Name("failures");
        var roomId = (await cast.Ada.Rest.PostAsync("channels.create", new { name = watch })).OrThrow()["channel"].MessageId();
        var uploads = await cast.RoomAsync();
        // A bucket that nobody answers for.
        await stage.SetManyAsync(("FileUpload_S3_Bucket", "away"), ("FileUpload_S3_AWSAccessKeyId", "k"), ("FileUpload_S3_AWSSecretAccessKey", "s"), ("FileUpload_S3_BucketURL", $"http://127.0.0.1:{Scratch.FreePort()}"),
            ("FileUpload_S3_ForcePathStyle", true), ("FileUpload_Storage_Type", "AmazonS3"), ("Log_Exceptions_to_Channel", "#" + watch));
        Assert.Equal(HttpStatusCode.InternalServerError, (await Cast.UploadAsync(cast.Ada, uploads, "private-name.txt")).Status);
        await Eventually.Async(async () => (await TextsAsync()).Any(t => t.Contains("rooms.upload/", StringComparison.Ordinal)), "the channel is told");
        var told = (await TextsAsync()).Single(t => t.Contains("rooms.upload/", StringComparison.Ordinal));
        Assert.Contains("Exception", told, StringComparison.Ordinal);
        Assert.DoesNotContain("private-name", told, StringComparison.Ordinal);
        Assert.DoesNotContain(cast.Ada.Rest.Token!, told, StringComparison.Ordinal);

        // The same again is not told at once again.
        Assert.Equal(HttpStatusCode.InternalServerError, (await Cast.UploadAsync(cast.Ada, uploads)).Status);
        await stage.SetAsync("Log_Exceptions_to_Channel", "");
        await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "the end" }).SucceedsAsync();
        Assert.Single(await TextsAsync(), t => t.Contains("rooms.upload/", StringComparison.Ordinal));

        async Task<List<string>> TextsAsync() => [.. (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text())];
    }

    [Fact]
    public async Task SET_136_hours_are_those_of_the_zone_that_is_set()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        await using var line = await cast.Bob.ConnectAsync();
        await line.CallAsync("UserPresence:setDefaultStatus", "online");
        await stage.SetManyAsync(("Default_Timezone_For_Reporting", "custom"), ("Default_Custom_Timezone", "Etc/UTC"));
        var utc = await HourAsync();
        await stage.SetAsync("Default_Custom_Timezone", "Asia/Kathmandu");
        Assert.Equal(5, Distance(await HourAsync(), utc));
        await stage.SetAsync("Default_Custom_Timezone", "Pacific/Honolulu");
        Assert.Equal(14, Distance(await HourAsync(), utc));
        await stage.SetAsync("Default_Custom_Timezone", "Nowhere/Land");
        Assert.Equal(0, Distance(await HourAsync(), utc));

        // Mails too: the hour of a message as the mail has it.
        var roomId = await cast.RoomAsync();
        var said = await cast.SayAsync(roomId, "worth a mail");
        await stage.SetAsync("Default_Custom_Timezone", "Asia/Kathmandu");
        await cast.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "mail-messages", roles = new[] { "admin", "owner", "user" } } } }).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("rooms.export", new { rid = roomId, type = "email", toUsers = new[] { cast.Bob.Username }, toEmails = Array.Empty<string>(), subject = "kept", messages = new[] { said } }).SucceedsAsync();
        Assert.Contains("UTC+05:45", (await stage.Mail.WaitAsync(cast.Bob.Username + "@example.org", "worth a mail")).TextBody, StringComparison.Ordinal);

        static int Distance(int hour, int from) => ((hour - from) % 24 + 24) % 24;

        // The latest hour in which somebody was here, as the zone has it.
        async Task<int> HourAsync()
        {
            var (start, end) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(1));
            JsonElement last = default;
            await Eventually.Async(async () =>
            {
                var week = (await cast.Admin.GetAsync($"engagement-dashboard/users/users-by-time-of-the-day-in-a-week?start={Text(start)}&end={Text(end)}")).OrThrow()["week"].EnumerateArray().ToList();
                if (week.Count > 0) last = week[^1];
                return week.Count > 0;
            }, "who is here is noted", TimeSpan.FromSeconds(60));
            return last.Number("hour");
        }

        static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task ADM_110_ADM_112_inboxes_are_kept_without_telling_their_passwords_and_tried()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        await using var imap = await ImapServer.StartAsync();
        var (admin, cast) = (stage.Admin, stage.Cast);
        var email = Scratch.Name("help") + "@example.org";
        var inbox = Inbox(email, stage.Mail.Port, imap.Port, ImapServer.Password);
        foreach (var missing in new[] { "active", "name", "email", "smtp", "imap" })
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync("email-inbox", inbox.Where(p => p.Key != missing).ToDictionary())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("email-inbox", inbox)).Status);
        var id = (await admin.PostAsync("email-inbox", inbox)).OrThrow()["_id"].GetString()!;
        await admin.PostAsync("email-inbox", inbox).AssertRefusedAsync("error-email-inbox-in-use");

        var kept = (await admin.GetAsync("email-inbox/" + id)).OrThrow();
        Assert.Equal((email, true, "127.0.0.1", ""), (kept["email"].GetString(), kept["active"].GetBoolean(), kept["smtp"].Text("server"), kept["smtp"].Text("password")));
        Assert.Contains((await admin.GetAsync("email-inbox.list")).OrThrow()["emailInboxes"].EnumerateArray(), i => i.Text("_id") == id && i.Text("name") == "Help desk");
        Assert.Equal(id, (await admin.GetAsync("email-inbox.search?email=" + email)).OrThrow()["emailInbox"].Text("_id"));
        Assert.Equal(JsonValueKind.Null, (await admin.GetAsync("email-inbox.search?email=nobody@example.org")).OrThrow()["emailInbox"].ValueKind);
        foreach (var path in new[] { "email-inbox.list", "email-inbox/" + id, "email-inbox.search?email=" + email })
        {
            Assert.DoesNotContain(ImapServer.Password, (await admin.GetAsync(path)).Body.GetRawText(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync(path)).Status);
        }

        await admin.PostAsync("email-inbox.send-test/" + id, new { }).SucceedsAsync();
        Assert.Equal(email, (await stage.Mail.WaitAsync("warden@example.org", "through this inbox")).From.Mailboxes.Single().Address);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync("email-inbox.send-test/nothing-has-this-id", new { })).Status);

        // A change that names no password keeps it, unless the server is another.
        var changed = Inbox(email, stage.Mail.Port, imap.Port, "");
        (changed["_id"], changed["name"], changed["active"]) = (id, "Front desk", false);
        await admin.PostAsync("email-inbox", changed).SucceedsAsync();
        await admin.PostAsync("email-inbox.send-test/" + id, new { }).SucceedsAsync();
        kept = (await admin.GetAsync("email-inbox/" + id)).OrThrow();
        Assert.Equal(("Front desk", false), (kept["name"].GetString(), kept["active"].GetBoolean()));
        changed["imap"] = Server("localhost", imap.Port, "");
        await admin.PostAsync("email-inbox", changed).SucceedsAsync();
        await admin.PostAsync("email-inbox.send-test/" + id, new { }).AssertRefusedAsync("error-email-send-failed");
        changed["smtp"] = Server("127.0.0.1", Scratch.FreePort(), "x");
        await admin.PostAsync("email-inbox", changed).SucceedsAsync();
        await admin.PostAsync("email-inbox.send-test/" + id, new { }).AssertRefusedAsync("error-email-send-failed");

        Assert.Equal(id, (await admin.SendAsync(HttpMethod.Delete, "email-inbox/" + id, null)).OrThrow()["_id"].GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.SendAsync(HttpMethod.Delete, "email-inbox/" + id, null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("email-inbox/" + id)).Status);
    }

    internal static Dictionary<string, object> Inbox(string email, int smtpPort, int imapPort, string password) => new()
    {
        ["active"] = true,
        ["name"] = "Help desk",
        ["email"] = email,
        ["description"] = "for all",
        ["smtp"] = Server("127.0.0.1", smtpPort, password),
        ["imap"] = Server("127.0.0.1", imapPort, password),
    };

    private static Dictionary<string, object> Server(string server, int port, string password) =>
        new() { ["server"] = server, ["port"] = port, ["username"] = "helper", ["password"] = password, ["secure"] = false, ["maxRetries"] = 10 };
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.People;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Settings about rooms, messages, files and the workspace as a whole, each in both positions.</summary>
/// <remarks>Rows: SET-012, SET-067, SET-095, SET-108, SET-135, SET-162, SET-168, SET-170, SET-175, SET-182, SET-183, SET-187, SET-189.</remarks>
public sealed class WorkspaceSettingTests(SettingServer rows) : IClassFixture<SettingServer>
{
    [Fact]
    public async Task SET_162_SET_168_SET_170_SET_175_SET_182_what_becomes_of_messages()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        var cleo = await cast.PersonAsync();
        var roomId = await cast.RoomAsync(furtherMembers: cleo.Username);

        // Hosts of one's own become links.
        Assert.DoesNotContain("LINK", await MarkupAsync("see wiki.intranet/page"), StringComparison.Ordinal);
        await stage.SetAsync("Message_CustomDomain_AutoLink", "intranet, wiki.intranet");
        Assert.Contains("\"//wiki.intranet/page\"", (await MarkupAsync("see wiki.intranet/page")).Replace("http://", "//", StringComparison.Ordinal).Replace("https://", "//", StringComparison.Ordinal), StringComparison.Ordinal);

        // Patterns instead of words.
        await cast.SayAsync(roomId, "the quick brown fox");
        Assert.Empty(await FindAsync("q.{3}k br"));
        await stage.SetAsync("Message_AlwaysSearchRegExp", true);
        Assert.Equal(["the quick brown fox"], await FindAsync("q.{3}k br"));

        // Addressing everybody; the refusal is told to the author alone.
        var (line, other) = (await cast.LineAsync(cast.Ada), await cast.LineAsync(cast.Bob));
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/message", false);
        await stage.SetAsync("Message_MaxAll", 2);
        await Cast.TrySayAsync(cast.Ada, roomId, "hello @all").AssertRefusedAsync("error-action-not-allowed");
        await stage.SetAsync("Message_MaxAll", 3);
        await cast.SayAsync(roomId, "hello @all");
        await stage.SetAsync("Message_MaxAll", 0);
        await cast.SayAsync(roomId, "hello again @all");

        // Quotes in quotes.
        var ids = new List<string> { await cast.SayAsync(roomId, "level0") };
        foreach (var (limit, shown) in new[] { (2, 2), (3, 3), (1, 1) })
        {
            await stage.SetAsync("Message_QuoteChainLimit", limit);
            ids = [ids[0]];
            for (var i = 1; i <= 4; i++) ids.Add(await cast.SayAsync(roomId, $"[ ]({stage.Server.Url.ToString().TrimEnd('/')}/channel/x?msg={ids[^1]}) level{i}"));
            var last = (await Cast.MessageAsync(cast.Bob, ids[^1])).GetProperty("attachments").GetRawText();
            for (var i = 0; i < 4; i++) Assert.True(last.Contains($"level{i}", StringComparison.Ordinal) == (4 - i <= shown), $"{limit}: level{i} in {last}");
        }

        // Fields of bots.
        var send = new { message = new { rid = roomId, msg = "hello", customFields = new { priority = "low" } } };
        await cast.Ada.Rest.PostAsync("chat.sendMessage", send).AssertRefusedAsync("error-custom-fields-not-enabled");
        await stage.SetManyAsync(("Message_CustomFields_Enabled", true), ("Message_CustomFields", """{"properties":{"priority":{"enum":["low","high"]}},"additionalProperties":true}"""));
        await cast.Ada.Rest.PostAsync("chat.sendMessage", send).SucceedsAsync();
        await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "hello", customFields = new { priority = "sky" } }).AssertRefusedAsync("error-invalid-custom-fields");
        await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "hello", customFields = new { priority = "low", more = 1 } }).AssertRefusedAsync("error-invalid-custom-fields");
        var posted = (await cast.Ada.Rest.PostAsync("chat.postMessage", new { roomId, text = "hello", customFields = new { priority = "high" } })).OrThrow()["message"];
        await cast.Ada.Rest.PostAsync("chat.update", new { roomId, msgId = posted.MessageId(), text = "again", customFields = new { priority = "sky" } }).AssertRefusedAsync("error-invalid-custom-fields");
        await UploadAsync("""{"priority":"sky"}""").AssertRefusedAsync("error-invalid-custom-fields");
        Assert.Equal("low", (await UploadAsync("""{"priority":"low"}""")).OrThrow()["message"].GetProperty("customFields").Text("priority"));

        async Task<string> MarkupAsync(string text) => (await Cast.MessageAsync(cast.Bob, await cast.SayAsync(roomId, text))).GetProperty("md").GetRawText();
        async Task<List<string>> FindAsync(string text) =>
            [.. (await cast.Bob.Rest.GetAsync($"chat.search?roomId={roomId}&searchText={Uri.EscapeDataString(text)}")).OrThrow()["messages"].EnumerateArray().Select(m => m.Text())];

        async Task<RestReply> UploadAsync(string fields)
        {
            using var form = new MultipartFormDataContent { { new StringContent("words"), "file", "words.txt" }, { new StringContent(fields), "customFields" } };
            return await cast.Ada.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form);
        }
    }

    [Fact]
    public async Task SET_187_SET_189_formulas_colours_and_what_phones_read()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var roomId = await stage.Cast.RoomAsync();
        const string Text = "a \\(x^2\\) b $y^2$ c color:#ff8800";
        foreach (var (katex, parenthesis, dollar, colours, expected) in new[]
        {
            (true, true, false, true, "KATEX x COLOR"), (true, false, true, true, "KATEX y COLOR"), (true, true, true, false, "KATEX x y"), (false, true, true, true, "COLOR"), (true, false, false, false, ""),
        })
        {
            await stage.SetManyAsync(("Katex_Enabled", katex), ("Katex_Parenthesis_Syntax", parenthesis), ("Katex_Dollar_Syntax", dollar), ("HexColorPreview_Enabled", colours));
            var markup = (await Cast.MessageAsync(stage.Cast.Bob, await stage.Cast.SayAsync(roomId, Text))).GetProperty("md").GetRawText();
            var found = new[] { ("KATEX", "KATEX"), ("x", "\"value\":\"x^2\""), ("y", "\"value\":\"y^2\""), ("COLOR", "\"COLOR\"") }.Where(part => markup.Contains(part.Item2, StringComparison.Ordinal)).Select(part => part.Item1);
            Assert.True(expected == string.Join(' ', found), $"{katex} {parenthesis} {dollar} {colours}: {markup}");
        }

        using var phone = stage.Server.Anonymous();
        foreach (var (setting, first, second) in new (string, object, object)[] { ("Allow_Save_Media_to_Gallery", true, false), ("Force_Screen_Lock", false, true), ("Force_Screen_Lock_After", 1800, 60) })
        {
            Assert.Equal(JsonSerializer.Serialize(first), await ReadAsync(setting));
            await stage.SetAsync(setting, second);
            Assert.Equal(JsonSerializer.Serialize(second), await ReadAsync(setting));
        }

        async Task<string> ReadAsync(string setting) => (await phone.GetAsync("settings.public?_id=" + setting)).OrThrow()["settings"][0].GetProperty("value").GetRawText();
    }

    [Fact]
    public async Task SET_067_bots_are_told_of_people_what_the_workspace_lists()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var cast = stage.Cast;
        Assert.Equal("error-not-allowed", await cast.Ada.Rest.RefusalAsync("botRequest", "allUsers"));
        var name = Scratch.Name("helper");
        await stage.Admin.PostAsync("users.create", new { username = name, name, email = name + "@example.org", password = "a helper's words", roles = new[] { "bot" } }).SucceedsAsync();
        using var bot = await stage.Server.LoginAsync(name, "a helper's words");
        await using var line = await cast.Ada.ConnectAsync();

        var ada = (await bot.ResultAsync("botRequest", "allUsers")).EnumerateArray().Single(u => u.Text("username") == cast.Ada.Username);
        Assert.True(ada.TryGetProperty("emails", out _));
        Assert.False(ada.TryGetProperty("roles", out _));
        Assert.Contains(cast.Bob.Username, Texts(await bot.ResultAsync("botRequest", "allUsernames")));
        Assert.DoesNotContain(name, Texts(await bot.ResultAsync("botRequest", "allUsernames")));
        await Eventually.Async(async () => Texts(await bot.ResultAsync("botRequest", "onlineUsernames")).Contains(cast.Ada.Username), "who is here is among those online");
        Assert.DoesNotContain(cast.Bob.Username, Texts(await bot.ResultAsync("botRequest", "onlineUsernames")));
        Assert.Contains("ada", Texts(await bot.ResultAsync("botRequest", "onlineNames")));
        Assert.Contains("bob", Texts(await bot.ResultAsync("botRequest", "allNames")));
        Assert.Contains((await bot.ResultAsync("botRequest", "onlineIDs")).EnumerateArray(), u => u.Text("id") == cast.Ada.Id && u.Text("name") == cast.Ada.Username);
        Assert.Contains((await bot.ResultAsync("botRequest", "onlineUsers")).EnumerateArray(), u => u.Text("_id") == cast.Ada.Id);

        await stage.SetAsync("BotHelpers_userFields", "_id, username");
        ada = (await bot.ResultAsync("botRequest", "allUsers")).EnumerateArray().Single(u => u.Text("username") == cast.Ada.Username);
        Assert.False(ada.TryGetProperty("emails", out _));
        Assert.Equal("error-not-allowed", await bot.RefusalAsync("botRequest", "allNames"));
        Assert.Equal("", await bot.RefusalAsync("botRequest", "allIDs"));
        await stage.SetAsync("BotHelpers_userFields", "");
        foreach (var request in new[] { "allUsers", "onlineUsers", "allUsernames", "onlineUsernames", "allNames", "onlineNames", "allIDs", "onlineIDs" })
            Assert.Equal("error-not-allowed", await bot.RefusalAsync("botRequest", request));

        static List<string?> Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString())];
    }

    [Fact]
    public async Task SET_095_SET_183_pictures_are_turned_shrunk_and_stripped_as_set()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var roomId = await stage.Cast.RoomAsync();
        // Wide as stored, with a mark that says: turn by a quarter.
        var picture = Parley.Tests.Platform.ImageTests.TurnedJpeg(600, 400);
        await stage.SetAsync("FileUpload_RotateImages", false);
        Assert.Equal((600, 400), await StoredAsync(await UploadAsync()));
        await stage.SetAsync("FileUpload_RotateImages", true);
        Assert.Equal((400, 600), await StoredAsync(await UploadAsync()));

        var attachment = await UploadAsync();
        Assert.Equal((240, 360), SizeOf(attachment));
        Assert.NotEqual(attachment.Text("title_link"), attachment.Text("image_url"));
        await stage.SetManyAsync(("Message_Attachments_Thumbnails_Width", 100), ("Message_Attachments_Thumbnails_Height", 90));
        attachment = await UploadAsync();
        Assert.Equal((60, 90), SizeOf(attachment));
        await stage.SetAsync("Message_Attachments_Thumbnails_Enabled", false);
        attachment = await UploadAsync();
        Assert.Equal(attachment.Text("title_link"), attachment.Text("image_url"));

        // The mark that says where and with what it was taken.
        await stage.SetAsync("FileUpload_RotateImages", false);
        Assert.Contains("Exif", await BytesAsync(await UploadAsync()), StringComparison.Ordinal);
        await stage.SetAsync("Message_Attachments_Strip_Exif", true);
        Assert.DoesNotContain("Exif", await BytesAsync(await UploadAsync()), StringComparison.Ordinal);

        static (int Width, int Height) SizeOf(JsonElement attachment) => (attachment.GetProperty("image_dimensions").Number("width"), attachment.GetProperty("image_dimensions").Number("height"));

        async Task<JsonElement> UploadAsync()
        {
            var file = new ByteArrayContent(picture);
            file.Headers.ContentType = new("image/jpeg");
            using var form = new MultipartFormDataContent { { file, "file", "turned.jpg" } };
            return (await stage.Cast.Ada.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form)).OrThrow()["message"].GetProperty("attachments")[0];
        }

        async Task<(int, int)> StoredAsync(JsonElement attachment)
        {
            using var image = NetVips.Image.NewFromBuffer(Encoding.Latin1.GetBytes(await BytesAsync(attachment)));
            return (image.Width, image.Height);
        }

        async Task<string> BytesAsync(JsonElement attachment)
        {
            using var http = new HttpClient { BaseAddress = stage.Server.Url };
            http.DefaultRequestHeaders.Add("X-User-Id", stage.Cast.Ada.Id);
            http.DefaultRequestHeaders.Add("X-Auth-Token", stage.Cast.Ada.Rest.Token);
            return Encoding.Latin1.GetString(await http.GetByteArrayAsync(attachment.Text("title_link")));
        }
    }

    [Fact]
    public async Task SET_108_certificates_that_nobody_vouches_for_are_taken_only_on_demand()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        using var site = new SelfSignedSite();
        await stage.SetManyAsync(("SSRF_Allowlist", "127.0.0.1"), ("API_EmbedIgnoredHosts", ""), ("API_EmbedSafePorts", $"{site.Port}"));
        var roomId = await stage.Cast.RoomAsync();
        var avatar = await stage.Cast.Ada.Rest.PostAsync("users.setAvatar", new { avatarUrl = $"https://127.0.0.1:{site.Port}/picture.png" });
        Assert.False(avatar.Succeeded);
        await stage.SetAsync("Allow_Invalid_SelfSigned_Certs", true);
        var id = await stage.Cast.SayAsync(roomId, $"https://127.0.0.1:{site.Port}/page");
        await Eventually.Async(async () => (await Cast.MessageAsync(stage.Cast.Ada, id)).GetRawText().Contains("A page of one's own", StringComparison.Ordinal), "the page is previewed");
    }

    [Fact]
    public async Task SET_012_buttons_call_their_methods_for_those_who_may()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var bob = stage.Cast.Bob.Rest;
        await stage.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "edit-privileged-setting", roles = new[] { "admin", "user" } }, new { _id = "view-privileged-setting", roles = new[] { "admin", "user" } } } }).SucceedsAsync();
        try
        {
            var buttons = (await bob.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().Where(s => s.Text("type") == "action").ToDictionary(s => s.Text("_id")!, s => s.Text("value"));
            Assert.Equal(("OEmbedCacheCleanup", "sendSMTPTestEmail", "restart_server"), (buttons["API_Embed_clear_cache_now"], buttons["SMTP_Test_Button"], buttons["Restart"]));
            // Whoever edits settings presses only the buttons whose own right they have.
            foreach (var button in buttons.Keys) Assert.False((await bob.PostAsync("settings/" + button, new { execute = true })).Succeeded, button);
            foreach (var button in buttons.Keys) Assert.False((await bob.PostAsync("settings/" + button, new { value = "logout" })).Succeeded, button);
        }
        finally
        {
            await stage.Admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "edit-privileged-setting", roles = new[] { "admin" } }, new { _id = "view-privileged-setting", roles = new[] { "admin" } } } }).SucceedsAsync();
        }

        await stage.Admin.PostAsync("settings/API_Embed_clear_cache_now", new { execute = true }).SucceedsAsync();
        await stage.Admin.PostAsync("settings/SMTP_Test_Button", new { execute = true }).SucceedsAsync();
        await stage.Mail.WaitAsync("warden@example.org", "test mail");
        var answer = await stage.Admin.ResultAsync("sendSMTPTestEmail");
        Assert.Equal(("Your_mail_was_sent_to_s", "warden@example.org"), (answer.Text("message"), answer.GetProperty("params")[0].GetString()));
    }

    [Fact]
    public async Task SET_135_what_would_do_nothing_is_not_there()
    {
        await using var stage = await SettingStage.OnAsync(rows);
        var known = (await stage.Admin.GetAsync("settings?count=0")).OrThrow()["settings"].EnumerateArray().Select(s => s.Text("_id")).ToHashSet();
        foreach (var inert in new[] { "Stream_Cast_Address", "Cloud_Url", "Nps_Url", "Register_Server", "Troubleshoot_Disable_Workspace_Sync" }) Assert.DoesNotContain(inert, known);
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.Admin.PostAsync("settings/Stream_Cast_Address", new { value = "localhost:3000" })).Status);
    }

    /// <summary>A site over TLS whose certificate it made itself.</summary>
    private sealed class SelfSignedSite : IDisposable
    {
        private const string Page = "<html><head><title>A page of one's own</title><meta property=\"og:title\" content=\"A page of one's own\"></head><body>here</body></html>";
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;

        public SelfSignedSite()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync();
        }

        public int Port { get; }

        public void Dispose()
        {
            _listener.Stop();
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            try
            {
                using (client)
                {
                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(_certificate);
                    var buffer = new byte[8192];
                    _ = await stream.ReadAsync(buffer);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\nConnection: close\r\n\r\n{Page}"));
                }
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // Whoever asked did not trust the certificate.
            }
        }
    }
}

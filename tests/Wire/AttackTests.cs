using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Attacks that worked on products of this kind, tried on ours: SEC-010 to SEC-016, SEC-034, SEC-050, SEC-060, SEC-061, SEC-063.</summary>
/// <remarks>Rows: SEC-011, SEC-012, SEC-013, SEC-014.</remarks>
public sealed class AttackTests(Workspaces workspaces)
{
    /// <summary>No answer of this server may need as long, also on a busy machine.</summary>
    private static readonly TimeSpan _muchTooLong = TimeSpan.FromSeconds(20);

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_010_objects_in_the_place_of_text_open_nothing(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var visitor = cast.Server.Anonymous();
        var anything = new Dictionary<string, object> { ["$ne"] = "", ["$regex"] = ".*", ["$gt"] = "" };
        foreach (var body in new object[]
        {
            new { user = anything, password = anything }, new { user = cast.Ada.Username, password = anything }, new { resume = anything }, new { user = new { username = anything }, password = cast.Ada.Password },
            new { user = cast.Ada.Username, password = new { digest = anything, algorithm = "sha-256" } },
        })
        {
            var reply = await visitor.PostAsync("login", body);
            Assert.False(reply.Succeeded, reply.Body.GetRawText());
            Assert.DoesNotContain("authToken", reply.Body.GetRawText(), StringComparison.Ordinal);
        }

        await using (var line = await cast.Server.ConnectAsync())
        {
            foreach (var argument in new object[] { new { resume = anything }, new { user = new { username = anything }, password = new { digest = anything, algorithm = "sha-256" } }, new { user = new { email = anything }, password = anything } })
                await Assert.ThrowsAsync<DdpException>(() => line.CallAsync("login", argument));
            foreach (var (method, arguments) in new (string, object[])[] { ("resetPassword", [anything, "another password"]), ("verifyEmail", [anything]), ("sendForgotPasswordEmail", [anything]) })
                await Assert.ThrowsAsync<DdpException>(() => line.CallAsync(method, arguments));
        }

        // Addresses, lists and look-ups that take text: an object, a list or a piece of SQL is never more than a text that fits nothing.
        var roomId = await cast.RoomAsync("groups");
        await cast.SayAsync(roomId, "not for bob's neighbour");
        var eve = await cast.PersonAsync("eve");
        foreach (var path in new[]
        {
            "groups.messages?roomId[$ne]=x", "groups.messages?roomId=' OR '1'='1", "chat.getMessage?msgId[$regex]=.*", "chat.getThreadsList?rid[$ne]=x", "chat.getThreadMessages?tmid[$ne]=x",
            "chat.getMessageReadReceipts?messageId[$ne]=x", "users.info?userId[$ne]=x", "users.info?username=' OR 1=1 --", "emoji-custom.list?updatedSince[$ne]=x", "groups.files?roomId=%00",
        })
        {
            var reply = await eve.Rest.GetAsync(path);
            Assert.InRange((int)reply.Status, 200, 499);
            Assert.DoesNotContain("not for bob", reply.Body.GetRawText(), StringComparison.Ordinal);
        }
        foreach (var (route, body) in new (string, object)[]
        {
            ("chat.sendMessage", new { message = new { rid = roomId, msg = "zero \0 inside" } }), ("users.setStatus", new { message = "\0" }),
            ("chat.sendMessage", new { message = new { rid = anything, msg = "x" } }), ("chat.delete", new { roomId = anything, msgId = anything }), ("chat.react", new { messageId = anything, emoji = "smile" }),
            ("users.forgotPassword", new { email = anything }), ("channels.join", new { roomId = anything, joinCode = anything }), ("im.create", new { username = anything }), ("users.update", new { userId = anything, data = anything }),
        })
        {
            var reply = await eve.Rest.PostAsync(route, body);
            Assert.False(reply.Succeeded && route != "users.forgotPassword", $"{route}: {reply.Body.GetRawText()}");
            Assert.InRange((int)reply.Status, 200, 499);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_011_query_fields_and_sort_never_reach_what_is_hidden(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var secret = await cast.RoomAsync("groups");
        await cast.SayAsync(secret, "only among us");
        var coded = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.setJoinCode", new { roomId = coded, joinCode = "open sesame" }).SucceedsAsync();
        var eve = await cast.PersonAsync("eve");
        var everything = Uri.EscapeDataString("""{"services":1,"joinCode":1,"e2e":1,"emails":1,"members":1,"password":1,"services.password.bcrypt":1}""");
        string[] queries =
        [
            """{"services.password.bcrypt":{"$regex":"^\\$2"}}""", """{"services.resume.loginTokens.hashedToken":{"$gt":""}}""", """{"joinCode":{"$regex":"^o"}}""", """{"$where":"1"}""", """{"$or":[{"services.totp.secret":{"$exists":true}}]}""",
            $$"""{"rid":"{{secret}}"}""", $$$"""{"_id":{"$ne":null},"rid":{"$in":["{{{secret}}}"]}}""", """{"emails.address":{"$regex":".*"}}""", """not json""", """{"a":{"b":{"c":{"d":{"e":{"f":{"$and":[]}}}}}}}""",
        ];
        foreach (var route in new[] { "users.list", "channels.list", "channels.list.joined", "rooms.get", "directory", "roles.list", "emoji-custom.list", "settings.public", $"channels.messages?roomId={coded}", $"channels.members?roomId={coded}", $"channels.files?roomId={coded}" })
        {
            foreach (var query in queries.Append(""))
            {
                var path = $"{route}{(route.Contains('?', StringComparison.Ordinal) ? '&' : '?')}fields={everything}&sort={Uri.EscapeDataString("""{"services.password.bcrypt":1}""")}&query={Uri.EscapeDataString(query)}";
                var reply = await eve.Rest.GetAsync(path);
                Assert.InRange((int)reply.Status, 200, 499);
                // A refusal may repeat what was asked.
                if (!reply.Succeeded) continue;
                var text = reply.Body.GetRawText();
                foreach (var hidden in new[] { "bcrypt\":\"", "$2a$", "$2b$", "hashedToken", "open sesame", "only among us", "\"totp\":{\"s", cast.Ada.Username + "@example.org" })
                    Assert.False(text.Contains(hidden, StringComparison.Ordinal), $"{path} tells {hidden}: {text[..Math.Min(text.Length, 800)]}");
            }
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_012_SEC_013_hard_patterns_and_deep_texts_keep_nobody_waiting(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        await cast.SayAsync(roomId, new string('a', 4000) + "!");
        const int longest = 5000;
        string[] texts =
        [
            new('*', longest), new('_', longest), new('[', longest), new('>', longest), new('`', longest), string.Concat(Enumerable.Repeat("[a](", longest / 4)), string.Concat(Enumerable.Repeat("*_~", longest / 3)),
            string.Concat(Enumerable.Repeat("> ", longest / 2)), string.Concat(Enumerable.Repeat("@a ", longest / 3)), string.Concat(Enumerable.Repeat("#a ", longest / 3)), string.Concat(Enumerable.Repeat(":a:", longest / 3)),
            "$$" + string.Concat(Enumerable.Repeat("{", longest / 2)) + "$$", string.Concat(Enumerable.Repeat("http://a.", longest / 9)), string.Concat(Enumerable.Repeat("||", longest / 2)), string.Concat(Enumerable.Repeat("- [ ] ", longest / 6)),
        ];
        var watch = Stopwatch.StartNew();
        foreach (var text in texts) await cast.SayAsync(roomId, text);
        foreach (var pattern in new[] { "/(a+)+$/", "/(a|a)*b/", "/((((a+)+)+)+)+$/", "/(.*)*x/", "/[/", "/(?<=a)b/" }) await cast.Bob.Rest.GetAsync($"chat.search?roomId={roomId}&searchText={Uri.EscapeDataString(pattern)}");
        foreach (var pattern in new[] { "(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "[" })
        {
            var selector = Uri.EscapeDataString(JsonSerializer.Serialize(new { conditions = new { username = new Dictionary<string, string> { ["$regex"] = pattern } }, term = "" }));
            Assert.InRange((int)(await cast.Bob.Rest.GetAsync("users.autocomplete?selector=" + selector)).Status, 200, 499);
        }
        Assert.True(watch.Elapsed < _muchTooLong * 3, $"it took {watch.Elapsed}");
        Assert.Equal(texts.Length + 1, (await cast.Bob.Rest.GetAsync($"channels.messages?roomId={roomId}&count=50")).OrThrow()["messages"].EnumerateArray().Count(RoomReading.IsWritten));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_014_links_that_could_run_are_no_links(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        foreach (var address in new[] { "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "java\tscript:alert(1)", " javascript:alert(1)" })
        {
            var message = await Cast.MessageAsync(cast.Bob, await cast.SayAsync(roomId, $"[click]({address}) ![see]({address}) {address}"));
            foreach (var link in LinksIn(message.GetProperty("md"))) Assert.Matches("^(https?|mailto|tel):", link);
            Assert.Empty(message.GetProperty("urls").EnumerateArray());
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_034_no_name_reaches_outside_its_folder(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = cast.Server.Url };
        var database = cast.Server.DataFolder.TrimStart('/') + "/parley.db";
        string[] reaches = ["../../../../../../etc/passwd", "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd", "%2fetc%2fpasswd", "..%5c..%5cetc%5cpasswd", "%00/etc/passwd", "%2f" + database.Replace("/", "%2f", StringComparison.Ordinal)];
        foreach (var root in new[] { "/file-upload/", "/ufs/FileSystem/", "/emoji-custom/", "/custom-sounds/", "/assets/", "/data-export/", "/avatar/", "/avatar/room/", "/avatar/uid/", "/" })
        {
            foreach (var reach in reaches)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cast.Server.Url.ToString().TrimEnd('/') + root + reach, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
                Assert.DoesNotContain("SQLite format", text, StringComparison.Ordinal);
                Assert.True((int)answer.StatusCode < 500, $"{root}{reach}: {(int)answer.StatusCode}");
            }
        }

        // Names of uploads and of emoji are names, not paths.
        var message = (await Cast.UploadAsync(cast.Ada, roomId, "../../../../tmp/escaped.txt")).OrThrow()["message"];
        Assert.Equal("escaped.txt", message.GetProperty("file").GetProperty("name").GetString());
        foreach (var name in new[] { "../escaped", "a/b", "a\\b", "a\0b" })
        {
            var form = new MultipartFormDataContent { { new ByteArrayContent(Cast.Picture), "emoji", "dot.png" }, { new StringContent(name), "name" } };
            Assert.False((await cast.Admin.SendAsync(HttpMethod.Post, "emoji-custom.create", form)).Succeeded, name);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_050_addresses_that_people_give_are_not_asked_inside_the_own_network(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        await using var inside = StandIn.Start(_ => (200, new { secret = "metadata" }));
        var roomId = await cast.RoomAsync();
        var port = inside.Url.Port;
        string[] addresses =
        [
            inside.Url.ToString(), $"http://localhost:{port}/", $"http://[::1]:{port}/", $"http://0.0.0.0:{port}/", $"http://2130706433:{port}/", $"http://0x7f.1:{port}/", $"http://017700000001:{port}/",
            $"http://[::ffff:127.0.0.1]:{port}/", $"http://user@127.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "gopher://127.0.0.1:1/",
        ];
        foreach (var address in addresses)
        {
            Assert.False((await cast.Ada.Rest.PostAsync("users.setAvatar", new { avatarUrl = address })).Succeeded, address);
            await cast.SayAsync(roomId, "look at " + address);
        }
        // A preview that was allowed would have come by now: previews are made in order, and the last link is answered here.
        await using var line = await cast.Bob.ConnectAsync();
        await line.DrainAsync();
        Assert.Empty(inside.Requests);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_060_SEC_061_files_are_told_by_their_bytes_and_read_by_their_room_alone(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, open) = (await cast.RoomAsync("groups"), await cast.RoomAsync());
        var eve = await cast.PersonAsync("eve");
        var path = (await Cast.UploadAsync(cast.Ada, roomId)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
        // RCSA-2023-0001: a room and its kind from cookies or the address, neither of which is the file's.
        foreach (var query in new[] { "", $"?rc_rid={open}&rc_room_type=c", $"?rc_rid={open}&rc_room_type=l&rc_token=x", $"?rid={open}", "?download", $"?rc_uid={cast.Ada.Id}&rc_token=guess", "?token=guess" })
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = cast.Server.Url };
            http.DefaultRequestHeaders.Add("Cookie", $"rc_uid={eve.Id}; rc_token={eve.Rest.Token}; rc_rid={open}; rc_room_type=c");
            using var answer = await http.GetAsync(path + query);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain("plain words", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var http = new HttpClient { BaseAddress = cast.Server.Url })
        {
            http.DefaultRequestHeaders.Add("X-User-Id", cast.Bob.Id);
            http.DefaultRequestHeaders.Add("X-Auth-Token", cast.Bob.Rest.Token);
            var page = (await UploadAsync(cast.Ada, roomId, "picture.png", "<html><script>alert(1)</script></html>", "image/png")).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
            using var answer = await http.GetAsync(page);
            Assert.Contains("default-src 'none'", string.Join(';', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
            Assert.True(answer.Headers.CacheControl is { Private: true } or { NoStore: true } or { NoCache: true });
        }
        await UploadAsync(cast.Ada, roomId, "harmless.png", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "image/png").AssertRefusedAsync("error-invalid-file-type");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_063_pictures_that_would_burst_are_never_drawn(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        using var http = new HttpClient { BaseAddress = cast.Server.Url, Timeout = _muchTooLong };
        foreach (var size in new[] { "100000", "2147483647", "-1", "9999999999999999999", "NaN" })
        {
            foreach (var format in new[] { "", "&format=png", "&format=jpeg" })
            {
                using var answer = await http.GetAsync($"/avatar/{cast.Ada.Username}?size={size}{format}");
                Assert.True((int)answer.StatusCode < 500, $"size {size}: {(int)answer.StatusCode}");
                Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length < 1024 * 1024, $"size {size}");
            }
        }

        // 60,000 by 60,000 pixels that only the head of the file claims.
        var bomb = (byte[])Cast.Picture.Clone();
        foreach (var (offset, value) in new[] { (16, 60_000), (20, 60_000) }) System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(offset), value);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc32(bomb.AsSpan(12, 17)));
        var form = new MultipartFormDataContent { { new ByteArrayContent(bomb), "image", "dot.png" } };
        await cast.Ada.Rest.SendAsync(HttpMethod.Post, "users.setAvatar", form).AssertRefusedAsync("error-avatar-invalid-content-type");
        var roomId = await cast.RoomAsync();
        var file = new ByteArrayContent(bomb);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        var posted = await cast.Ada.Rest.SendAsync(HttpMethod.Post, $"rooms.upload/{roomId}", new MultipartFormDataContent { { file, "file", "bomb.png" } });
        // It may be kept as a file, but nobody decodes it.
        if (posted.Succeeded) Assert.False(posted["message"].GetProperty("attachments")[0].TryGetProperty("image_preview", out _));
    }

    private static Task<RestReply> UploadAsync(Person person, string roomId, string name, string text, string type)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        return person.Rest.SendAsync(HttpMethod.Post, $"rooms.upload/{roomId}", new MultipartFormDataContent { { file, "file", name } });
    }

    /// <summary>As PNG has it.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }

    /// <summary>Targets of links and pictures anywhere in a markup tree.</summary>
    private static IEnumerable<string> LinksIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().SelectMany(LinksIn),
        JsonValueKind.Object => (node.TryGetProperty("src", out var source) && source.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? [value.GetString()!] : Array.Empty<string>())
            .Concat(node.EnumerateObject().SelectMany(member => LinksIn(member.Value))),
        _ => [],
    };
}

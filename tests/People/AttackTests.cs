using System.Net;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>Attempts on accounts, rights, streams and limits that servers of this wire have fallen to.</summary>
/// <remarks>Rows: SEC-011, SEC-033, SEC-040, SEC-070, SEC-080, SEC-081, SEC-083, SEC-086.</remarks>
public sealed class AttackTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_080_to_SEC_086_Nobody_speaks_on_a_stream_but_of_their_own_typing(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.PrivateRoom("den").With("ada", "bob").Without("eve").OnAsync(server);
        var room = stage.RoomId;
        await using var ada = await stage["ada"].ConnectAsync();
        await using var bob = await stage["bob"].ConnectAsync();
        await using var eve = await stage["eve"].ConnectAsync();
        await ada.SubscribeRoomAsync(room);
        await ada.SubscribeAsync("stream-notify-room", room + "/user-activity");
        await ada.SubscribeAsync("stream-notify-room", room + "/webrtc");
        await ada.SubscribeAsync("stream-notify-room", room + "/deleteMessage");
        await ada.SubscribeAsync("stream-notify-user", stage["ada"].Id + "/message");
        await ada.SubscribeAsync("stream-notify-user", stage["ada"].Id + "/force_logout");
        await ada.SubscribeAsync("stream-notify-logged", "Users:Deleted");
        await ada.SubscribeAsync("stream-notify-all", "public-settings-changed");
        await ada.SubscribeAsync("stream-roles", "roles");

        foreach (var line in new[] { eve, bob })
        {
            await TryAsync(line, "stream-room-messages", room, new { _id = "forged", rid = room, msg = "forged" });
            await TryAsync(line, "stream-notify-room", room + "/webrtc", "forged");
            await TryAsync(line, "stream-notify-room", room + "/deleteMessage", new { _id = "forged" });
            await TryAsync(line, "stream-notify-user", stage["ada"].Id + "/message", new { msg = "forged" });
            await TryAsync(line, "stream-notify-user", stage["ada"].Id + "/force_logout", "forged");
            await TryAsync(line, "stream-notify-logged", "Users:Deleted", new { userId = "forged" });
            await TryAsync(line, "stream-notify-all", "public-settings-changed", "forged");
            await TryAsync(line, "stream-roles", "roles", new { _id = "forged" });
            await TryAsync(line, "stream-notify-room-users", room + "/webrtc", "forged");
        }

        await TryAsync(eve, "stream-notify-room", room + "/user-activity", stage["eve"].Username, new[] { "user-typing" }, new { });
        await TryAsync(bob, "stream-notify-room", room + "/user-activity", stage["ada"].Username + "forged", new[] { "user-typing" }, new { });
        await eve.DrainAsync();
        // What is allowed comes after all that is not.
        await TryAsync(bob, "stream-notify-room", room + "/user-activity", stage["bob"].Username, new[] { "user-typing" }, new { });
        await ada.WaitEventAsync("notify-room", room + "/user-activity", args => args[0].ValueEquals(stage["bob"].Username));
        await ada.DrainAsync();
        Assert.Equal(0, ada.Frames(frame => frame.GetRawText().Contains("forged", StringComparison.Ordinal) || frame.GetRawText().Contains("\"" + stage["eve"].Username + "\"", StringComparison.Ordinal)));

        foreach (var (stream, name) in new[]
        {
            ("notify-room-users", room + "/webrtc"), ("room-data", room), ("livechat-room", room), ("livechat-inquiry-queue-observer", "public"), ("canned-responses", "canned-responses"), ("importers", "progress"), ("apps", "app/added"),
            ("apps-engine", "command/added"), ("local", "broadcast"), ("integrationHistory", "x"), ("notify-user", stage["ada"].Id + "/webrtc"),
        })
            await Assert.ThrowsAsync<DdpException>(() => eve.SubscribeAsync("stream-" + stream, name));

        // Refused or ignored: both will do, as long as nobody hears it.
        static async Task TryAsync(DdpClient line, string stream, string name, params object[] args)
        {
            try
            {
                await line.CallAsync(stream, [name, .. args]);
            }
            catch (DdpException)
            {
            }
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_011_SEC_033_Free_queries_reach_nothing_secret(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        foreach (var query in new[]
        {
            """{"services.password.bcrypt":{"$regex":"^.2"}}""", """{"services.resume.loginTokens.hashedToken":"x"}""", """{"emails.address":{"$regex":"warden"}}""", """{"$where":"sleep(9)"}""", """{"roles":"admin"}""",
            """{"customFields.x":"y"}""", """{"__rooms":"x"}""", """{"e2e.private_key":{"$regex":"."}}""",
        })
            (await cast.Ada.Rest.GetAsync("users.list?query=" + Uri.EscapeDataString(query))).AssertRefused("error-invalid-query");
        foreach (var path in new[] { "users.list?fields={\"services\":1,\"emails\":1}&sort={\"services.password\":1}", $"users.info?userId={cast.Bob.Id}&fields={{\"services\":1,\"emails\":1,\"settings\":1}}" })
        {
            var text = (await cast.Ada.Rest.GetAsync(path)).OrThrow().Body.GetRawText();
            foreach (var secret in new[] { "bcrypt", "hashedToken", "loginTokens", "$2", cast.Bob.Username + "@example.org", "warden@example.org", "totp" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        foreach (var body in new object[] { new { user = new { username = new { a = 1 } }, password = "x" }, new { resume = new { a = 1 } }, new { user = "warden", password = new { digest = new { a = 1 }, algorithm = "sha-256" } } })
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous().PostAsync("login", body)).Status);
        Assert.Equal("403", await server.Anonymous().RefusalAsync("resetPassword", "guessed", "a new password"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_070_SEC_040_No_header_of_the_request_gives_anybody_a_fresh_count(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?>
        {
            ["TEST_MODE"] = null,
            ["API_Enable_Rate_Limiter_Limit_Calls_Default"] = "4",
            ["Block_Multiple_Failed_Logins_Attempts_Until_Block_By_Ip"] = "3",
            ["Block_Multiple_Failed_Logins_Time_To_Unblock_By_Ip_In_Minutes"] = "0.5",
        });
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
            statuses.Add(await AskAsync("/api/v1/pw.getPolicy", i));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);

        await using var line = await server.ConnectAsync();
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<DdpException>(() => line.LoginAsync("nobody" + i, "guessed"));
        var blocked = await Assert.ThrowsAsync<DdpException>(() => line.LoginAsync(ParleyServer.AdminUsername, ParleyServer.AdminPassword));
        Assert.Contains("error-login-blocked-for-ip", blocked.Message, StringComparison.Ordinal);

        async Task<HttpStatusCode> AskAsync(string path, int turn)
        {
            using var http = new HttpClient { BaseAddress = server.Url };
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Forwarded" })
                request.Headers.TryAddWithoutValidation(header, header == "Forwarded" ? $"for=203.0.113.{turn}" : $"203.0.113.{turn}");
            request.Headers.TryAddWithoutValidation("User-Agent", "agent " + turn);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }
}

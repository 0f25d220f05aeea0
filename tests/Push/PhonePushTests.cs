using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Push;

/// <summary>Pushes to phones with the workspace's own keys, against servers that speak Apple's and Google's protocols.</summary>
/// <remarks>Rows: NOT-027, NOT-028, NOT-029, NOT-030, NOT-031, NOT-033, NOT-034, NOT-035, MOB-010, MOB-020, MOB-025.</remarks>
public sealed class PhonePushTests(Workspaces workspaces)
{
    private const string Hostile = "</script>\"'{{7+7}}${x}\u202e\\";

    [Theory, ClassData(typeof(EachEngine))]
    public async Task NOT_027_NOT_028_NOT_030_NOT_033_NOT_035_android_is_told_what_the_workspace_lets_out(Engine engine)
    {
        using var rsa = RSA.Create(2048);
        await using var google = await PushServer.StartAsync(request => request.Path == "/token" ? (200, new { access_token = "access", expires_in = 3600 }) : request.Headers["Authorization"] != "Bearer access" ? (401, null)
            : request.Text.Contains("token-of-nobody", StringComparison.Ordinal) ? (404, new { error = new { status = "NOT_FOUND", details = new[] { new { errorCode = "UNREGISTERED" } } } }) : (200, new { name = "projects/p/messages/1" }));
        await using var server = await workspaces.PrivateAsync(engine, PushStage.Environment(("PARLEY_FCM_URL", google.Url.ToString())), "push");
        await using var cast = await Cast.OnAsync(server);
        var cleo = await cast.PersonAsync();
        await cast.SetAsync("Push_gcm_api_key", JsonSerializer.Serialize(new { type = "service_account", project_id = "our-project", private_key_id = "k1", private_key = rsa.ExportPkcs8PrivateKeyPem(), client_email = "push@our-project.example", token_uri = google.Url + "token" }));
        // Secrets go in and never come out (NOT-031).
        Assert.DoesNotContain("PRIVATE KEY", (await cast.Admin.GetAsync("settings/Push_gcm_api_key")).Body.GetRawText(), StringComparison.Ordinal);
        var phone = await server.LoginAsync(cast.Bob.Username, cast.Bob.Password);
        var token = await phone.RegisterAsync("gcm");
        var (roomId, direct) = (await cast.RoomAsync(), await cast.RoomAsync("im"));

        // By default a push says only that there is something; the phone fetches the rest, and nobody else can.
        var first = await cast.SayAsync(direct, "a secret");
        var (message, data) = await DataAsync(google, first);
        Assert.Equal((token, "HIGH"), (message.Text("token"), message.GetProperty("android").Text("priority")));
        Assert.Equal(("You have a new message", "message-id-only", ""), (data.Text("message"), Ejson(data).Text("notificationType"), data.Text("title")));
        Assert.DoesNotContain("secret", message.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(cast.Ada.Username, message.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(server.Url.ToString().TrimEnd('/') + "/", Ejson(data).Text("host").Replace("localhost", server.Url.Host, StringComparison.Ordinal));
        var fetched = (await phone.GetAsync("push.get?id=" + first)).OrThrow()["data"];
        Assert.Equal(("a secret", cast.Ada.Username, "a secret"), (fetched.GetProperty("message").Text(), fetched.GetProperty("notification").Text("title"), fetched.GetProperty("notification").Text("text")));
        Assert.Equal(HttpStatusCode.NotFound, (await cleo.Rest.GetAsync("push.get?id=" + first)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync("push.get?id=nothing")).Status);
        AssertGoogleKnowsUs(google, rsa);

        // In full: room, sender, text, whatever the text tries.
        await cast.SetAsync("Push_request_content_from_server", false);
        var second = await cast.SayAsync(roomId, $"{Hostile} *bold*");
        (message, data) = await DataAsync(google, second);
        var name = (await Cast.RoomInfoAsync(cast.Ada, roomId)).Text("name");
        Assert.Equal(("#" + name, $"{cast.Ada.Username}: {Hostile} bold", "inbox", "default"), (data.Text("title"), data.Text("message"), data.Text("style"), data.Text("soundname")));
        var payload = Ejson(data);
        Assert.Equal((second, roomId, "c", name, cast.Ada.Id, cast.Ada.Username), (payload.Text("messageId"), payload.Text("rid"), payload.Text("type"), payload.Text("name"), payload.GetProperty("sender").Text("_id"), payload.Text("senderName")));
        Assert.False(payload.TryGetProperty("msg", out _));
        var again = (await DataAsync(google, await cast.SayAsync(roomId, "more"))).Data;
        Assert.Equal((data.Text("notId"), message.GetProperty("android").Text("collapse_key")), (again.Text("notId"), "room" + again.Text("notId")));
        Assert.True(int.TryParse(again.Text("notId"), out _));
        var reply = (await DataAsync(google, await cast.SayAsync(direct, "answer", first))).Data;
        Assert.NotEqual(data.Text("notId"), reply.Text("notId"));
        Assert.Equal((first, cast.Ada.Username), (Ejson(reply).Text("tmid"), reply.Text("title")));

        await cast.SetAsync("Push_show_message", false);
        data = (await DataAsync(google, await cast.SayAsync(roomId, "hidden words"))).Data;
        Assert.Equal($"{cast.Ada.Username}: You have a new message", data.Text("message"));
        await cast.SetAsync("Push_show_username_room", false);
        (message, _) = await DataAsync(google, await cast.SayAsync(roomId, "hidden words"));
        Assert.DoesNotContain(cast.Ada.Username, message.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(name, message.GetRawText(), StringComparison.Ordinal);

        // Reading on one device tells the others, and the next push brings the number down.
        await cast.Bob.Rest.PostAsync("subscriptions.read", new { rid = direct }).SucceedsAsync();
        await using (var other = await cast.Bob.ConnectAsync())
        {
            await other.SubscribeAsync("stream-notify-user", cast.Bob.Id + "/subscriptions-changed", false);
            await cast.SayAsync(direct, "one");
            await other.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].Text("rid") == direct && args[1].Number("unread") == 1);
            var position = other.Position;
            await phone.PostAsync("subscriptions.read", new { rid = direct }).SucceedsAsync();
            await other.WaitEventAsync("notify-user", cast.Bob.Id + "/subscriptions-changed", args => args[1].Text("rid") == direct && args[1].Number("unread") == 0, position);
        }
        await GoneAsync(cast.Bob);
        Assert.Equal("1", (await DataAsync(google, await cast.SayAsync(direct, "two"))).Data.Text("msgcnt"));
        Assert.Equal("2", (await DataAsync(google, await cast.SayAsync(direct, "three"))).Data.Text("msgcnt"));

        // A device that is gone is forgotten; a token ends with its session (NOT-027).
        var tablet = await server.LoginAsync(cast.Bob.Username, cast.Bob.Password);
        await tablet.RegisterAsync("gcm", "token-of-nobody");
        var last = await cast.SayAsync(direct, "for both");
        var deliveries = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, last, 2);
        Assert.Equal(["gone", "sent"], deliveries.Select(d => d.Text("state")).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await tablet.SendAsync(HttpMethod.Delete, "push.token?token=token-of-nobody", null)).Status);
        await phone.PostAsync("logout").SucceedsAsync();
        var explained = (await cast.Bob.Rest.GetAsync("notices.explain?messageId=" + await cast.SayAsync(direct, "to nobody"))).OrThrow();
        Assert.Equal("noDevice", explained["channels"].EnumerateArray().Single(c => c.Text("channel") == "push").Text("reason"));
    }

    [Fact]
    public async Task NOT_029_NOT_031_NOT_034_apple_is_asked_over_http_2_with_a_key_or_with_a_certificate()
    {
        var (publicKey, keyPem) = PushStage.EllipticKey();
        using var serverCertificate = PushStage.Certificate("localhost");
        using var ours = PushStage.Certificate("our push certificate");
        using var oursKey = ours.GetRSAPrivateKey()!;
        await using var apple = await PushServer.StartAsync(request => request.Path.EndsWith("/of-nobody", StringComparison.Ordinal) ? (410, new { reason = "Unregistered" }) : request.Path.EndsWith("/of-another", StringComparison.Ordinal) ? (403, new { reason = "InvalidProviderToken" }) : (200, null), HttpProtocols.Http2);
        await using var sandbox = await PushServer.StartAsync(_ => (200, null), HttpProtocols.Http2, serverCertificate);
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, PushStage.Environment(("PARLEY_APNS_URL", apple.Url.ToString()), ("PARLEY_APNS_SANDBOX_URL", sandbox.Url.ToString()), ("Push_request_content_from_server", "false"), ("Allow_Invalid_SelfSigned_Certs", "true")), "push");
        await using var cast = await Cast.OnAsync(server);
        var admin = await cast.LineOfAdminAsync();
        var direct = await cast.RoomAsync("im");

        // Nothing to tell of, nobody to tell, nobody who may ask: each is said.
        await admin.CallAsync("push_test").AssertRefusedAsync("error-no-tokens-for-this-user");
        await (await cast.LineAsync(cast.Ada)).CallAsync("push_test").AssertRefusedAsync("error-not-allowed");
        await cast.SetAsync("Push_enable", false);
        await admin.CallAsync("push_test").AssertRefusedAsync("error-push-disabled");
        await cast.SetAsync("Push_enable", true);
        var token = await cast.Bob.Rest.RegisterAsync("apn", appName: "chat.parley.ios");
        var unsent = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, await cast.SayAsync(direct, "no keys yet"));
        Assert.Equal(("failed", "There are no keys for Apple, and no gateway."), (unsent[0].Text("state"), unsent[0].Text("reason")));

        await cast.SetAsync("Push_apn_key", keyPem);
        await cast.SetAsync("Push_apn_key_id", "KEY7654321");
        await cast.SetAsync("Push_apn_team_id", "TEAM123456");
        var messageId = await cast.SayAsync(direct, "hello from ada");
        var asked = await apple.WaitAsync(request => request.Text.Contains(messageId, StringComparison.Ordinal), "Apple is asked");
        Assert.Equal(("HTTP/2", "POST", "/3/device/" + token), (asked.Protocol, asked.Method, asked.Path));
        Assert.Equal(("chat.parley.ios", "alert", "10"), (asked.Headers["apns-topic"], asked.Headers["apns-push-type"], asked.Headers["apns-priority"]));
        Assert.InRange(long.Parse(asked.Headers["apns-expiration"], System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.Parse((await cast.Bob.Rest.GetAsync("chat.getMessage?msgId=" + messageId))["message"].Text("ts"), System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), 3500, 3900);
        AssertSigned(asked.Headers["Authorization"]["bearer ".Length..], publicKey, "KEY7654321", "TEAM123456");
        var aps = asked.Json.GetProperty("aps");
        Assert.Equal((cast.Ada.Username, "hello from ada", "MESSAGE", "default", 1), (aps.GetProperty("alert").Text("title"), aps.GetProperty("alert").Text("body"), aps.Text("category"), aps.Text("sound"), aps.Number("mutable-content")));
        Assert.True(int.TryParse(aps.Text("thread-id"), out _));
        Assert.Equal(messageId, JsonElement.Parse(asked.Json.Text("ejson")).Text("messageId"));

        // Where no answer is possible, none is offered.
        var roomId = await cast.RoomAsync();
        await cast.Ada.Rest.PostAsync("channels.setReadOnly", new { roomId, readOnly = true }).SucceedsAsync();
        messageId = await cast.SayAsync(roomId, "read this");
        asked = await apple.WaitAsync(request => request.Text.Contains(messageId, StringComparison.Ordinal), "Apple is asked");
        Assert.Equal("MESSAGE_NOREPLY", asked.Json.GetProperty("aps").Text("category"));

        // Gone is gone; a refusal of our key removes nobody's token.
        await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=" + token, null).SucceedsAsync();
        await cast.Bob.Rest.RegisterAsync("apn", "of-another", "chat.parley.other");
        await cast.Bob.Rest.RegisterAsync("apn", "of-nobody");
        var deliveries = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, await cast.SayAsync(direct, "for both"), 2);
        Assert.Equal(["Apple answered 403 InvalidProviderToken", "Apple answered 410 Unregistered"], deliveries.Select(d => d.Text("reason")).Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=of-nobody", null)).Status);
        await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=of-another", null).SucceedsAsync();

        // With a certificate, in the sandbox, at once after the change.
        await cast.SetAsync("Push_apn_dev_cert", ours.ExportCertificatePem());
        await cast.SetAsync("Push_apn_dev_key", oursKey.ExportEncryptedPkcs8PrivateKeyPem("a passphrase", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        await cast.SetAsync("Push_apn_dev_passphrase", "a passphrase");
        await cast.SetAsync("Push_production", false);
        await cast.Admin.RegisterAsync("apn", "of-the-admin");
        var said = await admin.CallAsync("push_test");
        Assert.Equal(("Your_push_was_sent_to_s_devices", 1), (said.Text("message"), said.GetProperty("params")[0].GetInt32()));
        asked = await sandbox.WaitAsync(request => request.Path == "/3/device/of-the-admin", "the sandbox is asked");
        Assert.Equal(("HTTP/2", "CN=our push certificate"), (asked.Protocol, asked.ClientCertificate));
        Assert.False(asked.Headers.ContainsKey("Authorization"));
    }

    private static async Task GoneAsync(Person person) => await Eventually.Async(async () => (await person.Rest.GetAsync("users.getPresence")).OrThrow()["presence"].ValueEquals("offline"), "the person is gone");

    private static async Task<(JsonElement Message, JsonElement Data)> DataAsync(PushServer google, string messageId)
    {
        var request = await google.WaitAsync(candidate => candidate.Path == "/v1/projects/our-project/messages:send" && candidate.Json.GetProperty("message").GetProperty("data").Text("ejson").Contains($"\"messageId\":\"{messageId}\"", StringComparison.Ordinal), "Google is asked");
        var message = request.Json.GetProperty("message");
        var data = message.GetProperty("data");
        Assert.All(data.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        return (message, data);
    }

    private static JsonElement Ejson(JsonElement data) => JsonElement.Parse(data.Text("ejson"));

    private static void AssertGoogleKnowsUs(PushServer google, RSA key)
    {
        var asked = Assert.Single(google.Requests, request => request.Path == "/token");
        var form = System.Web.HttpUtility.ParseQueryString(asked.Text);
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"]!.Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal(("push@our-project.example", google.Url + "token", "https://www.googleapis.com/auth/firebase.messaging"), (claims.Text("iss"), claims.Text("aud"), claims.Text("scope")));
    }

    private static void AssertSigned(string statement, string publicKey, string keyId, string teamId)
    {
        var parts = statement.Split('.');
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        var (header, claims) = (JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal(("ES256", keyId, teamId, true), (header.Text("alg"), header.Text("kid"), claims.Text("iss"), claims.TryGetProperty("iat", out _)));
    }
}

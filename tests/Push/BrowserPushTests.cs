using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Push;

/// <summary>Web push: signed as RFC 8292 says, readable for the browser alone as RFC 8291 says, and never a way into the network.</summary>
/// <remarks>Rows: MOB-031, NOT-031, NOT-032.</remarks>
public sealed class BrowserPushTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MOB_031_a_browser_is_told_and_alone_can_read_it(Engine engine)
    {
        await using var service = await PushServer.StartAsync(request => request.Path == "/gone" ? (410, null) : (201, null));
        await using var server = await workspaces.PrivateAsync(engine, PushStage.Environment(("Push_request_content_from_server", "false")), "push");
        await using var cast = await Cast.OnAsync(server);
        using var browser = new Browser();
        var direct = await cast.RoomAsync("im");
        var publicKey = (await cast.Bob.Rest.GetAsync("push.key")).OrThrow()["publicKey"].GetString()!;
        Assert.Equal(publicKey, (await cast.Ada.Rest.GetAsync("push.key")).OrThrow()["publicKey"].GetString());
        await cast.Bob.Rest.PostAsync("push.subscribe", browser.Subscription(service.Url + "here")).SucceedsAsync();

        var messageId = await cast.SayAsync(direct, "hello *browser* " + new string('x', 4000));
        var told = await service.WaitAsync(request => request.Path == "/here", "the push service is asked");
        Assert.True(told.Body.Length <= 4096);
        Assert.Equal(("aes128gcm", "high"), (told.Headers["Content-Encoding"], told.Headers["Urgency"]));
        Assert.True(int.Parse(told.Headers["TTL"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Matches("^[A-Za-z0-9_-]{1,32}$", told.Headers["Topic"]);
        AssertSigned(told.Headers["Authorization"], publicKey, service.Url);
        var note = JsonElement.Parse(browser.Open(told.Body));
        Assert.Equal((cast.Ada.Username, messageId, direct), (note.Text("title"), note.GetProperty("payload").Text("messageId"), note.GetProperty("payload").Text("rid")));
        Assert.StartsWith("hello browser xxx", note.Text("text"), StringComparison.Ordinal);
        using var another = new Browser();
        Assert.ThrowsAny<CryptographicException>(() => another.Open(told.Body));

        // A browser that has gone is forgotten.
        await cast.Bob.Rest.PostAsync("push.subscribe", browser.Subscription(service.Url + "gone")).SucceedsAsync();
        var deliveries = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, await cast.SayAsync(direct, "for both"), 2);
        Assert.Equal(["gone", "sent"], deliveries.Select(d => d.Text("state")).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Bob.Rest.SendAsync(HttpMethod.Delete, "push.token?token=" + Uri.EscapeDataString(service.Url + "gone"), null)).Status);

        // Addresses that could lead inside, and keys that are none, are refused; what only turns out later is not asked either.
        foreach (var address in new[] { "http://localhost/x", "http://10.0.0.1/x", "ftp://example.org/x", "file:///etc/passwd", "https://user:word@example.org/x", "nothing", "" })
            await cast.Bob.Rest.PostAsync("push.subscribe", browser.Subscription(address)).AssertRefusedAsync("error-endpoint-param-not-valid");
        foreach (var keys in new object[] { new { p256dh = "AAAA", auth = browser.Secret }, new { p256dh = browser.PublicKey, auth = "AAAA" }, new { p256dh = Base64Url.EncodeToString([4, .. new byte[64]]), auth = browser.Secret } })
            await cast.Bob.Rest.PostAsync("push.subscribe", new { endpoint = service.Url + "keys", keys }).AssertRefusedAsync("error-keys-param-not-valid");
        await cast.Bob.Rest.PostAsync("push.subscribe", browser.Subscription($"https://127.0.0.2:{service.Url.Port}/inside")).SucceedsAsync();
        deliveries = await PushStage.DeliveriesAsync(cast.Admin, cast.Bob.Id, await cast.SayAsync(direct, "inside"), 2);
        Assert.Equal("The push service of the browser cannot be reached.", deliveries.Single(d => d.Text("state") == "failed").Text("reason"));
        Assert.DoesNotContain(service.Requests, request => request.Path == "/inside");
    }

    [Fact]
    public void MOB_031_the_tests_own_reader_opens_the_example_of_the_standard()
    {
        using var browser = new Browser("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg");
        Assert.Equal("When I grow up, I want to be a watermelon", Encoding.UTF8.GetString(browser.Open(Base64Url.DecodeFromChars(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"))));
    }

    private static void AssertSigned(string header, string publicKey, Uri service)
    {
        var parts = header["vapid ".Length..].Split(", ").ToDictionary(part => part[..1], part => part[2..]);
        Assert.Equal(publicKey, parts["k"]);
        var point = Base64Url.DecodeFromChars(publicKey);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        var statement = parts["t"].Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(statement[0] + "." + statement[1]), Base64Url.DecodeFromChars(statement[2]), HashAlgorithmName.SHA256));
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(statement[1]));
        Assert.Equal(service.GetLeftPart(UriPartial.Authority), claims.Text("aud"));
        Assert.Matches("^(mailto:|https://)", claims.Text("sub"));
        Assert.True(claims.TryGetProperty("exp", out _));
    }

    /// <summary>What a browser keeps for itself, and how it opens a push; written from the standard, apart from the server's own.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly ECDiffieHellman _key;
        private readonly byte[] _point;
        private readonly byte[] _secret;

        public Browser()
        {
            _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            var q = _key.ExportParameters(false).Q;
            (_point, _secret) = ([4, .. q.X!, .. q.Y!], RandomNumberGenerator.GetBytes(16));
        }

        public Browser(string privateKey, string publicKey, string secret)
        {
            (_point, _secret) = (Base64Url.DecodeFromChars(publicKey), Base64Url.DecodeFromChars(secret));
            _key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(privateKey), Q = new ECPoint { X = _point[1..33], Y = _point[33..] } });
        }

        public string PublicKey => Base64Url.EncodeToString(_point);

        public string Secret => Base64Url.EncodeToString(_secret);

        public object Subscription(string endpoint) => new { endpoint, keys = new { p256dh = PublicKey, auth = Secret } };

        public byte[] Open(byte[] body)
        {
            var (salt, size, idLength) = (body[..16], BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(16)), body[20]);
            Assert.True(body.Length - 21 - idLength <= size, "one record");
            var point = body[21..(21 + idLength)];
            using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
            var shared = _key.DeriveRawSecretAgreement(sender.PublicKey);
            var first = HMACSHA256.HashData(_secret, shared);
            byte[] info = [.. Encoding.ASCII.GetBytes("WebPush: info"), 0, .. _point, .. point, 1];
            var material = HMACSHA256.HashData(first, info);
            var second = HMACSHA256.HashData(salt, material);
            byte[] keyInfo = [.. Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm"), 0, 1];
            var key = HMACSHA256.HashData(second, keyInfo)[..16];
            byte[] nonceInfo = [.. Encoding.ASCII.GetBytes("Content-Encoding: nonce"), 0, 1];
            var nonce = HMACSHA256.HashData(second, nonceInfo)[..12];
            var record = body[(21 + idLength)..];
            var plain = new byte[record.Length - 16];
            using var aes = new AesGcm(key, 16);
            aes.Decrypt(nonce, record.AsSpan(0, plain.Length), record.AsSpan(plain.Length), plain);
            var end = Array.FindLastIndex(plain, value => value != 0);
            Assert.Equal(2, plain[end]);
            return plain[..end];
        }

        public void Dispose() => _key.Dispose();
    }
}

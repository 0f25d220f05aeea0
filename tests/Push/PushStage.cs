using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;

namespace Parley.Tests.Push;

/// <summary>A server that tells at once, and small acts around devices.</summary>
internal static class PushStage
{
    public static Dictionary<string, string?> Environment(params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string?>
        {
            ["NOTIFICATIONS_SCHEDULE_DELAY_ONLINE"] = "0",
            ["NOTIFICATIONS_SCHEDULE_DELAY_AWAY"] = "0",
            ["NOTIFICATIONS_SCHEDULE_DELAY_OFFLINE"] = "0",
            ["NOTIFICATIONS_WORKER_TIMEOUT"] = "100",
            ["PARLEY_PUSH_RETRY_MS"] = "100",
            ["SSRF_Allowlist"] = "127.0.0.1",
        };
        foreach (var (name, value) in more) environment[name] = value;
        return environment;
    }

    public static Task SetAsync(this Cast cast, string setting, object value) => cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

    public static async Task<string> RegisterAsync(this RestClient device, string type, string? token = null, string appName = "chat.parley.test")
    {
        token ??= Scratch.Name("token");
        await device.PostAsync("push.token", new { type, value = token, appName }).SucceedsAsync();
        return token;
    }

    /// <summary>What became of the pushes about one message, once nothing waits any more.</summary>
    public static async Task<List<JsonElement>> DeliveriesAsync(RestClient admin, string userId, string messageId, int count = 1)
    {
        List<JsonElement> found = [];
        await Eventually.Async(async () =>
        {
            found = [.. (await admin.GetAsync($"notices.explain?messageId={messageId}&userId={userId}")).OrThrow()["deliveries"].EnumerateArray()];
            return found.Count >= count && found.TrueForAll(d => d.Text("state") is not ("waiting" or "sending"));
        }, "the pushes are over");
        return found;
    }

    public static (string Key, string KeyPem) EllipticKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), key.ExportPkcs8PrivateKeyPem());
    }

    public static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}

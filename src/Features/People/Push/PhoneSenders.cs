using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parley.People.Accounts;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>Where Apple and Google take pushes; operators may name a relay.</summary>
internal sealed record PushAddresses(Uri Apple, Uri AppleSandbox, Uri Google)
{
    public static PushAddresses Read(Func<string, string?> environment) => new(
        Address(environment("PARLEY_APNS_URL"), "https://api.push.apple.com"), Address(environment("PARLEY_APNS_SANDBOX_URL"), "https://api.sandbox.push.apple.com"), Address(environment("PARLEY_FCM_URL"), "https://fcm.googleapis.com"));

    private static Uri Address(string? given, string usual) => Uri.TryCreate(given, UriKind.Absolute, out var address) ? address : new(usual);
}

/// <summary>Signed statements of who we are, as Apple, Google and browsers' push services want them.</summary>
internal static class PushTokensOfOurs
{
    private static readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public static string Sign(SecurityTokenDescriptor claims) => _handler.CreateToken(claims);

    /// <summary>A key of one use: libraries keep what signs in a cache of theirs, where a disposed key would lie.</summary>
    public static SigningCredentials Credentials(SecurityKey key, string algorithm) => new(key, algorithm) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
}

/// <summary>Apple's push service over HTTP/2, with a key or with a certificate (NOT-029).</summary>
internal sealed class ApnsSender(ServiceClient http, ISettings settings, PushAddresses addresses, TimeProvider clock) : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _life = TimeSpan.FromHours(1);

    /// <summary>Apple wants no new statement more often than each twenty minutes, and none older than an hour.</summary>
    private static readonly TimeSpan _renewal = TimeSpan.FromMinutes(40);

    private readonly Lock _lock = new();
    private (string Source, string Token, DateTimeOffset Until)? _statement;
    private (string Source, X509Certificate2 Certificate, ServiceClient Client)? _certified;

    public async Task<PushOutcome> SendAsync(PushTokenRow device, JsonElement note, CancellationToken ct)
    {
        var isProduction = settings.Get(PushSettings.Production);
        var keys = isProduction ? PushSettings.Apns : PushSettings.ApnsForDevelopment;
        var (key, certificate, keyId, teamId) = (settings.Get(keys.Key).Trim(), settings.Get(keys.Certificate).Trim(), settings.Get(keys.KeyId).Trim(), settings.Get(keys.TeamId).Trim());
        if (key.Length == 0 || (certificate.Length == 0 && (keyId.Length == 0 || teamId.Length == 0))) return new(PushFate.Refused, "There are no keys for Apple, and no gateway.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(isProduction ? addresses.Apple : addresses.AppleSandbox, "/3/device/" + Uri.EscapeDataString(device.Token)))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(BodyOf(note)) { Headers = { ContentType = new("application/json") } },
        };
        var client = http;
        try
        {
            if (certificate.Length > 0) client = ClientOf(certificate, key, settings.Get(keys.Passphrase));
            else request.Headers.Authorization = new("bearer", StatementOf(key, keyId, teamId));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return new(PushFate.Refused, "The key or certificate for Apple cannot be read.");
        }
        request.Headers.Add("apns-topic", device.AppName);
        request.Headers.Add("apns-push-type", "alert");
        request.Headers.Add("apns-priority", "10");
        request.Headers.Add("apns-expiration", (clock.GetUtcNow() + _life).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            var reply = await client.SendAsync(request, _patience, MostBytes, ct);
            if (reply.IsSuccess) return PushOutcome.Sent;
            var reason = WireRead.TryParse(Encoding.UTF8.GetString(reply.Body.Span), out var body) ? body.Value.Text("reason") : null;
            return new(FateOf(reply.Status, reason), $"Apple answered {reply.Status} {reason}".Trim());
        }
        catch (ServiceUnreachableException failure)
        {
            return new(PushFate.Later, "Apple: " + failure.Message);
        }
    }

    public void Dispose()
    {
        _certified?.Client.Dispose();
        _certified?.Certificate.Dispose();
    }

    private static PushFate FateOf(int status, string? reason) => status switch
    {
        410 => PushFate.Gone,
        400 when reason is "BadDeviceToken" or "DeviceTokenNotForTopic" or "Unregistered" => PushFate.Gone,
        429 or >= 500 => PushFate.Later,
        _ => PushFate.Refused,
    };

    private static byte[] BodyOf(JsonElement note) => WireJson.ToUtf8(new WireObject
    {
        {
            "aps", new WireObject
            {
                { "alert", new WireObject { { "title", note.Text("title") }, { "body", note.Text("text") } } }, { "badge", note.Number("badge") }, { "sound", note.Text("sound") },
                { "category", note.Get("apn")?.Text("category") }, { "mutable-content", 1 }, { "thread-id", note.Number("notId")?.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            }
        },
        { "ejson", note.Get("payload")?.GetRawText() }, { "messageFrom", note.Text("from") },
    }, WireDialect.Rest);

    private string StatementOf(string key, string keyId, string teamId)
    {
        var now = clock.GetUtcNow();
        var source = $"{keyId} {teamId} {key}";
        lock (_lock)
        {
            if (_statement is { } known && known.Source == source && known.Until > now) return known.Token;
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(key);
            var token = PushTokensOfOurs.Sign(new SecurityTokenDescriptor
            {
                Issuer = teamId,
                IssuedAt = now.UtcDateTime,
                SigningCredentials = PushTokensOfOurs.Credentials(new ECDsaSecurityKey(ecdsa) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256),
            });
            _statement = (source, token, now + _renewal);
            return token;
        }
    }

    private ServiceClient ClientOf(string certificate, string key, string passphrase)
    {
        var source = $"{passphrase} {key} {certificate}";
        lock (_lock)
        {
            if (_certified is { } known && known.Source == source) return known.Client;
            var loaded = passphrase.Length > 0 ? X509Certificate2.CreateFromEncryptedPem(certificate, key, passphrase) : X509Certificate2.CreateFromPem(certificate, key);
            // The former one goes on with what it has begun and goes with the last of it.
            var client = new ServiceClient(settings, loaded);
            _certified = (source, loaded, client);
            return client;
        }
    }
}

/// <summary>Google's push service, HTTP v1, as a service account (NOT-030).</summary>
internal sealed class FcmSender(ServiceClient http, ISettings settings, PushAddresses addresses, TimeProvider clock)
{
    private const int MostBytes = 64 * 1024;
    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Access? _access;

    public async Task<PushOutcome> SendAsync(PushTokenRow device, JsonElement note, CancellationToken ct)
    {
        var given = settings.Get(PushSettings.GoogleAccount).Trim();
        if (given.Length == 0) return new(PushFate.Refused, "There is no service account for Google, and no gateway.");
        if (!WireRead.TryParse(given, out var account) || account.Value.ValueKind != JsonValueKind.Object) return new(PushFate.Refused, "The service account for Google is not the JSON that Google gives.");
        var project = settings.Get(PushSettings.GoogleProject) is { Length: > 0 } own ? own : account.Value.Text("project_id") ?? "";
        try
        {
            var (token, refusal) = await AccessAsync(given, account.Value, ct);
            if (token is null) return refusal!;
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(addresses.Google, $"/v1/projects/{Uri.EscapeDataString(project)}/messages:send"))
            {
                Content = new ByteArrayContent(BodyOf(device, note)) { Headers = { ContentType = new("application/json") } },
                Headers = { Authorization = new("Bearer", token) },
            };
            var reply = await http.SendAsync(request, _patience, MostBytes, ct);
            if (reply.IsSuccess) return PushOutcome.Sent;
            if (reply.Status == 401) _access = null;
            var body = Encoding.UTF8.GetString(reply.Body.Span);
            var status = WireRead.TryParse(body, out var answer) ? answer.Value.Get("error")?.Text("status") : null;
            var isGone = reply.Status == 404 || body.Contains("\"UNREGISTERED\"", StringComparison.Ordinal);
            return new(isGone ? PushFate.Gone : reply.Status is 401 or 429 or >= 500 ? PushFate.Later : PushFate.Refused, $"Google answered {reply.Status} {status}".Trim());
        }
        catch (ServiceUnreachableException failure)
        {
            return new(PushFate.Later, "Google: " + failure.Message);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or UriFormatException)
        {
            return new(PushFate.Refused, "The service account for Google cannot be used.");
        }
    }

    /// <summary>All data are texts there.</summary>
    private static byte[] BodyOf(PushTokenRow device, JsonElement note)
    {
        var id = note.Number("notId")?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return WireJson.ToUtf8(new WireObject
        {
            {
                "message", new WireObject
                {
                    { "token", device.Token }, { "android", new WireObject { { "priority", "HIGH" }, { "collapse_key", "room" + id } } },
                    {
                        "data", new WireObject
                        {
                            { "ejson", note.Get("payload")?.GetRawText() }, { "title", note.Text("title") }, { "message", note.Text("text") }, { "image", note.Get("gcm")?.Text("image") },
                            { "msgcnt", note.Number("badge")?.ToString(System.Globalization.CultureInfo.InvariantCulture) }, { "soundname", note.Text("sound") }, { "notId", id }, { "style", note.Get("gcm")?.Text("style") },
                        }
                    },
                }
            },
        }, WireDialect.Rest);
    }

    private async Task<(string? Token, PushOutcome? Refusal)> AccessAsync(string source, JsonElement account, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (_access is { } known && known.Source == source && known.Until > now) return (known.Token, null);
            if (!Uri.TryCreate(account.Text("token_uri") ?? "https://oauth2.googleapis.com/token", UriKind.Absolute, out var address)) return (null, new(PushFate.Refused, "The service account for Google names no address for tokens."));
            using var rsa = RSA.Create();
            rsa.ImportFromPem(account.Text("private_key") ?? "");
            var statement = PushTokensOfOurs.Sign(new SecurityTokenDescriptor
            {
                Issuer = account.Text("client_email"),
                Audience = address.ToString(),
                IssuedAt = now.UtcDateTime,
                Expires = now.UtcDateTime.AddHours(1),
                Claims = new Dictionary<string, object> { ["scope"] = Scope },
                SigningCredentials = PushTokensOfOurs.Credentials(new RsaSecurityKey(rsa) { KeyId = account.Text("private_key_id") }, SecurityAlgorithms.RsaSha256),
            });
            using var content = new FormUrlEncodedContent([new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", statement)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            var reply = await http.SendAsync(request, _patience, MostBytes, ct);
            if (!reply.IsSuccess) return (null, new(reply.Status is 429 or >= 500 ? PushFate.Later : PushFate.Refused, $"Google gave no access: {reply.Status}"));
            if (!WireRead.TryParse(Encoding.UTF8.GetString(reply.Body.Span), out var body) || body.Value.Text("access_token") is not { } token) return (null, new(PushFate.Later, "Google gave no access."));
            _access = new(source, token, now.AddSeconds(Math.Max(0, (body.Value.Number("expires_in") ?? 3600) - 300)));
            return (token, null);
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed record Access(string Source, string Token, DateTimeOffset Until);
}

/// <summary>Services that push for the makers of apps, who alone hold the keys of Apple and Google (NOT-032).</summary>
internal sealed class GatewaySender(ServiceClient http, ISettings settings, TimeProvider clock)
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public bool IsOn => settings.Get(PushSettings.UsesGateway) && Addresses().Count > 0;

    public async Task<PushOutcome> SendAsync(PushTokenRow device, JsonElement note, CancellationToken ct)
    {
        var outcome = new PushOutcome(PushFate.Refused, "There is no gateway.");
        foreach (var address in Addresses())
        {
            outcome = await SendAsync(address, device, note, ct);
            if (outcome.Fate != PushFate.Later) return outcome;
        }
        return outcome;
    }

    private List<Uri> Addresses() => [.. settings.Get(PushSettings.Gateways).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => Uri.TryCreate(line.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null).OfType<Uri>().Take(10)];

    private async Task<PushOutcome> SendAsync(Uri gateway, PushTokenRow device, JsonElement note, CancellationToken ct)
    {
        var options = new WireObject { { "createdAt", WireJson.Iso(clock.GetUtcNow()) }, { "createdBy", "<SERVER>" }, { "sent", false }, { "sending", 0 } };
        foreach (var member in note.EnumerateObject())
        {
            if (member.Name != "priority") options.Add(member.Name, member.Value);
        }
        if (device.Kind == "apn") options.Add("topic", device.AppName);
        options.Add("uniqueId", settings.Get(AccountSettings.UniqueId));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"push/{device.Kind}/send"))
        {
            Content = new ByteArrayContent(WireJson.ToUtf8(new WireObject { { "token", device.Token }, { "options", options } }, WireDialect.Rest)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        try
        {
            var reply = await http.SendAsync(request, _patience, MostBytes, ct);
            return reply.IsSuccess ? PushOutcome.Sent : new(reply.Status switch { 406 => PushFate.Gone, 401 or 422 => PushFate.Refused, _ => PushFate.Later }, $"The gateway answered {reply.Status}");
        }
        catch (ServiceUnreachableException failure)
        {
            return new(PushFate.Later, "The gateway: " + failure.Message);
        }
    }
}

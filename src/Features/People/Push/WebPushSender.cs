using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Parley.People.Accounts;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>By what push services of browsers know this workspace; one row.</summary>
internal sealed class VapidKeyRow
{
    public required string Id { get; init; }

    /// <summary>Uncompressed point, base64url.</summary>
    public required string PublicKey { get; init; }

    /// <summary>PEM, sealed.</summary>
    public required string PrivateKey { get; init; }

    public static void AddTable(ModelBuilder model) => model.Entity<VapidKeyRow>(e =>
    {
        e.ToTable("vapid_keys");
        e.HasKey(k => k.Id);
    });
}

/// <summary>The workspace's keys of RFC 8292, made when they are first wanted and the same on all nodes for ever: browsers hold on to them.</summary>
internal sealed class VapidKeys(IStore store, SecretBox secrets)
{
    private const string Row = "vapid";
    private const string Purpose = "push:vapid";
    private volatile Pair? _known;

    /// <exception cref="SecretUnreadableException">They were sealed with a key that is not here.</exception>
    public async ValueTask<Pair> GetAsync(CancellationToken ct)
    {
        if (_known is { } known) return known;
        var row = await FindAsync(ct) ?? await MakeAsync(ct);
        return _known = new(row.PublicKey, secrets.TryOpen(row.PrivateKey, Purpose) ?? throw new SecretUnreadableException());
    }

    private Task<VapidKeyRow?> FindAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<VapidKeyRow>().AsNoTracking().FirstOrDefaultAsync(k => k.Id == Row, ct), ct);

    private async Task<VapidKeyRow> MakeAsync(CancellationToken ct)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (publicKey, privateKey) = (Base64Url.EncodeToString(WebPushSender.PointOf(pair.ExportParameters(false).Q)), secrets.SealForAll(pair.ExportPkcs8PrivateKeyPem(), Purpose));
        // Another node may have been quicker: the first one counts.
        await store.WriteAsync(unit => unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO vapid_keys(id,public_key,private_key) VALUES({0},{1},{2}) ON CONFLICT DO NOTHING", [Row, publicKey, privateKey], ct), ct);
        return (await FindAsync(ct))!;
    }

    /// <param name="PrivateKey">PEM.</param>
    public sealed record Pair(string PublicKey, string PrivateKey);
}

/// <summary>
/// Tells browsers, by the push service that each of them chose (RFC 8030), signed (RFC 8292) and so that only the browser can read it (RFC 8291).
/// Written on .NET's own cryptography: the libraries for it bring an HTTP client of their own, which would go past the guard that these addresses need.
/// </summary>
internal sealed class WebPushSender(SafeHttpFetcher http, VapidKeys vapid, ISettings settings, TimeProvider clock)
{
    private const int RecordSize = 4096;
    private const int MostText = 3000;
    private const int PointBytes = 65;
    private const int SecretBytes = 16;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _statementLife = TimeSpan.FromHours(12);

    /// <summary>Whether these are a point of the curve and a secret of the right size, both in base64url.</summary>
    public static bool AreKeys(string? publicKey, string? secret)
    {
        if (Bytes(publicKey) is not { Length: PointBytes } point || point[0] != 4 || Bytes(secret) is not { Length: SecretBytes }) return false;
        try
        {
            using var key = Import(point);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public async Task<PushOutcome> SendAsync(PushTokenRow device, JsonElement note, CancellationToken ct)
    {
        var keys = device.Keys?.Split(' ');
        if (keys is not [var publicKey, var secret] || !AreKeys(publicKey, secret) || !Uri.TryCreate(device.Token, UriKind.Absolute, out var address)) return new(PushFate.Gone, "The browser gave no keys.");
        var own = await vapid.GetAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encrypt(TextOf(note), Bytes(publicKey)!, Bytes(secret)!)) { Headers = { ContentType = new("application/octet-stream") } },
        };
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.Add("TTL", "3600");
        request.Headers.Add("Urgency", "high");
        // What the browser has not fetched yet gives way to the next of the same room.
        request.Headers.Add("Topic", "room" + (note.Number("notId") ?? 0).ToString("x", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("Authorization", $"vapid t={Statement(address, own.PrivateKey)}, k={own.PublicKey}");
        var options = new SafeFetchOptions { Ports = null, Timeout = _patience, TrustedHosts = OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)) };
        using var reply = await http.SendAsync(request, options, ct);
        return reply?.Status switch
        {
            null => new(PushFate.Later, "The push service of the browser cannot be reached."),
            >= 200 and < 300 => PushOutcome.Sent,
            404 or 410 => new(PushFate.Gone, "The browser no longer wants to be told."),
            429 or >= 500 => new(PushFate.Later, $"The push service of the browser answered {reply.Status}"),
            _ => new(PushFate.Refused, $"The push service of the browser answered {reply.Status}"),
        };
    }

    /// <summary>x and y behind the mark of an uncompressed point.</summary>
    public static byte[] PointOf(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static byte[] TextOf(JsonElement note)
    {
        var text = note.Text("text") ?? "";
        while (true)
        {
            var bytes = WireJson.ToUtf8(new WireObject { { "title", note.Text("title") }, { "text", text }, { "badge", note.Number("badge") }, { "notId", note.Number("notId") }, { "image", note.Get("gcm")?.Text("image") }, { "payload", note.Get("payload") } }, WireDialect.Rest);
            if (bytes.Length <= MostText || text.Length == 0) return bytes;
            text = text[..(text.Length / 2)];
        }
    }

    private static byte[] Encrypt(byte[] text, byte[] readerPoint, byte[] secret)
    {
        using var ours = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var reader = Import(readerPoint);
        var point = PointOf(ours.ExportParameters(false).Q);
        var shared = ours.DeriveRawSecretAgreement(reader.PublicKey);
        var salt = RandomNumberGenerator.GetBytes(16);
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, secret, [.. "WebPush: info\0"u8, .. readerPoint, .. point]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        byte[] plain = [.. text, 2];
        var (sealedText, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, sealedText, tag);
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, RecordSize);
        return [.. salt, .. size, PointBytes, .. point, .. sealedText, .. tag];
    }

    private string Statement(Uri address, string privateKey)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privateKey);
        return PushTokensOfOurs.Sign(new SecurityTokenDescriptor
        {
            Audience = address.GetLeftPart(UriPartial.Authority),
            Expires = (clock.GetUtcNow() + _statementLife).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = Contact() },
            SigningCredentials = PushTokensOfOurs.Credentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Whom the push service may ask about us.</summary>
    private string Contact() => settings.Get(AccountSettings.SiteUrl) is var site && site.StartsWith("https://", StringComparison.Ordinal) ? site : "mailto:postmaster@" + (Uri.TryCreate(site, UriKind.Absolute, out var address) ? address.Host : "localhost");

    private static ECDiffieHellman Import(byte[] point) => ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });

    private static byte[]? Bytes(string? text)
    {
        if (text is not { Length: > 0 and <= 200 } || !Base64Url.IsValid(text)) return null;
        return Base64Url.DecodeFromChars(text);
    }
}

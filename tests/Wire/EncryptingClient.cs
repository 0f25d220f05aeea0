using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>What a client does in encrypted rooms, read from the protocol alone with .NET's cryptography: no line of it is shared with the web client.</summary>
internal sealed class EncryptingClient(Person person) : IDisposable
{
    private const int KeyIdLength = 12;
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly RSA _pair = RSA.Create(2048);

    public Person Person => person;

    public string PublicKey => PublicText(_pair.ExportParameters(false));

    public void Dispose() => _pair.Dispose();

    /// <summary>Stores a new pair under a password.</summary>
    public async Task BeginAsync(string password) => await person.Rest.PostAsync("e2e.setUserPublicAndPrivateKeys", new
    {
        public_key = PublicKey,
        private_key = WrapPrivateKey(PrivateText(_pair.ExportParameters(true)), password, person.Id),
    }).SucceedsAsync();

    /// <summary>Another device of the same person, which has nothing but the password.</summary>
    public static async Task<EncryptingClient> OnNewDeviceAsync(Person person, string password)
    {
        var keys = (await person.Rest.GetAsync("e2e.fetchMyKeys")).OrThrow();
        var client = new EncryptingClient(person);
        client._pair.ImportParameters(ParametersOf(UnwrapPrivateKey(keys["private_key"].GetString()!, password, person.Id)));
        return client;
    }

    /// <summary>Makes the key of a room, and gives it to all who have a key of their own.</summary>
    public async Task<string> MakeRoomKeyAsync(string roomId)
    {
        var text = new JsonObject { ["alg"] = "A128CBC", ["ext"] = true, ["k"] = Url(RandomNumberGenerator.GetBytes(16)), ["key_ops"] = new JsonArray("encrypt", "decrypt"), ["kty"] = "oct" }.ToJsonString();
        await person.Rest.PostAsync("e2e.setRoomKeyID", new { rid = roomId, keyID = KeyIdOf(text) }).SucceedsAsync();
        await person.Rest.PostAsync("e2e.updateGroupKey", new { uid = person.Id, rid = roomId, key = WrapRoomKey(text, PublicKey) }).SucceedsAsync();
        await GiveAsync(roomId);
        return text;
    }

    public async Task GiveAsync(string roomId)
    {
        var text = await RoomKeyAsync(roomId) ?? throw new InvalidOperationException("There is no key to give.");
        foreach (var user in (await person.Rest.GetAsync("e2e.getUsersOfRoomWithoutKey?rid=" + roomId)).OrThrow()["users"].EnumerateArray())
        {
            var key = WrapRoomKey(text, user.GetProperty("e2e").Text("public_key"));
            await person.Rest.PostAsync("e2e.updateGroupKey", new { uid = user.MessageId(), rid = roomId, key }).SucceedsAsync();
        }
    }

    /// <summary>Tries the offered key; keeps or refuses it.</summary>
    public async Task<bool> DecideAsync(string roomId)
    {
        var offered = Maybe(await Cast.SubscriptionAsync(person, roomId), "E2ESuggestedKey") ?? throw new InvalidOperationException("Nothing was offered.");
        var isGood = UnwrapRoomKey(offered) is not null;
        await person.Rest.PostAsync(isGood ? "e2e.acceptSuggestedGroupKey" : "e2e.rejectSuggestedGroupKey", new { rid = roomId }).SucceedsAsync();
        return isGood;
    }

    public async Task<string?> RoomKeyAsync(string roomId) => Maybe(await Cast.SubscriptionAsync(person, roomId), "E2EKey") is { } wrapped ? UnwrapRoomKey(wrapped) : null;

    public async Task<string> SayAsync(string roomId, string text, string? threadId = null)
    {
        var id = Scratch.Name("m");
        var msg = SealText(await RoomKeyAsync(roomId) ?? throw new InvalidOperationException("There is no key."), id, person.Id, text);
        return (await person.Rest.PostAsync("chat.sendMessage", new { message = threadId is null ? (object)new { _id = id, rid = roomId, msg, t = "e2e", e2e = "pending" } : new { _id = id, rid = roomId, msg, t = "e2e", e2e = "pending", tmid = threadId } })).OrThrow()["message"].MessageId();
    }

    public async Task EditAsync(string roomId, string messageId, string text) =>
        await person.Rest.PostAsync("chat.update", new { roomId, msgId = messageId, text = SealText((await RoomKeyAsync(roomId))!, messageId, person.Id, text) }).SucceedsAsync();

    public async Task<string?> ReadAsync(string messageId)
    {
        var message = await Cast.MessageAsync(person, messageId);
        return Maybe(message, "t") == "e2e" && await RoomKeyAsync(message.Text("rid")) is { } key ? OpenText(key, message.Text())?.Text("text") : null;
    }

    public static string KeyIdOf(string roomKey) => Convert.ToBase64String(Encoding.Latin1.GetBytes(roomKey))[..KeyIdLength];

    public static string WrapRoomKey(string text, string publicKey)
    {
        var jwk = JsonNode.Parse(publicKey)!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
        return KeyIdOf(text) + Convert.ToBase64String(rsa.Encrypt(Encoding.Latin1.GetBytes(text), RSAEncryptionPadding.OaepSHA256));
    }

    public string? UnwrapRoomKey(string wrapped) => UnwrapRoomKey(wrapped, _pair);

    public static string? UnwrapRoomKey(string wrapped, RSA pair)
    {
        try
        {
            return Encoding.Latin1.GetString(pair.Decrypt(Convert.FromBase64String(wrapped[KeyIdLength..]), RSAEncryptionPadding.OaepSHA256));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    public static string WrapPrivateKey(string text, string password, string userId, Encoding? spelling = null) =>
        new JsonObject { ["$binary"] = Convert.ToBase64String(Seal(WrappingKey(password, userId, spelling), Encoding.Latin1.GetBytes(text))) }.ToJsonString(_plain);

    /// <exception cref="CryptographicException">The password is wrong.</exception>
    public static string UnwrapPrivateKey(string wrapped, string password, string userId, Encoding? spelling = null) =>
        Encoding.Latin1.GetString(Open(WrappingKey(password, userId, spelling), Convert.FromBase64String((string)JsonNode.Parse(wrapped)!["$binary"]!)));

    public static string SealText(string roomKey, string messageId, string userId, string text)
    {
        var content = new JsonObject { ["_id"] = messageId, ["text"] = text, ["userId"] = userId, ["ts"] = new JsonObject { ["$date"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() } };
        return KeyIdOf(roomKey) + Convert.ToBase64String(Seal(Bytes(JsonNode.Parse(roomKey)!, "k"), Encoding.UTF8.GetBytes(content.ToJsonString(_plain))));
    }

    /// <summary>Null for what this key did not encrypt.</summary>
    public static JsonElement? OpenText(string roomKey, string sealedText)
    {
        if (!sealedText.StartsWith(KeyIdOf(roomKey), StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Open(Bytes(JsonNode.Parse(roomKey)!, "k"), Convert.FromBase64String(sealedText[KeyIdLength..])));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    public static RSAParameters ParametersOf(string privateKey)
    {
        var jwk = JsonNode.Parse(privateKey)!;
        return new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e"), D = Bytes(jwk, "d"), P = Bytes(jwk, "p"), Q = Bytes(jwk, "q"), DP = Bytes(jwk, "dp"), DQ = Bytes(jwk, "dq"), InverseQ = Bytes(jwk, "qi") };
    }

    private static string? Maybe(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static byte[] WrappingKey(string password, string userId, Encoding? spelling) =>
        Rfc2898DeriveBytes.Pbkdf2((spelling ?? Encoding.Latin1).GetBytes(password), Encoding.Latin1.GetBytes(userId), 1000, HashAlgorithmName.SHA256, 32);

    private static byte[] Seal(byte[] key, byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var vector = RandomNumberGenerator.GetBytes(16);
        return [.. vector, .. aes.EncryptCbc(plain, vector)];
    }

    private static byte[] Open(byte[] key, byte[] bytes)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(bytes.AsSpan(16), bytes.AsSpan(0, 16));
    }

    private static string PublicText(RSAParameters p) => new JsonObject { ["alg"] = "RSA-OAEP-256", ["e"] = Url(p.Exponent!), ["ext"] = true, ["key_ops"] = new JsonArray("encrypt"), ["kty"] = "RSA", ["n"] = Url(p.Modulus!) }.ToJsonString(_plain);

    private static string PrivateText(RSAParameters p) => new JsonObject
    {
        ["alg"] = "RSA-OAEP-256",
        ["d"] = Url(p.D!),
        ["dp"] = Url(p.DP!),
        ["dq"] = Url(p.DQ!),
        ["e"] = Url(p.Exponent!),
        ["ext"] = true,
        ["key_ops"] = new JsonArray("decrypt"),
        ["kty"] = "RSA",
        ["n"] = Url(p.Modulus!),
        ["p"] = Url(p.P!),
        ["q"] = Url(p.Q!),
        ["qi"] = Url(p.InverseQ!),
    }.ToJsonString(_plain);

    private static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Bytes(JsonNode jwk, string name) => System.Buffers.Text.Base64Url.DecodeFromChars((string)jwk[name]!);
}

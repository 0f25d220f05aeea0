using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Encryption;

/// <summary>Keeps people's key pairs for them (E2E-003, E2E-006). Of others only the public key is ever told.</summary>
internal sealed class UserKeys(IStore store) : IEventHandler<UserDeleted>
{
    private const int LongestPublic = 4000;
    private const int LongestPrivate = 20_000;

    /// <returns>Without members as long as there are no keys.</returns>
    public async Task<WireObject> FetchAsync(Caller caller, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<UserKeysRow>().AsNoTracking().FirstOrDefaultAsync(k => k.UserId == caller.UserId, ct), ct);
        return new WireObject { { "public_key", row?.PublicKey }, { "private_key", row?.PrivateKey } };
    }

    /// <exception cref="WireError"><c>invalid-params</c> for what is no such pair.</exception>
    public Task StoreAsync(Caller caller, string publicKey, string privateKey, CancellationToken ct)
    {
        if (publicKey.Length is 0 or > LongestPublic || (IsJson(publicKey) && (!IsObjectWith(publicKey, "kty", "n", "e") || IsObjectWith(publicKey, "d")))) throw WireError.InvalidParams("The public key is none");
        if (privateKey.Length is 0 or > LongestPrivate || (IsJson(privateKey) && !IsObjectWith(privateKey, "$binary"))) throw WireError.InvalidParams("The private key is not encrypted");
        return store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<UserKeysRow>().FirstOrDefaultAsync(k => k.UserId == caller.UserId, ct) is { } known) (known.PublicKey, known.PrivateKey) = (publicKey, privateKey);
            else unit.Db.Add(new UserKeysRow { UserId = caller.UserId, PublicKey = publicKey, PrivateKey = privateKey });
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
    }

    public Task HandleAsync(UserDeleted happened, CancellationToken ct) =>
        store.WriteAsync(unit => unit.Db.Set<UserKeysRow>().Where(k => k.UserId == happened.UserId).ExecuteDeleteAsync(ct), ct);

    /// <summary>What is no JSON is a form that only its client knows; what is must not be a key in the clear.</summary>
    private static bool IsJson(string text) => text.TrimStart() is ['{' or '[' or '"', ..];

    private static bool IsObjectWith(string text, params string[] texts)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && texts.All(name => document.RootElement.Text(name) is { Length: > 0 });
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

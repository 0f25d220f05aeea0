using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Ids;
using Parley.Platform.Secrets;
using Parley.Platform.Storage;

namespace Parley.People.OAuthProvider;

/// <summary>Keeps the codes and tokens that apps hold, and the provider's keys.</summary>
internal sealed class OAuthGrants(IStore store, UserStore users, TimeProvider clock, SecretBox secrets)
{
    /// <summary>Gives what the app will hold for a token that was just made.</summary>
    public Task<string> KeepAsync(string kind, string grantId, string clientId, string userId, string payload, DateTimeOffset expiresAt, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<OAuthTokenRow>().Where(t => t.ExpiresAt < unit.Now).ExecuteDeleteAsync(ct);
        var held = Id.NewSecret();
        unit.Db.Add(new OAuthTokenRow
        {
            HashedToken = LoginTokens.Hash(held),
            Kind = kind,
            GrantId = grantId,
            ClientId = clientId,
            UserId = userId,
            Payload = payload,
            ExpiresAt = expiresAt,
        });
        await unit.Db.SaveChangesAsync(ct);
        return held;
    }, ct);

    /// <returns>Null for what is unknown or over; a used code or refresh token is found.</returns>
    public Task<OAuthTokenRow?> FindAsync(string held, CancellationToken ct)
    {
        var hash = LoginTokens.Hash(held);
        var now = clock.GetUtcNow();
        return store.ReadAsync(db => db.Set<OAuthTokenRow>().AsNoTracking().FirstOrDefaultAsync(t => t.HashedToken == hash && t.ExpiresAt > now, ct), ct);
    }

    /// <summary>Takes a code or refresh token out of use; access tokens that the same consent gave before end with it.</summary>
    /// <returns>False when somebody was faster.</returns>
    public Task<bool> RedeemAsync(string held, CancellationToken ct)
    {
        var hash = LoginTokens.Hash(held);
        return store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<OAuthTokenRow>().FirstOrDefaultAsync(t => t.HashedToken == hash && t.RedeemedAt == null, ct);
            if (row is null) return false;
            row.RedeemedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            await unit.Db.Set<OAuthTokenRow>().Where(t => t.GrantId == row.GrantId && t.Kind == OAuthTokenRow.Access).ExecuteDeleteAsync(ct);
            return true;
        }, ct);
    }

    /// <summary>Everything that came of one consent is void.</summary>
    public Task RevokeAsync(string grantId, CancellationToken ct) =>
        store.WriteAsync(unit => unit.Db.Set<OAuthTokenRow>().Where(t => t.GrantId == grantId).ExecuteDeleteAsync(ct), ct);

    /// <summary>The person need not be asked again for this app.</summary>
    public async Task RememberAsync(string userId, string clientId, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct);
            if (row is null || row.AuthorizedAppList.Contains(clientId)) return false;
            row.AuthorizedAppList = [.. row.AuthorizedAppList.Append(clientId)];
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
        users.Forget(userId);
    }

    /// <summary>The key of this name, made when it is asked for the first time.</summary>
    public async Task<byte[]> KeyAsync(string id, CancellationToken ct)
    {
        var place = "oauth-key " + id;
        var found = await ReadAsync();
        // One whose key is gone is made anew: what was given under it is void.
        if (found is not null && secrets.TryOpen(found, place) is null)
        {
            await store.WriteAsync(unit => unit.Db.Set<OAuthKeyRow>().Where(k => k.Id == id && k.Value == found).ExecuteDeleteAsync(ct), ct);
            found = null;
        }
        if (found is null)
        {
            var made = secrets.SealForAll(Convert.ToBase64String(Make(id)), place);
            await store.WriteAsync(unit => unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO oauth_keys(id,value) VALUES({0},{1}) ON CONFLICT DO NOTHING", [id, made], ct), ct);
            found = await ReadAsync();
        }
        var plain = secrets.TryOpen(found!, place)!;
        if (!secrets.IsCurrent(found!))
        {
            var (old, sealedAnew) = (found!, secrets.SealForAll(plain, place));
            await store.WriteAsync(unit => unit.Db.Set<OAuthKeyRow>().Where(k => k.Id == id && k.Value == old).ExecuteUpdateAsync(s => s.SetProperty(k => k.Value, sealedAnew), ct), ct);
        }
        return Convert.FromBase64String(plain);

        Task<string?> ReadAsync() => store.ReadAsync(db => db.Set<OAuthKeyRow>().Where(k => k.Id == id).Select(k => k.Value).FirstOrDefaultAsync(ct), ct);
    }

    private static byte[] Make(string id)
    {
        if (id != OAuthKeyRow.Signing) return RandomNumberGenerator.GetBytes(32);
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKey();
    }
}

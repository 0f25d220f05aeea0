using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.AccessTokens;

/// <summary>Named tokens for programs: made and changed with a second factor, valid until removed (ACC-033, ACC-034).</summary>
internal sealed class PersonalTokens(IStore store, PermissionRegistry permissions, ITwoFactor factor, Sessions sessions)
{
    private const int MostPerPerson = 100;

    /// <param name="bypassTwoFactor">Calls with it are never asked for a second factor.</param>
    /// <returns>The token, which nobody sees again.</returns>
    /// <exception cref="WireError"><c>not-authorized</c>, <c>error-token-already-exists</c>, <c>totp-required</c>.</exception>
    public async Task<string> CreateAsync(Caller caller, string name, bool bypassTwoFactor, CancellationToken ct)
    {
        await CheckAsync(caller, "personalAccessTokens:generateToken", ct);
        return await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == caller.UserId && t.Type != null);
            if (await own.AnyAsync(t => t.Name == name, ct)) throw new WireError("error-token-already-exists", "A token with this name already exists");
            if (await own.CountAsync(ct) >= MostPerPerson) throw new WireError("error-too-many-tokens", "Remove a token before you make another");
            await unit.AuditAsync(caller, "token.create", "user", caller.UserId, caller.Username, null, new WireObject { { "name", name }, { "bypassTwoFactor", bypassTwoFactor } }, ct);
            return await AddAsync(unit, caller.UserId, name, bypassTwoFactor, ct);
        }, ct);
    }

    /// <summary>The old value is void at once.</summary>
    /// <exception cref="WireError"><c>not-authorized</c>, <c>error-token-does-not-exists</c>, <c>totp-required</c>.</exception>
    public async Task<string> RegenerateAsync(Caller caller, string name, CancellationToken ct)
    {
        await CheckAsync(caller, "personalAccessTokens:regenerateToken", ct);
        var token = await store.WriteAsync(async unit =>
        {
            var old = await FindAsync(unit, caller, name, ct);
            unit.Db.Remove(old);
            await unit.AuditAsync(caller, "token.renew", "user", caller.UserId, caller.Username, null, new WireObject { { "name", name } }, ct);
            return await AddAsync(unit, caller.UserId, name, old.BypassTwoFactor, ct);
        }, ct);
        await sessions.ReviewAsync(caller.UserId);
        return token;
    }

    /// <exception cref="WireError"><c>not-authorized</c>, <c>error-token-does-not-exists</c>, <c>totp-required</c>.</exception>
    public async Task RemoveAsync(Caller caller, string name, CancellationToken ct)
    {
        await CheckAsync(caller, "personalAccessTokens:removeToken", ct);
        await store.WriteAsync(async unit =>
        {
            unit.Db.Remove(await FindAsync(unit, caller, name, ct));
            await unit.AuditAsync(caller, "token.delete", "user", caller.UserId, caller.Username, new WireObject { { "name", name } }, null, ct);
            return true;
        }, ct);
        await sessions.ReviewAsync(caller.UserId);
    }

    /// <exception cref="WireError"><c>not-authorized</c>.</exception>
    public Task<List<LoginTokenRow>> ListAsync(Caller caller, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.CreateTokens)) throw NotAuthorized("users.getPersonalAccessTokens");
        return store.ReadAsync(db => db.Set<LoginTokenRow>().AsNoTracking().Where(t => t.UserId == caller.UserId && t.Type != null).OrderBy(t => t.At).ToListAsync(ct), ct);
    }

    private async Task CheckAsync(Caller caller, string method, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.CreateTokens)) throw NotAuthorized(method);
        await factor.RequireAsync(caller, FactorDemand.Usual, ct);
    }

    private static WireError NotAuthorized(string method) => new("not-authorized", "Not Authorized", details: new WireObject { { "method", method } });

    private static async Task<LoginTokenRow> FindAsync(WriteUnit unit, Caller caller, string name, CancellationToken ct) =>
        await unit.Db.Set<LoginTokenRow>().FirstOrDefaultAsync(t => t.UserId == caller.UserId && t.Name == name && t.Type != null, ct)
        ?? throw new WireError("error-token-does-not-exists", "There is no token of this name");

    private static async Task<string> AddAsync(WriteUnit unit, string userId, string name, bool bypassTwoFactor, CancellationToken ct)
    {
        var token = Id.NewSecret();
        unit.Db.Add(new LoginTokenRow
        {
            HashedToken = LoginTokens.Hash(token),
            UserId = userId,
            At = unit.Now,
            Type = "personalAccessToken",
            Name = name,
            LastTokenPart = token[^6..],
            BypassTwoFactor = bypassTwoFactor,
        });
        await unit.Db.SaveChangesAsync(ct);
        return token;
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

/// <summary>Ends sessions and manages personal access tokens.</summary>
internal sealed class Sessions(IStore store, UserStore users, TokenLifetime lifetime, Func<DdpServer> sockets)
{
    /// <summary>Ends the session of this token; its sockets are signed out by their own door.</summary>
    public Task LogOutAsync(Caller caller, CancellationToken ct) =>
        RemoveAsync(caller.UserId, t => t.HashedToken == caller.TokenHash, c => c.TokenHash == caller.TokenHash, ct);

    public Task LogOutEverywhereAsync(string userId, CancellationToken ct) => RemoveAsync(userId, t => t.Type == null, _ => true, ct);

    /// <summary>Ends every session but this one, whose token is renewed.</summary>
    public async Task<(string Token, DateTimeOffset Expires)> LogOutOthersAsync(Caller caller, CancellationToken ct)
    {
        var (token, issued) = await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == caller.UserId && t.Type == null).ExecuteDeleteAsync(ct);
            return (await LoginTokens.IssueAsync(unit, caller.UserId, ct), unit.Now);
        }, ct);
        await EndSocketsAsync(caller.UserId, c => c.TokenHash != caller.TokenHash);
        return (token, lifetime.ExpiryOf(issued));
    }

    public Task RemoveOthersAsync(Caller caller, CancellationToken ct) =>
        RemoveAsync(caller.UserId, t => t.Type == null && t.HashedToken != caller.TokenHash, c => c.TokenHash != caller.TokenHash, ct);

    /// <exception cref="WireError"><c>error-token-already-exists</c>.</exception>
    public Task<string> CreatePersonalTokenAsync(Caller caller, string name, bool bypassTwoFactor, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<LoginTokenRow>().AnyAsync(t => t.UserId == caller.UserId && t.Name == name, ct))
            throw new WireError("error-token-already-exists", "A token with this name already exists");
        return await AddPersonalTokenAsync(unit, caller.UserId, name, bypassTwoFactor, ct);
    }, ct);

    /// <exception cref="WireError"><c>error-token-does-not-exists</c>.</exception>
    public async Task<string> RegeneratePersonalTokenAsync(Caller caller, string name, CancellationToken ct)
    {
        var token = await store.WriteAsync(async unit =>
        {
            var old = await FindPersonalAsync(unit, caller, name, ct);
            unit.Db.Remove(old);
            return await AddPersonalTokenAsync(unit, caller.UserId, name, old.BypassTwoFactor, ct);
        }, ct);
        users.Forget(caller.UserId);
        return token;
    }

    /// <exception cref="WireError"><c>error-token-does-not-exists</c>.</exception>
    public async Task RemovePersonalTokenAsync(Caller caller, string name, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            unit.Db.Remove(await FindPersonalAsync(unit, caller, name, ct));
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        users.Forget(caller.UserId);
    }

    public Task<List<LoginTokenRow>> ListPersonalTokensAsync(Caller caller, CancellationToken ct) => store.ReadAsync(
        db => db.Set<LoginTokenRow>().AsNoTracking().Where(t => t.UserId == caller.UserId && t.Type != null).OrderBy(t => t.At).ToListAsync(ct), ct);

    private static async Task<LoginTokenRow> FindPersonalAsync(WriteUnit unit, Caller caller, string name, CancellationToken ct) =>
        await unit.Db.Set<LoginTokenRow>().FirstOrDefaultAsync(t => t.UserId == caller.UserId && t.Name == name && t.Type != null, ct)
        ?? throw new WireError("error-token-does-not-exists", "There is no token of this name");

    private static async Task<string> AddPersonalTokenAsync(WriteUnit unit, string userId, string name, bool bypassTwoFactor, CancellationToken ct)
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

    private async Task RemoveAsync(string userId, System.Linq.Expressions.Expression<Func<LoginTokenRow, bool>> which, Func<Caller, bool> sessions, CancellationToken ct)
    {
        await store.WriteAsync(unit => unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == userId).Where(which).ExecuteDeleteAsync(ct), ct);
        await EndSocketsAsync(userId, sessions);
    }

    private async Task EndSocketsAsync(string userId, Func<Caller, bool> sessions)
    {
        users.Forget(userId);
        sockets().CloseSessions(userId, sessions, "signed out");
        await sockets().ReviewAccessAsync(userId);
    }
}

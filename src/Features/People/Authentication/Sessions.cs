using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Devices;
using Parley.People.Push;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

/// <summary>Ends sessions: their tokens are void at once, and their sockets close on every node.</summary>
internal sealed class Sessions(IStore store, UserStore users, TokenLifetime lifetime, StreamHub hub, Func<DdpServer> sockets)
{
    /// <summary>Ends the session of this token; its sockets are signed out by their own door.</summary>
    public Task LogOutAsync(Caller caller, CancellationToken ct) =>
        RemoveAsync(caller.UserId, t => t.HashedToken == caller.TokenHash, c => c.TokenHash == caller.TokenHash, ct);

    /// <summary>Ends every session; personal access tokens stay. Open clients are told to forget theirs.</summary>
    public Task LogOutEverywhereAsync(string userId, CancellationToken ct)
    {
        hub.Emit("notify-user", userId + "/force_logout", []);
        return RemoveAsync(userId, t => t.Type == null, _ => true, ct);
    }

    /// <summary>As <see cref="LogOutEverywhereAsync"/>, personal access tokens included.</summary>
    public Task EndAllAsync(string userId, CancellationToken ct)
    {
        hub.Emit("notify-user", userId + "/force_logout", []);
        return RemoveAsync(userId, _ => true, _ => true, ct);
    }

    /// <summary>As <see cref="LogOutEverywhereAsync"/> by a person's or an administrator's wish.</summary>
    public async Task LogOutAllAsync(Caller caller, string userId, CancellationToken ct)
    {
        if (caller.UserId != userId) await store.WriteAsync(async unit =>
        {
            var username = await unit.Db.Set<UserRow>().Where(u => u.Id == userId).Select(u => u.Username).FirstOrDefaultAsync(ct);
            await unit.AuditAsync(caller, "user.log-out", "user", userId, username, null, null, ct);
            return await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == userId && t.Type == null).ExecuteDeleteAsync(ct);
        }, ct);
        await LogOutEverywhereAsync(userId, ct);
    }

    /// <summary>Ends every session but this one, whose token is renewed.</summary>
    public async Task<(string Token, DateTimeOffset Expires)> LogOutOthersAsync(Caller caller, Device device, CancellationToken ct)
    {
        var (token, issued) = await store.WriteAsync(async unit =>
        {
            var (fresh, _) = await LoginTokens.IssueAsync(unit, caller.UserId, device, null, ct);
            var kept = LoginTokens.Hash(fresh);
            // This device goes on being told of news.
            await unit.Db.Set<PushTokenRow>().Where(t => t.SessionHash == caller.TokenHash).ExecuteUpdateAsync(s => s.SetProperty(t => t.SessionHash, kept), ct);
            await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == caller.UserId && t.Type == null && t.HashedToken != kept).ExecuteDeleteAsync(ct);
            return (fresh, unit.Now);
        }, ct);
        var renewed = LoginTokens.Hash(token);
        sockets().RenewSession(caller.UserId, caller.TokenHash, renewed);
        await EndSocketsAsync(caller.UserId, c => c.TokenHash != renewed);
        return (token, lifetime.ExpiryOf(issued));
    }

    public Task RemoveOthersAsync(Caller caller, CancellationToken ct) =>
        RemoveAsync(caller.UserId, t => t.Type == null && t.HashedToken != caller.TokenHash, c => c.TokenHash != caller.TokenHash, ct);

    /// <summary>Ends one session, as lists of devices name it.</summary>
    /// <returns>False when it has ended already.</returns>
    public async Task<bool> EndAsync(string userId, string sessionId, CancellationToken ct)
    {
        var hash = await store.ReadAsync(db => db.Set<LoginTokenRow>().Where(t => t.UserId == userId && t.SessionId == sessionId).Select(t => t.HashedToken).FirstOrDefaultAsync(ct), ct);
        if (hash is null) return false;
        await RemoveAsync(userId, t => t.HashedToken == hash, c => c.TokenHash == hash, ct);
        return true;
    }

    /// <summary>To be called after tokens were removed in a unit of another operation: their sockets close on every node.</summary>
    public Task ReviewAsync(string userId)
    {
        users.Forget(userId);
        return sockets().ReviewAccessAsync(userId);
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
        // Other nodes find that the tokens are gone.
        await sockets().ReviewAccessAsync(userId);
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

/// <summary>Begins a session with a password or continues one with its token.</summary>
internal sealed class LogIn(IStore store, UserStore users, Passwords passwords, LoginGuard guard, TokenLifetime lifetime)
{
    /// <param name="Identity">Username or e-mail address, in any case.</param>
    /// <param name="PasswordDigest">Hex SHA-256 of the password.</param>
    public sealed record Request(string Identity, string PasswordDigest, string? Address);

    /// <param name="Token">The new token, or the one that was resumed.</param>
    public sealed record Result(UserRow User, string Token, DateTimeOffset Expires);

    /// <exception cref="WireError"><c>403</c> for any wrong pair; <c>error-login-blocked-for-user</c>, <c>error-login-blocked-for-ip</c>,
    /// <c>error-user-is-not-activated</c>, <c>error-user-has-no-roles</c>, <c>error-app-user-is-not-allowed-to-login</c>.</exception>
    public async Task<Result> WithPasswordAsync(Request request, CancellationToken ct)
    {
        var lower = request.Identity.Trim().ToLowerInvariant();
        await guard.CheckAsync(lower, request.Address, ct);
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == lower || u.EmailLower == lower, ct), ct);
        if (!await passwords.VerifyAsync(request.PasswordDigest, user?.PasswordHash, ct))
        {
            await guard.RecordFailureAsync(lower, request.Address, ct);
            throw new WireError("403", "User not found or incorrect password", 401);
        }
        CheckMayLogIn(user!);
        return await BeginAsync(user!.Id, ct);
    }

    /// <exception cref="WireError"><c>403</c> when the token is unknown or expired.</exception>
    public async Task<Result> WithTokenAsync(string token, CancellationToken ct)
    {
        var hash = LoginTokens.Hash(token);
        var found = await store.ReadAsync(async db =>
        {
            var row = await db.Set<LoginTokenRow>().AsNoTracking().FirstOrDefaultAsync(t => t.HashedToken == hash, ct);
            var owner = row is null ? null : await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == row.UserId, ct);
            return (Row: row, Owner: owner);
        }, ct);
        if (found.Owner is null || lifetime.IsOver(found.Row!))
            throw new WireError("403", "You've been logged out by the server. Please log in again.", 401);
        CheckMayLogIn(found.Owner);
        return new Result(found.Owner, token, lifetime.ExpiryOf(found.Row!.At));
    }

    /// <summary>A session without a password, for accounts the server has just made or an administrator's token request.</summary>
    public async Task<Result> BeginAsync(string userId, CancellationToken ct)
    {
        var (user, token, issued) = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == userId, ct);
            row.LastLoginAt = unit.Now;
            return (row, await LoginTokens.IssueAsync(unit, userId, ct), unit.Now);
        }, ct);
        users.Remember(user);
        return new Result(user, token, lifetime.ExpiryOf(issued));
    }

    private static void CheckMayLogIn(UserRow user)
    {
        if (user.Type == "app") throw new WireError("error-app-user-is-not-allowed-to-login", "App user is not allowed to login", 401);
        if (!user.IsActive) throw new WireError("error-user-is-not-activated", "User is not activated", 401);
        if (user.RoleList.Count == 0) throw new WireError("error-user-has-no-roles", "User has no roles", 401);
    }
}

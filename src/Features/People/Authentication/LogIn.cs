using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Devices;
using Parley.People.Passwords;
using Parley.People.TwoFactor;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Authentication;

/// <summary>Begins a session with a password or continues one with its token.</summary>
internal sealed class LogIn(
    IStore store, PasswordHashes passwords, LoginGuard guard, TokenLifetime lifetime, ConfirmFactor factor, NewDeviceNotice notice, LoginLog log, ISettings settings)
{
    /// <param name="Identity">Username or e-mail address, in any case.</param>
    /// <param name="PasswordDigest">Hex SHA-256 of the password.</param>
    /// <param name="Proof">A second factor; null when none was given.</param>
    public sealed record Request(string Identity, string PasswordDigest, Device Device, FactorProof? Proof = null);

    /// <param name="Token">The new token, or the one that was resumed.</param>
    public sealed record Result(UserRow User, string Token, DateTimeOffset Expires);

    /// <exception cref="WireError"><c>403</c> for any wrong pair; <c>error-login-blocked-for-user</c>, <c>error-login-blocked-for-ip</c>,
    /// <c>error-user-is-not-activated</c>, <c>error-user-has-no-roles</c>, <c>error-app-user-is-not-allowed-to-login</c>, <c>error-invalid-email</c>,
    /// <c>totp-required</c>, <c>totp-invalid</c>.</exception>
    public async Task<Result> WithPasswordAsync(Request request, CancellationToken ct)
    {
        var lower = request.Identity.Trim().ToLowerInvariant();
        var address = request.Device.Address;
        await guard.CheckAsync(lower, address, ct);
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == lower || u.EmailLower == lower, ct), ct);
        if (!await passwords.VerifyAsync(request.PasswordDigest, user?.PasswordHash, ct))
        {
            log.Failed(request.Identity, request.Device);
            await guard.RecordFailureAsync(lower, address, ct);
            await RecordRefusalAsync(user, request.Device, "password", ct);
            throw new WireError("403", "Incorrect password", 401);
        }
        CheckMayLogIn(user!);
        if (settings.Get(LoginSettings.VerifyEmail) && user is { Email: not null, IsEmailVerified: false } && !user.RoleList.Contains("admin"))
            throw new WireError("error-invalid-email", "Your e-mail address is not confirmed yet", 401);
        var proved = await ProveAsync(user!, request, ct);
        await guard.ForgiveAsync(user!, ct);
        return await BeginAsync(user!.Id, request.Device, ct, proved);
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

    /// <summary>A session without a password: for accounts the server has just made, after a mailed link, or at an administrator's request.</summary>
    /// <param name="isProved">A second factor was given, which then counts for a while.</param>
    public Task<Result> BeginAsync(string userId, Device device, CancellationToken ct, bool isProved = false) => BeginAsync(null, userId, device, isProved, ct);

    /// <summary>An administrator gets a session of somebody else.</summary>
    public Task<Result> BeginForAsync(Caller caller, string userId, CancellationToken ct) => BeginAsync(caller, userId, Device.None, false, ct);

    private async Task<Result> BeginAsync(Caller? caller, string userId, Device device, bool isProved, CancellationToken ct)
    {
        var (user, token, issued) = await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == userId, ct);
            CheckMayLogIn(row);
            await notice.ConsiderAsync(unit, row, device, ct);
            if (caller is not null) await unit.AuditAsync(caller, "user.create-token", "user", row.Id, row.Username, null, null, ct);
            else
                await unit.AuditAsync(new Caller(row.Id, row.Username ?? "", row.Name, row.RoleList) { Address = device.Address }, "session.begin", "user", row.Id, row.Username, null,
                    new WireObject { { "userAgent", Cut(device.UserAgent) } }, ct);
            row.LastLoginAt = unit.Now;
            var until = isProved ? factor.RememberedFrom(unit.Now) : null;
            return (row, await LoginTokens.IssueAsync(unit, userId, device, until, ct), unit.Now);
        }, ct);
        return new Result(user, token, lifetime.ExpiryOf(issued));
    }

    private async Task<bool> ProveAsync(UserRow user, Request request, CancellationToken ct)
    {
        try
        {
            return await factor.RequireAtLoginAsync(user, request.Proof, request.Device.Address, ct);
        }
        catch (WireError error) when (error.Code == "totp-invalid")
        {
            await RecordRefusalAsync(user, request.Device, "second factor", ct);
            throw;
        }
    }

    /// <summary>A name that is nobody's may be a password typed into the wrong field: it is not written down.</summary>
    private Task RecordRefusalAsync(UserRow? user, Device device, string because, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var nobody = new Caller("", "", null, []) { Address = device.Address };
        await unit.AuditAsync(nobody, "session.refuse", "user", user?.Id ?? "", user?.Username, null, new WireObject { { "because", user is null ? "unknown account" : because }, { "userAgent", Cut(device.UserAgent) } }, ct);
        return true;
    }, ct);

    private static string? Cut(string? userAgent) => userAgent is { Length: > 300 } ? userAgent[..300] : userAgent;

    private static void CheckMayLogIn(UserRow user)
    {
        if (user.Type == "app") throw new WireError("error-app-user-is-not-allowed-to-login", "App user is not allowed to login", 401);
        if (!user.IsActive) throw new WireError("error-user-is-not-activated", "User is not activated", 401);
        if (user.RoleList.Count == 0) throw new WireError("error-user-has-no-roles", "User has no roles", 401);
    }
}

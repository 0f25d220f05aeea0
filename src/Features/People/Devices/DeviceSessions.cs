using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Devices;

internal sealed record DeviceSession(LoginTokenRow Token, UserRow User);

/// <summary>The devices that are signed in: a person's own, or everybody's for administrators (ACC-036, ADM-105 to ADM-108).</summary>
internal sealed class DeviceSessions(IStore store, PermissionRegistry permissions, ITwoFactor factor, Sessions sessions, TokenLifetime lifetime)
{
    public static readonly Permission View = new("view-device-management", "admin");
    public static readonly Permission LogOut = new("logout-device-management", "admin");

    /// <param name="filter">Words in the client's own description or the address; null for all.</param>
    public Task<(List<DeviceSession> Sessions, int Total)> ListOwnAsync(Caller caller, Page page, string? filter, CancellationToken ct) => ListAsync(page, filter, caller.UserId, ct);

    /// <summary>Everybody's; the filter finds people by name, username or address too.</summary>
    /// <exception cref="WireError"><c>error-unauthorized</c>, <c>totp-required</c>.</exception>
    public async Task<(List<DeviceSession> Sessions, int Total)> ListAllAsync(Caller caller, Page page, string? filter, CancellationToken ct)
    {
        await CheckAsync(caller, View, ct);
        return await ListAsync(page, filter, null, ct);
    }

    /// <exception cref="WireError">404 for a session that is somebody else's or has ended.</exception>
    public async Task<DeviceSession> GetOwnAsync(Caller caller, string sessionId, CancellationToken ct) =>
        await FindAsync(sessionId, ct) is { } found && found.User.Id == caller.UserId ? found : throw NotFound();

    /// <exception cref="WireError">404, <c>error-unauthorized</c>, <c>totp-required</c>.</exception>
    public async Task<DeviceSession> GetAsync(Caller caller, string sessionId, CancellationToken ct)
    {
        await CheckAsync(caller, View, ct);
        return await FindAsync(sessionId, ct) ?? throw NotFound();
    }

    public async Task LogOutOwnAsync(Caller caller, string sessionId, CancellationToken ct)
    {
        if (!await sessions.EndAsync(caller.UserId, sessionId, ct)) throw NotFound();
    }

    public async Task LogOutAsync(Caller caller, string sessionId, CancellationToken ct)
    {
        await CheckAsync(caller, LogOut, ct);
        var found = await FindAsync(sessionId, ct) ?? throw NotFound();
        await store.WriteAsync(async unit =>
        {
            await unit.AuditAsync(caller, "user.end-session", "user", found.User.Id, found.User.Username, null, new WireObject { { "sessionId", sessionId } }, ct);
            return await unit.Db.Set<LoginTokenRow>().Where(t => t.UserId == found.User.Id && t.HashedToken == found.Token.HashedToken).ExecuteDeleteAsync(ct);
        }, ct);
        await sessions.ReviewAsync(found.User.Id);
    }

    private static WireError NotFound() => new("error-session-not-found", "Session not found", 404);

    private async Task CheckAsync(Caller caller, Permission permission, CancellationToken ct)
    {
        if (!permissions.Has(caller, permission)) throw WireError.Unauthorized();
        await factor.RequireAsync(caller, FactorDemand.Usual, ct);
    }

    private Task<DeviceSession?> FindAsync(string sessionId, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var found = await Joined(db).Where(s => s.Token.SessionId == sessionId).FirstOrDefaultAsync(ct);
        return found is null || lifetime.IsOver(found.Token) ? null : new DeviceSession(found.Token, found.User);
    }, ct);

    private Task<(List<DeviceSession> Sessions, int Total)> ListAsync(Page page, string? filter, string? userId, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var oldest = lifetime.OldestAlive();
        var query = Joined(db).Where(s => s.Token.At > oldest);
        if (userId is not null) query = query.Where(s => s.User.Id == userId);
        if (filter is { Length: > 0 })
        {
            var words = filter.ToLowerInvariant();
            query = query.Where(s => s.Token.UserAgent!.ToLower().Contains(words) || s.Token.Address == filter || s.Token.SessionId == filter
                || (userId == null && (s.User.UsernameLower!.Contains(words) || s.User.Name!.ToLower().Contains(words))));
        }
        var total = await query.CountAsync(ct);
        var rows = await Sorted(query, page).Skip(page.Offset).Take(page.Count).ToListAsync(ct);
        return (rows.ConvertAll(s => new DeviceSession(s.Token, s.User)), total);
    }, ct);

    private static IQueryable<Pair> Joined(ParleyDb db) => db.Set<LoginTokenRow>().AsNoTracking().Where(t => t.SessionId != null)
        .Join(db.Set<UserRow>().AsNoTracking(), t => t.UserId, u => u.Id, (token, user) => new Pair { Token = token, User = user });

    private static IQueryable<Pair> Sorted(IQueryable<Pair> query, Page page)
    {
        var (field, isDescending) = page.Sort.Count > 0 ? page.Sort[0] : ("loginAt", true);
        var sorted = (field, isDescending) switch
        {
            ("loginAt", false) => query.OrderBy(s => s.Token.At),
            ("loginAt", true) => query.OrderByDescending(s => s.Token.At),
            ("username" or "_user.username", false) => query.OrderBy(s => s.User.UsernameLower),
            ("username" or "_user.username", true) => query.OrderByDescending(s => s.User.UsernameLower),
            ("_user.name", false) => query.OrderBy(s => s.User.Name),
            ("_user.name", true) => query.OrderByDescending(s => s.User.Name),
            ("device.name" or "device.os.name", false) => query.OrderBy(s => s.Token.UserAgent),
            ("device.name" or "device.os.name", true) => query.OrderByDescending(s => s.Token.UserAgent),
            _ => throw new WireError("error-invalid-sort-keys", $"Sessions cannot be sorted by {field}"),
        };
        return sorted.ThenBy(s => s.Token.SessionId);
    }

    private sealed class Pair
    {
        public required LoginTokenRow Token { get; init; }
        public required UserRow User { get; init; }
    }
}

using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.WebDav;

/// <summary>People keep accounts of WebDAV servers, for themselves alone (ACC-038).</summary>
internal sealed class WebDavAccounts(IStore store, WebDavClient client, SecretBox secrets, StreamHub hub, ISettings settings, IRateLimiter limiter) : IEventHandler<UserDeleted>
{
    private const int MostPerPerson = 20;
    private const int LongestText = 1000;
    private const string Purpose = "webdav";

    public Task<List<WebDavAccountRow>> ListAsync(Caller caller, CancellationToken ct) => store.ReadAsync(
        db => db.Set<WebDavAccountRow>().AsNoTracking().Where(a => a.UserId == caller.UserId).OrderBy(a => a.CreatedAt).ToListAsync(ct), ct);

    /// <exception cref="WireError"><c>duplicated-account</c>, and those of <see cref="AddByTokenAsync"/>.</exception>
    public async Task AddAsync(Caller caller, string serverUrl, string username, string password, string? name, CancellationToken ct)
    {
        RequireEnabled("addWebdavAccount");
        if ((await ListAsync(caller, ct)).Exists(a => a.ServerUrl == serverUrl && a.Username == username)) throw new WireError("duplicated-account", "Account not found", details: Details("addWebdavAccount"));
        await KeepAsync(caller, serverUrl, username, name, new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"))), ct);
    }

    /// <summary>With a token of the server's login provider; a second one for the same place replaces the first.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c> while switched off, <c>could-not-access-webdav</c> for what the server refuses, <c>error-too-many-accounts</c>,
    /// <c>error-too-many-requests</c>.</exception>
    public async Task AddByTokenAsync(Caller caller, string serverUrl, string kind, string token, string? name, CancellationToken ct)
    {
        RequireEnabled("addWebdavAccount");
        if (kind.Length is 0 or > 40 || !kind.All(char.IsAsciiLetter) || token.Any(c => c is <= ' ' or > '~')) throw NoAccess("addWebdavAccount");
        await KeepAsync(caller, serverUrl, "", name, new(string.Equals(kind, "bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer" : kind, token), ct);
    }

    /// <returns>Whether the caller had it.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c> while switched off.</exception>
    public async Task<bool> RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        RequireEnabled("removeWebdavAccount");
        var isRemoved = await store.WriteAsync(unit => unit.Db.Set<WebDavAccountRow>().Where(a => a.Id == id && a.UserId == caller.UserId).ExecuteDeleteAsync(ct), ct) > 0;
        if (isRemoved) hub.Emit("notify-user", caller.UserId + "/webdav", [new WireObject { { "type", "removed" }, { "account", new WireObject { { "_id", id } } } }]);
        return isRemoved;
    }

    /// <summary>What opens the caller's own account; nobody opens another's.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c> while switched off, <c>error-invalid-account</c>, <c>could-not-access-webdav</c> when its secret cannot be read any more.</exception>
    public async Task<WebDavPlace> OpenAsync(Caller caller, string id, string method, CancellationToken ct)
    {
        RequireEnabled(method);
        var row = await store.ReadAsync(db => db.Set<WebDavAccountRow>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && a.UserId == caller.UserId, ct), ct)
            ?? throw new WireError("error-invalid-account", "Invalid WebDAV Account", details: Details(method));
        try
        {
            return new(RootOf(row.ServerUrl)!, AuthenticationHeaderValue.Parse(secrets.Open(row.Secret, Purpose)));
        }
        catch (SecretUnreadableException)
        {
            throw NoAccess(method);
        }
    }

    public Task HandleAsync(UserDeleted happened, CancellationToken ct) =>
        store.WriteAsync(unit => unit.Db.Set<WebDavAccountRow>().Where(a => a.UserId == happened.UserId).ExecuteDeleteAsync(ct), ct);

    public static WireError NoAccess(string method) => new("could-not-access-webdav", "Could not access webdav", details: Details(method));

    private async Task KeepAsync(Caller caller, string serverUrl, string username, string? name, AuthenticationHeaderValue authorization, CancellationToken ct)
    {
        if (serverUrl.Length > LongestText || username.Length > LongestText || name?.Length > LongestText || authorization.Parameter!.Length > 4 * LongestText || RootOf(serverUrl) is not { } root) throw NoAccess("addWebdavAccount");
        // Guessing passwords of other servers through this one is slow.
        if (!(await limiter.TakeAsync("webdav account of " + caller.UserId, new(20, 10 * 60_000))).IsAllowed) throw new WireError("error-too-many-requests", "Too many accounts were tried; wait a few minutes");
        try
        {
            await client.CheckAsync(new(root, authorization), ct);
        }
        catch (WebDavException)
        {
            throw NoAccess("addWebdavAccount");
        }
        var row = await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<WebDavAccountRow>().Where(a => a.UserId == caller.UserId);
            if (username.Length == 0) await own.Where(a => a.ServerUrl == serverUrl && a.Username == "" && a.Name == (name ?? "")).ExecuteDeleteAsync(ct);
            if (await own.CountAsync(ct) >= MostPerPerson) throw new WireError("error-too-many-accounts", $"There is room for {MostPerPerson} accounts");
            var row = new WebDavAccountRow
            {
                Id = Id.New(),
                UserId = caller.UserId,
                ServerUrl = serverUrl,
                Username = username,
                Name = name ?? "",
                Secret = secrets.Seal(authorization.ToString(), Purpose),
                CreatedAt = unit.Now,
            };
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        hub.Emit("notify-user", caller.UserId + "/webdav", [new WireObject { { "type", "changed" }, { "account", row.View() } }]);
    }

    private void RequireEnabled(string method)
    {
        if (!settings.Get(WebDavSettings.Enabled)) throw new WireError("error-not-allowed", "WebDAV Integration Not Allowed", details: Details(method));
    }

    private static Uri? RootOf(string serverUrl) =>
        Uri.TryCreate(serverUrl, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/") : null;

    private static WireObject Details(string method) => new() { { "method", method } };
}

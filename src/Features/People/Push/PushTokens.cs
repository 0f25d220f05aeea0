using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.OutboundHttp;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>Where a phone can be told of news. It lives as long as the session that brought it (SEC-043).</summary>
internal sealed class PushTokenRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }

    /// <summary><c>apn</c>, <c>gcm</c> or <c>web</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>Of a browser the address of its push service.</summary>
    public required string Token { get; set; }

    /// <summary>Of a browser its public key and its secret, a space between, both in base64url.</summary>
    public string? Keys { get; set; }

    public required string AppName { get; init; }

    /// <summary>Hash of the session's token; the row goes with it.</summary>
    public required string SessionHash { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    public static void AddTable(ModelBuilder model) => model.Entity<PushTokenRow>(e =>
    {
        e.ToTable("push_tokens");
        e.HasKey(t => t.Id);
        e.HasIndex(t => t.UserId);
        e.HasIndex(t => new { t.Token, t.AppName });
        e.HasOne<LoginTokenRow>().WithMany().HasForeignKey(t => t.SessionHash).OnDelete(DeleteBehavior.Cascade);
    });

    public WireObject View() => new()
    {
        { "_id", Id }, { "token", new WireObject { { Kind, Token } } }, { "appName", AppName }, { "userId", UserId }, { "enabled", true }, { "createdAt", CreatedAt }, { "updatedAt", UpdatedAt },
        { "_updatedAt", UpdatedAt }, { "metadata", new WireObject() },
    };
}

/// <summary>Phones tell where they can be reached, and that they no longer want to.</summary>
internal sealed class PushTokens(IStore store, PushDevices devices, ISettings settings)
{
    private const int MostPerPerson = 50;
    private const int LongestToken = 4096;
    private const int LongestName = 200;

    /// <param name="id">What the app calls itself on this device; null for a new one.</param>
    /// <exception cref="WireError"><c>error-id-param-not-valid</c>, <c>error-type-param-not-valid</c>, <c>error-token-param-not-valid</c>, <c>error-appName-param-not-valid</c>,
    /// <c>error-not-allowed</c> for callers without a session.</exception>
    public async Task<PushTokenRow> AddAsync(Caller caller, string? id, string? kind, string? token, string? appName, CancellationToken ct)
    {
        if (id is not null && !Id.IsAcceptable(id)) throw Invalid("id");
        if (kind is not ("apn" or "gcm")) throw Invalid("type");
        if (token is not { Length: > 0 and <= LongestToken }) throw Invalid("token", "value");
        if (appName is not { Length: > 0 and <= LongestName }) throw Invalid("appName");
        return await KeepAsync(caller, id, kind, token, null, appName, ct);
    }

    /// <summary>A browser wants to be told (MOB-031).</summary>
    /// <param name="endpoint">Chosen by whoever calls: it is asked under the same rules as any address of theirs.</param>
    /// <exception cref="WireError"><c>error-endpoint-param-not-valid</c>, <c>error-keys-param-not-valid</c>, <c>error-not-allowed</c> for callers without a session.</exception>
    public Task<PushTokenRow> AddBrowserAsync(Caller caller, string? endpoint, string? publicKey, string? secret, CancellationToken ct)
    {
        if (endpoint is not { Length: > 0 and <= LongestToken } || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !IsSafe(address)) throw Invalid("endpoint");
        if (!WebPushSender.AreKeys(publicKey, secret)) throw Invalid("keys");
        return KeepAsync(caller, null, "web", endpoint, $"{publicKey} {secret}", "web", ct);
    }

    private bool IsSafe(Uri address) => address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && OutboundSettings.HostsIn(settings.Get(OutboundSettings.TrustedHosts)).Contains(address.Host)));

    private async Task<PushTokenRow> KeepAsync(Caller caller, string? id, string kind, string token, string? keys, string appName, CancellationToken ct)
    {
        var kept = await store.WriteAsync(async unit =>
        {
            if (!await unit.Db.Set<LoginTokenRow>().AnyAsync(t => t.HashedToken == caller.TokenHash && t.UserId == caller.UserId, ct)) throw WireError.NotAllowed("push.token");
            var all = unit.Db.Set<PushTokenRow>();
            // A device belongs to whoever signed in on it last.
            await all.Where(t => t.Token == token && t.AppName == appName && t.UserId != caller.UserId).ExecuteDeleteAsync(ct);
            var own = await all.Where(t => t.UserId == caller.UserId).OrderByDescending(t => t.UpdatedAt).ToListAsync(ct);
            var row = own.Find(t => t.Id == id) ?? own.Find(t => t.Token == token && t.AppName == appName);
            all.RemoveRange(own.Where(t => t != row && t.Token == token && t.AppName == appName).Union(own.Where(t => t != row).Skip(MostPerPerson - 1)));
            if (row is null)
            {
                // An id that is somebody else's is not taken from them.
                var isFree = id is not null && !await all.AnyAsync(t => t.Id == id, ct);
                row = new PushTokenRow { Id = isFree ? id! : Id.New(), UserId = caller.UserId, Kind = kind, Token = token, AppName = appName, SessionHash = caller.TokenHash, CreatedAt = unit.Now, UpdatedAt = unit.Now };
                unit.Db.Add(row);
            }
            (row.Kind, row.Token, row.Keys, row.SessionHash, row.UpdatedAt) = (kind, token, keys, caller.TokenHash, unit.Now);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        devices.NoteAdded();
        return kept;
    }

    /// <returns>False when the caller has no such token.</returns>
    /// <exception cref="WireError"><c>error-token-param-not-valid</c>.</exception>
    public async Task<bool> RemoveAsync(Caller caller, string? token, CancellationToken ct)
    {
        if (token is not { Length: > 0 and <= LongestToken }) throw Invalid("token");
        return await store.WriteAsync(unit => unit.Db.Set<PushTokenRow>().Where(t => t.UserId == caller.UserId && t.Token == token).ExecuteDeleteAsync(ct), ct) > 0;
    }

    public Task<bool> HasAsync(Caller caller, string id, CancellationToken ct) => store.ReadAsync(db => db.Set<PushTokenRow>().AnyAsync(t => t.Id == id && t.UserId == caller.UserId, ct), ct);

    private static WireError Invalid(string code, string? name = null) => new($"error-{code}-param-not-valid", $"The required \"{name ?? code}\" body param is missing or invalid.");
}

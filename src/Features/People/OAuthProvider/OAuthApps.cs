using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Secrets;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.OAuthProvider;

/// <summary>Administrators register programs that sign people in with this workspace (ADM-118, ADM-119).</summary>
internal sealed class OAuthApps(IStore store, SecretBox secrets, PermissionRegistry permissions)
{
    public static readonly Permission Manage = new("manage-oauth-apps", "admin");

    private const int MostApps = 500;
    private const int LongestName = 100;
    private const int MostAddresses = 20;
    private const int LongestAddress = 500;
    private static readonly string[] _refusedSchemes = ["javascript", "data", "vbscript", "file", "blob"];

    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    public async Task<List<OAuthAppRow>> ListAsync(Caller caller, CancellationToken ct)
    {
        if (!MayManage(caller)) throw WireError.Plain("error-not-allowed");
        return (await store.ReadAsync(db => db.Set<OAuthAppRow>().AsNoTracking().OrderBy(a => a.Name).ThenBy(a => a.Id).ToListAsync(ct), ct)).ConvertAll(Opened);
    }

    public bool MayManage(Caller caller) => permissions.Has(caller, Manage);

    /// <returns>Null when there is none.</returns>
    public async Task<OAuthAppRow?> FindAsync(string? id, string? clientId, CancellationToken ct) =>
        await store.ReadAsync(db => db.Set<OAuthAppRow>().AsNoTracking().FirstOrDefaultAsync(a => id != null ? a.Id == id : a.ClientId == clientId, ct), ct) is { } row ? Opened(row) : null;

    /// <summary>Seals what was stored in the clear, or under a former key.</summary>
    public async Task SealAsync(CancellationToken ct)
    {
        var all = await store.ReadAsync(db => db.Set<OAuthAppRow>().AsNoTracking().Select(a => new { a.Id, a.ClientSecret }).ToListAsync(ct), ct);
        foreach (var app in all.Where(a => !secrets.IsCurrent(a.ClientSecret)))
        {
            if (secrets.TryOpen(app.ClientSecret, PlaceOf(app.Id)) is not { } plain) continue;
            var stored = secrets.SealForAll(plain, PlaceOf(app.Id));
            await store.WriteAsync(unit => unit.Db.Set<OAuthAppRow>().Where(a => a.Id == app.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.ClientSecret, stored), ct), ct);
        }
    }

    private static string PlaceOf(string id) => "oauth-app " + id;

    /// <summary>With the secret in the clear; one whose key is gone has a secret that nobody knows.</summary>
    private OAuthAppRow Opened(OAuthAppRow row)
    {
        row.ClientSecret = secrets.TryOpen(row.ClientSecret, PlaceOf(row.Id)) ?? Id.NewSecret();
        return row;
    }

    /// <returns>Null for an app that is unknown or switched off.</returns>
    public async Task<OAuthAppRow?> FindActiveAsync(string? clientId, CancellationToken ct) =>
        clientId is { Length: > 0 and <= 64 } && await FindAsync(null, clientId, ct) is { IsActive: true } app ? app : null;

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-name</c>, <c>error-invalid-redirectUri</c>.</exception>
    public async Task<OAuthAppRow> CreateAsync(Caller caller, string? name, string? redirectUri, bool isActive, CancellationToken ct)
    {
        var addresses = Check(caller, "addOAuthApp", name, redirectUri);
        var id = Id.New();
        return Opened(await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<OAuthAppRow>().CountAsync(ct) >= MostApps) throw new WireError("error-too-many-apps", "Remove an application before you add another");
            var row = new OAuthAppRow
            {
                Id = id,
                Name = name!.Trim(),
                IsActive = isActive,
                ClientId = Id.New(),
                ClientSecret = secrets.SealForAll(Id.NewSecret(), PlaceOf(id)),
                RedirectUri = addresses,
                CreatedById = caller.UserId,
                CreatedByName = caller.Username,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
            };
            unit.Db.Add(row);
            await unit.AuditAsync(caller, "oauth-app.create", "oauth-app", row.Id, row.Name, null, State(row), ct);
            return row;
        }, ct));
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-name</c>, <c>error-invalid-redirectUri</c>, <c>error-application-not-found</c>.</exception>
    public async Task<OAuthAppRow> UpdateAsync(Caller caller, string id, string? name, string? redirectUri, bool isActive, CancellationToken ct)
    {
        var addresses = Check(caller, "updateOAuthApp", name, redirectUri);
        return Opened(await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<OAuthAppRow>().FirstOrDefaultAsync(a => a.Id == id, ct) ?? throw NotFound("updateOAuthApp");
            var before = State(row);
            row.Name = name!.Trim();
            row.RedirectUri = addresses;
            row.IsActive = isActive;
            row.UpdatedAt = unit.Now;
            await unit.AuditAsync(caller, "oauth-app.update", "oauth-app", row.Id, row.Name, before, State(row), ct);
            return row;
        }, ct));
    }

    /// <summary>What it was given is void at once.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-application-not-found</c>.</exception>
    public async Task DeleteAsync(Caller caller, string id, CancellationToken ct)
    {
        CheckMayManage(caller, "deleteOAuthApp");
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<OAuthAppRow>().FirstOrDefaultAsync(a => a.Id == id, ct) ?? throw NotFound("deleteOAuthApp");
            unit.Db.Remove(row);
            await unit.Db.Set<OAuthTokenRow>().Where(t => t.ClientId == row.ClientId).ExecuteDeleteAsync(ct);
            await unit.AuditAsync(caller, "oauth-app.delete", "oauth-app", row.Id, row.Name, State(row), null, ct);
            return true;
        }, ct);
    }

    /// <summary>The entry for Zapier that fresh workspaces have. It is switched off, and its secret is the workspace's own.</summary>
    public static OAuthAppRow Zapier(DateTimeOffset now) => new()
    {
        Id = "zapier",
        Name = "Zapier",
        ClientId = "zapier",
        ClientSecret = Id.NewSecret(),
        RedirectUri = "https://zapier.com/dashboard/auth/oauth/return/RocketChatDevAPI/",
        CreatedById = "system",
        CreatedByName = "system",
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static WireObject State(OAuthAppRow row) => new() { { "name", row.Name }, { "active", row.IsActive }, { "redirectUri", row.RedirectUri }, { "clientId", row.ClientId } };

    private static WireError NotFound(string method) => new("error-application-not-found", "Application not found", details: new WireObject { { "method", method } });

    private void CheckMayManage(Caller caller, string method)
    {
        if (!MayManage(caller)) throw WireError.NotAllowed(method);
    }

    /// <returns>The addresses with commas between.</returns>
    private string Check(Caller caller, string method, string? name, string? redirectUri)
    {
        CheckMayManage(caller, method);
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)) throw new WireError("error-invalid-name", "Invalid name", details: new WireObject { { "method", method } });
        var addresses = (redirectUri ?? "").Split(',', '\n').Select(a => a.Trim()).Where(a => a.Length > 0).Distinct().ToList();
        if (addresses.Count is 0 or > MostAddresses || !addresses.TrueForAll(IsAddress)) throw new WireError("error-invalid-redirectUri", "Invalid redirectUri", details: new WireObject { { "method", method } });
        return string.Join(',', addresses);
    }

    private static bool IsAddress(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IsWellFormedOriginalString() && uri.Fragment.Length == 0 && !_refusedSchemes.Contains(uri.Scheme);
}

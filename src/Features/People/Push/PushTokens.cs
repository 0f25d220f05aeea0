using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Push;

/// <summary>Where a phone can be told of news. It lives as long as the session that brought it (SEC-043).</summary>
internal sealed class PushTokenRow
{
    public required string Id { get; init; }
    public required string UserId { get; init; }

    /// <summary><c>apn</c> or <c>gcm</c>.</summary>
    public required string Kind { get; set; }

    public required string Token { get; set; }
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
internal sealed class PushTokens(IStore store)
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
        return await store.WriteAsync(async unit =>
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
            (row.Kind, row.Token, row.SessionHash, row.UpdatedAt) = (kind, token, caller.TokenHash, unit.Now);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
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

/// <summary><c>push.token</c>.</summary>
internal sealed class PushRest(PushTokens tokens) : IRestDoor
{
    public void Map(RestRoutes routes)
    {
        routes.Post("push.token", AddAsync).Takes("id", "type!", "value!", "appName!");
        routes.Delete("push.token", async call => await tokens.RemoveAsync(call.Caller, call.Text("token"), call.Aborted) ? RestResult.Ok() : RestResult.NotFound()).Takes("token!");
    }

    private async Task<RestResult> AddAsync(RestCall call)
    {
        if (call.Body.Has("id") && call.Body.Text("id") is null) throw new WireError("error-id-param-not-valid", "The required \"id\" body param is invalid.");
        var row = await tokens.AddAsync(call.Caller, call.Body.Text("id"), call.Body.Text("type"), call.Body.Text("value"), call.Body.Text("appName"), call.Aborted);
        return RestResult.Ok(new WireObject { { "result", row.View() } });
    }
}

/// <summary><c>raix:push-update</c>, <c>raix:push-setuser</c>: what older phones call.</summary>
internal sealed class PushDdp(PushTokens tokens) : IDdpDoor
{
    public void Map(DdpMethods methods)
    {
        methods.Add("raix:push-update", UpdateAsync);
        methods.Add("raix:push-setuser", async call => await tokens.HasAsync(call.Caller, call.RequiredText(0), call.Aborted));
    }

    private async Task<object?> UpdateAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        if (given.Text("userId") is { } userId && userId != call.Caller.UserId) throw new WireError("403", "Forbidden access");
        if (given.Get("token") is not { ValueKind: System.Text.Json.JsonValueKind.Object } token) throw WireError.Match("Expected object in token");
        var kind = token.Has("apn") ? "apn" : "gcm";
        return (await tokens.AddAsync(call.Caller, given.Text("id"), kind, token.Text(kind), given.Text("appName"), call.Aborted)).View();
    }
}

internal static class PushPart
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<PushTokens>();
        services.AddSingleton<IRestDoor, PushRest>();
        services.AddSingleton<IDdpDoor, PushDdp>();
    }
}

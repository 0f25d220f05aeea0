using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.Banners;

/// <summary>A notice across the top of the clients, until each person has put it away.</summary>
internal sealed class BannerRow
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }

    /// <summary><c>web</c>, <c>mobile</c>, with commas between.</summary>
    public required string Platforms { get; init; }

    /// <summary>Role ids, each between bars; empty for everybody.</summary>
    public required string Roles { get; init; }

    public required DateTimeOffset StartAt { get; init; }
    public required DateTimeOffset ExpireAt { get; init; }
    public bool IsActive { get; set; }
    public required string CreatedById { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public string[] PlatformList => Platforms.Split(',');

    public string[] RoleList => Roles.Split('|', StringSplitOptions.RemoveEmptyEntries);

    public WireObject View() => new()
    {
        { "_id", Id }, { "platform", PlatformList }, { "roles", RoleList.Length == 0 ? null : RoleList }, { "startAt", StartAt }, { "expireAt", ExpireAt }, { "active", IsActive },
        { "createdBy", new WireObject { { "_id", CreatedById }, { "username", CreatedByName } } }, { "createdAt", CreatedAt }, { "_updatedAt", UpdatedAt },
        {
            "view", new WireObject
            {
                { "viewId", Id }, { "appId", "banner-core" }, { "title", Plain(Title) },
                { "blocks", new[] { new WireObject { { "type", "section" }, { "blockId", "text" }, { "text", Plain(Text) } } } },
            }
        },
    };

    private static WireObject Plain(string text) => new() { { "type", "plain_text" }, { "text", text }, { "emoji", false } };
}

internal sealed class BannerDismissalRow
{
    public required string BannerId { get; init; }
    public required string UserId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Administrators put notices up; people read them and put them away.</summary>
internal sealed class Banners(IStore store, PermissionRegistry permissions, StreamHub hub, TimeProvider clock)
{
    public static readonly Permission Manage = new("manage-banners", "admin");

    private const int MostActive = 50;
    private const int LongestTitle = 120;
    private const int LongestText = 1000;
    private static readonly string[] _platforms = ["web", "mobile"];

    /// <param name="Platforms">Null for all.</param>
    /// <param name="Roles">Null for everybody.</param>
    public sealed record Draft(string Title, string Text, IReadOnlyList<string>? Platforms, IReadOnlyList<string>? Roles, DateTimeOffset? StartAt, DateTimeOffset ExpireAt);

    public static bool IsPlatform(string? name) => _platforms.Contains(name);

    /// <summary>What the caller has to see now.</summary>
    /// <param name="id">Only this one; null for all.</param>
    public Task<List<BannerRow>> ListAsync(Caller caller, string platform, string? id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return store.ReadAsync(async db =>
        {
            var rows = await db.Set<BannerRow>().AsNoTracking().Where(b => b.IsActive && b.StartAt <= now && b.ExpireAt > now && (id == null || b.Id == id))
                .Where(b => !db.Set<BannerDismissalRow>().Any(d => d.BannerId == b.Id && d.UserId == caller.UserId)).OrderBy(b => b.StartAt).ThenBy(b => b.Id).ToListAsync(ct);
            return rows.FindAll(b => IsFor(b, caller) && b.PlatformList.Contains(platform));
        }, ct);
    }

    /// <exception cref="WireError"><c>error-banner-not-found</c>, also for one that is for others.</exception>
    public async Task DismissAsync(Caller caller, string id, CancellationToken ct) => await store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<BannerRow>().AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, ct) is not { } banner || !IsFor(banner, caller)) throw NotFound();
        if (await unit.Db.Set<BannerDismissalRow>().AnyAsync(d => d.BannerId == id && d.UserId == caller.UserId, ct)) return false;
        unit.Db.Add(new BannerDismissalRow { BannerId = id, UserId = caller.UserId, At = unit.Now });
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>invalid-params</c>, <c>error-too-many-banners</c>.</exception>
    public async Task<BannerRow> CreateAsync(Caller caller, Draft draft, CancellationToken ct)
    {
        Check(caller);
        if (draft.Title.Trim().Length is 0 or > LongestTitle) throw WireError.InvalidParams($"title must have 1 to {LongestTitle} characters");
        if (draft.Text.Trim().Length is 0 or > LongestText) throw WireError.InvalidParams($"text must have 1 to {LongestText} characters");
        if (draft.Platforms is { } platforms && (platforms.Count == 0 || !platforms.All(IsPlatform))) throw WireError.InvalidParams("platform must be web or mobile");
        if (draft.Roles is { } roles && (roles.Count > 100 || !roles.All(Id.IsAcceptable))) throw WireError.InvalidParams("roles must be ids of roles");
        if (draft.ExpireAt <= (draft.StartAt ?? clock.GetUtcNow())) throw WireError.InvalidParams("expireAt must be later than startAt");
        var row = await store.WriteAsync(async unit =>
        {
            if (await unit.Db.Set<BannerRow>().CountAsync(b => b.IsActive && b.ExpireAt > unit.Now, ct) >= MostActive) throw new WireError("error-too-many-banners", "Take one down before you put up another");
            var banner = new BannerRow
            {
                Id = Id.New(),
                Title = draft.Title.Trim(),
                Text = draft.Text.Trim(),
                Platforms = string.Join(',', draft.Platforms ?? _platforms),
                Roles = string.Concat((draft.Roles ?? []).Distinct().Select(r => $"|{r}|")),
                StartAt = draft.StartAt ?? unit.Now,
                ExpireAt = draft.ExpireAt,
                IsActive = true,
                CreatedById = caller.UserId,
                CreatedByName = caller.Username,
                CreatedAt = unit.Now,
                UpdatedAt = unit.Now,
            };
            unit.Db.Add(banner);
            await unit.AuditAsync(caller, "banner.create", "banner", banner.Id, banner.Title, null, new WireObject { { "title", banner.Title }, { "text", banner.Text }, { "roles", banner.RoleList } }, ct);
            return banner;
        }, ct);
        Tell(row.Id);
        return row;
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-banner-not-found</c>.</exception>
    public async Task DisableAsync(Caller caller, string id, CancellationToken ct)
    {
        Check(caller);
        await store.WriteAsync(async unit =>
        {
            var banner = await unit.Db.Set<BannerRow>().FirstOrDefaultAsync(b => b.Id == id && b.IsActive, ct) ?? throw NotFound();
            (banner.IsActive, banner.UpdatedAt) = (false, unit.Now);
            await unit.AuditAsync(caller, "banner.disable", "banner", banner.Id, banner.Title, new WireObject { { "active", true } }, new WireObject { { "active", false } }, ct);
            return true;
        }, ct);
        Tell(id);
    }

    private static bool IsFor(BannerRow banner, Caller caller) => banner.RoleList.Length == 0 || banner.RoleList.Intersect(caller.Roles).Any();

    private static WireError NotFound() => new("error-banner-not-found", "Banner not found");

    private void Check(Caller caller)
    {
        if (!permissions.Has(caller, Manage)) throw WireError.NotAllowed("banners.create");
    }

    /// <summary>The id alone: what it says is read by those whom it is for.</summary>
    private void Tell(string id) => hub.Emit("notify-logged", "banner-changed", [new WireObject { { "bannerId", id } }]);
}

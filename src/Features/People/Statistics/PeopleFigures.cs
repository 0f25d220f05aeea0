using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Statistics;

/// <summary>How many accounts there are, of which kind and state (ADM-006).</summary>
internal sealed class PeopleFigures(IStore store) : IStatisticsSource, IUserCounts
{
    public Task<int> CountActiveAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().CountAsync(u => u.Type == "user" && u.IsActive, ct), ct);

    public Task<int> CountPresentAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().CountAsync(u => u.Type == "user" && u.IsActive && u.Status != "offline", ct), ct);

    public async Task<IReadOnlyDictionary<int, long>> CountNewByDayAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        var times = await store.ReadAsync(db => db.Set<UserRow>().Where(u => u.Type == "user" && u.CreatedAt >= from && u.CreatedAt < until).Select(u => u.CreatedAt).ToListAsync(ct), ct);
        return times.GroupBy(at => (int)(at.ToUnixTimeSeconds() / 86_400)).ToDictionary(day => day.Key, day => (long)day.Count());
    }

    public async Task AddAsync(WireObject report, CancellationToken ct)
    {
        var groups = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking()
            .GroupBy(u => new { u.Type, u.IsActive, u.Status, u.Language, IsGuest = u.Roles == "|guest|" })
            .Select(g => new { g.Key.Type, g.Key.IsActive, g.Key.Status, g.Key.Language, g.Key.IsGuest, Count = g.Count() }).ToListAsync(ct), ct);
        int Count(Func<string, bool, string, bool, bool> counts) => groups.Where(g => counts(g.Type, g.IsActive, g.Status, g.IsGuest)).Sum(g => g.Count);
        int InStatus(string status) => Count((type, isActive, now, _) => type == "user" && isActive && now == status);
        report.Add("totalUsers", Count((_, _, _, _) => true));
        report.Add("activeUsers", Count((type, isActive, _, _) => type == "user" && isActive));
        report.Add("activeGuests", Count((type, isActive, _, isGuest) => type == "user" && isActive && isGuest));
        report.Add("nonActiveUsers", Count((_, isActive, _, _) => !isActive));
        report.Add("appUsers", Count((type, _, _, _) => type != "user"));
        report.Add("onlineUsers", InStatus("online"));
        report.Add("awayUsers", InStatus("away"));
        report.Add("busyUsers", InStatus("busy"));
        report.Add("totalConnectedUsers", InStatus("online") + InStatus("away") + InStatus("busy"));
        report.Add("offlineUsers", Count((type, isActive, _, _) => type == "user" && isActive) - InStatus("online") - InStatus("away") - InStatus("busy"));
        var languages = new WireObject();
        foreach (var language in groups.GroupBy(g => g.Language ?? "none").OrderBy(g => g.Key, StringComparer.Ordinal)) languages.Add(language.Key, language.Sum(g => g.Count));
        report.Add("userLanguages", languages);
        report.Add("lastLogin", await store.ReadAsync(db => db.Set<UserRow>().MaxAsync(u => u.LastLoginAt, ct), ct));
    }
}

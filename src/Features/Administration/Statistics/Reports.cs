using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.Statistics;

/// <summary>Makes, keeps and shows reports on the workspace (ADM-004 to ADM-010).</summary>
internal sealed class Reports(IStore store, IEnumerable<IStatisticsSource> sources, PermissionRegistry permissions)
{
    private const int MostKept = 1000;
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="isFresh">Counts now instead of showing the latest report.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    public async Task<WireObject> LatestAsync(Caller caller, bool isFresh, CancellationToken ct)
    {
        Check(caller);
        if (!isFresh && await store.ReadAsync(db => db.Set<ReportRow>().AsNoTracking().OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(ct), ct) is { } row) return View(row);
        return await MakeAsync(ct);
    }

    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    public async Task<(List<WireObject> Page, int Total)> ListAsync(Caller caller, int offset, int count, bool isOldestFirst, CancellationToken ct)
    {
        Check(caller);
        return await store.ReadAsync(async db =>
        {
            var all = db.Set<ReportRow>().AsNoTracking();
            var ordered = isOldestFirst ? all.OrderBy(r => r.CreatedAt) : all.OrderByDescending(r => r.CreatedAt);
            var rows = await ordered.Skip(offset).Take(count).ToListAsync(ct);
            return (rows.ConvertAll(View), await all.CountAsync(ct));
        }, ct);
    }

    /// <summary>Counts everything and keeps the result. One at a time: counting is dear.</summary>
    public async Task<WireObject> MakeAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var figures = new WireObject();
            foreach (var source in sources) await source.AddAsync(figures, ct);
            var row = await store.WriteAsync(async unit =>
            {
                var report = new ReportRow { Id = Id.New(), CreatedAt = unit.Now, Figures = WireJson.ToText(figures) };
                unit.Db.Add(report);
                await unit.Db.SaveChangesAsync(ct);
                var oldest = await unit.Db.Set<ReportRow>().OrderByDescending(r => r.CreatedAt).Skip(MostKept).Select(r => (DateTimeOffset?)r.CreatedAt).FirstOrDefaultAsync(ct);
                if (oldest is not null) await unit.Db.Set<ReportRow>().Where(r => r.CreatedAt <= oldest).ExecuteDeleteAsync(ct);
                return report;
            }, ct);
            return View(row);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>When the latest was made; null for never.</summary>
    public Task<DateTimeOffset?> LastTimeAsync(CancellationToken ct) =>
        store.ReadAsync(db => db.Set<ReportRow>().OrderByDescending(r => r.CreatedAt).Select(r => (DateTimeOffset?)r.CreatedAt).FirstOrDefaultAsync(ct), ct);

    private static WireObject View(ReportRow row)
    {
        var view = new WireObject { { "_id", row.Id } };
        if (WireRead.TryParse(row.Figures, out var figures))
        {
            foreach (var figure in figures.Value.EnumerateObject()) view.Add(figure.Name, figure.Value);
        }
        view.Add("createdAt", row.CreatedAt);
        view.Add("_updatedAt", row.CreatedAt);
        return view;
    }

    private void Check(Caller caller)
    {
        if (!permissions.Has(caller, AdministrationPermissions.ViewStatistics)) throw WireError.Plain("error-not-allowed");
    }
}

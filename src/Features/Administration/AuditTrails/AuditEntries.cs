using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Audit;
using Parley.Platform.Jobs;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.AuditTrails;

/// <summary>Shows who did what to the workspace, newest first (SEC-090).</summary>
internal sealed class AuditEntries(IStore store, PermissionRegistry permissions)
{
    public static readonly Permission View = new("view-audit-trail", "admin");

    /// <summary>Days; 0 keeps everything.</summary>
    public static readonly Setting<long> KeptDays = SettingOf.Int("Audit_Trail_Retention_Days", "Logs", 365);

    /// <summary>Null members filter nothing.</summary>
    /// <param name="Actor">Id or username.</param>
    /// <param name="Action">Whole, or the beginning up to a point: <c>user</c> finds <c>user.update</c>.</param>
    public sealed record Filter(string? Actor, string? Action, string? ObjectType, string? ObjectId, DateTimeOffset? From, DateTimeOffset? To);

    /// <exception cref="WireError"><c>error-unauthorized</c>.</exception>
    public async Task<(List<AuditRow> Entries, int Total)> ListAsync(Caller caller, Filter filter, int offset, int count, CancellationToken ct)
    {
        if (!permissions.Has(caller, View)) throw WireError.Unauthorized();
        return await store.ReadAsync(async db =>
        {
            var query = db.Set<AuditRow>().AsNoTracking();
            if (filter.Actor is { } actor) query = query.Where(e => e.ActorId == actor || e.ActorName == actor);
            if (filter.Action is { } action) query = query.Where(e => e.Action == action || e.Action.StartsWith(action + "."));
            if (filter.ObjectType is { } type) query = query.Where(e => e.ObjectType == type);
            if (filter.ObjectId is { } id) query = query.Where(e => e.ObjectId == id);
            if (filter.From is { } from) query = query.Where(e => e.At >= from);
            if (filter.To is { } to) query = query.Where(e => e.At <= to);
            return (await query.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(offset).Take(count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
    }
}

/// <summary><c>audit-trail.list</c>, Parley's own.</summary>
internal sealed class AuditTrailRest(AuditEntries entries) : IRestDoor
{
    private const int MostAtOnce = 500;

    public void Map(RestRoutes routes) => routes.Get("audit-trail.list", ListAsync).Needs(AuditEntries.View).Takes("actor", "action", "objectType", "objectId", "from", "to");

    private static WireObject Show(AuditRow row) => new()
    {
        { "_id", row.Id }, { "ts", row.At }, { "actor", new WireObject { { "_id", row.ActorId }, { "username", row.ActorName } } }, { "ip", row.Address }, { "action", row.Action },
        { "object", new WireObject { { "type", row.ObjectType }, { "_id", row.ObjectId }, { "name", row.ObjectName } } },
        { "before", row.Before is null ? null : RawJson.From(row.Before) }, { "after", row.After is null ? null : RawJson.From(row.After) },
    };

    private async Task<RestResult> ListAsync(RestCall call)
    {
        var page = call.Page();
        var filter = new AuditEntries.Filter(Given("actor"), Given("action"), Given("objectType"), Given("objectId"), call.QueryDate("from"), call.QueryDate("to"));
        var (shown, total) = await entries.ListAsync(call.Caller, filter, page.Offset, Math.Min(page.Count, MostAtOnce), call.Aborted);
        return RestResult.Ok(new WireObject { { "entries", shown.ConvertAll(Show) }, { "count", shown.Count }, { "offset", page.Offset }, { "total", total } });

        string? Given(string name) => call.Query(name) is { Length: > 0 and <= 200 } text ? text : null;
    }
}

/// <summary>Removes entries that are older than the workspace keeps them. One node does: whoever holds the lease.</summary>
internal sealed partial class AuditRetention(IStore store, JobLeases leases, ISettings settings, TimeProvider clock, ILogger<AuditRetention> log) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (settings.Get(AuditEntries.KeptDays) is > 0 and var days && await leases.TryTakeAsync("audit-trail", _pause, stoppingToken))
                    await store.WriteAsync(unit =>
                    {
                        var oldest = unit.Now.AddDays(-Math.Min(days, 36_500));
                        return unit.Db.Set<AuditRow>().Where(e => e.At < oldest).ExecuteDeleteAsync(stoppingToken);
                    }, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the next round tries again
            {
                LogFailure(log, failure);
            }
            await Task.Delay(_pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Old entries of the audit trail could not be removed; it is tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

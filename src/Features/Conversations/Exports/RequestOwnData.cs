using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

internal static class OwnDataSettings
{
    public static readonly Setting<bool> Enabled = SettingOf.Bool("UserData_EnableDownload", "UserDataDownload", true, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled];
}

/// <summary>A person asks for a copy of their own data (ACC-066). The work is done behind by <see cref="ExportWorker"/>.</summary>
internal sealed class RequestOwnData(IStore store, ISettings settings, ExportBell bell)
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <param name="IsNew">False when one of the same kind was asked for within a day.</param>
    /// <param name="Ahead">How many others are worked on first.</param>
    public sealed record Result(ExportRow Export, bool IsNew, int Ahead);

    /// <param name="isFull">JSON for programs; else HTML for people.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c> where it is switched off.</exception>
    public async Task<Result> ExecuteAsync(Caller caller, bool isFull, CancellationToken ct)
    {
        if (!settings.Get(OwnDataSettings.Enabled)) throw WireError.NotAllowed("requestDataDownload");
        var format = isFull ? "json" : "html";
        var result = await store.WriteAsync(async unit =>
        {
            var since = unit.Now - _day;
            var all = unit.Db.Set<ExportRow>();
            var present = await all.AsNoTracking().Where(e => e.UserId == caller.UserId && e.RoomId == ExportRow.OwnData && e.Format == format && e.State != ExportRow.Failed && e.AskedAt > since)
                .OrderByDescending(e => e.AskedAt).FirstOrDefaultAsync(ct);
            var export = present ?? new ExportRow
            {
                Id = Id.New(),
                UserId = caller.UserId,
                RoomId = ExportRow.OwnData,
                Format = format,
                From = DateTimeOffset.UnixEpoch,
                Until = unit.Now,
                AskedAt = unit.Now,
            };
            if (present is null) unit.Db.Add(export);
            await unit.Db.SaveChangesAsync(ct);
            if (present is null) await unit.AuditAsync(caller, "export.own-data", "user", caller.UserId, caller.Username, null, new WireObject { { "format", format } }, ct);
            var ahead = export.State == ExportRow.Waiting ? await all.CountAsync(e => e.State == ExportRow.Waiting && e.AskedAt < export.AskedAt, ct) : 0;
            return new Result(export, present is null, ahead);
        }, ct);
        if (result.IsNew) bell.Ring();
        return result;
    }
}

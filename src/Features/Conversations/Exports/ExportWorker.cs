using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Blobs;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.Exports;

/// <summary>
/// Makes the files that people asked for. What a stopped node had begun is taken up again by any node when its claim has run out. Files are
/// kept for a week.
/// </summary>
internal sealed partial class ExportWorker(
    IStore store, ExportWriter writer, OwnDataWriter ownData, TellExport tell, ExportBell bell, RoomStore rooms, RoomAccess access, ICallers callers,
    IBlobStore blobs, TimeProvider clock, ILogger<ExportWorker> log, ISettings settings) : BackgroundService
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan _claim = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _kept = TimeSpan.FromDays(7);

    public static string KeyOf(string id) => "exports/" + id;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (!settings.Get(ExportSettings.IsHalted) && await ClaimAsync(stoppingToken) is { } export) await MakeAsync(export, stoppingToken);
                await SweepAsync(stoppingToken);
                await bell.WaitAsync(_longestWait, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) // the store may be away for a moment: the next turn tries again
            {
                LogFailure(log, failure);
                await Task.Delay(_longestWait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<ExportRow?> ClaimAsync(CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var next = await unit.Db.Set<ExportRow>().AsNoTracking().Where(e => e.State == ExportRow.Waiting && e.ClaimedUntil < unit.Now).OrderBy(e => e.AskedAt).FirstOrDefaultAsync(ct);
        if (next is null) return null;
        var claimed = await unit.Db.Set<ExportRow>().Where(e => e.Id == next.Id && e.State == ExportRow.Waiting && e.Attempts == next.Attempts)
            .ExecuteUpdateAsync(s => s.SetProperty(e => e.ClaimedUntil, unit.Now + _claim).SetProperty(e => e.Attempts, next.Attempts + 1), ct);
        return claimed == 1 ? next : null;
    }, ct);

    private async Task MakeAsync(ExportRow export, CancellationToken ct)
    {
        try
        {
            // Rights may have gone since the asking.
            var caller = await callers.FindByIdAsync(export.UserId, ct);
            if (caller is not null && export.RoomId == ExportRow.OwnData && export.Attempts < MostAttempts)
            {
                await EndAsync(export.Id, ExportRow.Done, $"my-data-{export.Format}.zip", await StoreAsync(export, file => ownData.WriteAsync(export, file, ct), ct), ct);
                await tell.OwnDataAsync(export, ct);
                return;
            }
            if (caller is null || export.Attempts >= MostAttempts || await rooms.FindAsync(export.RoomId, ct) is not { } room || !await access.CanReadAsync(caller, room, ct))
            {
                await EndAsync(export.Id, ExportRow.Failed, "", 0, ct);
                return;
            }
            var name = $"{room.Name ?? room.Id}-{export.Format}.zip";
            var size = await StoreAsync(export, file => writer.WriteAsync(export, room, file, ct), ct);
            await EndAsync(export.Id, ExportRow.Done, name, size, ct);
            await tell.RoomAsync(export, room, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested) // tried again when the claim has run out, a few times
        {
            LogExportFailure(log, export.Id, failure);
        }
    }

    private async Task<long> StoreAsync(ExportRow export, Func<Stream, Task> write, CancellationToken ct)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), "parley-export-" + export.Id), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await write(file);
        file.Position = 0;
        return (await blobs.PutAsync(KeyOf(export.Id), file, null, ct)).SizeBytes;
    }

    private Task EndAsync(string id, string state, string name, long size, CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<ExportRow>().Where(e => e.Id == id)
        .ExecuteUpdateAsync(s => s.SetProperty(e => e.State, state).SetProperty(e => e.Name, name).SetProperty(e => e.SizeBytes, size), ct), ct);

    private async Task SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - _kept;
        var old = await store.ReadAsync(db => db.Set<ExportRow>().AsNoTracking().Where(e => e.AskedAt < before).Select(e => e.Id).Take(100).ToListAsync(ct), ct);
        foreach (var id in old) await blobs.DeleteAsync(KeyOf(id), ct);
        if (old.Count > 0) await store.WriteAsync(unit => unit.Db.Set<ExportRow>().Where(e => old.Contains(e.Id)).ExecuteDeleteAsync(ct), ct);
    }

    [LoggerMessage(EventId = 3601, Level = LogLevel.Warning, Message = "Exports could not be looked up; the next turn tries again.")]
    private static partial void LogFailure(ILogger log, Exception failure);

    [LoggerMessage(EventId = 3602, Level = LogLevel.Warning, Message = "Export {ExportId} failed; it is tried again later, three times in all.")]
    private static partial void LogExportFailure(ILogger log, string exportId, Exception failure);
}

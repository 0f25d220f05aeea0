using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Imports;

internal static class ImportPermissions
{
    public static readonly Permission Run = new("run-import", "admin");
    public static readonly Permission View = new("view-import-operations", "admin");

    public static IReadOnlyList<Permission> All => [Run, View];
}

/// <summary>Takes a file in, shows what is in it, and begins to take over what an administrator chose (MIG-001 to MIG-005). One at a time.</summary>
internal sealed class StartImport(IStore store, IUserDirectory users)
{
    private const int MostLeftOut = 200;
    public const string Csv = "csv";
    private const int Chunk = 500;
    private const int MostShown = 50;

    /// <exception cref="WireError"><c>error-importer-not-defined</c>, <c>error-import-file-invalid</c>, <c>error-import-running</c>.</exception>
    public async Task<ImportRow> UploadAsync(Caller caller, string importerKey, string fileName, byte[] content, CancellationToken ct)
    {
        if (importerKey != Csv) throw new WireError("error-importer-not-defined", "There is no importer of this kind");
        var former = await LatestAsync(ct);
        if (former is not null && ImportStep.IsRunning(former.Step)) throw new WireError("error-import-running", "Another import is under way");
        await CancelAsync(former, ct);
        var import = new ImportRow { Id = Id.New(), Kind = Csv, UserId = caller.UserId, FileName = Files.UploadedFiles.CleanName(fileName), At = DateTimeOffset.UnixEpoch, Step = ImportStep.Cancelled };
        using var file = new MemoryStream(content, writable: false);
        foreach (var items in new CsvArchive(file).Read().Chunk(Chunk))
        {
            await store.WriteAsync(unit =>
            {
                unit.Db.AddRange(items.Select(item => new ImportItemRow { ImportId = import.Id, Kind = item.Kind, SourceId = item.SourceId, Data = JsonSerializer.Serialize(item.Record, item.Record.GetType()) }));
                return unit.Db.SaveChangesAsync(ct);
            }, ct);
            import.Users += items.Count(i => i.Kind == ImportItemRow.User);
            import.Channels += items.Count(i => i.Kind == ImportItemRow.Channel);
            import.Messages += items.Count(i => i.Kind == ImportItemRow.Message);
        }
        if (import.Users + import.Channels + import.Messages == 0) throw new WireError("error-import-file-invalid", "The file cannot be imported. Nothing was found in it");
        return await store.WriteAsync(async unit =>
        {
            var row = new ImportRow
            {
                Id = import.Id,
                Kind = Csv,
                UserId = caller.UserId,
                FileName = import.FileName,
                At = unit.Now,
                Step = ImportStep.Selecting,
                Users = import.Users,
                Channels = import.Channels,
                Messages = import.Messages,
            };
            unit.Db.Add(row);
            await unit.AuditAsync(caller, "import.upload", "import", row.Id, row.FileName, null, new WireObject { { "users", row.Users }, { "channels", row.Channels }, { "messages", row.Messages } }, ct);
            return row;
        }, ct);
    }

    /// <exception cref="WireError"><c>error-operation-not-found</c>, <c>error-import-operation-invalid</c> when it was begun already.</exception>
    public async Task<WireObject> ContentAsync(CancellationToken ct)
    {
        var import = await GetAsync(ct);
        if (import.Step != ImportStep.Selecting) throw new WireError("error-import-operation-invalid", "There is nothing to choose from");
        var items = await store.ReadAsync(db => db.Set<ImportItemRow>().AsNoTracking().Where(i => i.ImportId == import.Id && i.Kind != ImportItemRow.Message).OrderBy(i => i.Key).ToListAsync(ct), ct);
        var people = items.Where(i => i.Kind == ImportItemRow.User).Select(i => (i.SourceId, User: JsonSerializer.Deserialize<ImportedUser>(i.Data)!)).ToList();
        var taken = (await users.FindByUsernamesAsync([.. people.Select(p => p.User.Username)], ct)).Select(u => u.Email).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rooms = items.Where(i => i.Kind == ImportItemRow.Channel).Select(i => (i.SourceId, Room: JsonSerializer.Deserialize<ImportedChannel>(i.Data)!)).ToList();
        return new WireObject
        {
            { "users", people.ConvertAll(p => new WireObject { { "user_id", p.SourceId }, { "username", p.User.Username }, { "email", p.User.Email }, { "is_deleted", false }, { "is_bot", false }, { "do_import", true }, { "is_email_taken", taken.Contains(p.User.Email) } }) },
            { "channels", rooms.ConvertAll(r => new WireObject { { "channel_id", r.SourceId }, { "name", r.Room.Name }, { "creator", r.Room.Creator }, { "is_archived", false }, { "is_private", r.Room.IsPrivate }, { "is_direct", r.Room.IsDirect }, { "do_import", true } }) },
            { "message_count", import.Messages },
        };
    }

    /// <param name="input">As <see cref="ContentAsync"/> answers, with <c>do_import</c> false for what is left out.</param>
    /// <exception cref="WireError"><c>error-operation-not-found</c>, <c>error-import-operation-invalid</c>.</exception>
    public async Task BeginAsync(Caller caller, JsonElement input, CancellationToken ct)
    {
        var import = await GetAsync(ct);
        var (people, rooms) = (LeftOut(input, "users", "user_id"), LeftOut(input, "channels", "channel_id"));
        await store.WriteAsync(async unit =>
        {
            var items = unit.Db.Set<ImportItemRow>().Where(i => i.ImportId == import.Id);
            foreach (var ids in people.Chunk(Chunk)) await items.Where(i => i.Kind == ImportItemRow.User && ids.Contains(i.SourceId)).ExecuteDeleteAsync(ct);
            foreach (var ids in rooms.Chunk(Chunk)) await items.Where(i => i.Kind != ImportItemRow.User && ids.Contains(i.SourceId)).ExecuteDeleteAsync(ct);
            var total = await items.CountAsync(ct);
            var begun = await unit.Db.Set<ImportRow>().Where(i => i.Id == import.Id && i.Step == ImportStep.Selecting)
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.Step, ImportStep.Started).SetProperty(i => i.Total, total), ct);
            if (begun != 1) throw new WireError("error-import-operation-invalid", "It was begun already");
            await unit.AuditAsync(caller, "import.start", "import", import.Id, import.FileName, null, new WireObject { { "items", total } }, ct);
            return true;
        }, ct);
    }

    public Task<List<ImportRow>> ListAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<ImportRow>().AsNoTracking().OrderByDescending(i => i.At).Take(MostShown).ToListAsync(ct), ct);

    /// <summary>What could not be taken and why, alike things together; of messages only the room.</summary>
    public Task<List<WireObject>> LeftOutAsync(ImportRow import, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var groups = await db.Set<ImportItemRow>().AsNoTracking().Where(i => i.ImportId == import.Id && i.Error != null).GroupBy(i => new { i.Kind, i.SourceId, i.Error })
            .Select(g => new { g.Key.Kind, g.Key.SourceId, g.Key.Error, Count = g.Count() }).OrderBy(g => g.Kind).ThenBy(g => g.SourceId).Take(MostLeftOut).ToListAsync(ct);
        return groups.ConvertAll(g => new WireObject
        {
            { "kind", g.Kind switch { ImportItemRow.User => "user", ImportItemRow.Channel => "channel", _ => "message" } }, { "name", g.SourceId }, { "reason", g.Error }, { "count", g.Count },
        });
    }, ct);

    public Task<ImportRow?> LatestAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<ImportRow>().AsNoTracking().OrderByDescending(i => i.At).FirstOrDefaultAsync(ct), ct);

    /// <exception cref="WireError"><c>error-operation-not-found</c>.</exception>
    public async Task<ImportRow> GetAsync(CancellationToken ct) => await LatestAsync(ct) ?? throw new WireError("error-operation-not-found", "Nothing was ever imported");

    /// <summary>What was never begun makes room for what comes.</summary>
    private async Task CancelAsync(ImportRow? former, CancellationToken ct)
    {
        if (former is null) return;
        while (await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<ImportRow>().Where(i => i.Id == former.Id && i.Step == ImportStep.Selecting).ExecuteUpdateAsync(s => s.SetProperty(i => i.Step, ImportStep.Cancelled), ct);
            var keys = await unit.Db.Set<ImportItemRow>().OrderBy(i => i.Key).Select(i => i.Key).Take(5000).ToListAsync(ct);
            if (keys.Count == 0) return 0;
            var (first, last) = (keys[0], keys[^1]);
            return await unit.Db.Set<ImportItemRow>().Where(i => i.Key >= first && i.Key <= last).ExecuteDeleteAsync(ct);
        }, ct) > 0) { }
    }

    private static List<string> LeftOut(JsonElement input, string list, string id) => input.Get(list) is { ValueKind: JsonValueKind.Array } items
        ? [.. items.EnumerateArray().Where(i => i.Flag("do_import") == false).Select(i => i.Text(id)).OfType<string>().Distinct()]
        : [];
}

using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Ddp;
using Parley.Platform.Ids;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Integrations.History;

/// <summary>One run while it goes on.</summary>
/// <param name="Doc">As clients read it, without tokens.</param>
internal sealed record RunEntry(string Id, string IntegrationId, JsonObject Doc);

/// <summary>Keeps what happened in each run of an outgoing webhook and tells those who watch (INT-054, INT-055, INT-057).</summary>
internal sealed class RunHistory(IStore store, StreamHub hub, TimeProvider clock)
{
    public const int LongestResult = 20_000;

    public async Task<RunEntry> StartAsync(Integration integration, string happening, JsonObject data, string? word, string url, CancellationToken ct)
    {
        var now = WireJson.Iso(clock.GetUtcNow());
        var id = Id.NewOrdered(clock.GetUtcNow());
        var doc = new JsonObject
        {
            ["_id"] = id,
            ["type"] = "outgoing-webhook",
            ["step"] = "mapped-args-to-data",
            ["integration"] = new JsonObject { ["_id"] = integration.Id, ["name"] = integration.Name },
            ["event"] = happening,
            ["_createdAt"] = now,
            ["_updatedAt"] = now,
            ["data"] = WithoutToken(data),
            ["url"] = url,
            ["ranPrepareScript"] = false,
            ["finished"] = false,
        };
        if (word is not null) doc["triggerWord"] = word;
        var entry = new RunEntry(id, integration.Id, doc);
        await store.WriteAsync(unit =>
        {
            unit.Db.Add(new HistoryRow { Id = id, IntegrationId = integration.Id, CreatedAt = unit.Now, UpdatedAt = unit.Now, Doc = doc.ToJsonString(WireJson.NodeOptions) });
            return unit.Db.SaveChangesAsync(ct);
        }, ct);
        Emit(entry, new WireObject { { "type", "inserted" }, { "data", RawJson.From(doc.ToJsonString(WireJson.NodeOptions)) } });
        return entry;
    }

    /// <summary>Goes on in an entry; null when it was cleared meanwhile.</summary>
    public async Task<RunEntry?> FindAsync(string id, CancellationToken ct) =>
        await store.ReadAsync(db => db.Set<HistoryRow>().AsNoTracking().FirstOrDefaultAsync(h => h.Id == id, ct), ct) is { } row ? new(row.Id, row.IntegrationId, JsonNode.Parse(row.Doc)!.AsObject()) : null;

    /// <summary>Notes a step; those in between are told but not stored.</summary>
    public async Task StepAsync(RunEntry entry, string step, JsonObject? changes, bool isStored, CancellationToken ct)
    {
        changes ??= [];
        changes["step"] = step;
        changes["_updatedAt"] = WireJson.Iso(clock.GetUtcNow());
        foreach (var (name, value) in changes) entry.Doc[name] = value?.DeepClone();
        if (isStored)
        {
            var doc = entry.Doc.ToJsonString(WireJson.NodeOptions);
            await store.WriteAsync(unit => unit.Db.Set<HistoryRow>().Where(h => h.Id == entry.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.Doc, doc).SetProperty(h => h.UpdatedAt, unit.Now), ct), ct);
        }
        Emit(entry, new WireObject { { "type", "updated" }, { "id", entry.Id }, { "diff", RawJson.From(changes.ToJsonString(WireJson.NodeOptions)) } });
    }

    public async Task<(IReadOnlyList<RawJson> Entries, int Total)> ListAsync(string integrationId, int offset, int count, CancellationToken ct)
    {
        return await store.ReadAsync(async db =>
        {
            var all = db.Set<HistoryRow>().AsNoTracking().Where(h => h.IntegrationId == integrationId);
            var docs = await all.OrderByDescending(h => h.UpdatedAt).ThenByDescending(h => h.Id).Skip(offset).Take(count).Select(h => h.Doc).ToListAsync(ct);
            return ((IReadOnlyList<RawJson>)docs.ConvertAll(RawJson.From), await all.CountAsync(ct));
        }, ct);
    }

    public async Task ClearAsync(string integrationId, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<AttemptRow>().Where(a => a.IntegrationId == integrationId).ExecuteDeleteAsync(ct);
            return await unit.Db.Set<HistoryRow>().Where(h => h.IntegrationId == integrationId).ExecuteDeleteAsync(ct);
        }, ct);
        hub.Emit(HistoryStream.Name, integrationId, [new WireObject { { "type", "removed" }, { "id", integrationId } }]);
    }

    public static JsonObject WithoutToken(JsonObject data)
    {
        var copy = data.DeepClone().AsObject();
        copy.Remove("token");
        return copy;
    }

    private void Emit(RunEntry entry, WireObject news) => hub.Emit(HistoryStream.Name, entry.IntegrationId, [news]);
}

/// <summary><c>stream-integrationHistory</c>: the runs of one webhook, for whoever may manage it.</summary>
internal sealed class HistoryStream(IntegrationCatalogue catalogue, PermissionRegistry permissions) : IStreamRule
{
    public const string Name = "integrationHistory";

    public string Stream => Name;

    public async ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) =>
        request.Caller is { } caller && await catalogue.FindAsync(request.EventName, ct) is { IsIncoming: false } found && permissions.MayManage(caller, found) ? [Name + "/" + found.Id] : null;
}

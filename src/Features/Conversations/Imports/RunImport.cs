using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Jobs;
using Parley.Platform.Operations;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Imports;

/// <summary>
/// Takes over what was chosen, a batch at a time: users, then rooms, then messages with their own time and author (MIG-006 to MIG-010). Each taken record
/// is removed with what it became, so a stop in between costs nothing and nothing comes twice. Members do not find old messages unread.
/// </summary>
internal sealed partial class RunImport(
    IStore store, IAccountImport accounts, IUserDirectory users, ICallers callers, RoomStore rooms, CreateRoom create, JoinRoom join, MessageComposer composer, StreamHub hub, JobLeases leases, TimeProvider clock, ILogger<RunImport> log) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    /// <summary>Renewed before each batch. A node that dies holds an import up for so long.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                while (await RunningAsync(stoppingToken) is { } import && await leases.TryTakeAsync("import", _lease, stoppingToken)) await StepAsync(import, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // what is left is taken in the next round
            {
                LogFailure(log, failure);
            }
        }
    }

    private Task<ImportRow?> RunningAsync(CancellationToken ct) => store.ReadAsync(db => db.Set<ImportRow>().AsNoTracking()
        .Where(i => i.Step == ImportStep.Started || i.Step == ImportStep.Users || i.Step == ImportStep.Channels || i.Step == ImportStep.Messages).OrderBy(i => i.At).FirstOrDefaultAsync(ct), ct);

    private async Task StepAsync(ImportRow import, CancellationToken ct)
    {
        var items = await store.ReadAsync(db => db.Set<ImportItemRow>().AsNoTracking().Where(i => i.ImportId == import.Id && i.Error == null).OrderBy(i => i.Kind == ImportItemRow.User ? 0 : i.Kind == ImportItemRow.Channel ? 1 : 2).ThenBy(i => i.Key).Take(Batch).ToListAsync(ct), ct);
        if (items.Count == 0)
        {
            await SetStepAsync(import, ImportStep.Done, ct);
            return;
        }
        var kind = items[0].Kind;
        await SetStepAsync(import, kind switch { ImportItemRow.User => ImportStep.Users, ImportItemRow.Channel => ImportStep.Channels, _ => ImportStep.Messages }, ct);
        if (kind == ImportItemRow.Message)
        {
            foreach (var ofRoom in items.TakeWhile(i => i.Kind == kind).GroupBy(i => i.SourceId)) await TakeMessagesAsync(import, ofRoom.Key, [.. ofRoom], ct);
            return;
        }
        var owner = await users.FindAsync(import.UserId, ct) ?? throw WireError.InvalidUser("import");
        foreach (var item in items.TakeWhile(i => i.Kind == kind))
        {
            string? error = null;
            try
            {
                if (kind == ImportItemRow.User) await TakeUserAsync(JsonSerializer.Deserialize<ImportedUser>(item.Data)!, ct);
                else await TakeChannelAsync(JsonSerializer.Deserialize<ImportedChannel>(item.Data)!, owner, ct);
            }
            catch (WireError refused)
            {
                error = refused.Reason ?? refused.Code;
            }
            await store.WriteAsync(unit => EndAsync(unit, import, [item], error, ct), ct);
        }
    }

    private Task<UserBrief> TakeUserAsync(ImportedUser user, CancellationToken ct) => accounts.TakeAsync(new(user.Username, user.Username, user.Email, user.Name), ct);

    private async Task TakeChannelAsync(ImportedChannel channel, UserBrief operatorOfImport, CancellationToken ct)
    {
        var members = await users.FindByUsernamesAsync([.. channel.Members.Append(channel.Creator).Distinct(StringComparer.OrdinalIgnoreCase)], ct);
        if (channel.IsDirect)
        {
            await DirectAsync(channel, members, ct);
            return;
        }
        var creator = members.FirstOrDefault(m => string.Equals(m.Username, channel.Creator, StringComparison.OrdinalIgnoreCase)) ?? operatorOfImport;
        var others = members.Where(m => m.Id != creator.Id).ToList();
        if (await rooms.FindByNameAsync(channel.Name, ct) is { } present)
        {
            foreach (var member in members)
            {
                if (await rooms.FindMemberAsync(present.Id, member.Id, ct) is null) await join.AddAsync(present, [member], null, ct);
            }
            return;
        }
        await create.ExecuteAsync(new Caller(creator.Id, creator.Username, creator.Name, creator.Roles), new(channel.IsPrivate ? "p" : "c", channel.Name, [.. others.Select(o => o.Username)], false, default, default) { IsAuthorized = true, Owner = creator }, ct);
    }

    private async Task<RoomRow> DirectAsync(ImportedChannel channel, IReadOnlyList<UserBrief> members, CancellationToken ct)
    {
        if (members.Count != channel.Members.Distinct(StringComparer.OrdinalIgnoreCase).Count()) throw new WireError("importer-channel-missing-users", "Not all of its people are known here");
        if (await rooms.FindDirectAsync(members.Select(m => m.Id), ct) is { } present) return present;
        // An account that exists may write to another, whatever roles it has now.
        return await create.DirectAsync(new Caller(members[0].Id, members[0].Username, members[0].Name, ["admin"]), [.. members.Skip(1)], false, ct);
    }

    private async Task TakeMessagesAsync(ImportRow import, string source, List<ImportItemRow> items, CancellationToken ct)
    {
        if (await RoomOfAsync(source, ct) is not { } room)
        {
            await store.WriteAsync(unit => EndAsync(unit, import, items, "There is no such room", ct), ct);
            return;
        }
        var written = items.ConvertAll(i => (Item: i, Message: JsonSerializer.Deserialize<ImportedMessage>(i.Data)!));
        var authors = (await users.FindByUsernamesAsync([.. written.Select(w => w.Message.Username).Distinct()], ct)).ToDictionary(u => u.Username, StringComparer.OrdinalIgnoreCase);
        var (rows, refused) = (new List<MessageRow>(), new List<(ImportItemRow Item, string Error)>());
        foreach (var (item, message) in written)
        {
            if (!authors.TryGetValue(message.Username, out var author)) refused.Add((item, $"There is no user {message.Username}"));
            else rows.Add(await RowAsync(room, author, message, ct));
        }
        await store.WriteAsync(async unit =>
        {
            await InsertAsync(unit, room, rows, ct);
            foreach (var group in refused.GroupBy(r => r.Error)) await EndAsync(unit, import, [.. group.Select(r => r.Item)], group.Key, ct);
            return await EndAsync(unit, import, [.. items.Except(refused.Select(r => r.Item))], null, ct);
        }, ct);
    }

    private async Task<RoomRow?> RoomOfAsync(string source, CancellationToken ct)
    {
        const string direct = "direct:";
        if (!source.StartsWith(direct, StringComparison.Ordinal)) return await rooms.FindByNameAsync(source, ct);
        var people = await users.FindByUsernamesAsync([.. source[direct.Length..].Split(',')], ct);
        return await rooms.FindDirectAsync(people.Select(p => p.Id), ct);
    }

    private async Task<MessageRow> RowAsync(RoomRow room, UserBrief author, ImportedMessage message, CancellationToken ct)
    {
        var doc = new JsonObject { ["msg"] = message.Text, ["u"] = new JsonObject { ["_id"] = author.Id, ["username"] = author.Username, ["name"] = author.Name ?? author.Username } };
        // With every right: what was said may be said.
        var caller = await callers.FindByIdAsync(author.Id, ct) ?? new Caller(author.Id, author.Username, author.Name, []);
        await composer.FillApprovedAsync(caller with { Roles = ["admin", .. caller.Roles] }, room, doc, ct);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(message.At);
        return new MessageRow { Id = IdOf(room, author, message), RoomId = room.Id, UserId = author.Id, At = at, UpdatedAt = at, Text = (string?)doc["msg"] ?? "", Doc = MessageJson.Write(doc) };
    }

    private static async Task InsertAsync(WriteUnit unit, RoomRow room, List<MessageRow> rows, CancellationToken ct)
    {
        var ids = rows.ConvertAll(r => r.Id);
        var known = await unit.Db.Set<MessageRow>().Where(m => ids.Contains(m.Id)).Select(m => m.Id).ToListAsync(ct);
        var fresh = rows.Where(r => !known.Contains(r.Id)).DistinctBy(r => r.Id).ToList();
        if (fresh.Count == 0) return;
        foreach (var row in fresh)
        {
            row.UpdatedAt = await RoomStamps.NextAsync(unit, room.Id, ct);
            unit.Db.Add(row);
            SearchIndex.Renew(unit, row.Id);
        }
        await unit.Db.SaveChangesAsync(ct);
        var last = fresh.MaxBy(r => r.At)!;
        await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.MessageCount, r => r.MessageCount + fresh.Count), ct);
        await unit.Db.Set<RoomRow>().Where(r => r.Id == room.Id && (r.LastMessageAt == null || r.LastMessageAt < last.At))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.LastMessageAt, last.At).SetProperty(r => r.LastMessageId, last.Id), ct);
    }

    /// <summary>The same record is the same message, however often its file comes.</summary>
    private static string IdOf(RoomRow room, UserBrief author, ImportedMessage message)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"csv\n{room.Id}\n{author.Id}\n{message.At}\n{message.Text}"));
        return "i" + Convert.ToHexStringLower(hash)[..16];
    }

    private static async Task<bool> EndAsync(WriteUnit unit, ImportRow import, List<ImportItemRow> items, string? error, CancellationToken ct)
    {
        var keys = items.ConvertAll(i => i.Key);
        var rows = unit.Db.Set<ImportItemRow>().Where(i => keys.Contains(i.Key));
        var count = error is null ? await rows.ExecuteDeleteAsync(ct) : await rows.ExecuteUpdateAsync(s => s.SetProperty(i => i.Error, error), ct);
        var errors = error is null ? 0 : count;
        await unit.Db.Set<ImportRow>().Where(i => i.Id == import.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Completed, i => i.Completed + count).SetProperty(i => i.Errors, i => i.Errors + errors), ct);
        return true;
    }

    private async Task SetStepAsync(ImportRow import, string step, CancellationToken ct)
    {
        if (import.Step != step) await store.WriteAsync(unit => unit.Db.Set<ImportRow>().Where(i => i.Id == import.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Step, step), ct), ct);
        hub.Emit("importers", "progress", [new WireObject { { "rate", import.Total == 0 ? 100 : import.Completed * 100.0 / import.Total } }]);
    }

    [LoggerMessage(EventId = 3701, Level = LogLevel.Warning, Message = "An import was held up; it goes on.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Audits;

/// <summary>
/// Reads messages of rooms that the auditor is not in, former versions and deleted ones included where the workspace keeps them. Every
/// look leaves a record, stored before the messages are given out.
/// </summary>
internal sealed class AuditMessages(IStore store, RoomStore rooms, IUserDirectory users, PermissionRegistry permissions)
{
    private const int Most = 1000;
    private const int MostUsers = 100;
    private const int LongestText = 1000;

    /// <param name="Kind">Empty for one room, <c>u</c> for all that people wrote, <c>d</c> for what people wrote to each other directly.</param>
    /// <param name="RoomId">Of a room; else null.</param>
    /// <param name="Usernames">Of people; else empty.</param>
    /// <param name="Text">A part of the text without regard to case; empty for everything.</param>
    public sealed record Request(string Kind, string? RoomId, IReadOnlyList<string> Usernames, string Text, DateTimeOffset From, DateTimeOffset To);

    /// <returns>In the order of sending, at most a thousand; a narrower range shows the rest.</returns>
    /// <exception cref="WireError"><c>Not allowed</c>, <c>error-invalid-room</c>, <c>error-invalid-user</c>, <c>error-invalid-params</c>.</exception>
    public async Task<IReadOnlyList<RawJson>> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (!permissions.Has(caller, AuditPermissions.CanAudit)) throw new WireError("Not allowed");
        if (request.Usernames.Count > MostUsers || request.Text.Length > LongestText) throw new WireError("error-invalid-params", "The audit asks for too much at once");
        var (which, roomName, roomId) = await ScopeAsync(request, ct);
        var needle = request.Text.ToLowerInvariant();
        var rows = await store.ReadAsync(db =>
        {
            var found = which(db.Set<MessageRow>().AsNoTracking()).Where(m => m.At >= request.From && m.At <= request.To);
            if (needle.Length > 0) found = found.Where(m => m.Text.ToLower().Contains(needle));
            return found.OrderBy(m => m.At).Take(Most).ToListAsync(ct);
        }, ct);
        await RecordAsync(caller, request, roomName, roomId, rows.Count, ct);
        return rows.ConvertAll(r => MessageJson.Full(r));
    }

    private async Task<(Func<IQueryable<MessageRow>, IQueryable<MessageRow>> Which, string RoomName, string? RoomId)> ScopeAsync(Request request, CancellationToken ct)
    {
        if (request.Kind is not ("" or "u" or "d")) throw new WireError("error-invalid-params", "This kind of audit does not exist");
        if (request.Kind == "")
        {
            if (request.RoomId is not { Length: > 0 } id || await rooms.FindAsync(id, ct) is not { } room) throw WireError.InvalidRoom("auditGetMessages");
            return (q => q.Where(m => m.RoomId == room.Id), room.DisplayName ?? room.Name ?? room.Id, room.Id);
        }
        var people = await users.FindByUsernamesAsync(request.Usernames, ct);
        if (people.Count == 0 || people.Count < request.Usernames.Distinct(StringComparer.OrdinalIgnoreCase).Count()) throw WireError.InvalidUser("auditGetMessages");
        var ids = people.Select(p => p.Id).ToList();
        if (request.Kind == "u") return (q => q.Where(m => ids.Contains(m.UserId)), "", null);
        if (people.Count < 2) throw WireError.InvalidUser("auditGetMessages");
        var names = string.Join(" & ", people.Select(p => "@" + p.Username));
        var direct = await rooms.FindDirectAsync(ids, ct);
        return (q => q.Where(m => direct != null && m.RoomId == direct.Id), names, direct?.Id);
    }

    private async Task RecordAsync(Caller caller, Request request, string roomName, string? roomId, int results, CancellationToken ct)
    {
        var auditor = await users.FindAsync(caller.UserId, ct) ?? throw WireError.InvalidUser("auditGetMessages");
        var fields = new WireObject
        {
            { "type", request.Kind }, { "msg", request.Text }, { "startDate", request.From }, { "endDate", request.To }, { "room", roomName },
            { "rids", roomId is null ? null : new[] { roomId } }, { "users", request.Usernames.Count > 0 ? request.Usernames : null },
        };
        await store.WriteAsync(async unit =>
        {
            unit.Db.Add(new Audits.AuditRow
            {
                Id = Id.New(),
                At = unit.Now,
                UserId = auditor.Id,
                Username = auditor.Username,
                Name = auditor.Name,
                AvatarETag = auditor.AvatarETag,
                Results = results,
                Fields = System.Text.Encoding.UTF8.GetString(WireJson.ToUtf8(fields, WireDialect.Rest)),
            });
            // The words looked for stay with the list of audits, which has a right of its own.
            await unit.AuditAsync(caller, "audit.messages", request.Kind == "" ? "room" : "user", roomId ?? "", roomName, null,
                new WireObject { { "type", request.Kind }, { "startDate", request.From }, { "endDate", request.To }, { "results", results } }, ct);
            return true;
        }, ct);
    }
}

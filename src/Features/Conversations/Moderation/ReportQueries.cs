using Microsoft.EntityFrameworkCore;
using Parley.People.Contracts;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Moderation;

/// <summary>What moderators read. Only open reports are listed; their doors need <c>view-moderation-console</c>.</summary>
internal sealed class ReportQueries(IStore store, IUserDirectory users)
{
    private const int LongestPage = 100;

    /// <param name="Text">Found in the message or in the author's name, taken literally.</param>
    /// <param name="AboutMessages">Reports about messages; otherwise about people.</param>
    public sealed record ListRequest(bool AboutMessages, DateTimeOffset? Oldest, DateTimeOffset? Latest, string? Text, int Offset, int Count);

    /// <summary>One row an author, the latest report first.</summary>
    public async Task<(IReadOnlyList<WireObject> Rows, int Total)> ByAuthorAsync(ListRequest request, CancellationToken ct)
    {
        var (groups, latest, rooms, total) = await store.ReadAsync(async db =>
        {
            var open = Matching(Open(db), request);
            var byAuthor = open.GroupBy(r => r.AuthorId).Select(g => new { AuthorId = g.Key, Count = g.Count(), At = g.Max(r => r.At) });
            var page = await byAuthor.OrderByDescending(g => g.At).Skip(request.Offset).Take(Math.Min(request.Count, LongestPage)).ToListAsync(ct);
            var ids = page.ConvertAll(g => g.AuthorId);
            var times = page.ConvertAll(g => g.At);
            var newest = await open.Where(r => ids.Contains(r.AuthorId) && times.Contains(r.At)).ToListAsync(ct);
            var places = await open.Where(r => ids.Contains(r.AuthorId) && r.Room != null).Select(r => new { r.AuthorId, r.RoomId, r.Room }).Distinct().Take(1000).ToListAsync(ct);
            return (page, newest, places, await byAuthor.CountAsync(ct));
        }, ct);
        var known = (await users.FindManyAsync([.. groups.Select(g => g.AuthorId)], ct)).ToDictionary(u => u.Id);
        return (groups.ConvertAll(group =>
        {
            var last = latest.First(r => r.AuthorId == group.AuthorId && r.At == group.At);
            var own = rooms.Where(r => r.AuthorId == group.AuthorId).DistinctBy(r => r.RoomId).ToList();
            var person = known.GetValueOrDefault(group.AuthorId);
            return request.AboutMessages
                ? new WireObject
                {
                    { "userId", group.AuthorId }, { "username", last.AuthorUsername }, { "name", last.AuthorName }, { "message", last.Text }, { "msgId", last.MessageId }, { "ts", group.At },
                    { "rooms", own.ConvertAll(r => RawJson.From(r.Room!)) }, { "roomIds", own.ConvertAll(r => r.RoomId) }, { "count", group.Count }, { "isUserDeleted", person is null },
                }
                : new WireObject
                {
                    { "reportedUser", Person(last.AuthorId, last.AuthorUsername, last.AuthorName, person?.CreatedAt) }, { "ts", group.At }, { "count", group.Count }, { "isUserDeleted", person is null },
                };
        }), total);
    }

    /// <summary>Each reported message of an author once, the latest report first.</summary>
    public async Task<(IReadOnlyList<WireObject> Messages, int Total)> MessagesOfAsync(string authorId, string? text, int offset, int count, CancellationToken ct)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var open = Matching(Open(db).Where(r => r.AuthorId == authorId), new(true, null, null, text, 0, 0));
            var byMessage = open.GroupBy(r => r.MessageId).Select(g => new { MessageId = g.Key, At = g.Max(r => r.At) });
            var page = await byMessage.OrderByDescending(g => g.At).Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct);
            var ids = page.ConvertAll(g => g.MessageId);
            var reports = await open.Where(r => ids.Contains(r.MessageId)).OrderByDescending(r => r.At).ToListAsync(ct);
            return (page.ConvertAll(g => reports.First(r => r.MessageId == g.MessageId)), await byMessage.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(r => new WireObject { { "_id", r.Id }, { "message", RawJson.From(r.Message!) }, { "room", RawJson.From(r.Room!) }, { "ts", r.At } }), total);
    }

    /// <summary>Every open report about one message, or about a person.</summary>
    public async Task<(IReadOnlyList<WireObject> Reports, int Total)> ListAsync(string? messageId, string? personId, string? text, int offset, int count, CancellationToken ct)
    {
        var lower = text?.ToLowerInvariant();
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = Open(db).Where(r => messageId != null ? r.MessageId == messageId : r.MessageId == null && r.AuthorId == personId);
            if (!string.IsNullOrEmpty(lower)) query = query.Where(r => r.Description.ToLower().Contains(lower) || r.ReporterUsername.ToLower().Contains(lower));
            return (await query.OrderByDescending(r => r.At).Skip(offset).Take(Math.Min(count, LongestPage)).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (rows.ConvertAll(r => new WireObject
        {
            { "_id", r.Id }, { "description", r.Description }, { "reportedBy", Reporter(r) }, { "ts", r.At }, { "room", r.Room is null ? null : RawJson.From(r.Room) },
        }), total);
    }

    /// <returns>Null when there is no such report; dismissed ones are told too.</returns>
    public async Task<WireObject?> FindAsync(string reportId, CancellationToken ct)
    {
        var row = await store.ReadAsync(db => db.Set<ReportRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == reportId, ct), ct);
        if (row is null) return null;
        return new WireObject
        {
            { "_id", row.Id }, { "description", row.Description }, { "ts", row.At }, { "reportedBy", Reporter(row) },
            { "message", row.Message is null ? null : RawJson.From(row.Message) }, { "room", row.Room is null ? null : RawJson.From(row.Room) },
            { "reportedUser", Person(row.AuthorId, row.AuthorUsername, row.AuthorName, null) },
            { "_hidden", row.DismissedAt is null ? null : true },
            {
                "moderationInfo", row.DismissedAt is null ? null : new WireObject
                {
                    { "moderatedBy", row.DismissedBy }, { "hiddenAt", row.DismissedAt }, { "action", row.DismissAction }, { "reason", row.DismissReason },
                }
            },
        };
    }

    private static IQueryable<ReportRow> Open(ParleyDb db) => db.Set<ReportRow>().AsNoTracking().Where(r => r.DismissedAt == null);

    private static IQueryable<ReportRow> Matching(IQueryable<ReportRow> reports, ListRequest request)
    {
        reports = request.AboutMessages ? reports.Where(r => r.MessageId != null) : reports.Where(r => r.MessageId == null);
        if (request.Oldest is { } oldest) reports = reports.Where(r => r.At >= oldest);
        if (request.Latest is { } latest) reports = reports.Where(r => r.At <= latest);
        if (string.IsNullOrEmpty(request.Text)) return reports;
        var text = request.Text.ToLowerInvariant();
        return reports.Where(r => r.Text.ToLower().Contains(text) || r.AuthorUsername.ToLower().Contains(text) || (r.AuthorName != null && r.AuthorName.ToLower().Contains(text)));
    }

    private static WireObject Reporter(ReportRow row) => Person(row.ReporterId, row.ReporterUsername, row.ReporterName, row.ReporterCreatedAt);

    private static WireObject Person(string id, string username, string? name, DateTimeOffset? createdAt) => new() { { "_id", id }, { "username", username }, { "name", name }, { "createdAt", createdAt } };
}

using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Files;

/// <summary>Lists the files of a room.</summary>
internal sealed class FileQueries(IStore store, IUserDirectory users)
{
    public async Task<RestResult> AnswerAsync(RestCall call, Func<Task<RoomRow>> find)
    {
        var room = await find();
        var page = call.Page();
        var kind = page.Query.Text("typeGroup") ?? call.Query("typeGroup");
        var name = (page.Query.Text("name") ?? page.Query.Get("name")?.Text("$regex") ?? call.Query("name"))?.ToLowerInvariant();
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<UploadRow>().AsNoTracking().Where(u => u.RoomId == room.Id && u.MessageId != null && u.OriginalId == null);
            if (!string.IsNullOrEmpty(kind) && kind != "all") query = query.Where(u => u.ContentType.StartsWith(kind + "/"));
            if (!string.IsNullOrEmpty(name)) query = query.Where(u => u.Name.ToLower().Contains(name));
            return (await Sorted(query, page).Skip(page.Offset).Take(page.Count).ToListAsync(call.Aborted), await query.CountAsync(call.Aborted));
        }, call.Aborted);
        var people = (await users.FindManyAsync([.. rows.Select(r => r.UserId).Distinct()], call.Aborted)).ToDictionary(u => u.Id);
        return RestResult.Ok(new WireObject
        {
            { "files", rows.ConvertAll(r => View(r, people.GetValueOrDefault(r.UserId))) }, { "count", rows.Count }, { "offset", page.Offset }, { "total", total },
        });
    }

    private static IQueryable<UploadRow> Sorted(IQueryable<UploadRow> query, Page page) => page.Sort is [var (field, descending), ..]
        ? (field, descending) switch
        {
            ("name", false) => query.OrderBy(u => u.Name.ToLower()).ThenBy(u => u.Id),
            ("name", true) => query.OrderByDescending(u => u.Name.ToLower()).ThenBy(u => u.Id),
            ("size", false) => query.OrderBy(u => u.SizeBytes).ThenBy(u => u.Id),
            ("size", true) => query.OrderByDescending(u => u.SizeBytes).ThenBy(u => u.Id),
            (_, false) => query.OrderBy(u => u.At).ThenBy(u => u.Id),
            _ => query.OrderByDescending(u => u.At).ThenBy(u => u.Id),
        }
        : query.OrderByDescending(u => u.At).ThenBy(u => u.Id);

    private static WireObject View(UploadRow row, UserBrief? user) => new()
    {
        { "_id", row.Id }, { "name", row.Name }, { "type", row.ContentType }, { "typeGroup", row.ContentType.Split('/')[0] }, { "size", row.SizeBytes }, { "rid", row.RoomId },
        { "userId", row.UserId }, { "user", user is null ? null : new WireObject { { "_id", user.Id }, { "username", user.Username }, { "name", user.Name } } },
        { "description", row.Description }, { "uploadedAt", row.At }, { "_updatedAt", row.At }, { "complete", true },
        { "path", FilePath.Of(row) }, { "url", FilePath.Of(row) },
    };
}

internal static class FilePath
{
    public static string Of(UploadRow row) => $"/file-upload/{row.Id}/{Uri.EscapeDataString(row.Name)}";
}

using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Files;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Blobs;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

/// <summary>Writes what a person has in the workspace into a zip archive: the account, the rooms they are in, what they wrote, the files they sent.</summary>
internal sealed class OwnDataWriter(IStore store, IBlobStore blobs, IPersonalData people, ReportingZone zones, IUserDirectory users)
{
    private const int Page = 200;

    /// <summary>Files beyond this sum are left out.</summary>
    private const long MostFileBytes = 2L * 1024 * 1024 * 1024;

    public async Task WriteAsync(ExportRow export, Stream target, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        var account = await people.DescribeAsync(export.UserId, ct) ?? [];
        var rooms = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.UserId == export.UserId)
            .Join(db.Set<RoomRow>().AsNoTracking(), s => s.RoomId, r => r.Id, (s, r) => r).OrderBy(r => r.Id).ToListAsync(ct), ct);
        if (export.Format == "json") await WriteJsonAsync(export, account, rooms, zip, ct);
        else await WriteHtmlAsync(export, account, rooms, zip, ct);
        await AddFilesAsync(export, zip, ct);
    }

    private async Task WriteJsonAsync(ExportRow export, WireObject account, List<RoomRow> rooms, ZipArchive zip, CancellationToken ct)
    {
        await AddTextAsync(zip, "user.json", WireJson.ToText(account, WireDialect.Rest), ct);
        var list = rooms.ConvertAll(r => new WireObject { { "roomId", r.Id }, { "name", r.DisplayName ?? r.Name }, { "type", r.Type } });
        await AddTextAsync(zip, "rooms.json", WireJson.ToText(new WireObject { { "rooms", list } }, WireDialect.Rest), ct);
        foreach (var room in rooms)
        {
            await using var entry = await zip.CreateEntry($"messages/{room.Id}.json").OpenAsync(ct);
            await using var writer = Writer(entry);
            await writer.WriteAsync("[");
            var separator = "\n";
            await foreach (var row in MessagesAsync(export, room, ct))
            {
                await writer.WriteAsync(separator);
                await writer.WriteAsync(Encoding.UTF8.GetString(MessageJson.Full(row).Utf8.Span));
                separator = ",\n";
            }
            await writer.WriteAsync("\n]\n");
        }
    }

    private async Task WriteHtmlAsync(ExportRow export, WireObject account, List<RoomRow> rooms, ZipArchive zip, CancellationToken ct)
    {
        var index = new StringBuilder(Head("Your data")).Append("<h2>Account</h2>\n<pre>").Append(Escape(Pretty(account))).Append("</pre>\n<h2>Rooms</h2>\n<ul>\n");
        foreach (var room in rooms) index.Append("<li><a href=\"messages/").Append(Escape(room.Id)).Append(".html\">").Append(Escape(NameOf(room))).Append("</a></li>\n");
        await AddTextAsync(zip, "index.html", index.Append("</ul>\n</body>\n</html>\n").ToString(), ct);
        var offset = (await users.FindAsync(export.UserId, ct))?.UtcOffset;
        foreach (var room in rooms)
        {
            await using var entry = await zip.CreateEntry($"messages/{room.Id}.html").OpenAsync(ct);
            await using var writer = Writer(entry);
            await writer.WriteAsync(Head(NameOf(room)));
            await foreach (var row in MessagesAsync(export, room, ct))
                await writer.WriteAsync($"<p><time datetime=\"{WireJson.Iso(row.At)}\">{zones.Text(row.At, offset)}</time><br>\n{Escape(row.Text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n");
            await writer.WriteAsync("</body>\n</html>\n");
        }
    }

    private async IAsyncEnumerable<MessageRow> MessagesAsync(ExportRow export, RoomRow room, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var after = DateTimeOffset.UnixEpoch;
        while (true)
        {
            var page = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking()
                .Where(m => m.RoomId == room.Id && m.UserId == export.UserId && !m.IsHidden && m.At > after && m.At < export.Until).OrderBy(m => m.At).Take(Page).ToListAsync(ct), ct);
            foreach (var row in page) yield return row;
            if (page.Count < Page) yield break;
            after = page[^1].At;
        }
    }

    private async Task AddFilesAsync(ExportRow export, ZipArchive zip, CancellationToken ct)
    {
        var (after, total) = ("", 0L);
        while (true)
        {
            var page = await store.ReadAsync(db => db.Set<UploadRow>().AsNoTracking().Where(u => u.UserId == export.UserId && u.OriginalId == null && u.MessageId != null && string.Compare(u.Id, after) > 0)
                .OrderBy(u => u.Id).Take(Page).ToListAsync(ct), ct);
            if (page.Count == 0) return;
            foreach (var file in page)
            {
                if (total + file.SizeBytes > MostFileBytes || await blobs.OpenAsync(UploadedFiles.KeyOf(file.Id), null, ct) is not { } blob) continue;
                await using (blob)
                await using (var entry = await zip.CreateEntry($"files/{file.Id}-{UploadedFiles.CleanName(file.Name)}", CompressionLevel.NoCompression).OpenAsync(ct))
                {
                    await blob.Content.CopyToAsync(entry, ct);
                }
                total += file.SizeBytes;
            }
            after = page[^1].Id;
        }
    }

    private static async Task AddTextAsync(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(ct);
        await using var writer = Writer(entry);
        await writer.WriteAsync(text);
    }

    private static StreamWriter Writer(Stream entry) => new(entry, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private static string Head(string title) => $"<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{Escape(title)}</title>\n</head>\n<body>\n<h1>{Escape(title)}</h1>\n";

    private static string Pretty(WireObject account) => JsonNode.Parse(WireJson.ToText(account, WireDialect.Rest))!.ToJsonString(new() { WriteIndented = true });

    private static string NameOf(RoomRow room) => room.DisplayName ?? room.Name ?? room.Id;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

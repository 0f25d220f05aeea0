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

/// <summary>Writes a room's messages and files into a zip archive, page by page: nothing is held whole in memory.</summary>
internal sealed class ExportWriter(IStore store, IBlobStore blobs, ReportingZone zones, IUserDirectory users)
{
    private const int Page = 200;

    /// <summary>Files beyond this sum are named in the messages but left out.</summary>
    private const long MostFileBytes = 2L * 1024 * 1024 * 1024;

    public async Task WriteAsync(ExportRow export, RoomRow room, Stream target, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await using (var entry = await zip.CreateEntry("messages." + export.Format).OpenAsync(ct))
        await using (var writer = new StreamWriter(entry, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            if (export.Format == "json") await WriteJsonAsync(export, writer, ct);
            else await WriteHtmlAsync(export, room, writer, ct);
        }
        await AddFilesAsync(export, zip, ct);
    }

    private async Task WriteJsonAsync(ExportRow export, StreamWriter writer, CancellationToken ct)
    {
        await writer.WriteAsync("[");
        var separator = "\n";
        await foreach (var row in MessagesAsync(export, ct))
        {
            await writer.WriteAsync(separator);
            await writer.WriteAsync(Encoding.UTF8.GetString(MessageJson.Full(row).Utf8.Span));
            separator = ",\n";
        }
        await writer.WriteAsync("\n]\n");
    }

    private async Task WriteHtmlAsync(ExportRow export, RoomRow room, StreamWriter writer, CancellationToken ct)
    {
        var title = Escape(room.DisplayName ?? room.Name ?? room.Id);
        var offset = (await users.FindAsync(export.UserId, ct))?.UtcOffset;
        await writer.WriteAsync($"<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n");
        await foreach (var row in MessagesAsync(export, ct))
        {
            var doc = MessageJson.Parse(row.Doc);
            var author = (string?)doc["alias"] ?? (string?)doc["u"]?["username"] ?? "";
            var kind = row.Type is null ? "" : $" <em>{Escape(row.Type)}</em>";
            await writer.WriteAsync($"<p id=\"{row.Id}\"><strong>{Escape(author)}</strong> <time datetime=\"{WireJson.Iso(row.At)}\">{zones.Text(row.At, offset)}</time>{kind}<br>\n{Escape(row.Text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>\n");
            foreach (var file in doc["files"] as JsonArray ?? [])
            {
                if ((string?)file?["_id"] is { } id && (string?)file["name"] is { } name) await writer.WriteAsync($"<p><a href=\"{Escape(EntryOf(id, name))}\">{Escape(name)}</a></p>\n");
            }
        }
        await writer.WriteAsync("</body>\n</html>\n");
    }

    private async IAsyncEnumerable<MessageRow> MessagesAsync(ExportRow export, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var after = export.From.AddMilliseconds(-1);
        while (true)
        {
            var page = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == export.RoomId && !m.IsHidden && m.At > after && m.At < export.Until)
                .OrderBy(m => m.At).Take(Page).ToListAsync(ct), ct);
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
            var page = await store.ReadAsync(db => db.Set<UploadRow>().AsNoTracking().Where(u => u.RoomId == export.RoomId && u.OriginalId == null && u.MessageId != null && string.Compare(u.Id, after) > 0
                && u.At >= export.From && u.At < export.Until).OrderBy(u => u.Id).Take(Page).ToListAsync(ct), ct);
            if (page.Count == 0) return;
            foreach (var file in page)
            {
                if (total + file.SizeBytes > MostFileBytes || await blobs.OpenAsync(UploadedFiles.KeyOf(file.Id), null, ct) is not { } blob) continue;
                await using (blob)
                await using (var entry = await zip.CreateEntry(EntryOf(file.Id, file.Name), CompressionLevel.NoCompression).OpenAsync(ct))
                {
                    await blob.Content.CopyToAsync(entry, ct);
                }
                total += file.SizeBytes;
            }
            after = page[^1].Id;
        }
    }

    /// <summary>Names were cleaned when the file came; the id keeps equal names apart.</summary>
    private static string EntryOf(string id, string name) => $"files/{id}-{UploadedFiles.CleanName(name)}";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

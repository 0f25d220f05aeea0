using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Export of a room as a file: ROOM-077.</summary>
public sealed class ExportTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_077_export_comes_as_a_private_file_with_messages_and_attachments(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var administrator = await cast.PersonAsync("admina");
        await cast.Admin.PostAsync("roles.addUserToRole", new { roleId = "admin", username = administrator.Username }).SucceedsAsync();
        var roomId = await cast.RoomAsync();
        await cast.SayAsync(roomId, "<b>first</b>");
        await Cast.UploadAsync(cast.Ada, roomId);

        foreach (var (format, expected) in new[] { ("json", "<b>first</b>"), ("html", "&lt;b&gt;first&lt;/b&gt;") })
        {
            await administrator.Rest.PostAsync("rooms.export", new { rid = roomId, type = "file", format }).SucceedsAsync();
            var link = await LinkAsync(administrator, format);

            using var archive = new ZipArchive(new MemoryStream(await DownloadAsync(administrator.Rest, link)));
            var text = await ReadAsync(archive.GetEntry("messages." + format)!);
            Assert.Contains(expected, text);
            Assert.Equal("plain words", await ReadAsync(Assert.Single(archive.Entries, entry => entry.FullName.StartsWith("files/", StringComparison.Ordinal))));
            if (format == "json")
                Assert.Contains(JsonElement.Parse(text).EnumerateArray(), message => message.Text() == "<b>first</b>");
            foreach (var other in new[] { cast.Ada.Rest, cast.Admin, cast.Server.Anonymous() })
                Assert.Equal(HttpStatusCode.Forbidden, (await FetchAsync(other, link)).StatusCode);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_077_export_asks_for_the_right_and_for_sound_parameters(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, closed) = (await cast.RoomAsync(), await cast.RoomAsync("groups"));
        await cast.Ada.Rest.PostAsync("rooms.export", new { rid = roomId, type = "file", format = "json" }).AssertRefusedAsync("error-action-not-allowed");
        await cast.Admin.PostAsync("rooms.export", new { rid = closed, type = "file", format = "json" }).AssertRefusedAsync("error-invalid-room");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "paper" }).AssertRefusedAsync("error-invalid-params");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "file", format = "pdf" }).AssertRefusedAsync("error-invalid-format");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "file", format = "json", dateFrom = "2026-02-03", dateTo = "2026-01-01" }).AssertRefusedAsync("error-invalid-dates");
        await cast.Admin.PostAsync("rooms.export", new { rid = roomId, type = "email", toEmails = new[] { "a@example.org" }, messages = new[] { await cast.SayAsync(roomId) } }).AssertRefusedAsync("error-email-send-failed");
    }

    /// <summary>The newest link that the server's own account sent.</summary>
    private static async Task<string> LinkAsync(Person person, string format)
    {
        var roomId = (await person.Rest.PostAsync("im.create", new { username = "rocket.cat" })).OrThrow()["room"].MessageId();
        var wanted = format == "json" ? 1 : 2;
        var text = "";
        await Eventually.Async(async () =>
        {
            var messages = (await person.Rest.GetAsync("im.messages?roomId=" + roomId)).OrThrow()["messages"];
            if (messages.GetArrayLength() < wanted)
                return false;
            text = messages[0].Text();
            return true;
        }, "the export is announced");
        return text[text.IndexOf("/data-export/", StringComparison.Ordinal)..].Split('\n')[0];
    }

    private static async Task<HttpResponseMessage> FetchAsync(RestClient caller, string path)
    {
        using var http = new HttpClient { BaseAddress = caller.Server };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (caller.Token is not null)
        {
            request.Headers.Add("X-User-Id", caller.UserId);
            request.Headers.Add("X-Auth-Token", caller.Token);
        }

        return await http.SendAsync(request);
    }

    private static async Task<byte[]> DownloadAsync(RestClient caller, string path)
    {
        using var reply = await FetchAsync(caller, path);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("attachment", reply.Content.Headers.ContentDisposition?.DispositionType);
        return await reply.Content.ReadAsByteArrayAsync();
    }

    private static async Task<string> ReadAsync(ZipArchiveEntry entry)
    {
        await using var stream = await entry.OpenAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}

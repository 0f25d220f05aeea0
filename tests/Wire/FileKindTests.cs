using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What may be uploaded, and what a message shows of it: MSG-033, MSG-035, MSG-036, MSG-044, ROOM-073.</summary>
public sealed class FileKindTests(Workspaces workspaces)
{
    /// <summary>A GIF of one pixel.</summary>
    private static readonly byte[] _gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_033_size_place_and_real_type_decide_what_is_taken(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var (roomId, pair) = (await cast.RoomAsync(), await cast.RoomAsync("im"));
        (await UploadAsync(cast.Ada, roomId, "a.txt", "words"u8.ToArray())).OrThrow();

        await SetAsync(cast, "FileUpload_MaxFileSize", 10);
        await UploadAsync(cast.Ada, roomId, "a.txt", new byte[11]).AssertRefusedAsync("error-file-too-large");
        (await UploadAsync(cast.Ada, roomId, "a.txt", new byte[10])).OrThrow();
        await SetAsync(cast, "FileUpload_MaxFileSize", -1);
        (await UploadAsync(cast.Ada, roomId, "a.txt", new byte[1000])).OrThrow();

        // The name and the stated type say text; the bytes say picture.
        await SetAsync(cast, "FileUpload_MediaTypeBlackList", "image/gif");
        await UploadAsync(cast.Ada, roomId, "a.txt", _gif, "text/plain").AssertRefusedAsync("error-invalid-file-type");
        await SetAsync(cast, "FileUpload_MediaTypeBlackList", "");
        await SetAsync(cast, "FileUpload_MediaTypeWhiteList", "image/*");
        (await UploadAsync(cast.Ada, roomId, "a.gif", _gif)).OrThrow();
        await UploadAsync(cast.Ada, roomId, "a.txt", "words"u8.ToArray()).AssertRefusedAsync("error-invalid-file-type");
        await SetAsync(cast, "FileUpload_MediaTypeWhiteList", "");

        await SetAsync(cast, "FileUpload_Enabled_Direct", false);
        await UploadAsync(cast.Ada, pair, "a.txt", "words"u8.ToArray()).AssertRefusedAsync("error-direct-message-file-upload-not-allowed");
        (await UploadAsync(cast.Ada, roomId, "a.txt", "words"u8.ToArray())).OrThrow();
        await SetAsync(cast, "FileUpload_Enabled", false);
        await UploadAsync(cast.Ada, roomId, "a.txt", "words"u8.ToArray()).AssertRefusedAsync("error-file-upload-disabled");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_035_picture_brings_its_size_a_preview_and_a_small_copy(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();

        var message = (await UploadAsync(cast.Ada, roomId, "wide.bmp.svg.png", Pixels(1000, 500), "image/png", "the plan")).OrThrow()["message"];

        var attachment = message.GetProperty("attachments")[0];
        Assert.Equal(("file", "image/png", "the plan"), (attachment.GetProperty("type").GetString(), message.GetProperty("file").GetProperty("type").GetString(), attachment.GetProperty("description").GetString()));
        Assert.True(attachment.Flag("title_link_download"));
        var (width, height) = (attachment.GetProperty("image_dimensions").Number("width"), attachment.GetProperty("image_dimensions").Number("height"));
        Assert.Equal((480, 240), (width, height));
        Assert.NotEmpty(attachment.GetProperty("image_preview").GetString()!);
        var small = attachment.GetProperty("image_url").GetString()!;
        Assert.NotEqual(attachment.GetProperty("title_link").GetString(), small);
        using var http = Client(cast.Ada);
        using var copy = await http.GetAsync(small);
        Assert.StartsWith("image/", copy.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        Assert.Equal(1, (await cast.Ada.Rest.GetAsync($"channels.files?roomId={roomId}")).OrThrow()["total"].GetInt32());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_036_sound_film_and_other_files_show_their_kind_and_are_read_from_the_middle(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        byte[] wave = [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0, .. "data"u8, 0, 0, 0, 0];
        byte[] film = [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8];

        var sound = (await UploadAsync(cast.Ada, roomId, "call.wav", wave)).OrThrow()["message"];
        Assert.StartsWith("audio/", sound.GetProperty("attachments")[0].GetProperty("audio_type").GetString(), StringComparison.Ordinal);
        Assert.Equal(wave.Length, sound.GetProperty("attachments")[0].Number("audio_size"));
        var video = (await UploadAsync(cast.Ada, roomId, "clip.mp4", film)).OrThrow()["message"];
        Assert.Equal("video/mp4", video.GetProperty("attachments")[0].GetProperty("video_type").GetString());
        Assert.Equal(video.GetProperty("attachments")[0].GetProperty("title_link").GetString(), video.GetProperty("attachments")[0].GetProperty("video_url").GetString());
        var other = (await UploadAsync(cast.Ada, roomId, "words.txt", "0123456789"u8.ToArray())).OrThrow()["message"];
        Assert.Equal(("words.txt", "text/plain"), (other.GetProperty("file").GetProperty("name").GetString(), other.GetProperty("file").GetProperty("type").GetString()));
        Assert.Equal(other.GetProperty("file").MessageId(), other.GetProperty("files")[0].MessageId());

        using var http = Client(cast.Bob);
        using var request = new HttpRequestMessage(HttpMethod.Get, other.GetProperty("attachments")[0].GetProperty("title_link").GetString()) { Headers = { Range = new RangeHeaderValue(3, 5) } };
        using var part = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.PartialContent, "345"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal(10, part.Content.Headers.ContentRange!.Length);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_044_document_is_shown_in_place_and_what_could_run_is_only_downloaded(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        using var http = Client(cast.Bob);
        foreach (var (name, bytes, type, disposition) in new[] { ("plan.pdf", "%PDF-1.4\n%%EOF"u8.ToArray(), "application/pdf", "inline"), ("page.html", "<html><script>alert(1)</script></html>"u8.ToArray(), "text/html", "attachment") })
        {
            var path = (await UploadAsync(cast.Ada, roomId, name, bytes)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString();
            using var shown = await http.GetAsync(path);
            Assert.Equal((type, disposition), (shown.Content.Headers.ContentType!.MediaType, shown.Content.Headers.ContentDisposition!.DispositionType));
            using var saved = await http.GetAsync(path + "?download");
            Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
        }
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ROOM_073_files_are_listed_by_kind_and_name_and_deleted_by_those_who_may(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var roomId = await cast.RoomAsync();
        (await UploadAsync(cast.Ada, roomId, "minutes.txt", "words"u8.ToArray())).OrThrow();
        (await UploadAsync(cast.Ada, roomId, "dot.gif", _gif)).OrThrow();

        Assert.Equal(["dot.gif", "minutes.txt"], await NamesAsync(cast, roomId, ""));
        Assert.Equal(["dot.gif"], await NamesAsync(cast, roomId, "{\"typeGroup\":\"image\"}"));
        Assert.Equal(["minutes.txt"], await NamesAsync(cast, roomId, "{\"name\":{\"$regex\":\"minut\",\"$options\":\"i\"}}"));

        var file = (await cast.Bob.Rest.GetAsync($"channels.files?roomId={roomId}")).OrThrow()["files"].EnumerateArray().Single(f => f.GetProperty("name").ValueEquals("minutes.txt"));
        await Assert.ThrowsAsync<DdpException>(async () => await (await cast.LineAsync(cast.Bob)).CallAsync("deleteFileMessage", file.MessageId()));
        await (await cast.LineAsync(cast.Ada)).CallAsync("deleteFileMessage", file.MessageId());
        await Eventually.Async(async () => (await NamesAsync(cast, roomId, "")).SequenceEqual(["dot.gif"]), "the file is gone from the list");
        Assert.DoesNotContain((await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"].EnumerateArray(), m => m.TryGetProperty("file", out var f) && f.GetProperty("name").ValueEquals("minutes.txt"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task File_uploaded_in_two_steps_is_its_senders_alone_until_confirmed_and_posted_once(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var (roomId, other) = (await cast.RoomAsync("groups"), await cast.RoomAsync("groups"));
        var stranger = await cast.PersonAsync("eve");
        Assert.Equal(HttpStatusCode.Forbidden, (await KeepAsync(stranger, roomId)).Status);
        var file = (await KeepAsync(cast.Ada, roomId)).OrThrow()["file"];
        var (id, path) = (file.MessageId(), file.GetProperty("url").GetString()!);
        Assert.Equal("kept", (await cast.Ada.Rest.GetAsync(path)).Body.GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync(path)).Status);
        Assert.Equal(0, (await cast.Bob.Rest.GetAsync($"groups.files?roomId={roomId}")).OrThrow()["total"].GetInt32());

        await cast.Bob.Rest.PostAsync($"rooms.mediaConfirm/{roomId}/{id}", new { }).AssertRefusedAsync("error-invalid-file");
        await cast.Ada.Rest.PostAsync($"rooms.mediaConfirm/{other}/{id}", new { }).AssertRefusedAsync("error-invalid-file");
        await cast.Ada.Rest.PostAsync($"rooms.mediaConfirm/{roomId}/{id}", new { tmid = "nothing" }).AssertRefusedAsync("error-invalid-message");
        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => cast.Ada.Rest.PostAsync($"rooms.mediaConfirm/{roomId}/{id}", new { msg = "look", description = "what it is" })));

        var message = replies.Single(r => r.Succeeded)["message"];
        Assert.Equal(("look", "what it is", id), (message.Text(), message.GetProperty("attachments")[0].GetProperty("description").GetString(), message.GetProperty("file").MessageId()));
        Assert.Equal("kept", (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
        Assert.Equal(1, (await cast.Bob.Rest.GetAsync($"groups.files?roomId={roomId}")).OrThrow()["total"].GetInt32());
    }

    internal static async Task<RestReply> KeepAsync(Person person, string roomId)
    {
        using var form = new MultipartFormDataContent { { new StringContent("kept"), "file", "note.txt" } };
        return await person.Rest.SendAsync(HttpMethod.Post, "rooms.media/" + roomId, form);
    }

    private static async Task<List<string>> NamesAsync(Cast cast, string roomId, string query) =>
        [.. (await cast.Bob.Rest.GetAsync($"channels.files?roomId={roomId}" + (query.Length > 0 ? "&query=" + Uri.EscapeDataString(query) : ""))).OrThrow()["files"].EnumerateArray().Select(f => f.GetProperty("name").GetString()!)];

    private static Task SetAsync(Cast cast, string setting, object value) => cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

    private static HttpClient Client(Person person) => new() { BaseAddress = person.Rest.Server, DefaultRequestHeaders = { { "X-User-Id", person.Id }, { "X-Auth-Token", person.Rest.Token } } };

    private static async Task<RestReply> UploadAsync(Person person, string roomId, string name, byte[] bytes, string? type = null, string? description = null)
    {
        var file = new ByteArrayContent(bytes);
        if (type is not null) file.Headers.ContentType = new(type);
        using var form = new MultipartFormDataContent { { file, "file", name } };
        if (description is not null) form.Add(new StringContent(description), "description");
        return await person.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form);
    }

    /// <summary>A grey PNG.</summary>
    private static byte[] Pixels(int width, int height)
    {
        using var raw = new MemoryStream();
        using (var zip = new System.IO.Compression.ZLibStream(raw, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < height; row++) zip.Write([0, .. Enumerable.Repeat((byte)128, width)]);
        }
        byte[] header = [.. BigEndian(width), .. BigEndian(height), 8, 0, 0, 0, 0];
        return [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', .. Piece("IHDR", header), .. Piece("IDAT", raw.ToArray()), .. Piece("IEND", [])];

        static byte[] Piece(string name, byte[] content)
        {
            byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
            return [.. BigEndian(content.Length), .. named, .. BigEndian(unchecked((int)Crc(named)))];
        }

        static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

        static uint Crc(byte[] bytes)
        {
            var crc = uint.MaxValue;
            foreach (var value in bytes)
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
            return ~crc;
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Where files are kept is the administrator's choice, and changing it loses none.</summary>
public sealed class StorageChoiceTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Files_stay_readable_from_the_store_they_were_put_in(Engine engine)
    {
        await using var s3 = await S3Server.StartAsync();
        await using var webDav = await WebDavServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        var local = await UploadAsync(cast, roomId, "kept in the folder");
        await ChooseS3Async(cast, s3);
        var before = s3.Files.Count;
        var remote = await UploadAsync(cast, roomId, "kept in the bucket");
        Assert.True(s3.Files.Count > before);
        await SetAsync(cast, "FileUpload_Webdav_Server_URL", webDav.Url.ToString());
        await SetAsync(cast, "FileUpload_Webdav_Upload_Folder_Path", "parley");
        await SetAsync(cast, "FileUpload_Webdav_Username", WebDavServer.Username);
        await SetAsync(cast, "FileUpload_Webdav_Password", WebDavServer.Password);
        await SetAsync(cast, "FileUpload_Storage_Type", "Webdav");
        var third = await UploadAsync(cast, roomId, "kept by WebDAV");
        Assert.Single(webDav.Files);

        foreach (var (path, text) in new[] { (local, "kept in the folder"), (remote, "kept in the bucket"), (third, "kept by WebDAV") })
        {
            Assert.Equal(text, (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
            using var http = Client(cast.Bob);
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(5, 6) } };
            using var part = await http.SendAsync(request);
            Assert.Equal((HttpStatusCode.PartialContent, text[5..7]), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        }

        var listed = (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"].EnumerateArray().Where(RoomReading.IsWritten).Select(m => m.MessageId()).ToList();
        foreach (var id in listed) await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = id }).SucceedsAsync();
        await Eventually.Async(() => Task.FromResult(webDav.Files.Count == 0 && s3.Files.Count == before), "the bytes go with the messages");
        await Eventually.Async(async () => (await cast.Bob.Rest.GetAsync(remote)).Status == HttpStatusCode.Forbidden, "and so does every trace of them");

        // Who is at the service is told to nobody.
        var secret = (await cast.Admin.GetAsync("settings/FileUpload_S3_AWSSecretAccessKey")).Body.GetRawText();
        Assert.DoesNotContain(S3Server.SecretKey, secret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_is_gone_stops_neither_uploads_nor_deletions_elsewhere()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite);
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        await using (var s3 = await S3Server.StartAsync())
        {
            await ChooseS3Async(cast, s3);
            await UploadAsync(cast, roomId, "kept in the bucket");
        }

        await SetAsync(cast, "FileUpload_Storage_Type", "FileSystem");
        var path = await UploadAsync(cast, roomId, "kept in the folder");
        Assert.Equal("kept in the folder", (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
        var message = (await cast.Ada.Rest.GetAsync($"channels.messages?roomId={roomId}")).OrThrow()["messages"][0].MessageId();
        await cast.Ada.Rest.PostAsync("chat.delete", new { roomId, msgId = message }).SucceedsAsync();
        await Eventually.Async(async () => (await cast.Bob.Rest.GetAsync(path)).Status == HttpStatusCode.Forbidden, "the file goes");
    }

    [Fact]
    public async Task Large_file_goes_through_the_server_to_the_bucket_and_back_without_being_held()
    {
        const int Size = 200 * 1024 * 1024;
        const long MostGrowth = 100 * 1024 * 1024;
        await using var s3 = await S3Server.StartAsync();
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite);
        await using var cast = await Cast.OnAsync(server);
        await SetAsync(cast, "FileUpload_MaxFileSize", -1);
        await ChooseS3Async(cast, s3);
        var roomId = await cast.RoomAsync();
        await UploadAsync(cast, roomId, "warm");
        var before = PeakMemory(server);

        using var form = new MultipartFormDataContent { { new StreamContent(new EndlessStream(Size)), "file", "large.bin" } };
        var path = (await cast.Ada.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
        using var http = Client(cast.Bob);
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var (buffer, read, total) = (new byte[1 << 16], 0, 0L);
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            for (var i = 0; i < read; i += 4096) Assert.Equal(EndlessStream.At(total + i), buffer[i]);
            total += read;
        }

        Assert.Equal(Size, total);
        Assert.True(PeakMemory(server) - before < MostGrowth, $"grew by {(PeakMemory(server) - before) >> 20} MB");
    }

    private static async Task<string> UploadAsync(Cast cast, string roomId, string text)
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "file", "words.txt" } };
        return (await cast.Ada.Rest.SendAsync(HttpMethod.Post, "rooms.upload/" + roomId, form)).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
    }

    private static async Task ChooseS3Async(Cast cast, S3Server s3)
    {
        await SetAsync(cast, "FileUpload_S3_Bucket", S3Server.Bucket);
        await SetAsync(cast, "FileUpload_S3_AWSAccessKeyId", S3Server.AccessKey);
        await SetAsync(cast, "FileUpload_S3_AWSSecretAccessKey", S3Server.SecretKey);
        await SetAsync(cast, "FileUpload_S3_BucketURL", s3.Url.ToString());
        await SetAsync(cast, "FileUpload_S3_ForcePathStyle", true);
        await SetAsync(cast, "FileUpload_Storage_Type", "AmazonS3");
    }

    private static Task SetAsync(Cast cast, string setting, object value) => cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

    private static HttpClient Client(Person person) => new() { BaseAddress = person.Rest.Server, DefaultRequestHeaders = { { "X-User-Id", person.Id }, { "X-Auth-Token", person.Rest.Token } } };

    /// <summary>The most memory that the server's process has held so far.</summary>
    private static long PeakMemory(ParleyServer server)
    {
        var line = File.ReadLines($"/proc/{server.Process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>As many bytes as wanted, each known by its place.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        private long _position;

        public static byte At(long position) => (byte)(position * 31 / 4096);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            for (var i = 0; i < read; i++) buffer[offset + i] = At(_position + i);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Users, rooms and messages of a CSV archive: MIG-001 to MIG-010, MIG-030 to MIG-035, SEC-034.</summary>
/// <remarks>Rows: MIG-002, MIG-003, MIG-006.</remarks>
public sealed class ImportTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task MIG_006_to_MIG_010_MIG_030_to_MIG_035_archive_is_taken_over_once_with_its_times_and_authors(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        var (room, hidden) = (Scratch.Name("room"), Scratch.Name("hidden"));
        const long at = 1_500_000_000_000;
        (string, string)[] archive =
        [
            ("users.csv", "\"olga\",\"olga@example.net\",\"Olga of old\"\n\"bad name!\",\"\",\"\"\n\"other-bob\",\"" + cast.Bob.Username + "@example.org\",\"Bob again\"\n"),
            ("channels.csv", $"\"{room}\",\"olga\",\"public\",\"{cast.Ada.Username};nobody\"\n\"{hidden}\",\"nobody\",\"private\",\"\"\n"),
            ($"{room}/1.csv", $"\"olga\",\"{at}\",\"a needle, quoted \"\"so\"\" for @{cast.Ada.Username}\"\n\"nobody\",\"{at + 1}\",\"lost\"\n\"{cast.Ada.Username}\",\"{at + 2000}\",\"second\nline\"\n"),
            ("directmessages/1.csv", $"\"olga\",\"{cast.Ada.Username}\",\"{at + 5}\",\"between us\"\n"),
            ("__MACOSX/users.csv", "\"ghost\",\"\",\"\"\n"),
        ];

        var uploaded = (await UploadAsync(cast.Admin, archive)).OrThrow();
        Assert.Equal("importer_user_selection", uploaded["step"].GetString());
        var content = (await cast.Admin.GetAsync("getImportFileData")).OrThrow();
        Assert.Equal((3, 3, 4), (content["users"].GetArrayLength(), content["channels"].GetArrayLength(), content["message_count"].GetInt32()));
        await BeginAsync(cast.Admin, leftOut: hidden);
        var progress = await WaitAsync(cast.Admin);
        // The bad name and the message of nobody.
        Assert.Equal(2, progress.GetProperty("count").Number("error"));

        var olga = (await cast.Admin.GetAsync("users.info?username=olga")).OrThrow()["user"];
        Assert.Equal("Olga of old", olga.GetProperty("name").GetString());
        Assert.False((await cast.Admin.GetAsync("users.info?username=other-bob")).Succeeded);
        Assert.False((await cast.Admin.GetAsync($"rooms.info?roomName={hidden}")).Succeeded);
        var messages = await MessagesAsync(cast, room);
        Assert.Equal(["second\nline", $"a needle, quoted \"so\" for @{cast.Ada.Username}"], messages.Select(m => m.Text()));
        Assert.Equal(("olga", DateTimeOffset.FromUnixTimeMilliseconds(at)), (messages[1].GetProperty("u").GetProperty("username").GetString(), messages[1].GetProperty("ts").GetDateTimeOffset()));
        var direct = (await cast.Ada.Rest.PostAsync("im.create", new { username = "olga" })).OrThrow()["room"].GetProperty("_id").GetString();
        Assert.Contains("between us", (await cast.Ada.Rest.GetAsync($"im.messages?roomId={direct}")).Body.GetRawText(), StringComparison.Ordinal);
        var roomId = (await cast.Ada.Rest.GetAsync($"rooms.info?roomName={room}")).OrThrow()["room"].GetProperty("_id").GetString()!;
        Assert.Equal(0, (await Cast.SubscriptionAsync(cast.Ada, roomId)).Number("unread"));
        Assert.Equal([messages[1].MessageId()], (await cast.Ada.Rest.GetAsync($"chat.search?roomId={roomId}&searchText=needle")).OrThrow()["messages"].Ids());

        // The same file again brings nothing twice, and a restart in the middle changes nothing.
        (await UploadAsync(cast.Admin, archive)).OrThrow();
        await BeginAsync(cast.Admin, leftOut: hidden);
        await server.KillHardAsync();
        await server.RestartAsync();
        await WaitAsync(cast.Admin);
        Assert.Equal(2, (await MessagesAsync(cast, room)).Count);
        Assert.Equal(2, (await cast.Admin.GetAsync("getLatestImportOperations")).Body.GetArrayLength());
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MIG_002_MIG_003_SEC_034_only_administrators_import_and_hostile_archives_are_refused(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await UploadAsync(cast.Ada.Rest, ("users.csv", "\"x\",\"\",\"\"")).AssertRefusedAsync("error-unauthorized");
        foreach (var path in new[] { "getImportFileData", "getImportProgress", "getCurrentImportOperation", "getLatestImportOperations" }) Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await cast.Ada.Rest.GetAsync(path)).Status);
        await cast.Admin.GetAsync("getImportProgress").AssertRefusedAsync("error-operation-not-found");
        await cast.Admin.PostAsync("uploadImportFile", new { binaryContent = "AAAA", contentType = "application/zip", fileName = "x", importerKey = "no-such" }).AssertRefusedAsync("error-importer-not-defined");
        await cast.Admin.PostAsync("uploadImportFile", new { binaryContent = "AAAA", contentType = "application/zip", fileName = "x", importerKey = "csv" }).AssertRefusedAsync("error-import-file-invalid");
        await cast.Admin.PostAsync("uploadImportFile", new { binaryContent = "not base64!", contentType = "application/zip", fileName = "x", importerKey = "csv" }).AssertRefusedAsync("error-import-file-invalid");
        // 100 MB of nothing in a hundred kilobytes.
        await UploadAsync(cast.Admin, ("users.csv", new string('0', 100_000_000))).AssertRefusedAsync("error-import-file-invalid");
        await UploadAsync(cast.Admin, ("../../escaped.csv", "\"x\",\"\",\"\"")).AssertRefusedAsync("error-import-file-invalid");
        (await UploadAsync(cast.Admin, ("users.csv", "\"fine\",\"\",\"\""), ("../../../tmp/escaped.csv", "\"x\",\"1\",\"y\""))).OrThrow();
        Assert.False(File.Exists("/tmp/escaped.csv"));
    }

    internal static Task<RestReply> UploadAsync(RestClient caller, params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return caller.PostAsync("uploadImportFile", new { binaryContent = Convert.ToBase64String(bytes.ToArray()), contentType = "application/zip", fileName = "archive.zip", importerKey = "csv" });
    }

    /// <summary>Until the present import is over.</summary>
    internal static async Task<JsonElement> WaitAsync(RestClient caller)
    {
        JsonElement progress = default;
        await Eventually.Async(async () => (progress = (await caller.GetAsync("getImportProgress")).OrThrow().Body).GetProperty("step").ValueEquals("importer_done"), "the import is done", TimeSpan.FromSeconds(90));
        return progress;
    }

    private static async Task BeginAsync(RestClient caller, string leftOut)
    {
        var content = (await caller.GetAsync("getImportFileData")).OrThrow();
        var channels = content["channels"].EnumerateArray().Select(c => new { channel_id = c.GetProperty("channel_id").GetString(), do_import = c.GetProperty("name").GetString() != leftOut }).ToArray();
        await caller.PostAsync("startImport", new { input = new { users = content["users"], channels } }).SucceedsAsync();
        await caller.PostAsync("startImport", new { input = new { users = Array.Empty<object>(), channels = Array.Empty<object>() } }).AssertRefusedAsync("error-import-operation-invalid");
    }

    private static async Task<List<JsonElement>> MessagesAsync(Cast cast, string room)
    {
        var messages = (await cast.Ada.Rest.GetAsync($"channels.messages?roomName={room}")).OrThrow()["messages"];
        return [.. messages.EnumerateArray().Where(RoomReading.IsWritten)];
    }
}

using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Storage;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Files of other servers, by accounts that are one person's alone.</summary>
/// <remarks>Rows: ACC-038, MSG-040, SEC-050.</remarks>
public sealed class WebDavTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_038_WebDAV_accounts_are_tried_before_they_are_kept_sealed_and_nobody_elses(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Ada.ConnectAsync();
        var draft = new { serverURL = "http://127.0.0.1:1/", username = WebDavServer.Username, password = WebDavServer.Password, name = "files" };
        await line.CallAsync("addWebdavAccount", draft).AssertRefusedAsync("error-not-allowed");

        var dav = await cast.WebDavAsync();
        draft = draft with { serverURL = dav.Url.ToString() };
        await line.SubscribeAsync("stream-notify-user", cast.Ada.Id + "/webdav", false);
        await line.CallAsync("addWebdavAccount", draft with { password = "wrong" }).AssertRefusedAsync("could-not-access-webdav");
        await line.CallAsync("addWebdavAccount", draft with { serverURL = "ftp://127.0.0.1/" }).AssertRefusedAsync("could-not-access-webdav");
        await line.CallAsync("addWebdavAccount", new { serverURL = draft.serverURL, username = "x" }).AssertRefusedAsync("invalid-params");
        Assert.True((await line.CallAsync("addWebdavAccount", draft)).GetBoolean());
        await line.CallAsync("addWebdavAccount", draft).AssertRefusedAsync("duplicated-account");

        var account = (await cast.Ada.Rest.GetAsync("webdav.getMyAccounts")).OrThrow()["accounts"].EnumerateArray().Single();
        Assert.Equal("_id name serverURL username", string.Join(' ', account.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
        var told = await line.WaitAsync(frame => frame.GetRawText().Contains("/webdav", StringComparison.Ordinal) && frame.GetRawText().Contains("\"changed\"", StringComparison.Ordinal), "the new account");
        Assert.DoesNotContain(WebDavServer.Password, told.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(WebDavServer.BasicToken, told.GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("sealed1:", await SecretAsync(server, engine), StringComparison.Ordinal);

        // Whoever knows the id of an account has nothing from it.
        var id = account.Text("_id");
        Assert.Equal(0, (await cast.Bob.Rest.GetAsync("webdav.getMyAccounts")).OrThrow()["accounts"].GetArrayLength());
        await using var other = await cast.Bob.ConnectAsync();
        await other.CallAsync("getWebdavFileList", id, "/").AssertRefusedAsync("error-invalid-account");
        await other.CallAsync("getFileFromWebdav", id, new { filename = "/x" }).AssertRefusedAsync("error-invalid-account");
        await other.CallAsync("uploadFileToWebdav", id, WebDavEntries.Binary("x"u8), "x").AssertRefusedAsync("error-invalid-account");
        Assert.False((await cast.Bob.Rest.PostAsync("webdav.removeWebdavAccount", new { accountId = id })).OrThrow()["result"].GetBoolean());
        Assert.Equal(HttpStatusCode.BadRequest, (await cast.Ada.Rest.PostAsync("webdav.removeWebdavAccount", new { accountId = new { } })).Status);
        Assert.True((await cast.Ada.Rest.PostAsync("webdav.removeWebdavAccount", new { accountId = id })).OrThrow()["result"].GetBoolean());
        await line.WaitAsync(frame => frame.GetRawText().Contains("\"removed\"", StringComparison.Ordinal) && frame.GetRawText().Contains(id, StringComparison.Ordinal), "the account is gone");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task MSG_040_Files_come_from_a_WebDAV_account_and_received_ones_are_kept_there(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Ada.ConnectAsync();
        var dav = await cast.WebDavAsync();
        dav.Put("letters/täglich 1.txt", "dear all"u8.ToArray());
        dav.Put("dot.png", Cast.Picture);
        var account = await WebDavEntries.AccountAsync(cast);

        var top = (await line.CallAsync("getWebdavFileList", account, "/")).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["directory /letters letters", "file /dot.png dot.png"], top.Select(n => $"{n.Text("type")} {n.Text("filename")} {n.Text("basename")}"));
        Assert.Equal((Cast.Picture.Length, "image/png"), (top[1].GetProperty("size").GetInt32(), top[1].Text("mime")));
        var letter = (await line.CallAsync("getWebdavFileList", account, "/letters")).GetProperty("data").EnumerateArray().Single();
        Assert.Equal("/letters/täglich 1.txt", letter.Text("filename"));
        var content = await line.CallAsync("getFileFromWebdav", account, new { filename = letter.Text("filename") });
        Assert.Equal("dear all", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(content.GetProperty("data").Text("$binary"))));
        Assert.True((await line.CallAsync("getWebdavFilePreview", account, "/dot.png")).GetProperty("success").GetBoolean());
        Assert.Equal(JsonValueKind.Undefined, (await line.CallAsync("getWebdavFilePreview", account, letter.Text("filename"))).ValueKind);
        await line.CallAsync("getFileFromWebdav", account, new { filename = "/missing" }).AssertRefusedAsync("unable-to-get-file");
        await line.CallAsync("getWebdavFileList", account, "/missing").AssertRefusedAsync("could-not-access-webdav");
        // Steps up lead nowhere: the folder of the account is the top.
        await line.CallAsync("getFileFromWebdav", account, new { filename = "/../../users" }).AssertRefusedAsync("unable-to-get-file");

        // Streamed to whoever owns the account, never as a page.
        var path = $"/webdav-file/{account}/letters/{Uri.EscapeDataString("täglich 1.txt")}";
        using var http = Client(cast.Ada);
        using var answer = await http.GetAsync(path);
        Assert.Equal("dear all", await answer.Content.ReadAsStringAsync());
        Assert.Equal(("attachment", "application/octet-stream"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
        using var stranger = Client(cast.Bob);
        using var refused = await stranger.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        // From a message to the account, by the server itself; a name is taken once.
        var roomId = await cast.RoomAsync("groups");
        var fileId = (await Cast.UploadAsync(cast.Bob, roomId, "minutes.txt")).OrThrow()["message"].GetProperty("file").Text("_id");
        (await cast.Ada.Rest.PostAsync("webdav.saveFile", new { accountId = account, fileId })).OrThrow();
        Assert.Equal("plain words", await File.ReadAllTextAsync(dav.Files.Single(f => f.EndsWith("Rocket.Chat Uploads/minutes.txt", StringComparison.Ordinal))));
        await cast.Ada.Rest.PostAsync("webdav.saveFile", new { accountId = account, fileId }).AssertRefusedAsync("Duplicate_file_name_found");
        var twice = await line.CallAsync("uploadFileToWebdav", account, WebDavEntries.Binary("x"u8), "minutes.txt");
        Assert.Equal((false, "Duplicate_file_name_found"), (twice.GetProperty("success").GetBoolean(), twice.Text("message")));
        var closed = (await cast.Bob.Rest.PostAsync("groups.create", new { name = Scratch.Name("closed") })).OrThrow()["group"].Text("_id");
        var foreign = (await Cast.UploadAsync(cast.Bob, closed, "closed.txt")).OrThrow()["message"].GetProperty("file").Text("_id");
        await cast.Ada.Rest.PostAsync("webdav.saveFile", new { accountId = account, fileId = foreign }).AssertRefusedAsync("error-invalid-file");
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_050_WebDAV_reaches_no_address_inside_unless_the_administrator_lists_it(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine);
        await using var cast = await Cast.OnAsync(server);
        await using var line = await cast.Ada.ConnectAsync();
        var dav = await cast.WebDavAsync();
        var draft = new { serverURL = dav.Url.ToString(), username = WebDavServer.Username, password = WebDavServer.Password, name = "files" };
        foreach (var (list, isReached) in new[] { ("", false), ("10.0.0.0/8, files.example", false), ("127.0.0.0/8", true) })
        {
            await cast.Admin.PostAsync("settings/SSRF_Allowlist", new { value = list }).SucceedsAsync();
            if (isReached) Assert.True((await line.CallAsync("addWebdavAccount", draft)).GetBoolean());
            else await line.CallAsync("addWebdavAccount", draft).AssertRefusedAsync("could-not-access-webdav");
        }
    }

    private static async Task<string?> SecretAsync(ParleyServer server, Engine engine)
    {
        await using var connection = await RawDatabase.OpenAsync(engine, server.DatabaseUrl);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT secret FROM webdav_accounts";
        return (string?)await command.ExecuteScalarAsync();
    }

    private static HttpClient Client(Person person) => new() { BaseAddress = person.Rest.Server, DefaultRequestHeaders = { { "X-User-Id", person.Id }, { "X-Auth-Token", person.Rest.Token } } };
}

using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>Successful calls of the doors to people's WebDAV accounts, against a real server.</summary>
internal static class WebDavEntries
{
    public static void AddRoutes(Dictionary<string, RouteEntry> all)
    {
        all.Add("GET webdav.getMyAccounts", new("accounts", cast => cast.Ada.Rest.GetAsync("webdav.getMyAccounts")));
        all.Add("POST webdav.removeWebdavAccount", new("result", async cast => await cast.Ada.Rest.PostAsync("webdav.removeWebdavAccount", new { accountId = await AccountAsync(cast) })));
        all.Add("POST webdav.saveFile", new("success", async cast =>
        {
            var message = (await Cast.UploadAsync(cast.Ada, await cast.RoomAsync(), Scratch.Name("file"))).OrThrow()["message"];
            return await cast.Ada.Rest.PostAsync("webdav.saveFile", new { accountId = await AccountAsync(cast), fileId = message.GetProperty("file").Text("_id") });
        }));
    }

    public static void AddMethods(Dictionary<string, MethodEntry> all)
    {
        all.Add("addWebdavAccount", new("true", async cast => await AddAsync(cast)));
        all.Add("addWebdavAccountByToken", new("true", async cast =>
        {
            var server = await cast.WebDavAsync();
            return await CallAsync(cast, "addWebdavAccountByToken", new { serverURL = server.Url, name = Scratch.Name("token"), token = new { access_token = WebDavServer.BasicToken, token_type = "Basic" } });
        }));
        all.Add("removeWebdavAccount", new("true", async cast => await CallAsync(cast, "removeWebdavAccount", await AccountAsync(cast))));
        all.Add("getWebdavFileList", new("success data", async cast => await CallAsync(cast, "getWebdavFileList", await AccountAsync(cast), "/")));
        all.Add("uploadFileToWebdav", new("success", async cast => await CallAsync(cast, "uploadFileToWebdav", await AccountAsync(cast), Binary("kept"u8), Scratch.Name("file"))));
        all.Add("getFileFromWebdav", new("success data", async cast =>
        {
            var (account, path) = await FileAsync(cast, "words.txt", "some words"u8.ToArray());
            return await CallAsync(cast, "getFileFromWebdav", account, new { filename = path });
        }));
        all.Add("getWebdavFilePreview", new("success data", async cast =>
        {
            var (account, path) = await FileAsync(cast, "dot.png", Cast.Picture);
            return await CallAsync(cast, "getWebdavFilePreview", account, path);
        }));
    }

    /// <summary>An account of Ada's.</summary>
    public static async Task<string> AccountAsync(Cast cast)
    {
        var known = await cast.Ada.Rest.GetAsync("webdav.getMyAccounts");
        if (known["accounts"].GetArrayLength() == 0) await AddAsync(cast);
        return (await cast.Ada.Rest.GetAsync("webdav.getMyAccounts")).OrThrow()["accounts"][0].Text("_id");
    }

    public static object Binary(ReadOnlySpan<byte> bytes) => new Dictionary<string, string> { ["$binary"] = Convert.ToBase64String(bytes) };

    public static async Task<JsonElement> CallAsync(Cast cast, string method, params object?[] parameters) => await (await cast.LineAsync(cast.Ada)).CallAsync(method, parameters);

    private static async Task<JsonElement> AddAsync(Cast cast)
    {
        var server = await cast.WebDavAsync();
        foreach (var account in (await cast.Ada.Rest.GetAsync("webdav.getMyAccounts")).OrThrow()["accounts"].EnumerateArray())
            await cast.Ada.Rest.PostAsync("webdav.removeWebdavAccount", new { accountId = account.Text("_id") }).SucceedsAsync();
        return await CallAsync(cast, "addWebdavAccount", new { serverURL = server.Url, username = WebDavServer.Username, password = WebDavServer.Password, name = "files" });
    }

    private static async Task<(string Account, string Path)> FileAsync(Cast cast, string name, byte[] content)
    {
        var account = await AccountAsync(cast);
        var path = $"{Scratch.Name("file")}-{name}";
        (await cast.WebDavAsync()).Put(path, content);
        return (account, "/" + path);
    }
}

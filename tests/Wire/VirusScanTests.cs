using System.Net.Http.Headers;
using System.Text;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Files pass a real scanner before anybody sees them: SEC-064, APP-085.</summary>
public sealed class VirusScanTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task SEC_064_APP_085_infected_file_is_stored_by_no_path_and_nothing_is_taken_unseen(Engine engine)
    {
        await using var clam = await ClamServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["ClamAV_Enabled"] = "true", ["ClamAV_Port"] = $"{clam.Port}" });
        await using var cast = await Cast.OnAsync(server);
        var roomId = await cast.RoomAsync();
        var infected = "before " + ClamServer.Mark + " behind";

        var path = (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", "harmless")).OrThrow()["message"].GetProperty("attachments")[0].GetProperty("title_link").GetString()!;
        Assert.Equal("harmless", (await cast.Bob.Rest.GetAsync(path)).Body.GetString());
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", infected)).AssertRefused("error-file-infected");
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", ClamServer.Eicar)).AssertRefused("error-file-infected");
        (await UploadAsync(cast.Ada, $"rooms.media/{roomId}", infected)).AssertRefused("error-file-infected");
        // The scanner looks behind the largest piece that passes at once.
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", new string(' ', 300_000) + infected)).AssertRefused("error-file-infected");
        // A picture that is one, with something behind it.
        var picture = Cast.Picture.Concat(Encoding.ASCII.GetBytes(infected)).ToArray();
        (await SendAsync(cast.Admin, "emoji-custom.create", picture, "emoji", "image/png", ("name", "worm"))).AssertRefused("error-file-infected");
        (await SendAsync(cast.Admin, "assets.setAsset", picture, "asset", "image/png", ("assetName", "logo"))).AssertRefused("error-file-infected");

        var shown = (await cast.Bob.Rest.GetAsync($"channels.files?roomId={roomId}")).OrThrow();
        Assert.Equal(1, shown["total"].GetInt32());
        var blobs = Directory.EnumerateFiles(Path.Combine(server.DataFolder, "files"), "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(ClamServer.Mark, StringComparison.Ordinal));
        Assert.Empty(blobs);

        // Larger than the scanner takes: nobody has seen its end.
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", new string('x', 1_200_000))).AssertRefused("error-file-not-checked");

        await clam.StopAsync();
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", "harmless")).AssertRefused("error-file-not-checked");
        await cast.Admin.PostAsync("settings/ClamAV_When_Unavailable", new { value = "accept" }).SucceedsAsync();
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", "harmless")).OrThrow();
        await clam.RestartAsync();
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", infected)).AssertRefused("error-file-infected");
        await cast.Admin.PostAsync("settings/ClamAV_Enabled", new { value = false }).SucceedsAsync();
        (await UploadAsync(cast.Ada, $"rooms.upload/{roomId}", infected)).OrThrow();
    }

    private static Task<RestReply> UploadAsync(Person person, string route, string text) => SendAsync(person.Rest, route, Encoding.ASCII.GetBytes(text), "file", "text/plain");

    private static Task<RestReply> SendAsync(RestClient sender, string route, byte[] bytes, string field, string type, params (string Name, string Value)[] fields)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        var form = new MultipartFormDataContent { { file, field, type == "image/png" ? "picture.png" : "words.txt" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return sender.SendAsync(HttpMethod.Post, route, form);
    }
}

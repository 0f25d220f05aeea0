using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Mail;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.People;

/// <summary>A person's copy of their own data: ACC-066.</summary>
public sealed class OwnDataTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_066_copy_holds_what_the_person_wrote_and_is_theirs_alone(Engine engine)
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await workspaces.PrivateAsync(engine, mail.Environment);
        await using var cast = await Cast.OnAsync(server);
        var room = await cast.RoomAsync();
        await cast.SayAsync(room, "mine <b>alone</b>");
        await Cast.SayAsync(cast.Bob, room, "not hers");
        (await Cast.UploadAsync(cast.Ada, room)).OrThrow();

        var asked = (await cast.Ada.Rest.GetAsync("users.requestDataDownload?fullExport=true")).OrThrow();
        Assert.True(asked["requested"].GetBoolean());
        var again = (await cast.Ada.Rest.GetAsync("users.requestDataDownload?fullExport=true")).OrThrow();
        Assert.False(again["requested"].GetBoolean());
        Assert.Equal(asked["exportOperation"].GetProperty("_id").GetString(), again["exportOperation"].GetProperty("_id").GetString());
        Assert.True((await cast.Ada.Rest.ResultAsync("requestDataDownload", new { fullExport = false })).GetProperty("requested").GetBoolean());

        var text = (await mail.WaitAsync(cast.Ada.Username + "@example.org", 2)).TextBody;
        Assert.Contains("/data-export/", text, StringComparison.Ordinal);
        var done = (await cast.Ada.Rest.GetAsync("users.requestDataDownload?fullExport=true")).OrThrow();
        var path = new Uri(done["url"].GetString()!).AbsolutePath;
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, cast.Bob, path));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, null, path));
        using var zip = await OpenAsync(server, cast.Ada, path);
        Assert.Equal(cast.Ada.Username, JsonElement.Parse(await ReadAsync(zip, "user.json")).GetProperty("username").GetString());
        var messages = await ReadAsync(zip, $"messages/{room}.json");
        Assert.Contains("alone", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("not hers", messages, StringComparison.Ordinal);
        Assert.Contains(zip.Entries, entry => entry.FullName.EndsWith("words.txt", StringComparison.Ordinal));

        var html = (await cast.Ada.Rest.GetAsync("users.requestDataDownload?fullExport=false")).OrThrow();
        using var pages = await OpenAsync(server, cast.Ada, new Uri(html["url"].GetString()!).AbsolutePath);
        Assert.Contains("mine &lt;b&gt;alone&lt;/b&gt;", await ReadAsync(pages, $"messages/{room}.html"), StringComparison.Ordinal);
        Assert.NotNull(pages.GetEntry("index.html"));
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task ACC_066_copies_can_be_switched_off(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["UserData_EnableDownload"] = "false" });
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        await ada.Rest.GetAsync("users.requestDataDownload").AssertRefusedAsync("error-not-allowed");
    }

    private static async Task<HttpStatusCode> StatusAsync(ParleyServer server, Person? person, string path)
    {
        using var answer = await SendAsync(server, person, path);
        return answer.StatusCode;
    }

    private static async Task<ZipArchive> OpenAsync(ParleyServer server, Person person, string path)
    {
        using var answer = await SendAsync(server, person, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static async Task<string> ReadAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(ParleyServer server, Person? person, string path)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        if (person is not null)
        {
            http.DefaultRequestHeaders.Add("X-User-Id", person.Id);
            http.DefaultRequestHeaders.Add("X-Auth-Token", person.Rest.Token);
        }
        return await http.GetAsync(path);
    }
}

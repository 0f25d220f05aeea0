using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Tests.Wire;

/// <summary>People of one server and the small acts that most tests of the doors begin with. Ada owns what she makes, Bob is its member.</summary>
internal sealed class Cast : IAsyncDisposable
{
    private readonly List<Person> _people = [];
    private readonly List<DdpClient> _lines = [];
    private WebDavServer? _webDav;

    private Cast(ParleyServer server, RestClient admin)
    {
        Server = server;
        Admin = admin;
    }

    /// <summary>A PNG of one pixel.</summary>
    public static byte[] Picture { get; } =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public ParleyServer Server { get; }

    /// <summary>The server's administrator; never sign this one out.</summary>
    public RestClient Admin { get; }

    public Person Ada => _people[0];

    public Person Bob => _people[1];

    /// <summary>Where the server's mails arrive; null where it sends none.</summary>
    public Parley.Tests.Mail.MailServer? Mail { get; set; }

    /// <summary>What a first act leaves for the second.</summary>
    public string Memory { get; set; } = "";

    public static async Task<Cast> OnAsync(ParleyServer server)
    {
        var cast = new Cast(server, await server.AdminAsync());
        await cast.PersonAsync("ada");
        await cast.PersonAsync("bob");
        return cast;
    }

    public async Task<Person> PersonAsync(string nickname = "cleo")
    {
        var person = await Scenario.RegisterAsync(Server, Admin, nickname);
        _people.Add(person);
        return person;
    }

    /// <summary>A signed-in connection that ends with the cast.</summary>
    public async Task<DdpClient> LineAsync(Person person)
    {
        var line = await person.ConnectAsync();
        _lines.Add(line);
        return line;
    }

    /// <summary>The administrator's own connection.</summary>
    public async Task<DdpClient> LineOfAdminAsync()
    {
        var line = await Server.ConnectAsync();
        await line.ResumeAsync(Admin.Token!);
        _lines.Add(line);
        return line;
    }

    /// <summary>A server for files that people of this one may have accounts on.</summary>
    public async Task<WebDavServer> WebDavAsync()
    {
        if (_webDav is not null) return _webDav;
        await Admin.PostAsync("settings/Webdav_Integration_Enabled", new { value = true }).SucceedsAsync();
        await Admin.PostAsync("settings/SSRF_Allowlist", new { value = "127.0.0.1" }).SucceedsAsync();
        return _webDav = await WebDavServer.StartAsync();
    }

    /// <summary>A room of Ada's with Bob in it.</summary>
    /// <param name="prefix"><c>channels</c>, <c>groups</c>, or <c>im</c>, whose room is always the same one.</param>
    public async Task<string> RoomAsync(string prefix = "channels", params string[] furtherMembers)
    {
        if (prefix is "im" or "dm")
            return (await Ada.Rest.PostAsync("im.create", new { username = Bob.Username })).OrThrow()["room"].GetProperty("_id").GetString()!;
        var reply = await Ada.Rest.PostAsync(prefix + ".create", new { name = Scratch.Name("room"), members = furtherMembers.Prepend(Bob.Username).ToArray() });
        return reply.OrThrow()[prefix == "channels" ? "channel" : "group"].GetProperty("_id").GetString()!;
    }

    public Task<string> SayAsync(string roomId, string text = "hello", string? threadId = null) => SayAsync(Ada, roomId, text, threadId);

    /// <returns>The id of the message.</returns>
    public static async Task<string> SayAsync(Person author, string roomId, string text = "hello", string? threadId = null) =>
        (await TrySayAsync(author, roomId, text, threadId)).OrThrow()["message"].MessageId();

    public static Task<RestReply> TrySayAsync(Person author, string roomId, string text = "hello", string? threadId = null)
    {
        var message = new Dictionary<string, object?> { ["rid"] = roomId, ["msg"] = text };
        if (threadId is not null)
            message["tmid"] = threadId;
        return author.Rest.PostAsync("chat.sendMessage", new { message });
    }

    public static Task<RestReply> UploadAsync(Person author, string roomId, string name = "words.txt")
    {
        var file = new ByteArrayContent("plain words"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        return author.Rest.SendAsync(HttpMethod.Post, $"rooms.upload/{roomId}", new MultipartFormDataContent { { file, "file", name } });
    }

    public static async Task<JsonElement> SubscriptionAsync(Person person, string roomId) =>
        (await person.Rest.GetAsync($"subscriptions.getOne?roomId={roomId}")).OrThrow()["subscription"];

    public static async Task<JsonElement> RoomInfoAsync(Person person, string roomId) =>
        (await person.Rest.GetAsync($"rooms.info?roomId={roomId}")).OrThrow()["room"];

    public static async Task<JsonElement> MessageAsync(Person person, string messageId) =>
        (await person.Rest.GetAsync($"chat.getMessage?msgId={messageId}")).OrThrow()["message"];

    public async ValueTask DisposeAsync()
    {
        foreach (var line in _lines)
            await line.DisposeAsync();
        foreach (var person in _people)
            person.Dispose();
        if (_webDav is not null) await _webDav.DisposeAsync();
    }
}

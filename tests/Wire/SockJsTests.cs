using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>SockJS 0.3.3 for networks that let no WebSocket through; frames are compared as the protocol spells them.</summary>
public sealed class SockJsTests(Workspaces workspaces)
{
    private static readonly string[] _connect = ["{\"msg\":\"connect\",\"version\":\"1\",\"support\":[\"1\"]}"];

    /// <summary>The client of browsers, <c>sockjs-client</c>, unchanged.</summary>
    [Theory]
    [InlineData("xhr-streaming")]
    [InlineData("eventsource")]
    [InlineData("xhr-polling")]
    public async Task The_client_of_browsers_logs_in_listens_and_sends(string transport)
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        using var stage = await Scenario.Room("narrow").With("ada").OnAsync(server);
        var output = await ChildProcess.RunAsync(
            "node", Path.Combine(Repository.Root, "tests", "Sdk", "sockjs.mjs"), server.Url.ToString().TrimEnd('/'), transport, stage.RoomId,
            stage["ada"].Username, MethodEntries.Sha256(stage["ada"].Password), "through the narrow door");
        var report = JsonElement.Parse(output.Trim().Split('\n')[^1]);
        Assert.Equal(transport, report.GetProperty("transport").GetString());
        Assert.Equal(report.GetProperty("sent").GetString(), report.GetProperty("heard").GetString());
    }

    [Fact]
    public async Task Polls_take_one_frame_each_in_order()
    {
        using var session = await Narrow.OnAsync(workspaces);
        Assert.Equal("o\n", await session.PollAsync());
        Assert.Equal("a[\"{\\\"server_id\\\":\\\"0\\\"}\"]\n", await session.PollAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await session.SendAsync(_connect)).Status);
        Assert.Contains("connected", await session.PollAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await session.SendAsync(["{\"msg\":\"ping\",\"id\":\"1\"}", "{\"msg\":\"ping\",\"id\":\"2\"}"])).Status);
        Assert.Equal("a[\"{\\\"msg\\\":\\\"pong\\\",\\\"id\\\":\\\"1\\\"}\",\"{\\\"msg\\\":\\\"pong\\\",\\\"id\\\":\\\"2\\\"}\"]\n", await session.PollAsync());
    }

    [Fact]
    public async Task Second_receiver_is_told_that_there_is_one()
    {
        using var session = await Narrow.OnAsync(workspaces);
        await session.PollAsync();
        await session.PollAsync();
        Task<string>[] polls = [session.PollAsync(), session.PollAsync()];
        var refused = await Task.WhenAny(polls).WaitAsync(DdpClient.Patience);
        Assert.Equal("c[2010,\"Another connection still open\"]\n", await refused);
        await session.SendAsync(_connect);
        Assert.Contains("connected", await polls.Single(poll => poll != refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_without_receiver_ends()
    {
        using var session = await Narrow.OnAsync(workspaces);
        await session.PollAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await session.SendAsync(_connect)).Status);
        await Eventually.Async(async () => (await session.SendAsync(_connect)).Status == HttpStatusCode.NotFound, "nobody received, so the session ended", TimeSpan.FromSeconds(15));
        Assert.Equal("o\n", await session.PollAsync());
    }

    [Fact]
    public async Task Receiver_that_vanished_leaves_an_interrupted_session()
    {
        using var session = await Narrow.OnAsync(workspaces);
        using (var stream = await session.StreamAsync())
        {
            using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
            Assert.Equal(new string('h', 2048), await reader.ReadLineAsync());
            Assert.Equal("o", await reader.ReadLineAsync());
        }

        await Eventually.Async(async () => await session.PollAsync() == "c[1002,\"Connection interrupted\"]\n", "the session says why it is over");
        Assert.Equal(HttpStatusCode.NotFound, (await session.SendAsync(_connect)).Status);
    }

    [Fact]
    public async Task Nonsense_is_refused_as_the_protocol_says()
    {
        using var session = await Narrow.OnAsync(workspaces);
        Assert.Equal(HttpStatusCode.NotFound, (await session.SendAsync(_connect)).Status);
        await session.PollAsync();
        Assert.Equal((HttpStatusCode.InternalServerError, "Payload expected."), await session.SendTextAsync(""));
        Assert.Equal((HttpStatusCode.InternalServerError, "Broken JSON encoding."), await session.SendTextAsync("[\"x"));
        Assert.Equal((HttpStatusCode.InternalServerError, "Broken JSON encoding."), await session.SendTextAsync("{}"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await session.SendTextAsync("[\"" + new string('x', 1024 * 1024) + "\"]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, await session.StatusAsync("/sockjs/a.b/c/xhr"));
        Assert.Equal(HttpStatusCode.NotFound, await session.StatusAsync("/sockjs/a/b.c/xhr"));
        Assert.Equal(HttpStatusCode.NotFound, await session.StatusAsync("/sockjs/a/b/c/d"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await session.StatusAsync("/sockjs/info"));
    }

    [Fact]
    public async Task Greeting_information_and_origins()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        using var http = new HttpClient { BaseAddress = server.Url };
        Assert.Equal("Welcome to SockJS!\n", await http.GetStringAsync("/sockjs"));
        Assert.Equal("Welcome to SockJS!\n", await http.GetStringAsync("/sockjs/"));
        var info = JsonElement.Parse(await http.GetStringAsync("/sockjs/info"));
        Assert.True(info.Flag("websocket"));
        Assert.False(info.Flag("cookie_needed"));
        Assert.Equal("*:*", info.GetProperty("origins")[0].GetString());

        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/sockjs/1/preflight/xhr") { Headers = { { "Origin", "https://elsewhere.example" }, { "Access-Control-Request-Headers", "content-type" } } };
        using var answer = await http.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("https://elsewhere.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Equal("content-type", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal("OPTIONS, POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
    }

    /// <summary>A session of one's own at the requests of SockJS.</summary>
    private sealed class Narrow : IDisposable
    {
        private readonly HttpClient _http;
        private readonly string _path = $"/sockjs/000/{Scratch.Name("s")}";

        private Narrow(Uri server) => _http = new HttpClient { BaseAddress = server };

        public static async Task<Narrow> OnAsync(Workspaces workspaces) => new((await workspaces.SharedAsync(Engine.Sqlite)).Url);

        public async Task<string> PollAsync()
        {
            using var answer = await _http.PostAsync(_path + "/xhr", null);
            return await answer.Content.ReadAsStringAsync();
        }

        public async Task<HttpResponseMessage> StreamAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _path + "/xhr_streaming");
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        public Task<(HttpStatusCode Status, string Text)> SendAsync(string[] messages) => SendTextAsync(JsonSerializer.Serialize(messages));

        public async Task<(HttpStatusCode Status, string Text)> SendTextAsync(string body)
        {
            using var answer = await _http.PostAsync(_path + "/xhr_send", new StringContent(body, Encoding.UTF8, "text/plain"));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await _http.PostAsync(path, null);
            return answer.StatusCode;
        }

        public void Dispose() => _http.Dispose();
    }
}

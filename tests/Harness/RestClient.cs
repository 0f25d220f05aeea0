using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Harness;

/// <summary>What a REST call answered.</summary>
public sealed record RestReply(HttpStatusCode Status, JsonElement Body, HttpHeaders Headers, string Request)
{
    public bool Succeeded =>
        (int)Status < 300 && Body.ValueKind == JsonValueKind.Object
        && ((Body.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True)
            || (Body.TryGetProperty("status", out var status) && status.ValueEquals("success")));

    public JsonElement this[string name] => Body.GetProperty(name);

    /// <summary>This reply, or a failure that shows what was asked and answered.</summary>
    public RestReply OrThrow() =>
        Succeeded ? this : throw new InvalidOperationException($"{Request} answered {(int)Status}: {Body.GetRawText()}");
}

/// <summary>A person (or nobody) at the REST door.</summary>
public sealed class RestClient : IDisposable
{
    private readonly HttpClient _http;

    public RestClient(Uri server)
    {
        Server = server;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public Uri Server { get; }

    public string? UserId { get; private set; }

    public string? Token { get; private set; }

    public async Task LoginAsync(string username, string password)
    {
        var reply = (await PostAsync("login", new { user = username, password })).OrThrow();
        var data = reply["data"];
        UseToken(data.GetProperty("userId").GetString()!, data.GetProperty("authToken").GetString()!);
    }

    public void UseToken(string userId, string token)
    {
        (UserId, Token) = (userId, token);
        _http.DefaultRequestHeaders.Remove("X-User-Id");
        _http.DefaultRequestHeaders.Remove("X-Auth-Token");
        _http.DefaultRequestHeaders.Add("X-User-Id", userId);
        _http.DefaultRequestHeaders.Add("X-Auth-Token", token);
    }

    /// <param name="path">Below <c>/api/v1/</c>, or absolute when it begins with a slash; may hold a query.</param>
    public Task<RestReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<RestReply> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }));

    public async Task<RestReply> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var address = path.StartsWith('/') ? path : "/api/v1/" + path;
        using var request = new HttpRequestMessage(method, address) { Content = content };
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new RestReply(answer.StatusCode, ParseOrText(text), answer.Headers, $"{method} {address}");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>An answer that is not JSON becomes a JSON string, so that a test can say so.</summary>
    private static JsonElement ParseOrText(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}

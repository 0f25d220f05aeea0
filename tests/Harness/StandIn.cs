using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Parley.Harness;

/// <summary>What a stand-in was asked.</summary>
public sealed record StandInRequest(string Method, string Path, string Query, System.Collections.Specialized.NameValueCollection Headers, JsonElement Body);

/// <summary>A service of somebody else, played on the loopback address. It speaks JSON and remembers what it was asked.</summary>
public sealed class StandIn : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<StandInRequest> _requests = new();
    private readonly Func<StandInRequest, Task<(int Status, object? Answer)>> _answer;
    private readonly Task _serving;

    private StandIn(Func<StandInRequest, Task<(int, object?)>> answer)
    {
        _answer = answer;
        Url = new Uri($"http://127.0.0.1:{Scratch.FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public IReadOnlyList<StandInRequest> Requests => [.. _requests];

    public static StandIn Start(Func<StandInRequest, (int Status, object? Answer)> answer) => new(request => Task.FromResult(answer(request)));

    public static StandIn Start(Func<StandInRequest, Task<(int Status, object? Answer)>> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        var url = context.Request.Url!;
        var request = new StandInRequest(context.Request.HttpMethod, url.AbsolutePath, url.Query, context.Request.Headers, text.Length > 0 ? JsonElement.Parse(text) : default);
        _requests.Enqueue(request);
        var (status, answer) = await _answer(request);
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side did not wait, or the test is over.
        }
    }
}

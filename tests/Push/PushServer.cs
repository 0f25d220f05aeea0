using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Parley.Harness;

namespace Parley.Tests.Push;

/// <summary>What a push service was asked.</summary>
public sealed record PushRequest(string Protocol, string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? ClientCertificate)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);
}

/// <summary>A push service of Apple, Google, a browser's maker or a gateway, played on the loopback address with the protocol it speaks.</summary>
public sealed class PushServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<PushRequest> _requests = new();
    private readonly WebApplication _app;

    private PushServer(HttpProtocols protocols, X509Certificate2? certificate, Func<PushRequest, (int Status, object? Answer)> answer)
    {
        var port = Scratch.FreePort();
        Url = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null) listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var request = new PushRequest(http.Request.Protocol, http.Request.Method, http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray(), (await http.Connection.GetClientCertificateAsync())?.Subject);
            var (status, reply) = answer(request);
            _requests.Enqueue(request);
            http.Response.StatusCode = status;
            if (reply is null) return;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(JsonSerializer.Serialize(reply));
        });
    }

    public Uri Url { get; }

    public IReadOnlyList<PushRequest> Requests => [.. _requests];

    public static async Task<PushServer> StartAsync(Func<PushRequest, (int Status, object? Answer)> answer, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var server = new PushServer(protocols, certificate, answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The first request that fits, also one that came before.</summary>
    public async Task<PushRequest> WaitAsync(Func<PushRequest, bool> fits, string what)
    {
        PushRequest? found = null;
        await Eventually.Async(() => Task.FromResult((found = Requests.FirstOrDefault(fits)) is not null), what);
        return found!;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

using System.Net;
using System.Net.Sockets;

namespace Parley.Harness;

/// <summary>A Redis of this run alone; keeps nothing on disk.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ChildProcess _process;

    private RedisServer(string folder, int port, ChildProcess process)
    {
        _folder = folder;
        Port = port;
        _process = process;
    }

    public int Port { get; }

    /// <summary>In the form the server takes as <c>REDIS_URL</c>.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    public static async Task<RedisServer> StartAsync(string? cpuList = null)
    {
        var folder = Scratch.Folder("redis");
        var port = Scratch.FreePort();
        string[] pinned = cpuList is null ? [] : ["taskset", "-c", cpuList];
        var process = ChildProcess.Start(
            [.. pinned, "redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
            Repository.Output("logs", $"redis-{port}.log"));
        var server = new RedisServer(folder, port, process);
        await Eventually.Async(
            async () =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            },
            "Redis accepts connections");
        return server;
    }

    /// <summary>It is away from now on.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Scratch.Delete(_folder);
    }
}

using System.Net;
using System.Net.Sockets;

namespace Parley.Harness;

/// <summary>A server that speaks S3, with one bucket.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "parley";
    public const string AccessKey = "S3RVER";
    public const string SecretKey = "S3RVER";

    private readonly string _folder;
    private readonly ChildProcess _process;

    private S3Server(string folder, int port, ChildProcess process)
    {
        _folder = folder;
        Url = new Uri($"http://127.0.0.1:{port}/");
        _process = process;
    }

    public Uri Url { get; }

    /// <summary>What lies in the bucket, and anything half done.</summary>
    public IReadOnlyList<string> Files => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

    public static async Task<S3Server> StartAsync()
    {
        var folder = Scratch.Folder("s3");
        var port = Scratch.FreePort();
        var process = ChildProcess.Start(
            ["node", Path.Combine(Repository.Root, "tests", "S3", "node_modules", "s3rver", "bin", "s3rver.js"), "-d", folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", Bucket],
            Repository.Output("logs", $"s3-{port}.log"));
        await Eventually.Async(
            async () =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            },
            "the S3 server accepts connections");
        return new S3Server(folder, port, process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Scratch.Delete(_folder);
    }
}

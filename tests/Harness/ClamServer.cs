using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Harness;

/// <summary>A real ClamAV daemon with a database of two signatures: the usual test string, and <see cref="Mark"/>.</summary>
public sealed class ClamServer : IAsyncDisposable
{
    /// <summary>Any content that holds these words is infected.</summary>
    public const string Mark = "PARLEY-TEST-SIGNATURE-0001";

    /// <summary>The harmless file that every scanner takes for a virus, cut in two so that this source is none.</summary>
    public static string Eicar => "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    private readonly string _folder = Scratch.Folder("clam");
    private ChildProcess? _process;

    private ClamServer() => Port = Scratch.FreePort();

    public int Port { get; }

    public static async Task<ClamServer> StartAsync()
    {
        var server = new ClamServer();
        var database = Path.Combine(server._folder, "db");
        Directory.CreateDirectory(database);
        await File.WriteAllLinesAsync(Path.Combine(database, "parley.ndb"), [$"Parley.Test-Mark:0:*:{Hex(Mark)}", $"Parley.Test-Eicar:0:*:{Hex(Eicar)}"]);
        await File.WriteAllLinesAsync(
            Path.Combine(server._folder, "clamd.conf"),
            [
                "Foreground yes", "TCPAddr 127.0.0.1", $"TCPSocket {server.Port}", $"DatabaseDirectory {database}", $"TemporaryDirectory {server._folder}", "StreamMaxLength 1M", "MaxThreads 4",
            ]);
        await server.RestartAsync();
        return server;
    }

    public async Task RestartAsync()
    {
        _process = ChildProcess.Start(["/usr/sbin/clamd", "--config-file=" + Path.Combine(_folder, "clamd.conf")], Repository.Output("logs", $"clam-{Port}.log"));
        await Eventually.Async(
            async () =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                await socket.GetStream().WriteAsync("zPING\0"u8.ToArray());
                return await socket.GetStream().ReadAsync(new byte[16]) > 0;
            },
            "the scanner answers",
            TimeSpan.FromSeconds(60));
    }

    public async Task StopAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Scratch.Delete(_folder);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
}

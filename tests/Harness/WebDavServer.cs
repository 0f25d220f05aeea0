using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Harness;

/// <summary>Apache with its WebDAV modules, over one folder, for one user.</summary>
public sealed class WebDavServer : IAsyncDisposable
{
    public const string Username = "keeper";
    public const string Password = "of the files";

    /// <summary>What the two are in a header.</summary>
    public static string BasicToken { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));

    private const string Modules = "/usr/lib/apache2/modules";
    private readonly string _folder;
    private readonly ChildProcess _process;

    private WebDavServer(string folder, int port, ChildProcess process)
    {
        _folder = folder;
        Url = new Uri($"http://127.0.0.1:{port}/dav/");
        _process = process;
    }

    public Uri Url { get; }

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Path.Combine(_folder, "www"), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/.DAV/", StringComparison.Ordinal))];

    /// <summary>Puts a file there behind the server's back.</summary>
    public void Put(string path, byte[] content)
    {
        var file = Path.Combine(_folder, "www", "dav", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public static async Task<WebDavServer> StartAsync()
    {
        var folder = Scratch.Folder("webdav");
        var port = Scratch.FreePort();
        Directory.CreateDirectory(Path.Combine(folder, "www", "dav"));
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        // Started by root it serves as somebody else.
        const UnixFileMode everybody = (UnixFileMode)0b111_111_111;
        foreach (var path in new[] { folder, Path.Combine(folder, "www"), Path.Combine(folder, "www", "dav") }) File.SetUnixFileMode(path, everybody);
#pragma warning disable CA5350 // The format of the password file, which lives as long as the test.
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"{Username}:{{SHA}}{Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(Password)))}\n");
#pragma warning restore CA5350
        var configuration = Path.Combine(folder, "apache.conf");
        await File.WriteAllTextAsync(configuration, $"""
            ServerName 127.0.0.1
            ServerRoot {folder}
            Listen 127.0.0.1:{port}
            PidFile {folder}/pid
            ErrorLog {folder}/error.log
            Mutex file:{folder}
            {string.Concat(new[] { "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs", "mime" }.Select(m => $"LoadModule {m}_module {Modules}/mod_{m}.so\n"))}
            User nobody
            Group nogroup
            DocumentRoot {folder}/www
            TypesConfig /etc/mime.types
            DavLockDB {folder}/locks
            <Directory {folder}/www>
              Dav On
              AuthType Basic
              AuthName files
              AuthUserFile {folder}/users
              Require valid-user
            </Directory>
            """);
        var process = ChildProcess.Start(["/usr/sbin/apache2", "-f", configuration, "-DFOREGROUND"], Repository.Output("logs", $"webdav-{port}.log"));
        await Eventually.Async(
            async () =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            },
            "the WebDAV server accepts connections");
        return new WebDavServer(folder, port, process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Scratch.Delete(_folder);
    }
}

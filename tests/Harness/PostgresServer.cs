using Npgsql;

namespace Parley.Harness;

/// <summary>A throw-away PostgreSQL cluster with real durability (fsync on), holding many databases.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private ChildProcess? _process;
    private int _databases;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _process!.Id;

    public static async Task<PostgresServer> StartAsync(string? cpuList = null)
    {
        var folder = Scratch.Folder("pg");
        var server = new PostgresServer(folder, Scratch.FreePort());
        var binaries = FindBinaries();
        string[] asOwner = [];
        if (Environment.IsPrivilegedProcess)
        {
            // The engine refuses to run as root.
            await ChildProcess.RunAsync("chown", "postgres", folder);
            asOwner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
        }

        var data = Path.Combine(folder, "data");
        await ChildProcess.RunAsync([.. asOwner, Path.Combine(binaries, "initdb"), "-D", data, "-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        string[] pinned = cpuList is null ? [] : ["taskset", "-c", cpuList];
        server._process = ChildProcess.Start(
            [
                .. pinned, .. asOwner, Path.Combine(binaries, "postgres"), "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", $"{server.Port}",
                "-c", "max_connections=300", "-c", "shared_buffers=128MB", "-c", "fsync=on", "-c", "synchronous_commit=on",
            ],
            Repository.Output("logs", $"postgres-{server.Port}.log"));
        await Eventually.Async(
            async () =>
            {
                await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
                await connection.OpenAsync();
                return true;
            },
            "PostgreSQL accepts connections");
        return server;
    }

    /// <summary>A new database, empty or a copy of another that nobody is connected to.</summary>
    /// <param name="templateUrl">What this method returned before.</param>
    /// <returns>Its address in the form the server takes as <c>DATABASE_URL</c>.</returns>
    public async Task<string> CreateDatabaseAsync(string? templateUrl = null)
    {
        var name = $"parley_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {templateUrl?.Split('/')[^1] ?? "template1"}", connection);
        await command.ExecuteNonQueryAsync();
        return $"postgres://parley:parley@127.0.0.1:{Port}/{name}";
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=parley;Password=parley;Database={database};Pooling=false";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync("INT");
            await _process.DisposeAsync();
        }

        Scratch.Delete(_folder);
    }

    private static string FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        return versions.Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "postgres")))
            .MaxBy(folder => folder, StringComparer.Ordinal)
            ?? throw new InvalidOperationException("PostgreSQL is not installed: ./test installs it");
    }
}

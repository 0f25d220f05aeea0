using System.Diagnostics;
using System.Net;

namespace Parley.Harness;

/// <summary>How to start a server.</summary>
/// <param name="DatabaseUrl">As <c>DATABASE_URL</c>; null means SQLite in the server's own folder.</param>
public sealed record ServerOptions(string? DatabaseUrl = null)
{
    public string Name { get; init; } = "parley";

    public string? RedisUrl { get; init; }

    /// <summary>Processors to run on, as <c>taskset -c</c> takes them; null means all.</summary>
    public string? CpuList { get; init; }

    /// <summary>Folder with the built server; null means the one built with the tests.</summary>
    public string? ProgramFolder { get; init; }

    /// <summary>A folder whose files the server's data begins with; null means that it begins empty.</summary>
    public string? DataTemplate { get; init; }

    /// <summary>Further environment of the server.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}

/// <summary>A real server in its own process, reached over loopback only.</summary>
public sealed class ParleyServer : IAsyncDisposable
{
    public const string AdminUsername = "warden";
    public const string AdminPassword = "correct horse battery";

    private readonly ServerOptions _options;
    private readonly string _logFile;
    private ChildProcess? _process;
    private RestClient? _admin;
    private TimeSpan _clockAhead;

    private ParleyServer(ServerOptions options)
    {
        _options = options;
        Port = Scratch.FreePort();
        DataFolder = Scratch.Folder("data");
        foreach (var file in options.DataTemplate is { } template ? Directory.GetFiles(template) : [])
            File.Copy(file, Path.Combine(DataFolder, Path.GetFileName(file)));
        _logFile = Repository.Output("logs", $"{options.Name}-{Port}.log");
    }

    public int Port { get; }

    public string DataFolder { get; }

    /// <summary>As <c>DATABASE_URL</c> has it.</summary>
    public string DatabaseUrl => _options.DatabaseUrl ?? $"sqlite:{Path.Combine(DataFolder, "parley.db")}";

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>The program, also for an operator's commands.</summary>
    public string ProgramPath => Path.Combine(_options.ProgramFolder ?? BuiltServer(), "parley");

    public ChildProcess Process => _process ?? throw new InvalidOperationException("The server is not running");

    /// <summary>From the start of the process to the first positive answer of <c>/readyz</c>.</summary>
    public TimeSpan StartTime { get; private set; }

    public static async Task<ParleyServer> StartAsync(ServerOptions? options = null)
    {
        var server = new ParleyServer(options ?? new ServerOptions());
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again with a clock that runs ahead, as if so much time had passed.</summary>
    public Task RestartLaterAsync(TimeSpan ahead)
    {
        _clockAhead = ahead;
        return RestartAsync();
    }

    /// <summary>Starts the process again on the same port and data; stops the running one first.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        var program = ProgramPath;
        string[] pinned = _options.CpuList is null ? [] : ["taskset", "-c", _options.CpuList];
        var watch = Stopwatch.StartNew();
        _process = ChildProcess.Start([.. pinned, program], _logFile, ServerEnvironment(), Path.GetDirectoryName(program));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = Url };
        await Eventually.Async(
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"The server ended while starting; its log is {_logFile}");
                using var answer = await http.GetAsync("/readyz");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            $"{_options.Name} is ready; its log is {_logFile}",
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(3));
        StartTime = watch.Elapsed;
    }

    /// <summary>SIGKILL, in the middle of whatever it does.</summary>
    public async Task KillHardAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Stops it as an operator would, and waits.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.StopAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>What it has logged since its first start.</summary>
    public string Log()
    {
        using var reader = new StreamReader(new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>A client nobody has logged in with.</summary>
    public RestClient Anonymous() => new(Url);

    public async Task<RestClient> LoginAsync(string username, string password)
    {
        var client = Anonymous();
        await client.LoginAsync(username, password);
        return client;
    }

    /// <summary>The administrator that the environment of the server creates.</summary>
    public async Task<RestClient> AdminAsync() => _admin ??= await LoginAsync(AdminUsername, AdminPassword);

    /// <summary>A fresh DDP connection, not logged in.</summary>
    public Task<DdpClient> ConnectAsync() => DdpClient.ConnectAsync(Url);

    public async ValueTask DisposeAsync()
    {
        await KillHardAsync();
        Scratch.Delete(DataFolder);
    }

    private Dictionary<string, string?> ServerEnvironment()
    {
        var environment = new Dictionary<string, string?>
        {
            ["PORT"] = $"{Port}",
            ["BIND_IP"] = "127.0.0.1",
            ["ROOT_URL"] = Url.ToString().TrimEnd('/'),
            ["ADMIN_USERNAME"] = AdminUsername,
            ["ADMIN_NAME"] = "Warden",
            ["ADMIN_PASS"] = AdminPassword,
            ["ADMIN_EMAIL"] = "warden@example.org",
            ["TEST_MODE"] = "true",
            ["OVERWRITE_SETTING_Show_Setup_Wizard"] = "completed",
            ["DATABASE_URL"] = DatabaseUrl,
            ["REDIS_URL"] = _options.RedisUrl,
            ["PARLEY_DATA"] = DataFolder,
            ["TEST_CLOCK_MINUTES"] = _clockAhead == TimeSpan.Zero ? null : FormattableString.Invariant($"{_clockAhead.TotalMinutes:0}"),
        };
        foreach (var (name, value) in _options.Environment)
            environment[name] = value;
        return environment;
    }

    /// <summary>The server that was built together with these tests, so that it is never an older one.</summary>
    private static string BuiltServer()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_SERVER_FOLDER") is { Length: > 0 } chosen)
            return chosen;
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Repository.Root, "src", "Server", "bin", configuration, "net10.0");
    }
}

using System.Diagnostics;
using Parley.Harness;

namespace Parley.Bench;

/// <summary>A running reference program.</summary>
internal sealed class Floor : IAsyncDisposable
{
    private readonly string _folder = Scratch.Folder("floor");
    private readonly ChildProcess _process;

    private Floor(string kind, Engine? engine, string database, int port, int frameBytes, int rows)
    {
        var file = engine == Engine.Sqlite ? Path.Combine(_folder, "floor.db") : database;
        Url = new Uri($"http://127.0.0.1:{port}");
        string[] program = kind == "c"
            ? [CProgram, $"{port}", $"{frameBytes}"]
            :
            [
                Path.Combine(Repository.Root, "out", "bench", "floors", "Parley.Floors"), kind, engine?.ToString().ToLowerInvariant() ?? "none",
                "--port", $"{port}", "--database", file, "--frame", $"{frameBytes}", "--rows", $"{rows}",
            ];
        _process = ChildProcess.Start(["taskset", "-c", Machine.ServerCpu, .. program], Repository.Output("logs", $"floor-{kind}.log"));
    }

    /// <summary>There only if this machine had a C compiler.</summary>
    public static string CProgram { get; } = Path.Combine(Repository.Root, "out", "bench", "floor-c");

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    public static async Task<Floor> StartAsync(string kind, Engine? engine, string database, int frameBytes, int rows)
    {
        var watch = Stopwatch.StartNew();
        var floor = new Floor(kind, engine, database, Scratch.FreePort(), frameBytes, rows);
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = floor.Url };
        await Eventually.Async(
            async () =>
            {
                using var answer = await http.GetAsync("/readyz");
                return answer.IsSuccessStatusCode;
            },
            $"the floor {kind} answers",
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(3));
        floor.StartTime = watch.Elapsed;
        return floor;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Scratch.Delete(_folder);
    }
}

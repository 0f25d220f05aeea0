using System.Globalization;
using System.Text.Json;
using Parley.Harness;

namespace Parley.Bench;

/// <summary>
/// The machine of a bench: what serves runs on the first processor, the generator on the second. Databases share the
/// processor of the server, so that one processor is the whole system under test on both sides.
/// </summary>
internal sealed class Machine(bool isQuick) : IAsyncDisposable
{
    public const string ServerCpu = "0";
    public const string GeneratorCpu = "1";

    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync(ServerCpu));
    private readonly Lazy<Task<RedisServer>> _redis = new(() => RedisServer.StartAsync(ServerCpu));

    public bool IsQuick { get; } = isQuick;

    public int Runs => IsQuick ? 2 : 3;

    public int Seconds => IsQuick ? 1 : 4;

    /// <summary>Not counted: on one processor a server compiles its hot methods anew during most of its first minute of load, and then runs for weeks.</summary>
    private int WarmUpRuns => IsQuick ? 3 : 10;

    public string Describe() =>
        $"{Environment.ProcessorCount} processors, {Runs} counted runs of {Seconds} s a side, interleaved; median (least..most)"
        + (Environment.ProcessorCount < 2 ? "; ONE PROCESSOR ONLY: server and generator disturb each other" : "");

    public async Task<ParleyServer> StartParleyAsync(Engine engine) =>
        engine == Engine.Postgres ? (await StartNodesAsync(1))[0] : await StartNodeAsync("bench-sqlite", null, null);

    /// <summary>Nodes over one PostgreSQL database and one Redis.</summary>
    public async Task<List<ParleyServer>> StartNodesAsync(int count)
    {
        var database = await (await _postgres.Value).CreateDatabaseAsync();
        var nodes = new List<ParleyServer>();
        while (nodes.Count < count)
            nodes.Add(await StartNodeAsync("bench-postgres", database, (await _redis.Value).Url));
        return nodes;
    }

    /// <param name="kind">One of the floors' names.</param>
    /// <param name="engine">Where it stores messages; null for nowhere.</param>
    public async Task<Floor> StartFloorAsync(string kind, Engine? engine, int frameBytes = 600, int rows = 0)
    {
        var database = "";
        if (engine == Engine.Postgres)
        {
            var postgres = await _postgres.Value;
            database = postgres.ConnectionString((await postgres.CreateDatabaseAsync()).Split('/')[^1]).Replace("Pooling=false", "Pooling=true", StringComparison.Ordinal);
        }

        return await Floor.StartAsync(kind, engine, database, frameBytes, rows);
    }

    /// <summary>Runs the generator once.</summary>
    public static async Task<T> LoadAsync<T>(string kind, Uri server, int processId, params string[] options)
    {
        string[] watched = options.Contains("--pid") ? [] : ["--pid", processId.ToString(CultureInfo.InvariantCulture)];
        var output = await ChildProcess.RunAsync(
        [
            "env", "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1", "taskset", "-c", GeneratorCpu,
            Path.Combine(Repository.Root, "out", "bench", "load", "Parley.Load"), kind,
            "--url", server.ToString(), .. watched, .. options,
        ]);
        return JsonSerializer.Deserialize<T>(output.Trim().Split('\n')[^1], JsonSerializerOptions.Web)!;
    }

    /// <summary>Runs both sides in turn, so that a busy moment of the machine touches both.</summary>
    public async Task<(List<T> Reference, List<T> Parley)> InterleaveAsync<T>(Func<Task<T>> reference, Func<Task<T>> parley, bool isCold = false)
    {
        var (references, parleys) = (new List<T>(), new List<T>());
        for (var run = 0; run < WarmUpRuns && !isCold; run++)
            await parley();
        for (var run = 0; run < Runs; run++)
        {
            references.Add(await reference());
            parleys.Add(await parley());
        }

        return (references, parleys);
    }

    /// <summary>A warning when the generator, not the server, may have been the limit.</summary>
    public static string GeneratorNote(IEnumerable<double> shares)
    {
        var most = shares.Max();
        return most > 0.9 ? $"generator at {most:P0} of its processor: a lower bound" : "";
    }

    public static string Notes(params string[] notes) => string.Join("; ", notes.Where(note => note.Length > 0));

    private static Task<ParleyServer> StartNodeAsync(string name, string? database, string? redis) =>
        ParleyServer.StartAsync(new ServerOptions(database)
        {
            Name = name,
            RedisUrl = redis,
            CpuList = ServerCpu,
            ProgramFolder = Path.Combine(Repository.Root, "out", "server"),
        });

    public async ValueTask DisposeAsync()
    {
        if (_redis.IsValueCreated)
            await (await _redis.Value).DisposeAsync();
        if (_postgres.IsValueCreated)
            await (await _postgres.Value).DisposeAsync();
    }
}

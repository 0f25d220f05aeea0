using System.Collections.Concurrent;
using Parley.Harness;
using Parley.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(Workspaces))]

namespace Parley.Tests;

/// <summary>
/// The engines and servers of one run. Most tests share one server per engine and bring their own people and rooms; a
/// test that kills or reconfigures a server takes a private one. Each is started when first asked for.
/// </summary>
public sealed class Workspaces : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<RedisServer>> _redis = new(() => RedisServer.StartAsync());
    private readonly ConcurrentDictionary<Engine, Lazy<Task<ParleyServer>>> _shared = new();

    /// <summary>The server of an engine that all tests share; never stop or reconfigure it.</summary>
    public Task<ParleyServer> SharedAsync(Engine engine) =>
        _shared.GetOrAdd(engine, key => new Lazy<Task<ParleyServer>>(() => PrivateAsync(key, name: "shared"))).Value;

    /// <summary>A server of the test's own, on an empty database; the test disposes it.</summary>
    public async Task<ParleyServer> PrivateAsync(
        Engine engine, IReadOnlyDictionary<string, string?>? environment = null, string name = "private") =>
        await ParleyServer.StartAsync(new ServerOptions(await DatabaseAsync(engine))
        {
            Name = $"{name}-{engine}".ToLowerInvariant(),
            Environment = environment ?? new Dictionary<string, string?>(),
        });

    /// <summary>Nodes over one PostgreSQL database and one Redis; the test disposes them.</summary>
    public Task<Nodes> ClusterAsync(int nodes) => ClusterAsync([.. Enumerable.Repeat(new Dictionary<string, string?>(), nodes)]);

    /// <summary>One node for each environment.</summary>
    public async Task<Nodes> ClusterAsync(params IReadOnlyDictionary<string, string?>[] environments)
    {
        var database = await DatabaseAsync(Engine.Postgres);
        var redis = (await _redis.Value).Url;
        var started = new List<ParleyServer>();
        foreach (var environment in environments)
            started.Add(await ParleyServer.StartAsync(new ServerOptions(database) { Name = $"node{started.Count + 1}", RedisUrl = redis, Environment = environment }));
        return new Nodes(started);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared.Values)
            await DisposeStartedAsync(server);
        await DisposeStartedAsync(_redis);
        await DisposeStartedAsync(_postgres);
    }

    private async Task<string?> DatabaseAsync(Engine engine) =>
        engine == Engine.Postgres ? await (await _postgres.Value).CreateDatabaseAsync() : null;

    private static async Task DisposeStartedAsync<T>(Lazy<Task<T>> started)
        where T : IAsyncDisposable
    {
        if (started.IsValueCreated && started.Value.IsCompletedSuccessfully)
            await (await started.Value).DisposeAsync();
    }
}

/// <summary>Several nodes of one workspace.</summary>
public sealed class Nodes(IReadOnlyList<ParleyServer> nodes) : IAsyncDisposable
{
    public ParleyServer this[int index] => nodes[index];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
    }
}

/// <summary>Runs a theory on each storage engine: <c>[Theory, ClassData(typeof(EachEngine))]</c>.</summary>
public sealed class EachEngine : TheoryData<Engine>
{
    public EachEngine()
    {
        Add(Engine.Sqlite);
        Add(Engine.Postgres);
    }
}

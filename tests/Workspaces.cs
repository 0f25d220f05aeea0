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
    private readonly ConcurrentDictionary<Engine, Lazy<Task<ParleyServer>>> _encrypting = new();
    private readonly ConcurrentDictionary<Engine, Lazy<Task<ParleyServer>>> _templates = new();

    /// <summary>The server of an engine that all tests share; never stop or reconfigure it.</summary>
    public Task<ParleyServer> SharedAsync(Engine engine) =>
        _shared.GetOrAdd(engine, key => new Lazy<Task<ParleyServer>>(() => PrivateAsync(key, name: "shared"))).Value;

    /// <summary>As <see cref="SharedAsync"/>, where rooms can be encrypted.</summary>
    public Task<ParleyServer> EncryptingAsync(Engine engine) =>
        _encrypting.GetOrAdd(engine, key => new Lazy<Task<ParleyServer>>(() => PrivateAsync(key, new Dictionary<string, string?> { ["E2E_Enable"] = "true" }, "encrypting"))).Value;

    /// <summary>A server of the test's own, on a database where nobody is but the bot; the test disposes it.</summary>
    public async Task<ParleyServer> PrivateAsync(
        Engine engine, IReadOnlyDictionary<string, string?>? environment = null, string name = "private")
    {
        var template = await TemplateAsync(engine);
        return await ParleyServer.StartAsync(new ServerOptions(engine == Engine.Postgres ? await (await _postgres.Value).CreateDatabaseAsync(template.DatabaseUrl) : null)
        {
            Name = $"{name}-{engine}".ToLowerInvariant(),
            DataTemplate = template.DataFolder,
            Environment = environment ?? new Dictionary<string, string?>(),
        });
    }

    /// <summary>Nodes over one PostgreSQL database and one Redis; the test disposes them.</summary>
    public Task<Nodes> ClusterAsync(int nodes) => ClusterAsync([.. Enumerable.Repeat(new Dictionary<string, string?>(), nodes)]);

    /// <summary>One node for each environment.</summary>
    public async Task<Nodes> ClusterAsync(params IReadOnlyDictionary<string, string?>[] environments)
    {
        var database = await (await _postgres.Value).CreateDatabaseAsync((await TemplateAsync(Engine.Postgres)).DatabaseUrl);
        var redis = (await _redis.Value).Url;
        var started = new List<ParleyServer>();
        foreach (var environment in environments)
            started.Add(await ParleyServer.StartAsync(new ServerOptions(database) { Name = $"node{started.Count + 1}", RedisUrl = redis, Environment = environment }));
        return new Nodes(started);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared.Values.Concat(_encrypting.Values).Concat(_templates.Values))
            await DisposeStartedAsync(server);
        await DisposeStartedAsync(_redis);
        await DisposeStartedAsync(_postgres);
    }

    /// <summary>A stopped server whose database has its tables: copies of it start in half the time.</summary>
    private Task<ParleyServer> TemplateAsync(Engine engine) => _templates.GetOrAdd(engine, key => new Lazy<Task<ParleyServer>>(async () =>
    {
        var server = await ParleyServer.StartAsync(new ServerOptions(key == Engine.Postgres ? await (await _postgres.Value).CreateDatabaseAsync() : null)
        {
            Name = $"template-{key}".ToLowerInvariant(),
            Environment = new Dictionary<string, string?> { ["ADMIN_PASS"] = null },
        });
        await server.StopAsync();
        return server;
    })).Value;

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

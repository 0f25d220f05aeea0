using Parley.Platform.Ids;
using StackExchange.Redis;

namespace Parley.People.Presence;

/// <summary>
/// Leases in Redis: a hash per person whose fields are <c>node|connection</c>. Every node keeps a heartbeat; whoever
/// notices that one has ended removes what that node left behind.
/// </summary>
internal sealed class RedisPresenceLeases : IPresenceLeases, IAsyncDisposable
{
    private const string Prefix = "parley:presence:";
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(16);
    private readonly IDatabase _redis;
    private readonly string _node = Id.New();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public RedisPresenceLeases(IConnectionMultiplexer redis, TimeProvider clock)
    {
        _redis = redis.GetDatabase();
        _loop = Task.Run(() => RunAsync(clock));
    }

    public bool IsShared => true;

    public event Action<string>? Lost;

    public async Task SetAsync(string userId, string connectionId, string status)
    {
        await Task.WhenAll(
            _redis.HashSetAsync(UserKey(userId), $"{_node}|{connectionId}", status),
            _redis.SetAddAsync(NodeUsersKey(_node), userId));
    }

    public Task RemoveAsync(string userId, string connectionId) => _redis.HashDeleteAsync(UserKey(userId), $"{_node}|{connectionId}");

    public async Task<IReadOnlyDictionary<string, string>> StatusOfAsync(IReadOnlyList<string> userIds)
    {
        var reads = userIds.Select(id => _redis.HashValuesAsync(UserKey(id))).ToList();
        var statuses = new Dictionary<string, string>(userIds.Count);
        for (var i = 0; i < reads.Count; i++)
        {
            var values = await reads[i];
            if (values.Length > 0) statuses[userIds[i]] = Array.IndexOf(values, (RedisValue)"online") >= 0 ? "online" : "away";
        }
        return statuses;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private static string UserKey(string userId) => Prefix + "user:" + userId;

    private static string NodeUsersKey(string node) => Prefix + "node-users:" + node;

    private static string HeartbeatKey(string node) => Prefix + "node:" + node;

    private async Task RunAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(_beat, clock);
        do
        {
            try
            {
                await _redis.StringSetAsync(HeartbeatKey(_node), "1", _lifetime);
                await _redis.SetAddAsync(Prefix + "nodes", _node);
                await SweepAsync();
            }
            catch (RedisException)
            {
                // Redis is away; leases are renewed when it is back.
            }
        }
        while (await WaitAsync(timer));
        await RemoveNodeAsync(_node);
    }

    private async Task<bool> WaitAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SweepAsync()
    {
        foreach (var node in await _redis.SetMembersAsync(Prefix + "nodes"))
        {
            if (node != _node && !await _redis.KeyExistsAsync(HeartbeatKey(node!))) await RemoveNodeAsync(node!);
        }
    }

    private async Task RemoveNodeAsync(string node)
    {
        foreach (var userId in await _redis.SetMembersAsync(NodeUsersKey(node)))
        {
            var key = UserKey(userId!);
            var gone = (await _redis.HashKeysAsync(key)).Where(f => ((string)f!).StartsWith(node + "|", StringComparison.Ordinal)).ToArray();
            if (gone.Length > 0) await _redis.HashDeleteAsync(key, gone);
            Lost?.Invoke(userId!);
        }
        await _redis.KeyDeleteAsync(NodeUsersKey(node));
        await _redis.SetRemoveAsync(Prefix + "nodes", node);
    }
}

using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Parley.Platform.RateLimits;

/// <summary>
/// Windows in Redis, so that all nodes count together: one round trip a call. While Redis does not answer, each node counts
/// for itself, because a limit must not keep people from talking.
/// </summary>
public sealed partial class RedisRateLimiter(IConnectionMultiplexer redis, TimeProvider clock, ILogger<RedisRateLimiter> log) : IRateLimiter
{
    private const string Prefix = "parley:limit:";
    private const string Count = """
        local taken = redis.call('INCR', KEYS[1])
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          left = tonumber(ARGV[1])
        end
        return {taken, left}
        """;
    private const string GiveBack = "if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end";
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _betweenWarnings = TimeSpan.FromMinutes(1);
    private readonly LocalRateLimiter _here = new(clock);
    private long _awayUntilMs;
    private long _warnedAtMs = long.MinValue / 2;

    public async ValueTask<RateLimitState> TakeAsync(string key, RateLimit limit)
    {
        var now = clock.GetUtcNow();
        if (now.ToUnixTimeMilliseconds() < Interlocked.Read(ref _awayUntilMs)) return _here.TakeHere(key, limit);
        if (!redis.IsConnected) return TakeWithoutRedis(key, limit, now);
        try
        {
            var answer = await redis.GetDatabase().ScriptEvaluateAsync(Count, [Prefix + key], [limit.IntervalMs]).WaitAsync(_patience, clock);
            var numbers = (long[])answer!;
            return new(numbers[0] <= limit.Calls, (int)Math.Max(0, limit.Calls - numbers[0]), now.AddMilliseconds(numbers[1]));
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return TakeWithoutRedis(key, limit, now);
        }
    }

    public RateLimitState TakeHere(string key, RateLimit limit) => _here.TakeHere(key, limit);

    public async ValueTask ForgetAsync(string key)
    {
        await _here.ForgetAsync(key);
        await TryAsync(redis.GetDatabase().KeyDeleteAsync(Prefix + key));
    }

    public async ValueTask GiveBackAsync(string key)
    {
        await _here.GiveBackAsync(key);
        await TryAsync(redis.GetDatabase().ScriptEvaluateAsync(GiveBack, [Prefix + key]));
    }

    /// <summary>Without Redis the window ends by itself.</summary>
    private async Task TryAsync(Task act)
    {
        try
        {
            await act.WaitAsync(_patience, clock);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
        }
    }

    private RateLimitState TakeWithoutRedis(string key, RateLimit limit, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        Interlocked.Exchange(ref _awayUntilMs, nowMs + (long)_pause.TotalMilliseconds);
        var warnedAt = Interlocked.Read(ref _warnedAtMs);
        if (nowMs - warnedAt > _betweenWarnings.TotalMilliseconds && Interlocked.CompareExchange(ref _warnedAtMs, nowMs, warnedAt) == warnedAt) LogAway(log);
        return _here.TakeHere(key, limit);
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Redis does not answer: rate limits count on each node for itself until it does. Check REDIS_URL and the Redis server.")]
    private static partial void LogAway(ILogger log);
}

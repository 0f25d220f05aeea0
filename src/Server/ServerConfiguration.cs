using System.Globalization;
using System.Net;
using Npgsql;
using Parley.Platform.Hosting;
using Parley.Platform.Secrets;

namespace Parley.Server;

/// <summary>What the operator's environment says, checked once at start.</summary>
internal sealed record ServerConfiguration(
    int Port, IPAddress BindAddress, Uri RootUrl, string DataFolder, string SqlitePath, string? PostgresConnection, string? RedisUrl, bool IsTest, string CompatibleVersion, int ForwardedCount,
    NodeRoles Roles, TimeSpan ClockAhead, string? SecretKey, string? FormerSecretKeys)
{
    /// <exception cref="InvalidOperationException">A value that cannot be used, with the reason.</exception>
    public static ServerConfiguration Read(Func<string, string?> environment)
    {
        var port = environment("PORT") is { Length: > 0 } given
            ? int.TryParse(given, CultureInfo.InvariantCulture, out var parsed) && parsed is >= 0 and < 65536 ? parsed : throw new InvalidOperationException($"PORT is not a port number: {given}")
            : 3000;
        var bind = environment("BIND_IP") is { Length: > 0 } ip ? IPAddress.Parse(ip) : IPAddress.Any;
        var root = new Uri(environment("ROOT_URL") is { Length: > 0 } url ? url : $"http://localhost:{port}", UriKind.Absolute);
        var isTest = environment("TEST_MODE") == "true";
        if (isTest && !root.IsLoopback) throw new InvalidOperationException("TEST_MODE=true switches rate limits off and is refused on a public ROOT_URL.");
        var data = Path.GetFullPath(environment("PARLEY_DATA") is { Length: > 0 } folder ? folder : "data");
        var database = environment("DATABASE_URL") is { Length: > 0 } text ? text : "sqlite:" + Path.Combine(data, "parley.db");
        var sqlite = database.StartsWith("sqlite:", StringComparison.Ordinal) ? database["sqlite:".Length..] : "";
        var postgres = database.StartsWith("postgres://", StringComparison.Ordinal) || database.StartsWith("postgresql://", StringComparison.Ordinal) ? PostgresFrom(new Uri(database)) : null;
        if (sqlite.Length == 0 && postgres is null) throw new InvalidOperationException("DATABASE_URL must begin with sqlite: or postgres://");
        var redis = environment("REDIS_URL") is { Length: > 0 } redisUrl ? redisUrl : null;
        if (redis is not null && postgres is null) throw new InvalidOperationException("REDIS_URL joins several nodes and needs a postgres:// DATABASE_URL; SQLite serves one node.");
        var forwarded = int.TryParse(environment("HTTP_FORWARDED_COUNT"), CultureInfo.InvariantCulture, out var hops) ? Math.Clamp(hops, 0, 10) : 0;
        var roles = NodeRolesReader.Read(environment("PARLEY_ROLES"));
        if (roles != NodeRoles.All && redis is null && !isTest) throw new InvalidOperationException("PARLEY_ROLES shares the work between nodes, which needs REDIS_URL; a single node has all roles.");
        var minutesAhead = int.TryParse(environment("TEST_CLOCK_MINUTES"), CultureInfo.InvariantCulture, out var ahead) ? ahead : 0;
        if (minutesAhead != 0 && !isTest) throw new InvalidOperationException("TEST_CLOCK_MINUTES moves the clock for tests and needs TEST_MODE=true.");
        return new(port, bind, root, data, sqlite, postgres, redis, isTest, environment("PARLEY_COMPATIBLE_VERSION") is { Length: > 0 } version ? version : "6.4.0", forwarded, roles,
            TimeSpan.FromMinutes(minutesAhead), environment("PARLEY_SECRETS_KEY"), environment("PARLEY_SECRETS_KEY_OLD"));
    }

    /// <exception cref="InvalidOperationException">A key that is none.</exception>
    public SecretBox Secrets() => new(DataFolder, SecretKey, FormerSecretKeys, hasOtherNodes: RedisUrl is not null);

    /// <summary>Host and port of <see cref="RedisUrl"/> in the client's own spelling.</summary>
    public string RedisConfiguration()
    {
        var uri = new Uri(RedisUrl!.Contains("://", StringComparison.Ordinal) ? RedisUrl : "redis://" + RedisUrl);
        var parts = new List<string> { $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 6379)}", "abortConnect=false" };
        var user = uri.UserInfo.Split(':', 2);
        if (user.Length == 2 && user[0].Length > 0) parts.Add("user=" + Uri.UnescapeDataString(user[0]));
        if (user.Length == 2) parts.Add("password=" + Uri.UnescapeDataString(user[1]));
        if (uri.Scheme == "rediss") parts.Add("ssl=true");
        return string.Join(',', parts);
    }

    private static string PostgresFrom(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.Trim('/'),
            Username = Uri.UnescapeDataString(user[0]),
            MaxPoolSize = 40,
            MaxAutoPrepare = 200,
            NoResetOnClose = true,
        };
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length == 2) builder[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts[1]);
        }
        return builder.ToString();
    }
}

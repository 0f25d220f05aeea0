using System.Net;
using System.Text.Json;
using Parley.Harness;
using Parley.Tests.Wire;
using Xunit;

namespace Parley.Tests.Cluster;

/// <summary>Limits count for the workspace, not for the node that was asked.</summary>
/// <remarks>Rows: SEC-070, SEC-071, SET-204, SET-206.</remarks>
public sealed class RateLimitTests(Workspaces workspaces)
{
    private static readonly Dictionary<string, string?> _limited = new()
    {
        ["TEST_MODE"] = null,
        ["OVERWRITE_SETTING_API_Enable_Rate_Limiter_Limit_Calls_Default"] = "1000",
        ["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User"] = "3",
        ["OVERWRITE_SETTING_Block_Multiple_Failed_Logins_By_Ip"] = "false",
    };

    [Fact]
    public async Task Nodes_count_routes_methods_and_failed_logins_together()
    {
        await using var cluster = await workspaces.ClusterAsync(_limited, _limited);
        using var stage = await Scenario.Room("busy").With("ada", "bob").OnAsync(cluster[0]);

        // 100 calls in 100 seconds.
        using var elsewhere = stage["ada"].At(cluster[1]);
        for (var call = 0; call < 50; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await stage["ada"].Rest.GetAsync("directory?type=users")).Status);
            Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("directory?type=users")).Status);
        }

        var refused = await elsewhere.GetAsync("directory?type=users");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stage["ada"].Rest.GetAsync("directory?type=users")).Status);

        // 10 calls in 60 seconds, over sockets and over REST.
        await using var first = await stage["ada"].ConnectAsync(cluster[0]);
        await using var second = await stage["ada"].ConnectAsync(cluster[1]);
        for (var call = 0; call < 5; call++)
        {
            await first.CallAsync("createDirectMessage", stage["bob"].Username);
            await second.CallAsync("createDirectMessage", stage["bob"].Username);
        }

        Assert.Equal("too-many-requests", (await Assert.ThrowsAsync<DdpException>(() => second.CallAsync("createDirectMessage", stage["bob"].Username))).Code);
        var message = JsonSerializer.Serialize(new { msg = "method", id = "1", method = "createDirectMessage", @params = new[] { stage["bob"].Username } });
        var overRest = await stage["ada"].Rest.PostAsync("method.call/createDirectMessage", new { message });
        Assert.Contains("too-many-requests", overRest["message"].GetString(), StringComparison.Ordinal);

        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryLoginAsync(cluster[attempt % 2], stage["bob"], "wrong")).Status);
        Assert.Equal("error-login-blocked-for-user", (await TryLoginAsync(cluster[1], stage["bob"], stage["bob"].Password))["error"].GetString());
    }

    [Fact]
    public async Task Without_redis_nodes_count_for_themselves_and_answer()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var node = await workspaces.PrivateAsync(Engine.Postgres, new Dictionary<string, string?>(_limited) { ["REDIS_URL"] = redis.Url });
        using var ada = await Scenario.RegisterAsync(node, await node.AdminAsync(), "ada");
        Assert.Equal(HttpStatusCode.OK, (await ada.Rest.GetAsync("directory?type=users")).Status);
        await redis.KillAsync();

        for (var call = 0; call < 100; call++)
            Assert.Equal(HttpStatusCode.OK, (await ada.Rest.GetAsync("directory?type=users")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ada.Rest.GetAsync("directory?type=users")).Status);
    }

    [Fact]
    public async Task SEC_070_SEC_071_SET_204_SET_206_limits_of_methods_are_settings_and_some_roles_are_free_of_them()
    {
        await using var node = await workspaces.PrivateAsync(Engine.Sqlite, new Dictionary<string, string?>
        {
            ["TEST_MODE"] = null,
            ["OVERWRITE_SETTING_API_Enable_Rate_Limiter_Limit_Calls_Default"] = "12",
            ["OVERWRITE_SETTING_DDP_Rate_Limit_Connection_By_Method_Requests_Allowed"] = "3",
            ["OVERWRITE_SETTING_DDP_Rate_Limit_Connection_By_Method_Interval_Time"] = "600000",
            ["DDP_Rate_Limit_User_By_Method_Enabled"] = "false",
        });
        var admin = await node.AdminAsync();
        using var ada = await Scenario.RegisterAsync(node, admin, "ada");
        await using var line = await ada.ConnectAsync();
        for (var call = 0; call < 3; call++) await AskAsync(line);
        var refusal = await Assert.ThrowsAsync<DdpException>(() => AskAsync(line));
        Assert.Equal("too-many-requests", refusal.Code);
        Assert.True(refusal.Error.GetProperty("details").GetProperty("timeToReset").GetInt64() > 0);
        // Other methods and other connections have counts of their own; streams four times as many.
        await line.CallAsync("getUserRoles");
        await using var other = await ada.ConnectAsync();
        await AskAsync(other);
        for (var call = 0; call < 12; call++) await TypeAsync(line);
        Assert.Equal("too-many-requests", (await Assert.ThrowsAsync<DdpException>(() => TypeAsync(line))).Code);

        // By person, on all connections together.
        await admin.PostAsync("settings/DDP_Rate_Limit_User_Requests_Allowed", new { value = 1 }).SucceedsAsync();
        await using var third = await ada.ConnectAsync();
        Assert.Equal("too-many-requests", (await Assert.ThrowsAsync<DdpException>(() => AskAsync(third))).Code);
        await admin.PostAsync("settings/DDP_Rate_Limit_User_Enabled", new { value = false }).SucceedsAsync();
        await AskAsync(third);

        // The administrator holds the right to pass.
        await using var free = await node.ConnectAsync();
        await free.ResumeAsync(admin.Token!);
        for (var call = 0; call < 5; call++) await AskAsync(free);
        for (var call = 0; call < 14; call++) Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("statistics.list")).Status);
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 13; call++) statuses.Add((await ada.Rest.GetAsync("users.getPreferences")).Status);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, 12).Append(HttpStatusCode.TooManyRequests), statuses);
        await admin.PostAsync("permissions.update", new { permissions = new[] { new { _id = "api-bypass-rate-limit", roles = new[] { "user" } } } }).SucceedsAsync();
        Assert.Equal(HttpStatusCode.OK, (await ada.Rest.GetAsync("users.getPreferences")).Status);

        static Task<JsonElement> AskAsync(DdpClient line) => line.CallAsync("getRoomIdByNameOrId", "general");
        Task<JsonElement> TypeAsync(DdpClient line) => line.CallAsync("stream-notify-room", "GENERAL/user-activity", ada.Username, Array.Empty<string>(), new { });
    }

    private static async Task<RestReply> TryLoginAsync(ParleyServer node, Person person, string password)
    {
        using var visitor = node.Anonymous();
        return await visitor.PostAsync("login", new { user = person.Username, password });
    }
}

using System.Net;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>What administrators see of the workspace as a whole: figures, nodes, log, edition.</summary>
/// <remarks>Rows: SET-118, SET-157.</remarks>
public sealed class WorkspaceReportTests(Workspaces workspaces)
{
    /// <summary>ADM-004, ADM-006, ADM-007, ADM-008.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Report_counts_people_rooms_and_messages_and_stays_as_it_was_until_it_is_made_anew(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "report");
        await using var cast = await Cast.OnAsync(server);
        var before = (await cast.Admin.GetAsync("statistics?refresh=true")).OrThrow();
        await cast.PersonAsync();
        var room = await cast.RoomAsync("groups");
        await cast.SayAsync(room);
        await cast.SayAsync(await cast.RoomAsync("im"));

        var kept = (await cast.Admin.GetAsync("statistics")).OrThrow();
        Assert.Equal(before["_id"].GetString(), kept["_id"].GetString());
        Assert.Equal(Number(before, "totalUsers"), Number(kept, "totalUsers"));
        var fresh = (await cast.Admin.GetAsync("statistics?refresh=true")).OrThrow();
        Assert.NotEqual(before["_id"].GetString(), fresh["_id"].GetString());
        Assert.Equal(Number(before, "totalUsers") + 1, Number(fresh, "totalUsers"));
        Assert.Equal(Number(before, "activeUsers") + 1, Number(fresh, "activeUsers"));
        Assert.Equal(Number(before, "totalPrivateGroups") + 1, Number(fresh, "totalPrivateGroups"));
        Assert.Equal(Number(before, "totalDirect") + 1, Number(fresh, "totalDirect"));
        Assert.Equal(Number(before, "totalDirectMessages") + 1, Number(fresh, "totalDirectMessages"));
        Assert.True(Number(fresh, "totalPrivateGroupMessages") > Number(before, "totalPrivateGroupMessages"));
        Assert.Equal(1, Number(fresh, "instanceCount"));
        Assert.Contains(engine == Engine.Postgres ? "PostgreSQL 1" : "SQLite 3", fresh["mongoVersion"].GetString(), StringComparison.Ordinal);
        Assert.StartsWith(".NET", fresh["process"].GetProperty("nodeVersion").GetString(), StringComparison.Ordinal);
        Assert.Equal(server.Process.Id, fresh["process"].GetProperty("pid").GetInt32());
        Assert.Equal(2, Number((await cast.Admin.GetAsync("statistics.list")).OrThrow(), "total"));
    }

    /// <summary>ADM-008, ADM-009: nothing of it is for everybody.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Members_see_no_figures_no_nodes_no_log_and_no_licence(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));

        await cast.Bob.Rest.GetAsync("statistics").AssertRefusedAsync("error-not-allowed");
        await cast.Bob.Rest.GetAsync("statistics.list").AssertRefusedAsync("error-not-allowed");
        foreach (var route in new[] { "instances.get", "stdout.queue", "licenses.get", "cloud.registrationStatus" })
            Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.GetAsync(route)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("licenses.add", new { license = "x" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await cast.Bob.Rest.PostAsync("cloud.manualRegister", new { cloudBlob = "x" })).Status);
    }

    /// <summary>ADM-005: a node is listed while it runs.</summary>
    [Fact]
    public async Task Nodes_are_listed_while_they_run()
    {
        await using var nodes = await workspaces.ClusterAsync(2);
        var admin = await nodes[0].AdminAsync();

        await Eventually.Async(async () => (await ListAsync()).Count == 2, "both nodes are listed");
        Assert.Single(await ListAsync(), n => n.GetProperty("currentStatus").GetProperty("local").GetBoolean());
        Assert.Contains(await ListAsync(), n => n.GetProperty("instanceRecord").GetProperty("pid").GetInt32() == nodes[1].Process.Id);
        await nodes[1].StopAsync();
        await Eventually.Async(async () => (await ListAsync()).Count == 1, "the stopped one is gone");

        async Task<List<JsonElement>> ListAsync() => [.. (await admin.GetAsync("instances.get")).OrThrow()["instances"].EnumerateArray()];
    }

    [Fact]
    public async Task SET_118_node_ends_in_order_and_asks_to_be_started_anew()
    {
        await using var server = await workspaces.PrivateAsync(Engine.Sqlite, name: "restart");
        await using var cast = await Cast.OnAsync(server);
        var said = await cast.SayAsync(await cast.RoomAsync(), "survives");
        await (await cast.LineAsync(cast.Ada)).CallAsync("restart_server").AssertRefusedAsync("error-not-allowed");
        Assert.False(server.Process.HasExited);

        await cast.Admin.PostAsync("settings/Restart", new { execute = true }).SucceedsAsync();

        using var patience = new CancellationTokenSource(Eventually.Patience);
        Assert.Equal(75, await server.Process.WaitForExitAsync(patience.Token));
        await server.RestartAsync();
        Assert.Equal("survives", (await Cast.MessageAsync(cast.Ada, said)).Text());
        Assert.Contains((await cast.Admin.GetAsync("audit-trail.list?action=node.restart")).OrThrow()["entries"].EnumerateArray(), entry => entry.GetRawText().Contains("node.restart", StringComparison.Ordinal));
    }

    /// <summary>ADM-122.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Log_is_shown_and_goes_on_live_without_what_people_write(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "log");
        await using var cast = await Cast.OnAsync(server);
        var line = await cast.LineOfAdminAsync();
        await line.SubscribeAsync("stream-stdout", "stdout", false);
        await cast.SayAsync(await cast.RoomAsync(), "a very private matter");
        // A mail server that does not answer is worth a line.
        foreach (var (setting, value) in new[] { ("From_Email", "chat@workspace.example"), ("SMTP_Host", "127.0.0.1"), ("SMTP_Port", "9") })
            await cast.Admin.PostAsync("settings/" + setting, new { value }).SucceedsAsync();

        await cast.Admin.PostAsync("sendInvitationEmail", new { emails = new[] { "somebody@elsewhere.example" } }).SucceedsAsync();

        var live = await line.WaitEventAsync("stdout", "stdout", args => args[0].GetProperty("string").GetString()!.Contains("is delayed", StringComparison.Ordinal));
        var queue = (await cast.Admin.GetAsync("stdout.queue")).OrThrow()["queue"];
        Assert.Contains(live[0].GetProperty("id").GetString(), queue.EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
        foreach (var secret in new[] { "a very private matter", cast.Ada.Rest.Token!, "somebody@elsewhere.example" })
            Assert.DoesNotContain(secret, queue.GetRawText(), StringComparison.Ordinal);
        await cast.Admin.PostAsync("settings/Log_View_Limit", new { value = 1 }).SucceedsAsync();
        await cast.Admin.PostAsync("sendInvitationEmail", new { emails = new[] { "another@elsewhere.example" } }).SucceedsAsync();
        await Eventually.Async(async () => (await cast.Admin.GetAsync("stdout.queue")).OrThrow()["queue"].GetArrayLength() == 1, "the limit counts");
    }

    /// <summary>ADM-014, ADM-015, ADM-016.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Every_module_is_allowed_to_any_number_of_people_and_a_key_changes_nothing(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));
        var before = await ModulesAsync();

        await cast.Admin.PostAsync("licenses.add", new { license = "a key from elsewhere" }).SucceedsAsync();

        Assert.Equal(before, await ModulesAsync());
        Assert.Contains("auditing", before);
        Assert.Contains("device-management", before);
        Assert.Equal(JsonValueKind.Null, (await cast.Bob.Rest.GetAsync("licenses.maxActiveUsers")).OrThrow()["maxActiveUsers"].ValueKind);
        Assert.Equal("valid", (await cast.Admin.GetAsync("settings/Enterprise_License_Status")).OrThrow()["value"].GetString());
        Assert.Equal("", (await cast.Admin.GetAsync("settings/Enterprise_License")).OrThrow()["value"].GetString());
        await cast.Admin.PostAsync("licenses.add", new { license = "" }).AssertRefusedAsync("Invalid license");

        async Task<List<string?>> ModulesAsync() => [.. (await (await cast.LineAsync(cast.Bob)).CallAsync("license:getModules")).EnumerateArray().Select(m => m.GetString())];
    }

    /// <summary>ADM-019.</summary>
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Workspace_is_registered_nowhere_and_refuses_to_be(Engine engine)
    {
        await using var cast = await Cast.OnAsync(await workspaces.SharedAsync(engine));

        var status = (await cast.Admin.GetAsync("cloud.registrationStatus")).OrThrow()["registrationStatus"];
        Assert.False(status.GetProperty("workspaceRegistered").GetBoolean());
        await cast.Admin.PostAsync("cloud.manualRegister", new { cloudBlob = "x" }).AssertRefusedAsync("error-cloud-not-available");
        await cast.Admin.PostAsync("cloud.createRegistrationIntent", new { resend = false, email = "a@b.example" }).AssertRefusedAsync("error-cloud-not-available");
        await cast.Admin.PostAsync("cloud.registerPreIntent", new { }).AssertRefusedAsync("error-cloud-not-available");
        await cast.Admin.GetAsync("cloud.confirmationPoll?deviceCode=x").AssertRefusedAsync("error-cloud-not-available");
    }

    private static long Number(RestReply reply, string name) => reply[name].GetInt64();
}

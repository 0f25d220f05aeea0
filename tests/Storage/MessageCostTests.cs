using System.Globalization;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>ROOM-067, MSG-001: what a message costs the database must not grow with the size of the room.</summary>
public sealed class MessageCostTests(Workspaces workspaces)
{
    private const int Crowd = 10_000;
    private const int Messages = 20;

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Message_to_ten_thousand_members_writes_what_a_message_to_ten_writes(Engine engine)
    {
        // Without the role worker nothing but messages reaches the database meanwhile.
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["PARLEY_ROLES"] = "web,realtime" }, "cost");
        string[] names = ["ada", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        using var small = await Scenario.Room("small").With(names).OnAsync(server);
        using var large = await Scenario.Room("large").With(names).OnAsync(server);
        await server.StopAsync();
        await FillAsync(engine, server.DatabaseUrl, large.RoomId);
        await server.RestartAsync();

        var ofSmall = await CostAsync(server, small);
        var ofLarge = await CostAsync(server, large);

        Assert.Equal(ofSmall, ofLarge);
        // The message, its room, the sender's own marks, its place in the search index.
        Assert.Equal(4 * Messages, ofLarge.RowsWritten);
        Assert.InRange(ofLarge.Statements, 3 * Messages, 9 * Messages);
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Read_receipts_write_nothing_for_each_member(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, new Dictionary<string, string?> { ["PARLEY_ROLES"] = "web,realtime" }, "receipt-cost");
        foreach (var name in new[] { "Message_Read_Receipt_Enabled", "Message_Read_Receipt_Store_Users" })
            (await (await server.AdminAsync()).PostAsync("settings/" + name, new { value = true })).OrThrow();
        using var large = await Scenario.Room("large").With("ada", "bob").OnAsync(server);
        await server.StopAsync();
        await FillAsync(engine, server.DatabaseUrl, large.RoomId);
        await server.RestartAsync();

        Assert.Equal(4 * Messages, (await CostAsync(server, large)).RowsWritten);

        // However many messages somebody has read: one mark, beside the own place in the room.
        var before = await CountersAsync(server);
        (await large["bob"].Rest.PostAsync("subscriptions.read", new { rid = large.RoomId })).OrThrow();
        Assert.Equal(2, (await CountersAsync(server)).RowsWritten - before.RowsWritten);
    }

    /// <summary>The least of three: a node tells now and then that it lives, which is not the message's cost.</summary>
    private static async Task<(long Statements, long RowsWritten)> CostAsync(ParleyServer server, Stage stage)
    {
        // The first message fills the caches.
        await stage.SayAsync("ada", "first");
        List<(long Statements, long RowsWritten)> costs = [];
        for (var i = 0; i < 3; i++) costs.Add(await CostOfManyAsync(server, stage));
        return costs.Min();
    }

    private static async Task<(long Statements, long RowsWritten)> CostOfManyAsync(ParleyServer server, Stage stage)
    {
        var before = await CountersAsync(server);
        for (var i = 0; i < Messages; i++) await stage.SayAsync("ada", $"number {i}");
        var after = await CountersAsync(server);
        return (after.Statements - before.Statements, after.RowsWritten - before.RowsWritten);
    }

    private static async Task<(long Statements, long RowsWritten)> CountersAsync(ParleyServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        var page = await http.GetStringAsync("/metrics");
        long Read(string name) => long.Parse(
            page.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], NumberStyles.Float, CultureInfo.InvariantCulture);
        return (Read("parley_store_statements_total"), Read("parley_store_rows_written_total"));
    }

    /// <summary>Ten thousand accounts would take minutes to register, so they are written while the server is down.</summary>
    private static async Task FillAsync(Engine engine, string databaseUrl, string roomId)
    {
        var (no, yes) = engine == Engine.Postgres ? ("false", "true") : ("0", "1");
        var numbers = engine == Engine.Postgres
            ? $"generate_series(1,{Crowd}) AS n(i)"
            : $"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{Crowd}) SELECT i FROM n) AS n";
        await using var connection = await RawDatabase.OpenAsync(engine, databaseUrl);
        await connection.ExecuteAsync("INSERT INTO users(id,username,username_lower,type,is_active,roles,is_email_verified,require_password_change,status,status_default,status_text,created_at,updated_at) "
            + $"SELECT 'crowd'||i,'crowd'||i,'crowd'||i,'user',{yes},'|user|',{no},{no},'offline','online','',0,0 FROM {numbers}");
        await connection.ExecuteAsync("INSERT INTO subscriptions(id,room_id,user_id,roles,is_favorite,is_listed,created_at,updated_at,seen_count,seen_group_count,counted_at,is_marked_unread,direct_unread,user_mentions,"
            + "unread_threads,unread_threads_user,unread_threads_group,is_blocked,is_blocker,ignored) "
            + $"SELECT 'crowd'||i,'{roomId}','crowd'||i,'',{no},{yes},0,0,0,0,0,{no},0,0,'','','',{no},{no},'' FROM {numbers}");
        await connection.ExecuteAsync($"UPDATE rooms SET member_count=member_count+{Crowd} WHERE id='{roomId}'");
    }
}

using Parley.Harness;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>MSG-073: messages from before the search index came are found after the upgrade.</summary>
public sealed class OldMessagesTests(Workspaces workspaces)
{
    [Theory, ClassData(typeof(EachEngine))]
    public async Task Messages_from_before_the_index_are_taken_in_newest_first(Engine engine)
    {
        await using var server = await workspaces.PrivateAsync(engine, name: "backlog");
        using var stage = await Scenario.Room("attic").With("ada").OnAsync(server);
        for (var i = 0; i < 250; i++) await stage.SayAsync("ada", $"heirloom {i}");
        await server.StopAsync();
        await ForgetIndexAsync(engine, server.DatabaseUrl);
        await server.RestartAsync();
        await stage.SayAsync("ada", "heirloom of today");

        await Eventually.Async(async () => (await FindAsync(stage, 100, 200)).Count == 51, "the old ones are found");

        Assert.Equal(["heirloom of today", "heirloom 249", "heirloom 248"], await FindAsync(stage, 3, 0));
        Assert.Equal(["heirloom 1", "heirloom 0"], await FindAsync(stage, 10, 249));
    }

    private static async Task<List<string>> FindAsync(Stage stage, int count, int offset) =>
        [.. (await stage["ada"].Rest.GetAsync($"chat.search?roomId={stage.RoomId}&searchText=heirloom&count={count}&offset={offset}")).OrThrow()["messages"].EnumerateArray().Select(m => m.GetProperty("msg").GetString()!)];

    /// <summary>The state that the migration leaves behind in a workspace with messages.</summary>
    private static async Task ForgetIndexAsync(Engine engine, string databaseUrl)
    {
        await using var connection = await RawDatabase.OpenAsync(engine, databaseUrl);
        await connection.ExecuteAsync("DELETE FROM message_search");
        await connection.ExecuteAsync("DELETE FROM message_search_queue");
        await connection.ExecuteAsync("INSERT INTO message_search_backlog(id,before) SELECT 1,MAX(at)+1 FROM messages");
    }
}

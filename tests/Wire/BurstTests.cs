using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>MSG-001: what is written at the same time shares a commit, and still each message reaches each reader as it was stored.</summary>
public sealed class BurstTests(Workspaces workspaces)
{
    private const int Messages = 200;

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Messages_of_a_burst_are_heard_once_each_with_the_time_that_history_tells(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("burst").With("ada", "bob").OnAsync(server);
        await using var bob = await stage["bob"].ConnectAsync();
        await bob.SubscribeRoomAsync(stage.RoomId);

        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => await stage.SayAsync("ada", $"burst {i}"));

        var heard = new Dictionary<string, DateTimeOffset>();
        for (var i = 0; i < Messages; i++)
        {
            var text = $"burst {i}";
            var message = await bob.WaitMessageAsync(stage.RoomId, m => m.Text() == text);
            heard.Add(message.GetProperty("_id").GetString()!, DateTimeOffset.FromUnixTimeMilliseconds(message.GetProperty("ts").GetProperty("$date").GetInt64()));
        }
        var stored = new Dictionary<string, DateTimeOffset>();
        for (var offset = 0; offset <= Messages; offset += 100)
        {
            var page = (await stage["ada"].Rest.GetAsync($"channels.history?roomId={stage.RoomId}&count=100&offset={offset}")).OrThrow();
            foreach (var message in page["messages"].EnumerateArray().Where(m => m.Text().StartsWith("burst ", StringComparison.Ordinal)))
                stored.Add(message.GetProperty("_id").GetString()!, message.GetProperty("ts").GetDateTimeOffset());
        }
        Assert.Equal(stored.Count, stored.Values.Distinct().Count());
        Assert.Equal(stored.OrderBy(m => m.Key, StringComparer.Ordinal), heard.OrderBy(m => m.Key, StringComparer.Ordinal));
    }
}

using System.Globalization;
using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>A sync never misses a change, whatever is written at the same time.</summary>
public sealed class SyncTests(Workspaces workspaces)
{
    private const int Writers = 4;
    private const int ActsEach = 120;
    private const int Readers = 3;

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Clients_that_sync_while_others_write_end_with_the_final_state(Engine engine)
    {
        var server = await workspaces.SharedAsync(engine);
        using var stage = await Scenario.Room("sync").With("ada", "bob", "cleo").OnAsync(server);
        using var finished = new CancellationTokenSource();
        var replicas = Enumerable.Range(0, Readers).Select(_ => new ReplicaOfRoom(stage.RoomId)).ToArray();

        var reading = replicas.Select(replica => FollowAsync(replica, stage["cleo"].Rest, finished.Token)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(seed => WriteAsync(stage, seed)));
        await finished.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var replica in replicas)
            await replica.SyncAsync(stage["cleo"].Rest);

        var final = State(await stage.ReadAllAsync(stage["cleo"].Rest));
        Assert.NotEmpty(final);
        foreach (var replica in replicas)
            Assert.Equal(final, State(replica.Messages));
    }

    private static async Task FollowAsync(ReplicaOfRoom replica, RestClient reader, CancellationToken finished)
    {
        while (!finished.IsCancellationRequested)
            await replica.SyncAsync(reader);
    }

    /// <summary>A random mixture; every writer touches its own messages and reacts to them.</summary>
    private static async Task WriteAsync(Stage stage, int seed)
    {
        var random = new Random(seed);
        var nickname = seed % 2 == 0 ? "ada" : "bob";
        var rest = stage[nickname].Rest;
        var mine = new List<string>();
        for (var act = 0; act < ActsEach; act++)
        {
            var kind = mine.Count == 0 ? 0 : random.Next(10);
            var target = mine.Count == 0 ? "" : mine[random.Next(mine.Count)];
            switch (kind)
            {
                case < 5:
                    mine.Add((await stage.SayAsync(nickname, $"writer {seed}, act {act}")).MessageId());
                    break;
                case < 7:
                    (await rest.PostAsync("chat.update", new { roomId = stage.RoomId, msgId = target, text = $"edited by {seed} in {act}" })).OrThrow();
                    break;
                case < 9:
                    (await rest.PostAsync("chat.react", new { messageId = target, emoji = random.Next(2) == 0 ? ":+1:" : ":tada:" })).OrThrow();
                    break;
                default:
                    (await rest.PostAsync("chat.delete", new { roomId = stage.RoomId, msgId = target })).OrThrow();
                    mine.Remove(target);
                    break;
            }
        }
    }

    private static SortedDictionary<string, string> State(Dictionary<string, JsonElement> messages) =>
        new(messages.ToDictionary(entry => entry.Key, entry => Describe(entry.Value)), StringComparer.Ordinal);

    private static string Describe(JsonElement message)
    {
        var reactions = message.TryGetProperty("reactions", out var all)
            ? all.EnumerateObject().OrderBy(reaction => reaction.Name, StringComparer.Ordinal)
                .Select(reaction => reaction.Name + reaction.Value.GetProperty("usernames").GetArrayLength().ToString(CultureInfo.InvariantCulture))
            : [];
        return $"{message.Text()} {string.Join(' ', reactions)} {(message.TryGetProperty("editedAt", out _) ? "edited" : "")}";
    }
}

using System.Text.Json;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.Wire;

/// <summary>Clients that were away for long get everything or hear that they do not; never a part that looks whole.</summary>
public sealed class LongAnswerTests(Workspaces workspaces)
{
    private const int MostOverDdp = 10_000;

    [Fact]
    public async Task Sync_of_a_busy_room_is_whole_over_rest_and_whole_or_refused_over_ddp()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        using var stage = await Scenario.Room("busy").With("ada", "bob").OnAsync(server);
        var written = new List<string>();
        await SayManyAsync(stage, written, MostOverDdp - 10);
        var gone = written[4321];
        (await stage["ada"].Rest.PostAsync("chat.delete", new { roomId = stage.RoomId, msgId = gone })).OrThrow();
        written.Remove(gone);
        await using var line = await stage["bob"].ConnectAsync();
        var epoch = new Dictionary<string, long> { ["$date"] = 0 };

        var overRest = await SyncAsync();
        var overDdp = await line.CallAsync("messages/get", stage.RoomId, new { lastUpdate = epoch });
        foreach (var answer in new[] { overRest, overDdp })
        {
            Assert.Equal(written.Order(StringComparer.Ordinal), TalkOf(answer.GetProperty("updated")));
            Assert.Equal([gone], answer.GetProperty("deleted").Ids());
        }

        Assert.Equal(written.Order(StringComparer.Ordinal), TalkOf(await line.CallAsync("loadMissedMessages", stage.RoomId, epoch)));
        Assert.True(overRest.GetRawText().Length > 4 * 1024 * 1024, "the answer is longer than what may wait for a socket");
        var stamps = overRest.GetProperty("updated").EnumerateArray().Select(m => m.GetProperty("_updatedAt").GetDateTimeOffset()).ToList();
        Assert.Equal(stamps.Order(), stamps);

        await SayManyAsync(stage, written, 20);
        Assert.Equal(written.Order(StringComparer.Ordinal), TalkOf((await SyncAsync()).GetProperty("updated")));
        await line.CallAsync("messages/get", stage.RoomId, new { lastUpdate = epoch }).AssertRefusedAsync("error-too-many-changes");
        await line.CallAsync("loadMissedMessages", stage.RoomId, epoch).AssertRefusedAsync("error-too-many-changes");

        async Task<JsonElement> SyncAsync() =>
            (await stage["bob"].Rest.GetAsync($"chat.syncMessages?roomId={stage.RoomId}&lastUpdate=1970-01-01T00:00:00.000Z")).OrThrow()["result"];
    }

    [Theory, ClassData(typeof(EachEngine))]
    public async Task Lists_of_rooms_are_whole_however_many_somebody_has(Engine engine)
    {
        const int many = 620;
        var server = await workspaces.SharedAsync(engine);
        using var ada = await Scenario.RegisterAsync(server, await server.AdminAsync(), "ada");
        var rooms = new List<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, many), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            var id = (await ada.Rest.PostAsync("groups.create", new { name = Scratch.Name("one-of-many") })).OrThrow()["group"].MessageId();
            lock (rooms) rooms.Add(id);
        });
        rooms.Sort(StringComparer.Ordinal);
        await using var line = await ada.ConnectAsync();

        Assert.Equal(rooms, (await ada.Rest.GetAsync("rooms.get")).OrThrow()["update"].Ids().Order(StringComparer.Ordinal));
        Assert.Equal(rooms, RoomsOf((await ada.Rest.GetAsync("subscriptions.get")).OrThrow()["update"]));
        Assert.Equal(rooms, (await line.CallAsync("rooms/get")).Ids().Order(StringComparer.Ordinal));
        Assert.Equal(rooms, RoomsOf(await line.CallAsync("subscriptions/get")));

        static IEnumerable<string> RoomsOf(JsonElement list) => list.EnumerateArray().Select(s => s.GetProperty("rid").GetString()!).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> TalkOf(JsonElement list) =>
        list.EnumerateArray().Where(RoomReading.IsWritten).Select(RoomReading.MessageId).Order(StringComparer.Ordinal);

    private static Task SayManyAsync(Stage stage, List<string> written, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var id = (await stage.SayAsync("ada", $"message {number} of very many, with some words that make it about as long as what people write")).MessageId();
            lock (written) written.Add(id);
        });
}

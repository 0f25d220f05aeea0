using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S12: sending must not cost more because a room has more members.</summary>
internal sealed class RoomSize : IScenario
{
    private const int Online = 10;

    public string Id => "S12";

    public string Title => $"message in a room of many members, {Online} of them online; reference: the same in a room of {Online}";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        await using var parley = await machine.StartParleyAsync(Engine.Sqlite);
        using var people = await Populace.CreateAsync(parley, Online);
        var small = await people.CreateRoomAsync();
        foreach (var size in machine.IsQuick ? new[] { 100_000 } : [1_000, 100_000])
        {
            var large = await people.CreateRoomAsync();
            await Crowd.AddAsync(parley, large, people.People[^1], size - Online);
            _ = await LoadAsync(small);
            var (references, parleys) = await machine.InterleaveAsync(() => LoadAsync(small), () => LoadAsync(large));
            yield return new Row(
                Id, $"Sqlite {size} members", "cpu s/10 k msg",
                Samples.Of(references.Select(CpuPer10k)), Samples.Of(parleys.Select(CpuPer10k)), Target: 1.2, MoreIsBetter: false, null, null,
                FormattableString.Invariant($"{parleys[^1].Messages:0} messages/s, p99 {parleys[^1].P99:0.0} ms"));
        }

        Task<FanOutResult> LoadAsync(string room) =>
            FanOutSaturated.LoadAsync(parley.Url, parley.Process.Id, room, people, Online, machine.Seconds);
    }

    private static double CpuPer10k(FanOutResult run) => run.CpuPer100k / 100_000 * Online * 10_000;
}

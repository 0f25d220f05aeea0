using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S16: from the start of the process to its first answer, on data that exists.</summary>
internal sealed class ColdStart : IScenario
{
    public string Id => "S16";

    public string Title => "cold start to the first answer; reference: empty application compiled ahead of time";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        await using var parley = await machine.StartParleyAsync(Engine.Sqlite);
        using var people = await Populace.CreateAsync(parley, 2);
        var room = await people.CreateRoomAsync();
        _ = await FanOutSaturated.LoadAsync(parley.Url, parley.Process.Id, room, people, 0, machine.IsQuick ? 1 : 20);
        var (references, parleys) = await machine.InterleaveAsync(
            async () =>
            {
                await using var floor = await machine.StartFloorAsync("empty", null);
                return floor.StartTime.TotalMilliseconds;
            },
            async () =>
            {
                await parley.RestartAsync();
                return parley.StartTime.TotalMilliseconds;
            },
            isCold: true);
        yield return new Row(
            Id, "Sqlite", "ms", Samples.Of(references), Samples.Of(parleys), Target: 2.5, MoreIsBetter: false, null, null, "");
    }
}

using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S2: at a low rate there is nothing to coalesce, and the price of a single write decides.</summary>
internal sealed class FanOutSteady : IScenario
{
    private const int Subscribers = 500;
    private const int MessagesPerSecond = 24;

    public string Id => "S2";

    public string Title => $"steady {MessagesPerSecond} messages/s to {Subscribers} subscribers; reference: direct floor with group commit";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        await using var parley = await machine.StartParleyAsync(Engine.Sqlite);
        using var people = await Populace.CreateAsync(parley, machine.IsQuick ? 10 : 50);
        var room = await people.CreateRoomAsync();
        var probe = await FanOutSaturated.LoadAsync(parley.Url, parley.Process.Id, room, people, 10, 1);
        await using var floor = await machine.StartFloorAsync("direct", Engine.Sqlite, (int)Math.Round(probe.FrameBytes));
        var seconds = Math.Max(2, machine.Seconds);
        var (references, parleys) = await machine.InterleaveAsync(
            () => LoadAsync(floor.Url, floor.ProcessId, null),
            () => LoadAsync(parley.Url, parley.Process.Id, people));

        yield return new Row(
            Id, "Sqlite cpu", "s per 100 k", Samples.Of(references.Select(run => run.CpuPer100k)), Samples.Of(parleys.Select(run => run.CpuPer100k)),
            Target: 1.3, MoreIsBetter: false, null, null, "");
        yield return new Row(
            Id, "Sqlite latency", "p99 ms", Samples.Of(references.Select(run => run.P99)), Samples.Of(parleys.Select(run => run.P99)),
            Target: 2, MoreIsBetter: false, null, null,
            FormattableString.Invariant($"p50 {references[^1].P50:0.0} / {parleys[^1].P50:0.0} ms"))
        {
            AlsoMet = parleys.TrueForAll(run => run.Missing == 0),
        };

        if (File.Exists(Floor.CProgram) && !machine.IsQuick)
        {
            await using var least = await machine.StartFloorAsync("c", null, (int)Math.Round(probe.FrameBytes));
            (references, parleys) = await machine.InterleaveAsync(
                () => LoadAsync(least.Url, least.ProcessId, null),
                () => LoadAsync(parley.Url, parley.Process.Id, people));
            yield return new Row(
                Id, "Sqlite against C", "p99 ms", Samples.Of(references.Select(run => run.P99)), Samples.Of(parleys.Select(run => run.P99)),
                Target: 2, MoreIsBetter: false, Samples.Of(references.Select(run => run.CpuPer100k)).Median, Samples.Of(parleys.Select(run => run.CpuPer100k)).Median,
                "per 100 k; the C floor stores nothing");
        }

        Task<FanOutResult> LoadAsync(Uri server, int processId, Populace? members) =>
            FanOutSaturated.LoadAsync(server, processId, room, members, Subscribers, seconds, "--rate", $"{MessagesPerSecond}");
    }
}

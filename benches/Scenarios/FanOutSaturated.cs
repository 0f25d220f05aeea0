using Parley.Harness;

namespace Parley.Bench.Scenarios;

internal sealed record FanOutResult(
    double Rate, double Messages, double P50, double P99, double CpuPer100k, double Generator, double PerReceive, double FrameBytes, long Missing, int Closed);

/// <summary>S1: the whole message path, one room, against pre-framed bytes with group commit on the same engine.</summary>
internal sealed class FanOutSaturated : IScenario
{
    private const int PeopleCount = 50;

    public string Id => "S1";

    public string Title => "fan-out, saturated: one sender, 16 in flight; a few people hold the subscribing connections; reference: batch floor";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        foreach (var engine in Enum.GetValues<Engine>())
        {
            await using var parley = await machine.StartParleyAsync(engine);
            using var people = await Populace.CreateAsync(parley, machine.IsQuick ? 10 : PeopleCount);
            var room = await people.CreateRoomAsync();

            // Its frames are measured first, so that the floor sends as many bytes.
            var probe = await LoadAsync(parley.Url, parley.Process.Id, room, people, 10, 1);
            await using var floor = await machine.StartFloorAsync("batch", engine, (int)Math.Round(probe.FrameBytes));
            _ = await LoadAsync(floor.Url, floor.ProcessId, room, null, 10, 1);

            foreach (var subscribers in machine.IsQuick ? new[] { 500 } : [100, 500, 1000])
            {
                var (references, parleys) = await Machine.InterleaveAsync(
                    () => LoadAsync(floor.Url, floor.ProcessId, room, null, subscribers, machine.Seconds),
                    () => LoadAsync(parley.Url, parley.Process.Id, room, people, subscribers, machine.Seconds));
                yield return Compare(engine, subscribers, references, parleys);
            }
        }
    }

    public static Task<FanOutResult> LoadAsync(Uri server, int processId, string room, Populace? people, int subscribers, int seconds, params string[] more) =>
        Machine.LoadAsync<FanOutResult>(
            "fanout", server, processId,
            [
                "--room", room, "--subscribers", $"{subscribers}", "--seconds", $"{seconds}",
                .. people is null ? Array.Empty<string>() : ["--tokens", people.TokenFile], .. more,
            ]);

    private Row Compare(Engine engine, int subscribers, List<FanOutResult> references, List<FanOutResult> parleys)
    {
        var missing = parleys.Sum(run => run.Missing);
        var closed = parleys.Sum(run => run.Closed);
        var last = parleys[^1];
        return new Row(
            Id, $"{engine} N={subscribers}", "deliveries/s",
            Samples.Of(references.Select(run => run.Rate)), Samples.Of(parleys.Select(run => run.Rate)),
            Target: engine == Engine.Sqlite ? (subscribers >= 500 ? 1.0 : 0.8) : 0.8, MoreIsBetter: true,
            Samples.Of(references.Select(run => run.CpuPer100k)).Median, Samples.Of(parleys.Select(run => run.CpuPer100k)).Median,
            Machine.Notes(
                FormattableString.Invariant($"per 100 k; p50 {last.P50:0.0} p99 {last.P99:0.0} ms, {last.FrameBytes:0} bytes, {last.PerReceive:0.0} a receive"),
                missing != 0 ? $"{missing} deliveries missing" : "",
                closed > 0 ? $"{closed} connections were closed" : "",
                Machine.GeneratorNote(references.Concat(parleys).Select(run => run.Generator))))
        {
            AlsoMet = missing == 0 && closed == 0,
        };
    }
}

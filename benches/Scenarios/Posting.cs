using System.Text.Json;
using Parley.Harness;

namespace Parley.Bench.Scenarios;

internal sealed record RestResult(double Rate, double P50, double P99, double CpuPer1k, double Generator, double AnswerBytes, long Failures);

/// <summary>S5: posting over REST into many rooms, against parsing, group commit and answering alone.</summary>
internal sealed class Posting : IScenario
{
    private const int RoomMembers = 20;

    public string Id => "S5";

    public string Title => $"chat.postMessage, 64 connections, many rooms of {RoomMembers} members; reference: bare REST post with group commit";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        foreach (var engine in machine.IsQuick ? [Engine.Sqlite] : Enum.GetValues<Engine>())
        {
            var roomCount = machine.IsQuick ? 50 : 1000;
            await using var parley = await machine.StartParleyAsync(engine);
            using var people = await Populace.CreateAsync(parley, machine.IsQuick ? RoomMembers : 2 * RoomMembers);
            var targets = Repository.Output("bench", "posts");
            var lines = new string[roomCount];
            await Parallel.ForEachAsync(Enumerable.Range(0, roomCount), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
            {
                List<Person> members = [.. Enumerable.Range(number, RoomMembers).Select(index => people.People[index % people.People.Count])];
                var room = await people.CreateRoomAsync(members);
                var body = JsonSerializer.Serialize(new { roomId = room, text = new string('x', 100) });
                lines[number] = string.Join('\t', "POST", "/api/v1/chat.postMessage", members[0].Rest.Token, members[0].Id, body);
            });
            await File.WriteAllLinesAsync(targets, lines);

            await using var floor = await machine.StartFloorAsync("post", engine);
            var (references, parleys) = await machine.InterleaveAsync(
                () => LoadAsync(floor.Url, floor.ProcessId, targets, 64, machine.Seconds),
                () => LoadAsync(parley.Url, parley.Process.Id, targets, 64, machine.Seconds));
            yield return Compare(Id, $"{engine} {roomCount} rooms", references, parleys, target: 0.6, mostP99: 1.5);
        }
    }

    public static Task<RestResult> LoadAsync(Uri server, int processId, string targets, int connections, int seconds) =>
        Machine.LoadAsync<RestResult>("rest", server, processId, "--targets", targets, "--connections", $"{connections}", "--seconds", $"{seconds}");

    /// <param name="mostP99">How many times the reference's 99th percentile is allowed.</param>
    public static Row Compare(string id, string variant, List<RestResult> references, List<RestResult> parleys, double target, double mostP99)
    {
        var failures = parleys.Sum(run => run.Failures);
        var p99 = Samples.Of(parleys.Select(run => run.P99)).Median;
        var referenceP99 = Samples.Of(references.Select(run => run.P99)).Median;
        return new Row(
            id, variant, "requests/s",
            Samples.Of(references.Select(run => run.Rate)), Samples.Of(parleys.Select(run => run.Rate)), target, MoreIsBetter: true,
            Samples.Of(references.Select(run => run.CpuPer1k)).Median, Samples.Of(parleys.Select(run => run.CpuPer1k)).Median,
            Machine.Notes(
                FormattableString.Invariant($"per 1 k; p50 {Samples.Of(parleys.Select(run => run.P50)).Median:0.00}, p99 {p99:0.0} ms against {referenceP99:0.0} (at most {mostP99:0.0}x)"),
                failures > 0 ? $"{failures} requests failed" : "",
                Machine.GeneratorNote(references.Concat(parleys).Select(run => run.Generator))))
        {
            AlsoMet = failures == 0 && p99 <= mostP99 * referenceP99,
        };
    }
}

using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S14: the same subscribers on two nodes must not cost much more than on one.</summary>
internal sealed class TwoNodes : IScenario
{
    private const int Subscribers = 1000;

    public string Id => "S14";

    public string Title => $"{Subscribers} subscribers spread over two nodes on PostgreSQL and Redis; reference: all on one node";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        var nodes = await machine.StartNodesAsync(2);
        try
        {
            var (first, second) = (nodes[0], nodes[1]);
            using var people = await Populace.CreateAsync(first, machine.IsQuick ? 10 : 50);
            var room = await people.CreateRoomAsync();
            var (references, parleys) = await machine.InterleaveAsync(
                () => LoadAsync("--pid", $"{first.Process.Id}"),
                () => LoadAsync("--pid", $"{first.Process.Id},{second.Process.Id}", "--also", $"{second.Url}"));
            yield return new Row(
                Id, "Postgres and Redis", "cpu s/100 k", Samples.Of(references.Select(run => run.CpuPer100k)), Samples.Of(parleys.Select(run => run.CpuPer100k)),
                Target: 1.25, MoreIsBetter: false, null, null,
                Machine.Notes(
                    FormattableString.Invariant($"both nodes on one processor; {references[^1].Rate:0} and {parleys[^1].Rate:0} deliveries/s"),
                    parleys.Exists(run => run.Missing > 0) ? "deliveries never came" : ""))
            {
                AlsoMet = parleys.TrueForAll(run => run.Missing == 0),
            };

            Task<FanOutResult> LoadAsync(params string[] more) =>
                Machine.LoadAsync<FanOutResult>(
                    "fanout", first.Url, first.Process.Id,
                    ["--room", room, "--subscribers", $"{Subscribers}", "--seconds", $"{machine.Seconds}", "--tokens", people.TokenFile, .. more]);
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }
}

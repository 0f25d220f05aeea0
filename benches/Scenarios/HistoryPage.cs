using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S7: the newest page of a long room over REST, against the query alone.</summary>
internal sealed class HistoryPage : IScenario
{
    private const double LargestP50Ms = 1.5;

    public string Id => "S7";

    public string Title => "history page of 50 over REST; reference: bare SQL read answered as JSON";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        foreach (var engine in machine.IsQuick ? [Engine.Sqlite] : Enum.GetValues<Engine>())
        {
            var wanted = machine.IsQuick ? 5_000 : 200_000;
            await using var parley = await machine.StartParleyAsync(engine);
            using var people = await Populace.CreateAsync(parley, 2);
            var room = await people.CreateRoomAsync();
            var stored = await FillAsync(parley, people, room, wanted);
            await using var floor = await machine.StartFloorAsync("history", engine, rows: stored);

            var reader = people.People[0];
            var targets = Repository.Output("bench", "reads");
            await File.WriteAllTextAsync(
                targets, string.Join('\t', "GET", $"/api/v1/channels.history?roomId={room}&count=50", reader.Rest.Token, reader.Id));

            var (references, parleys) = await machine.InterleaveAsync(
                () => Posting.LoadAsync(floor.Url, floor.ProcessId, targets, 8, machine.Seconds),
                () => Posting.LoadAsync(parley.Url, parley.Process.Id, targets, 8, machine.Seconds));
            yield return Posting.Compare(Id, $"{engine} {stored / 1000} k messages", references, parleys, target: 0.5, mostP99: 3);

            var (_, alone) = await machine.InterleaveAsync(
                () => Task.FromResult(references[0]),
                () => Posting.LoadAsync(parley.Url, parley.Process.Id, targets, 1, machine.Seconds));
            yield return new Row(
                Id, $"{engine} one connection", "p50 ms", new Samples(LargestP50Ms, LargestP50Ms, LargestP50Ms), Samples.Of(alone.Select(run => run.P50)),
                Target: 1, MoreIsBetter: false, null, null, FormattableString.Invariant($"reference is the budget; {alone[0].AnswerBytes:0} bytes a page"));
        }
    }

    /// <returns>How many messages the room holds afterwards.</returns>
    private static async Task<int> FillAsync(ParleyServer parley, Populace people, string room, int wanted)
    {
        var stored = 0;
        for (var round = 0; stored < wanted && round < 60; round++)
        {
            var seconds = wanted > 50_000 ? 5 : 1;
            var run = await FanOutSaturated.LoadAsync(parley.Url, parley.Process.Id, room, people, 0, seconds, "--in-flight", "64");
            stored += (int)(run.Messages * (seconds + 1));
        }

        return stored;
    }
}

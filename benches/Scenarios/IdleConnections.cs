using Parley.Harness;

namespace Parley.Bench.Scenarios;

/// <summary>S10: what an idle connection holds, against the bare upgraded connection.</summary>
internal sealed class IdleConnections : IScenario
{
    private sealed record IdleResult(int Connections, double BytesEach, double CpuMsEach, double IdleCpu, double OpenSeconds, int Closed);

    private const int Subscriptions = 20;
    private const double MostIdleCpu = 0.01;

    public string Id => "S10";

    public string Title => $"idle logged-in connections with {Subscriptions} subscriptions each; reference: Kestrel upgraded stream";

    public async IAsyncEnumerable<Row> RunAsync(Machine machine)
    {
        var connections = machine.IsQuick ? 2_000 : 10_000;
        await using var parley = await machine.StartParleyAsync(Engine.Sqlite);
        using var people = await Populace.CreateAsync(parley, machine.IsQuick ? 10 : 50);
        var rooms = new List<string>();
        for (var number = 0; number < Subscriptions; number++)
            rooms.Add(await people.CreateRoomAsync());

        // Memory does not shrink at once, so each side is measured once, on a process of its own.
        await using var floor = await machine.StartFloorAsync("upgraded", null);
        var reference = await Machine.LoadAsync<IdleResult>("idle", floor.Url, floor.ProcessId, "--connections", $"{connections}");
        var measured = await Machine.LoadAsync<IdleResult>(
            "idle", parley.Url, parley.Process.Id,
            "--connections", $"{connections}", "--tokens", people.TokenFile, "--rooms", string.Join(',', rooms));
        yield return new Row(
            Id, $"{connections} connections", "bytes each", Samples.Of([reference.BytesEach]), Samples.Of([measured.BytesEach]), Target: 1.6, MoreIsBetter: false,
            reference.CpuMsEach, measured.CpuMsEach,
            Machine.Notes(
                FormattableString.Invariant($"ms to open one; idle cpu {measured.IdleCpu:P1} (at most {MostIdleCpu:P0})"),
                measured.Closed > 0 ? $"{measured.Closed} were closed" : ""))
        {
            AlsoMet = measured.Closed == 0 && measured.IdleCpu <= MostIdleCpu,
        };
    }
}

// Measures Parley beside the floors and says by how much it meets its targets.
//   bench [--json] [--only S1,S5] [--quick]
using System.Diagnostics;
using System.Text.Json;
using Parley.Bench;
using Parley.Bench.Scenarios;

var isQuick = args.Contains("--quick");
var only = args.SkipWhile(argument => argument != "--only").Skip(1).FirstOrDefault()?.Split(',');
IScenario[] scenarios = [new FanOutSaturated(), new FanOutSteady(), new Posting(), new HistoryPage(), new IdleConnections(), new RoomSize(), new TwoNodes(), new ColdStart()];

await using var machine = new Machine(isQuick);
Console.WriteLine(machine.Describe());
var rows = new List<Row>();
var watch = Stopwatch.StartNew();
foreach (var scenario in scenarios.Where(scenario => only is null || only.Contains(scenario.Id, StringComparer.OrdinalIgnoreCase)))
{
    Console.WriteLine($"\n{scenario.Id}  {scenario.Title}");
    Console.WriteLine(Row.Heading);
    try
    {
        await foreach (var row in scenario.RunAsync(machine))
        {
            rows.Add(row);
            Console.WriteLine(row);
        }
    }
    catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or IOException)
    {
        // The other scenarios still say something.
        rows.Add(Row.Broken(scenario.Id, failure.Message));
        Console.WriteLine($"  broken: {failure.Message}");
    }
}

Console.WriteLine($"\n{rows.Count(row => row.IsMet)} of {rows.Count} targets met, {watch.Elapsed.TotalSeconds:0} s");
if (args.Contains("--json"))
{
    Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            scenarios = rows.Select(row => new
            {
                id = row.Id,
                variant = row.Variant,
                ratio = Math.Round(row.Ratio, 3),
                met = row.IsMet,
                target = row.Target,
                unit = row.Unit,
                parley = row.Parley.Median,
                reference = row.Reference.Median,
                parleySpread = new[] { row.Parley.Least, row.Parley.Most },
                referenceSpread = new[] { row.Reference.Least, row.Reference.Most },
                cpuParley = row.CpuParley,
                cpuReference = row.CpuReference,
                note = row.Note,
            }),
        },
        JsonSerializerOptions.Web));
}

return rows.TrueForAll(row => row.Note.StartsWith("broken", StringComparison.Ordinal) is false) ? 0 : 1;

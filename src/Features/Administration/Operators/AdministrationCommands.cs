using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Platform.CommandLine;
using Parley.Platform.Statistics;
using Parley.Platform.Wire;

namespace Parley.Administration.Operators;

/// <summary><c>parley stats</c>, <c>parley check</c>.</summary>
internal static class AdministrationCommands
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true };

    /// <summary>About the process that counts, which is not the server here.</summary>
    private static readonly string[] _ofProcess = ["process", "os", "deploy", "instanceCount"];

    public static IEnumerable<Command> All(OperatorConsole console) => [Statistics(console), Check(console)];

    private static Command Statistics(OperatorConsole console)
    {
        var asJson = new Option<bool>("--json") { Description = "as JSON, with all members" };
        var stats = new Command("stats", "Count accounts, rooms, messages and files.") { asJson };
        stats.SetAction(console.Action(async (services, given, ct) =>
        {
            var figures = new WireObject();
            foreach (var source in services.GetServices<IStatisticsSource>()) await source.AddAsync(figures, ct);
            var report = JsonNode.Parse(WireJson.ToText(figures))!.AsObject();
            foreach (var name in _ofProcess) report.Remove(name);
            if (given.GetValue(asJson)) console.Result(report.ToJsonString(_readable));
            else foreach (var (name, value) in report.Where(member => member.Value is JsonValue)) console.Result($"{name,-28} {value}");
        }));
        return stats;
    }

    private static Command Check(OperatorConsole console)
    {
        var check = new Command("check", "Look whether database and files are whole. Nothing is changed; the server may run.");
        check.SetAction(console.Action(async (services, _, ct) =>
        {
            var problems = 0;
            foreach (var part in services.GetServices<IIntegrityCheck>())
            {
                var found = await part.FindAsync(ct);
                console.Result($"{part.Subject}: {(found.Count == 0 ? "whole" : $"{found.Count} problems")}");
                foreach (var sentence in found) console.Result("  " + sentence);
                problems += found.Count;
            }
            return problems == 0 ? 0 : OperatorConsole.Failed;
        }));
        return check;
    }
}

using System.Collections.Concurrent;
using Prometheus;

namespace Parley.Platform.Telemetry;

/// <summary>Calls of REST routes, under the name that existing dashboards use.</summary>
public static class RestMetrics
{
    private const int LongestAgent = 100;

    /// <summary>Whoever calls chooses the name, and each is kept: further ones count together.</summary>
    private const int MostAgents = 200;

    private const string Others = "others";
    private static readonly ConcurrentDictionary<string, bool> _agents = new();
    private static readonly Summary _calls = Metrics.CreateSummary("rocketchat_rest_api", "Calls of REST routes and the seconds they took.", "method", "entrypoint", "status", "user_agent");

    /// <summary>Whether programs are told apart.</summary>
    public static bool SplitsByUserAgent { get; set; }

    /// <param name="route">As it is declared, so that ids in addresses are no names of their own.</param>
    public static void Note(string method, string route, int status, string? userAgent, TimeSpan time) => _calls
        .WithLabels(method, route, status.ToString(System.Globalization.CultureInfo.InvariantCulture), SplitsByUserAgent ? Short(userAgent) : "").Observe(time.TotalSeconds);

    /// <summary>Begins to count anew.</summary>
    public static void Reset()
    {
        _agents.Clear();
        foreach (var labels in _calls.GetAllLabelValues()) _calls.RemoveLabelled(labels);
    }

    private static string Short(string? agent)
    {
        var name = agent is null ? "" : agent.Length <= LongestAgent ? agent : agent[..LongestAgent];
        return _agents.ContainsKey(name) || (_agents.Count < MostAgents && _agents.TryAdd(name, true)) ? name : Others;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Parley.Load;

/// <summary>Processor time and memory of the server, read where the system keeps them.</summary>
internal static class Cpu
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system seconds of a process; zero when no process is given.</summary>
    public static double Seconds(int processId)
    {
        if (processId == 0)
            return 0;
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line[6..^2], CultureInfo.InvariantCulture) * 1024;
    }

    public static double OwnSeconds() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}

/// <summary>Reads time and processor time at the ends of the counted stretch.</summary>
internal sealed class Window(params int[] serverProcesses)
{
    private readonly long _from = Stopwatch.GetTimestamp();
    private readonly double _serverCpu = serverProcesses.Sum(Cpu.Seconds);
    private readonly double _ownCpu = Cpu.OwnSeconds();

    public (double Seconds, double ServerCpu, double OwnCpuShare) Close()
    {
        var seconds = Stopwatch.GetElapsedTime(_from).TotalSeconds;
        return (seconds, serverProcesses.Sum(Cpu.Seconds) - _serverCpu, (Cpu.OwnSeconds() - _ownCpu) / seconds);
    }
}

internal static class Latency
{
    /// <summary>A percentile in milliseconds of sorted stopwatch ticks; zero when there are none.</summary>
    public static double Percentile(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))] * 1000.0 / Stopwatch.Frequency;
}

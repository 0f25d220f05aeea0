using System.Diagnostics;

namespace Parley.Load;

/// <param name="BytesEach">Growth of the server's resident memory for one connection.</param>
/// <param name="CpuMsEach">Processor milliseconds of the server for opening one.</param>
/// <param name="IdleCpu">Share of one processor the server used while nothing happened.</param>
internal sealed record IdleResult(int Connections, double BytesEach, double CpuMsEach, double IdleCpu, double OpenSeconds, int Closed);

/// <summary>Opens connections and leaves them alone.</summary>
internal static class IdleLoad
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Watching = TimeSpan.FromSeconds(3);

    public static async Task<IdleResult> RunAsync(Uri server, string[] rooms, string[] tokens, int connections, int serverProcess)
    {
        // The first few bring in code and pools that are not the price of a connection.
        var early = await OpenAsync(server, rooms, tokens, Math.Min(100, connections));
        await Task.Delay(Settling);
        var memory = Cpu.ResidentBytes(serverProcess);
        var cpu = Cpu.Seconds(serverProcess);
        var watch = Stopwatch.StartNew();
        var lines = await OpenAsync(server, rooms, tokens, connections);
        var took = watch.Elapsed.TotalSeconds;
        cpu = Cpu.Seconds(serverProcess) - cpu;
        await Task.Delay(Settling);
        var idle = new Window(serverProcess);
        await Task.Delay(Watching);
        var (seconds, idleCpu, _) = idle.Close();
        memory = Cpu.ResidentBytes(serverProcess) - memory;
        var closed = lines.Count(line => line.IsClosed);
        foreach (var line in lines.Concat(early))
            line.Dispose();
        return new IdleResult(connections, (double)memory / connections, cpu * 1000 / connections, idleCpu / seconds, took, closed);
    }

    private static async Task<Line[]> OpenAsync(Uri server, string[] rooms, string[] tokens, int count)
    {
        var lines = new Line[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (index, _) =>
        {
            var line = lines[index] = new Line();
            await line.OpenAsync(server, 1024);
            if (tokens.Length > 0)
            {
                await line.EnterAsync(tokens[index % tokens.Length]);
                foreach (var room in rooms)
                    await line.SubscribeAsync("stream-room-messages", room);
            }

            line.StartCounting();
        });
        return lines;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Load;

/// <summary>What a fan-out run saw.</summary>
/// <param name="Rate">Deliveries a second.</param>
/// <param name="CpuPer100k">Processor seconds of the server for a hundred thousand deliveries.</param>
/// <param name="Generator">Share of one processor that this program used.</param>
/// <param name="Missing">Deliveries owed for acknowledged messages that never came.</param>
internal sealed record FanOutResult(
    double Rate, double Messages, double P50, double P99, double CpuPer100k, double Generator, double PerReceive, double FrameBytes, long Missing, int Closed);

/// <summary>One sender at the first server, many subscribers of one room spread over all servers.</summary>
internal sealed class FanOut(Uri[] servers, string room, string[] tokens, int subscribers, int inFlight, int rate)
{
    private const int TextBytes = 100;
    private const int Watchers = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly List<long> _latencies = [];
    private readonly SemaphoreSlim _acknowledged = new(0);
    private long _acknowledgements;
    private long _refusals;
    private volatile bool _isCounting;

    public async Task<FanOutResult> RunAsync(TimeSpan duration, int[] serverProcesses)
    {
        var lines = await OpenSubscribersAsync();
        using var sender = new Line { Watch = TakeAnswer };
        await sender.OpenAsync(servers[0], 16 * 1024);
        if (tokens.Length > 0)
            await sender.EnterAsync(tokens[0]);
        sender.StartCounting();

        using var stop = new CancellationTokenSource();
        var sending = Task.Run(() => SendAsync(sender, stop.Token), CancellationToken.None);
        await Task.Delay(WarmUp);
        var (deliveries, receives, bytes, messages) = (Sum(lines, line => line.Deliveries), Sum(lines, line => line.Receives), Sum(lines, line => line.Bytes), _acknowledgements);
        var window = new Window(serverProcesses);
        _isCounting = true;
        await Task.Delay(duration);
        _isCounting = false;
        var (seconds, serverCpu, own) = window.Close();
        deliveries = Sum(lines, line => line.Deliveries) - deliveries;
        receives = Sum(lines, line => line.Receives) - receives;
        bytes = Sum(lines, line => line.Bytes) - bytes;
        messages = _acknowledgements - messages;
        await stop.CancelAsync();
        var sent = await sending;
        var missing = await WaitForRestAsync(lines, sent);

        var closed = lines.Count(line => line.IsClosed);
        foreach (var line in lines)
            line.Dispose();
        if (_refusals > 0)
            throw new IOException($"{_refusals} messages were refused");
        List<long> sorted;
        lock (_latencies)
            sorted = [.. _latencies.Order()];
        return new FanOutResult(
            deliveries / seconds, messages / seconds, Latency.Percentile(sorted, 0.5), Latency.Percentile(sorted, 0.99),
            deliveries == 0 ? 0 : serverCpu / deliveries * 100_000, own, receives == 0 ? 0 : (double)deliveries / receives,
            deliveries == 0 ? 0 : (double)bytes / deliveries, missing, closed);
    }

    private async Task<Line[]> OpenSubscribersAsync()
    {
        var lines = new Line[subscribers];
        await Parallel.ForEachAsync(Enumerable.Range(0, subscribers), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (index, _) =>
        {
            var line = lines[index] = new Line();
            if (index < Watchers)
                line.Watch = TakeDelivery;
            await line.OpenAsync(servers[index % servers.Length], 64 * 1024);
            if (tokens.Length > 0)
            {
                await line.EnterAsync(tokens[index % tokens.Length]);
                await line.SubscribeAsync("stream-room-messages", room);
            }

            line.StartCounting();
        });
        return lines;
    }

    private async Task<long> SendAsync(Line sender, CancellationToken stop)
    {
        var run = Stopwatch.GetTimestamp().ToString("x", CultureInfo.InvariantCulture);
        var filler = string.Join(' ', Enumerable.Repeat("lorem ipsum", 20))[..TextBytes];
        var sent = 0L;
        var started = Stopwatch.GetTimestamp();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var ahead = rate > 0 ? TimeSpan.FromSeconds((double)sent / rate) - Stopwatch.GetElapsedTime(started) : TimeSpan.Zero;
                if (ahead > TimeSpan.Zero)
                    await Task.Delay(ahead, stop);
                else if (rate == 0 && sent >= inFlight)
                    await _acknowledged.WaitAsync(stop);
                sent++;
                sender.Send(Encoding.UTF8.GetBytes(
                    $$"""{"msg":"method","method":"sendMessage","id":"{{sent}}","params":[{"_id":"{{run}}{{sent:x8}}","rid":"{{room}}","msg":"tick{{Stopwatch.GetTimestamp():d19}} {{filler}}"}]}"""));
            }
        }
        catch (OperationCanceledException)
        {
            // The counted time is over.
        }

        return sent;
    }

    private void TakeAnswer(ReadOnlySpan<byte> frame)
    {
        if (frame.IndexOf("\"msg\":\"result\""u8) < 0 || frame.IndexOf("\"id\":\"login\""u8) >= 0)
            return;
        if (frame.IndexOf("\"error\":"u8) >= 0 && Interlocked.Increment(ref _refusals) == 1)
            Console.Error.WriteLine(Encoding.UTF8.GetString(frame));
        Interlocked.Increment(ref _acknowledgements);
        _acknowledged.Release();
    }

    private void TakeDelivery(ReadOnlySpan<byte> frame)
    {
        if (!_isCounting)
            return;
        var at = frame.IndexOf("\"tick"u8);
        if (at < 0 || frame.Length < at + 24 || !long.TryParse(frame.Slice(at + 5, 19), CultureInfo.InvariantCulture, out var sentAt))
            return;
        var took = Stopwatch.GetTimestamp() - sentAt;
        lock (_latencies)
            _latencies.Add(took);
    }

    /// <summary>Waits until what is owed has come, or nothing more comes.</summary>
    private async Task<long> WaitForRestAsync(Line[] lines, long sent)
    {
        var owed = sent * lines.Length;
        var before = -1L;
        while (true)
        {
            var now = Sum(lines, line => line.Deliveries);
            if (now >= owed || now == before)
                return owed - now;
            before = now;
            await Task.Delay(1000);
        }
    }

    private static long Sum(Line[] lines, Func<Line, long> value) => lines.Sum(value);
}

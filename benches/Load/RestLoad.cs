using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Parley.Load;

/// <summary>One request of the mix: method, path, token, user id, body; tab-separated in a file, the last three optional.</summary>
internal sealed record RestTarget(HttpMethod Method, string Path, string Token, string UserId, string Body)
{
    public static async Task<RestTarget[]> ReadAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(file)).Select(line => line.Split('\t')).Select(parts => new RestTarget(
            HttpMethod.Parse(parts[0]), parts[1], parts.ElementAtOrDefault(2) ?? "", parts.ElementAtOrDefault(3) ?? "", parts.ElementAtOrDefault(4) ?? ""))];
}

/// <param name="CpuPer1k">Processor seconds of the server for a thousand requests.</param>
internal sealed record RestResult(double Rate, double P50, double P99, double CpuPer1k, double Generator, double AnswerBytes, long Failures);

/// <summary>Keeps each connection busy: the next request goes out when the answer is in.</summary>
internal sealed class RestLoad(Uri server, RestTarget[] targets, int connections)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly List<long> _latencies = [];
    private long _requests;
    private long _bytes;
    private long _failures;
    private volatile bool _isCounting;

    public async Task<RestResult> RunAsync(TimeSpan duration, int serverProcess)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false, UseProxy = false };
        using var http = new HttpMessageInvoker(handler);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, connections).Select(worker => Task.Run(() => WorkAsync(http, worker, stop.Token))).ToArray();
        await Task.Delay(WarmUp);
        var (requests, bytes) = (_requests, _bytes);
        var window = new Window(serverProcess);
        _isCounting = true;
        await Task.Delay(duration);
        _isCounting = false;
        var (seconds, serverCpu, own) = window.Close();
        (requests, bytes) = (_requests - requests, _bytes - bytes);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        List<long> sorted = [.. _latencies.Order()];
        return new RestResult(
            requests / seconds, Latency.Percentile(sorted, 0.5), Latency.Percentile(sorted, 0.99), serverCpu / Math.Max(1, requests) * 1000, own,
            (double)bytes / Math.Max(1, requests), _failures);
    }

    private async Task WorkAsync(HttpMessageInvoker http, int worker, CancellationToken stop)
    {
        var random = new Random(worker);
        while (!stop.IsCancellationRequested)
        {
            var target = targets[random.Next(targets.Length)];
            var started = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(target.Method, new Uri(server, target.Path));
            if (target.Token.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("X-Auth-Token", target.Token);
                request.Headers.TryAddWithoutValidation("X-User-Id", target.UserId);
            }

            if (target.Body.Length > 0)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(target.Body));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using var answer = await http.SendAsync(request, CancellationToken.None);
            var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            var took = Stopwatch.GetTimestamp() - started;
            if (answer.StatusCode != HttpStatusCode.OK && Interlocked.Increment(ref _failures) == 1)
                Console.Error.WriteLine($"{(int)answer.StatusCode} {Encoding.UTF8.GetString(body)}");
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _bytes, body.Length);
            if (!_isCounting)
                continue;
            lock (_latencies)
                _latencies.Add(took);
        }
    }
}

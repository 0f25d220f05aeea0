using System.Diagnostics;
using System.Net.Http;
using System.Net.Sockets;
using Npgsql;

namespace Parley.Harness;

/// <summary>Waits for a condition of another process that announces nothing.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>For what must happen "within a second": that second, and room for a machine that does much else.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(6);

    /// <summary>Asks until the answer is yes; failures to connect count as no.</summary>
    /// <param name="what">The condition in words, for the failure message.</param>
    /// <param name="pace">A fixed time between questions; null begins fast and slows down.</param>
    public static async Task Async(Func<Task<bool>> condition, string what, TimeSpan? patience = null, TimeSpan? pace = null)
    {
        var watch = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(5);
        Exception? last = null;
        while (watch.Elapsed < (patience ?? Patience))
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (Exception failure) when (failure is HttpRequestException or SocketException or NpgsqlException or IOException)
            {
                last = failure;
            }

            await Task.Delay(pace ?? pause);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }

        throw new TimeoutException($"Not within {(patience ?? Patience).TotalSeconds:0} s: {what}", last);
    }
}

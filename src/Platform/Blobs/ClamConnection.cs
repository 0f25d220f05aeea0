using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Parley.Platform.Blobs;

/// <summary>The scanner could not say anything about a content: it is not there, is too slow, or the content is larger than it takes.</summary>
public sealed class ScanFailedException(string sentence, Exception? cause = null) : Exception(sentence, cause);

/// <summary>One content on its way through a ClamAV daemon: the command <c>INSTREAM</c> over TCP, in chunks with their length before them.</summary>
public sealed class ClamConnection : IDisposable
{
    private const int LongestReply = 4096;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patienceForVerdict = TimeSpan.FromSeconds(120);
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private ClamConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <exception cref="ScanFailedException">There is no daemon.</exception>
    public static async Task<ClamConnection> OpenAsync(string host, int port, CancellationToken ct)
    {
        var client = new TcpClient { NoDelay = true };
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_patience);
        try
        {
            await client.ConnectAsync(host, port, time.Token);
            var connection = new ClamConnection(client);
            await connection._stream.WriteAsync("zINSTREAM\0"u8.ToArray(), time.Token);
            return connection;
        }
        catch (Exception failure) when (IsOfConnection(failure) && !ct.IsCancellationRequested)
        {
            client.Dispose();
            throw new ScanFailedException("The virus scanner cannot be reached.", failure);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <exception cref="ScanFailedException">The daemon takes no more.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken ct)
    {
        if (chunk.IsEmpty) return;
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, chunk.Length);
        await WithinAsync(async time =>
        {
            await _stream.WriteAsync(head, time);
            await _stream.WriteAsync(chunk, time);
            return true;
        }, ct);
    }

    /// <returns>The name of what was found; null when the content is clean.</returns>
    /// <exception cref="ScanFailedException">The daemon gives no verdict.</exception>
    public async Task<string?> FinishAsync(CancellationToken ct)
    {
        var reply = await WithinAsync(async time =>
        {
            await _stream.WriteAsync(new byte[4], time);
            return await ReplyAsync(time);
        }, ct);
        const string found = " FOUND", before = "stream: ";
        if (reply == before + "OK") return null;
        if (reply.StartsWith(before, StringComparison.Ordinal) && reply.EndsWith(found, StringComparison.Ordinal)) return reply[before.Length..^found.Length];
        throw new ScanFailedException("The virus scanner gave no verdict: " + reply);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<string> ReplyAsync(CancellationToken ct)
    {
        var bytes = new byte[LongestReply];
        var length = 0;
        while (length < bytes.Length && await _stream.ReadAsync(bytes.AsMemory(length), ct) is > 0 and var read)
        {
            length += read;
            if (bytes[length - 1] == 0) break;
        }
        return Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0', '\n');
    }

    private static async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_patienceForVerdict);
        try
        {
            return await work(time.Token);
        }
        catch (Exception failure) when (IsOfConnection(failure) && !ct.IsCancellationRequested)
        {
            throw new ScanFailedException("The virus scanner broke off; perhaps the file is larger than it takes.", failure);
        }
    }

    private static bool IsOfConnection(Exception failure) => failure is IOException or SocketException or OperationCanceledException;
}

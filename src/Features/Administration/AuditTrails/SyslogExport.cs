using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Platform.Audit;
using Parley.Platform.Jobs;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.AuditTrails;

internal static class SyslogSettings
{
    private const string Group = "Logs";
    private const string Section = "Audit Trail";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("Audit_Trail_Syslog_Enabled", Group, false, Section);

    /// <summary>Host and port of the collector.</summary>
    public static readonly Setting<string> Address = Dependent("Audit_Trail_Syslog_Address", "string", "localhost:514");

    public static readonly Setting<string> Protocol =
        new("Audit_Trail_Syslog_Protocol", "select", Group, "udp") { Section = Section, Values = ["udp", "tcp", "tls"], EnabledWhen = [new(Enabled.Id, true)] };

    public static IReadOnlyList<Setting> All => [Enabled, Address, Protocol];

    private static Setting<string> Dependent(string id, string type, string value) => new(id, type, Group, value) { Section = Section, EnabledWhen = [new(Enabled.Id, true)] };
}

/// <summary>Entries of the trail as RFC 5424 has them.</summary>
internal static class SyslogLine
{
    /// <summary>Facility <c>log audit</c>, severity <c>notice</c>.</summary>
    private const int Priority = 13 * 8 + 5;

    /// <summary>Datagrams that are larger get lost on the way.</summary>
    private const int LongestBytes = 8 * 1024;

    public static byte[] Of(AuditRow row, string host)
    {
        var at = row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var data = new StringBuilder("[parley@32473");
        foreach (var (name, value) in new[]
        {
            ("id", row.Id), ("actorId", row.ActorId), ("actor", row.ActorName), ("address", row.Address), ("action", row.Action), ("objectType", row.ObjectType), ("objectId", row.ObjectId), ("object", row.ObjectName),
        })
            if (!string.IsNullOrEmpty(value)) data.Append(CultureInfo.InvariantCulture, $" {name}=\"{Escaped(value)}\"");
        data.Append(']');
        var message = new WireObject { { "before", row.Before is null ? null : RawJson.From(row.Before) }, { "after", row.After is null ? null : RawJson.From(row.After) } };
        // One line, whatever names hold: JSON escapes controls.
        var line = Encoding.UTF8.GetBytes($"<{Priority}>1 {at} {Name(host, 255)} parley {Environment.ProcessId} {Name(row.Action, 32)} {data} \uFEFF{WireJson.ToText(message)}");
        return Cut(line);
    }

    /// <summary>Ends between characters, so that what is left is still text.</summary>
    private static byte[] Cut(byte[] line)
    {
        if (line.Length <= LongestBytes) return line;
        var end = LongestBytes;
        while ((line[end] & 0xC0) == 0x80) end--;
        return line[..end];
    }

    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '"' or '\\' or ']') text.Append('\\');
            text.Append(char.IsControl(c) ? ' ' : c);
        }
        return text.ToString();
    }

    private static string Name(string value, int longest)
    {
        var name = new string([.. value.Where(c => c is > ' ' and < '\x7f').Take(longest)]);
        return name.Length == 0 ? "-" : name;
    }
}

/// <summary>
/// Sends the trail to a collector of the operator's, in order, each entry at least once (over UDP: sent once, as far as the network carries it).
/// Where it stopped it goes on, also after a restart. One node does: whoever holds the lease.
/// </summary>
internal sealed partial class SyslogExport(IStore store, JobLeases leases, JobMarks marks, SettingsRegistry settings, TimeProvider clock, ILogger<SyslogExport> log) : BackgroundService
{
    private const string Job = "audit-syslog";
    private const int Most = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _afterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = _pause;
            try
            {
                if (settings.Get(SyslogSettings.Enabled) && await leases.TryTakeAsync(Job, TimeSpan.FromMinutes(2), stoppingToken)) await SendAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // the collector may come back
            {
                LogFailure(log, settings.Get(SyslogSettings.Address), failure);
                pause = _afterFailure;
            }
            await Task.Delay(pause, clock, stoppingToken);
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        var (at, id) = await PositionAsync(ct);
        while (true)
        {
            // What is stamped earlier than this and not yet committed is waited for, so that nothing is passed over.
            var until = await store.WriteAsync(unit => Task.FromResult(unit.Now), ct);
            await store.SettleAsync(ct);
            var rows = await store.ReadAsync(db => db.Set<AuditRow>().AsNoTracking().Where(e => e.At < until && (e.At > at || (e.At == at && string.Compare(e.Id, id) > 0)))
                .OrderBy(e => e.At).ThenBy(e => e.Id).Take(Most).ToListAsync(ct), ct);
            if (rows.Count == 0) return;
            using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
            time.CancelAfter(_patience);
            await DeliverAsync(rows.ConvertAll(row => SyslogLine.Of(row, Environment.MachineName)), time.Token);
            (at, id) = (rows[^1].At, rows[^1].Id);
            await marks.SetAsync(Job, $"{at.ToUnixTimeMilliseconds()} {id}", ct);
        }
    }

    /// <summary>The last entry that was sent: its time and its id. What happened before it was switched on for the first time is not sent.</summary>
    private async Task<(DateTimeOffset At, string Id)> PositionAsync(CancellationToken ct)
    {
        var parts = (await marks.FindAsync(Job, ct) ?? "").Split(' ');
        if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ms)) return (DateTimeOffset.FromUnixTimeMilliseconds(ms), parts[1]);
        var from = settings.Find(SyslogSettings.Enabled.Id)?.UpdatedAt ?? clock.GetUtcNow();
        await marks.SetAsync(Job, $"{from.ToUnixTimeMilliseconds() - 1} ~", ct);
        return (from.AddMilliseconds(-1), "~");
    }

    private async Task DeliverAsync(List<byte[]> lines, CancellationToken ct)
    {
        var (host, port) = AddressIn(settings.Get(SyslogSettings.Address));
        if (settings.Get(SyslogSettings.Protocol) == "udp")
        {
            using var socket = new UdpClient();
            socket.Connect(host, port);
            foreach (var line in lines) await socket.SendAsync(line, ct);
            return;
        }
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, ct);
        await using Stream stream = settings.Get(SyslogSettings.Protocol) == "tls" ? await SecuredAsync(client, host, ct) : client.GetStream();
        foreach (var line in lines)
        {
            // Octet counting (RFC 6587): no name can end a line early.
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line.Length.ToString(CultureInfo.InvariantCulture) + " "), ct);
            await stream.WriteAsync(line, ct);
        }
        await stream.FlushAsync(ct);
        client.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task<Stream> SecuredAsync(TcpClient client, string host, CancellationToken ct)
    {
        var secured = new SslStream(client.GetStream());
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, ct);
        return secured;
    }

    private static (string Host, int Port) AddressIn(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (text[..colon].Trim('[', ']'), port)
            : (text, 514);
    }

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "The audit trail could not be sent to {Address}; it is tried again. Audit_Trail_Syslog_Address says where the collector is.")]
    private static partial void LogFailure(ILogger log, string address, Exception failure);
}

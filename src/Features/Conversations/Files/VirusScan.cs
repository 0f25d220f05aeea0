using Microsoft.Extensions.Logging;
using Parley.Platform.Blobs;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.Files;

internal static class VirusScanSettings
{
    public const string Refuse = "refuse";
    public const string Accept = "accept";
    private const string Group = "FileUpload";
    private const string Section = "ClamAV";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("ClamAV_Enabled", Group, false, Section);
    public static readonly Setting<string> Host = new("ClamAV_Host", "string", Group, "127.0.0.1") { Section = Section, EnabledWhen = [new("ClamAV_Enabled", true)] };
    public static readonly Setting<long> Port = new("ClamAV_Port", "int", Group, 3310) { Section = Section, EnabledWhen = [new("ClamAV_Enabled", true)] };

    /// <summary>What happens to a file about which the scanner says nothing.</summary>
    public static readonly Setting<string> WhenAway = new("ClamAV_When_Unavailable", "select", Group, Refuse) { Section = Section, Values = [Refuse, Accept], EnabledWhen = [new("ClamAV_Enabled", true)] };

    public static IReadOnlyList<Setting> All => [Enabled, Host, Port, WhenAway];
}

/// <summary>
/// Lets a ClamAV daemon see every content that people put into the store (SEC-064). It stands where all of them pass, so that no path
/// can forget it: a store keeps a content only when it was read to its end, and the end is told only after the verdict.
/// </summary>
internal sealed partial class VirusScan(ISettings settings, ILogger<VirusScan> log)
{
    /// <summary>What the server writes itself, from what was scanned before.</summary>
    private const string OwnKeys = "exports/";

    /// <returns>The content to store: the same, or one whose reading fails when something is found in it. Reads, but does not own, the given one.</returns>
    /// <exception cref="WireError"><c>error-file-not-checked</c> when the scanner is away and files are refused then.</exception>
    public async Task<Stream> WatchAsync(string key, Stream content, CancellationToken ct)
    {
        if (!settings.Get(VirusScanSettings.Enabled) || key.StartsWith(OwnKeys, StringComparison.Ordinal)) return content;
        try
        {
            var port = (int)Math.Clamp(settings.Get(VirusScanSettings.Port), 1, 65535);
            return new WatchedContent(this, content, await ClamConnection.OpenAsync(settings.Get(VirusScanSettings.Host), port, ct));
        }
        catch (ScanFailedException failure)
        {
            GiveUp(failure);
            return content;
        }
    }

    /// <summary>Returns when files are taken unseen.</summary>
    private void GiveUp(ScanFailedException failure)
    {
        LogAway(log, failure.Message, failure.InnerException);
        if (settings.Get(VirusScanSettings.WhenAway) != VirusScanSettings.Accept) throw new WireError("error-file-not-checked", "The file could not be checked for viruses, so it was not accepted. Try again later");
    }

    private WireError Infected(string what)
    {
        LogFound(log, what);
        return new WireError("error-file-infected", "A virus was found in the file, so it was not accepted");
    }

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "ClamAV: {Problem} See the settings ClamAV_Host and ClamAV_Port, and StreamMaxLength of the daemon.")]
    private static partial void LogAway(ILogger log, string problem, Exception? failure);

    [LoggerMessage(EventId = 3204, Level = LogLevel.Warning, Message = "ClamAV found {Signature} in an upload, which was refused.")]
    private static partial void LogFound(ILogger log, string signature);

    /// <summary>Passes on what is read, and ends with the verdict.</summary>
    private sealed class WatchedContent(VirusScan scan, Stream inner, ClamConnection connection) : ForwardStream
    {
        private bool _isOpen = true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (!_isOpen || buffer.IsEmpty) return read;
            try
            {
                if (read > 0) await connection.SendAsync(buffer[..read], cancellationToken);
                else await EndAsync(cancellationToken);
            }
            catch (ScanFailedException failure)
            {
                scan.GiveUp(failure);
                _isOpen = false;
            }
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) connection.Dispose();
            base.Dispose(disposing);
        }

        private async Task EndAsync(CancellationToken ct)
        {
            var found = await connection.FinishAsync(ct);
            _isOpen = false;
            if (found is not null) throw scan.Infected(found);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Jobs;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.MissedMail;

/// <summary>A mailbox whose mails become messages (NOT-020).</summary>
internal static class DirectReplySettings
{
    private const string Group = "Email";
    private const string Section = "Direct_Reply";
    private const string Imap = "IMAP";
    public const string Pop = "POP";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("Direct_Reply_Enable", Group, false, Section);

    /// <summary>The fate of each mail is written to the log.</summary>
    public static readonly Setting<bool> Debug = SettingOf.Bool("Direct_Reply_Debug", Group, false, Section);

    public static readonly Setting<string> Protocol = SettingOf.Select("Direct_Reply_Protocol", Group, Imap, [Imap, Pop], Section);

    /// <summary>Minutes between two looks into a POP mailbox; an IMAP server tells by itself.</summary>
    public static readonly Setting<long> Frequency = new("Direct_Reply_Frequency", "int", Group, 5) { Section = Section, EnabledWhen = [new(Protocol.Id, Pop)] };

    public static readonly Setting<string> Host = SettingOf.Text("Direct_Reply_Host", Group, "", Section);
    public static readonly Setting<string> Port = SettingOf.Text("Direct_Reply_Port", Group, "", Section);
    public static readonly Setting<bool> IgnoreTls = SettingOf.Bool("Direct_Reply_IgnoreTLS", Group, false, Section);

    /// <summary>Over IMAP; over POP every mail goes once it was read, else it would be read for ever.</summary>
    public static readonly Setting<bool> Delete = new("Direct_Reply_Delete", "boolean", Group, true) { Section = Section, EnabledWhen = [new(Protocol.Id, Imap)] };
    public static readonly Setting<string> Username = new("Direct_Reply_Username", "string", Group, "") { Section = Section, IsSecret = true };
    public static readonly Setting<string> Password = new("Direct_Reply_Password", "password", Group, "") { Section = Section, IsSecret = true };

    /// <summary>The mailbox as others write to it.</summary>
    public static readonly Setting<string> ReplyTo = SettingOf.Text("Direct_Reply_ReplyTo", Group, "", Section);

    /// <summary>Stands between the mailbox and what makes the address one person's.</summary>
    public static readonly Setting<string> Separator =
        SettingOf.Select("Direct_Reply_Separator", Group, "+", ["!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~"], Section);

    public static readonly Setting<string> Footer = MailSettings.Html("Email_Footer_Direct_Reply", "Header_and_Footer", "<p class=\"foot\">You can answer this mail; your answer appears in [Site_Name].</p>");

    public static IReadOnlyList<Setting> All => [Enabled, Debug, Protocol, Frequency, Host, Port, IgnoreTls, Delete, Username, Password, ReplyTo, Separator, Footer];
}

/// <summary>
/// Addresses to answer to. Each belongs to one person and one room or thread, and cannot be guessed; whoever writes to one must also
/// write from that person's own address. Letters are small, because mail servers change their case.
/// </summary>
internal sealed class ReplyAddresses(IStore store, ISettings settings, TimeProvider clock)
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 26;
    private static readonly TimeSpan _life = TimeSpan.FromDays(60);

    /// <returns>Nothing where answers by mail are not taken.</returns>
    public (string? Address, ReplyAddressRow? Row) Issue(string userId, string roomId, string? threadId, DateTimeOffset now)
    {
        if (!settings.Get(DirectReplySettings.Enabled) || settings.Get(DirectReplySettings.ReplyTo).Split('@') is not [{ Length: > 0 and <= 30 } local, { Length: > 0 } host]) return (null, null);
        var token = RandomNumberGenerator.GetString(Letters, Length);
        return ($"{local}{settings.Get(DirectReplySettings.Separator)}{token}@{host}", new ReplyAddressRow { HashedToken = Hash(token), UserId = userId, RoomId = roomId, ThreadId = threadId, ExpiresAt = now + _life });
    }

    /// <param name="address">One to which a mail was sent.</param>
    /// <returns>Null for every other address.</returns>
    public async Task<ReplyAddressRow?> FindAsync(string address, CancellationToken ct)
    {
        if (settings.Get(DirectReplySettings.ReplyTo).Split('@') is not [var local, var host]) return null;
        var start = local + settings.Get(DirectReplySettings.Separator);
        if (address.LastIndexOf('@') is not (> 0 and var at) || !address.AsSpan(at + 1).Equals(host, StringComparison.OrdinalIgnoreCase) || !address.StartsWith(start, StringComparison.OrdinalIgnoreCase) || at - start.Length != Length) return null;
        var hash = Hash(address[start.Length..at].ToLowerInvariant());
        var now = clock.GetUtcNow();
        return await store.ReadAsync(db => db.Set<ReplyAddressRow>().AsNoTracking().FirstOrDefaultAsync(r => r.HashedToken == hash && r.ExpiresAt > now, ct), ct);
    }

    public Task SweepAsync(CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<ReplyAddressRow>().Where(r => r.ExpiresAt < unit.Now).ExecuteDeleteAsync(ct), ct);

    private static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}

/// <summary>A mail that came to a reply address becomes a message of the person who got that address.</summary>
internal sealed partial class TakeReply(ReplyAddresses addresses, IMailReaders readers, ICallers callers, SendMessage send, RoomStore rooms, IRateLimiter limiter, ISettings settings, ILogger<TakeReply> log)
{
    private static readonly RateLimit _limit = new(30, 10 * 60_000);

    /// <returns>Whether a message was made of it.</returns>
    public async Task<bool> ExecuteAsync(IncomingMail mail, CancellationToken ct)
    {
        // Answers of machines would make rounds.
        if (mail.IsAutomatic || mail.From is not { } from) return Dropped("it was sent by a machine");
        ReplyAddressRow? target = null;
        foreach (var address in mail.Recipients)
        {
            if ((target = await addresses.FindAsync(address, ct)) is not null) break;
        }
        if (target is null) return Dropped("it came to no address of ours");
        var reader = await readers.FindAsync(target.UserId, ct);
        if (reader is null || !string.Equals(reader.Address, from, StringComparison.OrdinalIgnoreCase)) return Dropped("it came from somebody else");
        if (await callers.FindByIdAsync(target.UserId, ct) is not { } caller || await rooms.FindMemberAsync(target.RoomId, caller.UserId, ct) is null) return Dropped("its sender is no longer in the room");
        if (!(await limiter.TakeAsync("mail of " + caller.UserId, _limit)).IsAllowed) return Dropped("its sender writes too often");
        var text = ReplyText.Of(mail.Text);
        var longest = (int)Math.Clamp(settings.Get(MessageSettings.MaxAllowedSize), 1, 100_000);
        if (text.Length > longest) return Dropped("it is too long");
        if (text.Length == 0) return Dropped("it says nothing");
        try
        {
            // The same mail read again is the same message.
            await send.ExecuteAsync(caller, new(target.RoomId, text, IdOf(mail, target), target.ThreadId), ct);
            if (settings.Get(DirectReplySettings.Debug)) LogTaken(log, target.RoomId);
            return true;
        }
        catch (WireError refused)
        {
            return Dropped(refused.Code);
        }
    }

    private static string IdOf(IncomingMail mail, ReplyAddressRow target)
    {
        const string letters = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId + "\n" + target.HashedToken));
        return string.Create(17, hash, static (id, bytes) =>
        {
            for (var i = 0; i < id.Length; i++) id[i] = letters[bytes[i] % letters.Length];
        });
    }

    private bool Dropped(string reason)
    {
        if (settings.Get(DirectReplySettings.Debug)) LogDropped(log, reason);
        return false;
    }

    [LoggerMessage(EventId = 3502, Level = LogLevel.Information, Message = "A mail to the reply mailbox was passed over: {Reason}.")]
    private static partial void LogDropped(ILogger log, string reason);

    [LoggerMessage(EventId = 3504, Level = LogLevel.Information, Message = "A mail to the reply mailbox became a message in room {RoomId}.")]
    private static partial void LogTaken(ILogger log, string roomId);
}

/// <summary>What somebody wrote above the mail they answered.</summary>
internal static class ReplyText
{
    private const int MostLines = 2000;

    public static string Of(string text)
    {
        var kept = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Take(MostLines))
        {
            var trimmed = line.TrimEnd();
            if (trimmed.StartsWith('>')) continue;
            if (trimmed is "-- " or "--" || IsBorder(trimmed)) break;
            kept.Add(trimmed);
        }
        // The line that introduces the quote: it names somebody and ends with a colon.
        while (kept.Count > 0 && kept[^1].Length == 0) kept.RemoveAt(kept.Count - 1);
        if (kept.Count > 1 && kept[^1].EndsWith(':') && text.Contains("\n>", StringComparison.Ordinal)) kept.RemoveAt(kept.Count - 1);
        return string.Join('\n', kept).Trim();
    }

    private static bool IsBorder(string line) =>
        (line.Length >= 10 && line.Trim('_', '-').Length == 0) || (line.StartsWith("-----", StringComparison.Ordinal) && line.EndsWith("-----", StringComparison.Ordinal));
}

/// <summary>Empties the reply mailbox, on one node.</summary>
internal sealed partial class ReplyMailbox(TakeReply take, ReplyAddresses addresses, ISettings settings, JobLeases leases, TimeProvider clock, ILogger<ReplyMailbox> log) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    /// <summary>Mail that came while the last was read is not told.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            if (Options() is not { } options) continue;
            try
            {
                if (!await leases.TryTakeAsync("reply-mailbox", _lease, stoppingToken)) continue;
                await using var box = await MailboxReader.OpenAsync(options, stoppingToken);
                if (settings.Get(DirectReplySettings.Debug)) LogOpen(log, options.IsPop ? DirectReplySettings.Pop : "IMAP", options.Host);
                await addresses.SweepAsync(stoppingToken);
                if (options.IsPop)
                {
                    await box.TakeAllAsync(async (mail, ct) => await take.ExecuteAsync(mail, ct), stoppingToken);
                    await box.DisposeAsync();
                    await RestAsync(options, stoppingToken);
                    continue;
                }
                // The connection stays open: new mail is told by the server.
                while (Options() == options && await leases.TryTakeAsync("reply-mailbox", _lease, stoppingToken))
                {
                    await box.TakeAllAsync(async (mail, ct) => await take.ExecuteAsync(mail, ct), stoppingToken);
                    await box.WaitAsync(_longestWait, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // mails stay in the mailbox and are read again
            {
                LogFailure(log, failure is MailboxException ? failure.Message : failure.GetType().Name + '.', failure);
                await Task.Delay(_pauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    /// <summary>Until the next look is due, or other settings count.</summary>
    private async Task RestAsync(MailboxOptions options, CancellationToken ct)
    {
        var until = clock.GetUtcNow().AddMinutes(Math.Clamp(settings.Get(DirectReplySettings.Frequency), 1, 24 * 60));
        while (Options() == options && clock.GetUtcNow() < until) await Task.Delay(_pause, clock, ct);
    }

    private MailboxOptions? Options()
    {
        if (!settings.Get(DirectReplySettings.Enabled) || settings.Get(DirectReplySettings.Host) is not { Length: > 0 } host) return null;
        var isPop = settings.Get(DirectReplySettings.Protocol) == DirectReplySettings.Pop;
        var port = int.TryParse(settings.Get(DirectReplySettings.Port), CultureInfo.InvariantCulture, out var given) && given is > 0 and < 65536 ? given : isPop ? 995 : 993;
        return new(host, port, settings.Get(DirectReplySettings.IgnoreTls), settings.Get(DirectReplySettings.Username), settings.Get(DirectReplySettings.Password), isPop || settings.Get(DirectReplySettings.Delete)) { IsPop = isPop };
    }

    [LoggerMessage(EventId = 3503, Level = LogLevel.Warning, Message = "The reply mailbox cannot be read: {Reason} Check the settings Direct_Reply_…")]
    private static partial void LogFailure(ILogger log, string reason, Exception failure);

    [LoggerMessage(EventId = 3505, Level = LogLevel.Information, Message = "The reply mailbox is read over {Protocol} at {Host}.")]
    private static partial void LogOpen(ILogger log, string protocol, string host);
}

using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace Parley.Platform.Mail;

/// <param name="IgnoreTls">Speaks plainly; otherwise TLS is needed, from the start on port 993 and by STARTTLS elsewhere.</param>
/// <param name="Deletes">Mails go once they are read; otherwise they are marked as read.</param>
public sealed record MailboxOptions(string Host, int Port, bool IgnoreTls, string Username, string Password, bool Deletes);

/// <summary>A mail as far as it can become a message. Everything in it is its sender's claim.</summary>
/// <param name="Recipients">All addresses it was sent to, as its headers say.</param>
/// <param name="From">The one sender; null when there are several or none.</param>
/// <param name="IsAutomatic">A machine sent it: an absence note, a list, a failed delivery.</param>
public sealed record IncomingMail(string MessageId, string? From, IReadOnlyList<string> Recipients, string Text, bool IsAutomatic);

/// <summary>A mailbox cannot be read; the message is for the administrator.</summary>
public sealed class MailboxException(string sentence, Exception cause) : Exception(sentence, cause);

/// <summary>Reads the inbox of a mailbox over IMAP, oldest first. Each mail is taken once it was handled.</summary>
public sealed class MailboxReader : IAsyncDisposable
{
    private const int LargestMail = 1024 * 1024;
    private static readonly string[] _recipientHeaders = ["Delivered-To", "X-Original-To", "Envelope-To"];
    private readonly ImapClient _client;
    private readonly MailboxOptions _options;

    private MailboxReader(ImapClient client, MailboxOptions options) => (_client, _options) = (client, options);

    /// <exception cref="MailboxException">The server cannot be reached or lets nobody in.</exception>
    public static Task<MailboxReader> OpenAsync(MailboxOptions options, CancellationToken ct) => ToldAsync(async () =>
    {
        var client = new ImapClient { Timeout = 30_000 };
        try
        {
            var security = options.IgnoreTls ? SecureSocketOptions.None : options.Port == 993 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
            await client.ConnectAsync(options.Host, options.Port, security, ct);
            await client.AuthenticateAsync(options.Username, options.Password, ct);
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, ct);
            return new MailboxReader(client, options);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }, ct);

    /// <param name="handle">May be called again with a mail whose handling failed.</param>
    /// <exception cref="MailboxException">The connection broke.</exception>
    public Task TakeAllAsync(Func<IncomingMail, CancellationToken, Task> handle, CancellationToken ct) => ToldAsync(async () =>
    {
        var inbox = _client.Inbox!;
        await inbox.CheckAsync(ct);
        foreach (var id in await inbox.SearchAsync(SearchQuery.NotSeen.And(SearchQuery.NotDeleted), ct))
        {
            var size = (await inbox.FetchAsync([id], MessageSummaryItems.Size, ct)).FirstOrDefault()?.Size;
            if (size <= LargestMail) await handle(Read(await inbox.GetMessageAsync(id, ct)), ct);
            await inbox.AddFlagsAsync(id, _options.Deletes ? MessageFlags.Seen | MessageFlags.Deleted : MessageFlags.Seen, silent: true, ct);
        }
        if (_options.Deletes) await inbox.ExpungeAsync(ct);
        return true;
    }, ct);

    /// <summary>Until new mail comes, at the longest for the time given.</summary>
    /// <exception cref="MailboxException">The connection broke.</exception>
    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => ToldAsync(async () =>
    {
        if (!_client.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(15, longest.TotalSeconds)), ct);
            return true;
        }
        using var done = new CancellationTokenSource(longest);
        var before = _client.Inbox!.Count;
        void OnCount(object? sender, EventArgs e)
        {
            if (_client.Inbox.Count > before) done.Cancel();
        }
        _client.Inbox.CountChanged += OnCount;
        try
        {
            await _client.IdleAsync(done.Token, ct);
        }
        finally
        {
            _client.Inbox.CountChanged -= OnCount;
        }
        return true;
    }, ct);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IncomingMail Read(MimeMessage mail)
    {
        var recipients = mail.To.Mailboxes.Concat(mail.Cc.Mailboxes).Select(box => box.Address)
            .Concat(mail.Headers.Where(h => _recipientHeaders.Contains(h.Field, StringComparer.OrdinalIgnoreCase)).Select(h => h.Value.Trim().Trim('<', '>'))).Distinct().Take(50).ToList();
        var senders = mail.From.Mailboxes.ToList();
        var text = mail.TextBody ?? (mail.HtmlBody is { } html ? MailPage.TextOf(html) : "");
        return new(mail.MessageId ?? "", senders is [var one] ? one.Address : null, recipients, text, IsAutomatic(mail));
    }

    private static bool IsAutomatic(MimeMessage mail) =>
        (mail.Headers["Auto-Submitted"] is { } submitted && !submitted.Trim().Equals("no", StringComparison.OrdinalIgnoreCase))
        || mail.Headers["Precedence"]?.Trim().ToLowerInvariant() is "bulk" or "list" or "junk" or "auto_reply"
        || mail.Headers.Contains("X-Autoreply") || mail.Headers.Contains("X-Autorespond") || mail.Headers.Contains(HeaderId.ListId) || mail.Headers["Return-Path"]?.Trim() == "<>";

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await work();
        }
        catch (AuthenticationException failure)
        {
            throw new MailboxException("Its server refuses username and password.", failure);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is IOException or SocketException or ProtocolException or CommandException or SslHandshakeException or TimeoutException or OperationCanceledException or ServiceNotConnectedException or NotSupportedException)
        {
            throw new MailboxException($"The connection to its server failed ({failure.GetType().Name}).", failure);
        }
    }
}

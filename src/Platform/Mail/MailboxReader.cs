using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace Parley.Platform.Mail;

/// <param name="IgnoreTls">Speaks plainly; otherwise TLS is needed, from the start on port 993 and by STARTTLS elsewhere.</param>
/// <param name="Deletes">Mails go once they are read; otherwise they are marked as read.</param>
public sealed record MailboxOptions(string Host, int Port, bool IgnoreTls, string Username, string Password, bool Deletes)
{
    /// <summary>Read over POP: TLS from the start on port 995. Every mail that is still there is new, and goes once it is read.</summary>
    public bool IsPop { get; init; }
}

/// <summary>A mail as far as it can become a message. Everything in it is its sender's claim.</summary>
/// <param name="Recipients">All addresses it was sent to, as its headers say.</param>
/// <param name="From">The one sender; null when there are several or none.</param>
/// <param name="IsAutomatic">A machine sent it: an absence note, a list, a failed delivery.</param>
public sealed record IncomingMail(string MessageId, string? From, IReadOnlyList<string> Recipients, string Text, bool IsAutomatic);

/// <summary>A mailbox cannot be read; the message is for the administrator.</summary>
public sealed class MailboxException(string sentence, Exception cause) : Exception(sentence, cause);

/// <summary>Reads the inbox of a mailbox over IMAP or POP, oldest first. Each mail is taken once it was handled.</summary>
public sealed class MailboxReader : IAsyncDisposable
{
    private const int LargestMail = 1024 * 1024;
    private static readonly string[] _recipientHeaders = ["Delivered-To", "X-Original-To", "Envelope-To"];
    private readonly IMailService _service;
    private readonly MailboxOptions _options;

    private MailboxReader(IMailService service, MailboxOptions options) => (_service, _options) = (service, options);

    private ImapClient Imap => (ImapClient)_service;

    /// <exception cref="MailboxException">The server cannot be reached or lets nobody in.</exception>
    public static Task<MailboxReader> OpenAsync(MailboxOptions options, CancellationToken ct) => ToldAsync(async () =>
    {
        IMailService client = options.IsPop ? new Pop3Client { Timeout = 30_000 } : new ImapClient { Timeout = 30_000 };
        try
        {
            var security = options.IgnoreTls ? SecureSocketOptions.None : options.Port is 993 or 995 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
            await client.ConnectAsync(options.Host, options.Port, security, ct);
            await client.AuthenticateAsync(options.Username, options.Password, ct);
            if (client is ImapClient imap) await imap.Inbox!.OpenAsync(FolderAccess.ReadWrite, ct);
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
        if (_service is Pop3Client pop)
        {
            await TakeAllAsync(pop, handle, ct);
            return true;
        }
        var inbox = Imap.Inbox!;
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
        if (!Imap.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(15, longest.TotalSeconds)), ct);
            return true;
        }
        using var done = new CancellationTokenSource(longest);
        var before = Imap.Inbox!.Count;
        void OnCount(object? sender, EventArgs e)
        {
            if (Imap.Inbox.Count > before) done.Cancel();
        }
        Imap.Inbox.CountChanged += OnCount;
        try
        {
            await Imap.IdleAsync(done.Token, ct);
        }
        finally
        {
            Imap.Inbox.CountChanged -= OnCount;
        }
        return true;
    }, ct);

    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is deleted goes when the session ends in order: a mail whose handling fails, and all behind it, are there the next time.</summary>
    private static async Task TakeAllAsync(Pop3Client pop, Func<IncomingMail, CancellationToken, Task> handle, CancellationToken ct)
    {
        try
        {
            for (var i = 0; i < pop.Count; i++)
            {
                if (await pop.GetMessageSizeAsync(i, ct) <= LargestMail) await handle(Read(await pop.GetMessageAsync(i, ct)), ct);
                await pop.DeleteMessageAsync(i, ct);
            }
        }
        finally
        {
            if (pop.IsConnected) await pop.DisconnectAsync(quit: true, CancellationToken.None);
        }
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

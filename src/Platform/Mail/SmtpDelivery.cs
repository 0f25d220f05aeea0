using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Parley.Platform.Settings;

namespace Parley.Platform.Mail;

/// <param name="IsFinal">The mail server will never take this mail.</param>
/// <param name="Reason">What went wrong in words an administrator understands; null when it was sent.</param>
internal readonly record struct MailOutcome(bool IsSent, bool IsFinal, string? Reason);

/// <summary>Brings mails to the workspace's mail server.</summary>
internal sealed class SmtpDelivery(ISettings settings, MailTemplates templates)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <summary>Null when the setting holds no address.</summary>
    public MailboxAddress? SenderAddress => Box(settings.Get(MailSettings.From), templates.SiteName);

    private bool IsPooled => settings.Get(MailSettings.Pool);

    /// <summary>A line to the mail server. It connects with the first mail, and with each one where the pool is switched off.</summary>
    public Line Open() => new(this);

    /// <param name="text">An address, or a name with the address in angle brackets.</param>
    private static MailboxAddress? Box(string? text, string? name)
    {
        if (string.IsNullOrWhiteSpace(text) || !MailboxAddress.TryParse(MailTemplates.OneLine(text), out var box)) return null;
        return string.IsNullOrEmpty(box.Name) && name is not null ? new MailboxAddress(MailTemplates.OneLine(name), box.Address) : box;
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken ct)
    {
        var isImplicit = settings.Get(MailSettings.Protocol) == "smtps";
        var port = int.TryParse(settings.Get(MailSettings.Port), CultureInfo.InvariantCulture, out var given) && given is > 0 and < 65536 ? given : isImplicit ? 465 : 587;
        var security = isImplicit ? SecureSocketOptions.SslOnConnect : settings.Get(MailSettings.IgnoreTls) ? SecureSocketOptions.None : SecureSocketOptions.StartTlsWhenAvailable;
        await client.ConnectAsync(settings.Get(MailSettings.Host), port, security, ct);
        if (settings.Get(MailSettings.Username) is { Length: > 0 } username) await client.AuthenticateAsync(username, settings.Get(MailSettings.Password), ct);
    }

    private MimeMessage MessageOf(MailRow row)
    {
        var html = new MailPage(settings, templates).Wrap(row.Html);
        var message = new MimeMessage { Subject = row.Subject, Date = row.QueuedAt, MessageId = $"{row.Id}@{HostOf(templates.SiteUrl)}" };
        message.From.Add(Box(row.Sender, null) ?? SenderAddress!);
        message.To.Add(new MailboxAddress("", row.Recipient));
        if (Box(row.ReplyTo, null) is { } reply) message.ReplyTo.Add(reply);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (row.UnsubscribeUrl is { } address) message.Headers.Add(HeaderId.ListUnsubscribe, $"<{MailTemplates.OneLine(address)}>");
        var body = new BodyBuilder { TextBody = MailPage.TextOf(html) };
        if (!settings.Get(MailSettings.PlainTextOnly)) body.HtmlBody = html;
        message.Body = body.ToMessageBody();
        return message;
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : "localhost";

    internal sealed class Line(SmtpDelivery delivery) : IAsyncDisposable
    {
        private SmtpClient? _client;

        public async Task<MailOutcome> SendAsync(MailRow row, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(_patience);
            try
            {
                if (_client is not { IsConnected: true })
                {
                    await CloseAsync();
                    _client = new SmtpClient();
                    await delivery.ConnectAsync(_client, limit.Token);
                }
                await _client.SendAsync(delivery.MessageOf(row), limit.Token);
                if (!delivery.IsPooled) await CloseAsync();
                return new(true, false, null);
            }
            catch (SmtpCommandException refusal)
            {
                await CloseAsync();
                return new(false, (int)refusal.StatusCode >= 500, $"the mail server answered {(int)refusal.StatusCode}");
            }
            catch (AuthenticationException)
            {
                await CloseAsync();
                return new(false, false, "the mail server refused username and password");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                await CloseAsync();
                return new(false, false, "the mail server did not answer in time");
            }
            catch (Exception failure) when (failure is IOException or SocketException or ProtocolException or SslHandshakeException or ServiceNotAuthenticatedException or NotSupportedException)
            {
                await CloseAsync();
                return new(false, false, $"the connection to the mail server failed ({failure.GetType().Name})");
            }
        }

        public ValueTask DisposeAsync() => new(CloseAsync());

        private async Task CloseAsync()
        {
            if (_client is not { } client) return;
            _client = null;
            try
            {
                if (client.IsConnected) await client.DisconnectAsync(quit: true, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (Exception failure) when (failure is IOException or SocketException or ProtocolException or CommandException or TimeoutException or InvalidOperationException) // it is being left anyway
            {
            }
            client.Dispose();
        }
    }
}

using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Parley.Platform.Mail;

/// <param name="IsSecure">Encrypted from the first byte; otherwise as soon as the server offers it.</param>
public sealed record MailServerOptions(string Server, int Port, string Username, string Password, bool IsSecure);

/// <summary>Tries a mail server that is not the workspace's own. What it says is for the administrator who named it.</summary>
public sealed class MailProbe
{
    private const int LongestReason = 200;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <returns>Null when the server took the mail, otherwise what went wrong.</returns>
    public Task<string?> SendAsync(MailServerOptions options, (string Name, string Address) from, string recipient, string subject, string text, CancellationToken ct) => TriedAsync(async time =>
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(options.Server, options.Port, Security(options), time);
        if (client.Capabilities.HasFlag(SmtpCapabilities.Authentication)) await client.AuthenticateAsync(options.Username, options.Password, time);
        using var message = new MimeMessage { Subject = MailTemplates.OneLine(subject), Body = new TextPart("plain") { Text = text } };
        message.From.Add(new MailboxAddress(MailTemplates.OneLine(from.Name), from.Address));
        message.To.Add(new MailboxAddress("", recipient));
        await client.SendAsync(message, time);
        await client.DisconnectAsync(quit: true, time);
    }, ct);

    /// <returns>Null when the mailbox opened, otherwise what went wrong.</returns>
    public Task<string?> OpenAsync(MailServerOptions options, CancellationToken ct) => TriedAsync(async time =>
    {
        using var client = new ImapClient();
        await client.ConnectAsync(options.Server, options.Port, Security(options), time);
        await client.AuthenticateAsync(options.Username, options.Password, time);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, time);
        await client.DisconnectAsync(quit: true, time);
    }, ct);

    private static SecureSocketOptions Security(MailServerOptions options) => options.IsSecure ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable;

    private static async Task<string?> TriedAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(_patience);
        try
        {
            await work(time.Token);
            return null;
        }
        catch (SmtpCommandException refusal)
        {
            return $"the server answered {(int)refusal.StatusCode} {Short(refusal.Message)}";
        }
        catch (AuthenticationException)
        {
            return "the server refused username and password";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "the server did not answer in time";
        }
        catch (Exception failure) when (failure is IOException or SocketException or ProtocolException or CommandException or SslHandshakeException or ServiceNotAuthenticatedException or NotSupportedException)
        {
            return $"the connection failed ({failure.GetType().Name})";
        }
    }

    private static string Short(string text) => MailTemplates.OneLine(text.Length <= LongestReason ? text : text[..LongestReason]);
}

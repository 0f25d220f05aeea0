using System.Net;
using System.Net.Sockets;
using MimeKit;
using Parley.Harness;

namespace Parley.Tests.Mail;

/// <summary>A real SMTP server of one test (aiosmtpd), whose mails the test reads.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly string _folder = Scratch.Folder("mail");
    private readonly string[] _login;
    private ChildProcess? _process;

    private MailServer(string[] login)
    {
        Port = Scratch.FreePort();
        _login = login;
    }

    public int Port { get; }

    /// <summary>For a Parley that sends through this server.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["SMTP_Host"] = "127.0.0.1",
        ["SMTP_Port"] = $"{Port}",
        ["From_Email"] = "parley@example.org",
        // Else everybody would need a code to sign in.
        ["Accounts_TwoFactorAuthentication_By_Email_Auto_Opt_In"] = "false",
    };

    /// <param name="login">User and password that senders must give.</param>
    public static async Task<MailServer> StartAsync(params string[] login)
    {
        var server = new MailServer(login);
        await server.RestartAsync();
        return server;
    }

    /// <summary>One that is not there yet.</summary>
    public static MailServer Away() => new([]);

    public async Task RestartAsync()
    {
        _process = ChildProcess.Start(
            ["/usr/bin/python3", Path.Combine(Repository.Root, "tests", "Mail", "mail_server.py"), $"{Port}", _folder, .. _login], Repository.Output("logs", $"mail-{Port}.log"));
        await Eventually.Async(
            async () =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            },
            "the mail server accepts connections");
    }

    /// <summary>All mails so far, oldest first.</summary>
    public IReadOnlyList<MimeMessage> All() => [.. Directory.GetFiles(_folder, "*.eml").Order(StringComparer.Ordinal).Select(file => MimeMessage.Load(file))];

    public IReadOnlyList<MimeMessage> To(string address) =>
        [.. All().Where(mail => string.Equals(mail.Headers["X-Recipients"], address, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The newest mail to an address, once as many have come.</summary>
    public async Task<MimeMessage> WaitAsync(string address, int count = 1, TimeSpan? patience = null)
    {
        await Eventually.Async(() => Task.FromResult(To(address).Count >= count), $"mail {count} to {address}", patience);
        return To(address)[count - 1];
    }

    /// <summary>The newest mail to an address that says something in its subject or text.</summary>
    public async Task<MimeMessage> WaitAsync(string address, string words)
    {
        await Eventually.Async(() => Task.FromResult(Find() is not null), $"a mail to {address} with \"{words}\"");
        return Find()!;

        MimeMessage? Find() => To(address).LastOrDefault(mail =>
            mail.Subject?.Contains(words, StringComparison.OrdinalIgnoreCase) == true || mail.TextBody?.Contains(words, StringComparison.OrdinalIgnoreCase) == true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Scratch.Delete(_folder);
    }
}

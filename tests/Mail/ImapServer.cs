using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;
using Parley.Harness;

namespace Parley.Tests.Mail;

/// <summary>A real IMAP server (Dovecot) with one mailbox for each name that signs in.</summary>
public sealed class ImapServer : IAsyncDisposable
{
    public const string Password = "letter-box";
    private readonly string _folder = Scratch.Folder("imap");
    private ChildProcess? _process;

    private ImapServer()
    {
        Port = Scratch.FreePort();
        do PopPort = Scratch.FreePort(); while (PopPort == Port);
    }

    public int Port { get; }

    /// <summary>Where the same mailboxes are read over POP, when that was asked for.</summary>
    public int PopPort { get; }

    /// <param name="speaksPop">Needs the server's part for POP.</param>
    public static async Task<ImapServer> StartAsync(bool speaksPop = false)
    {
        var server = new ImapServer();
        var pop = speaksPop
            ? $$"""
              service pop3-login {
                inet_listener pop3 {
                  port = {{server.PopPort}}
                }
                inet_listener pop3s {
                  port = 0
                }
              }
              """
            : "";
        var mails = Path.Combine(server._folder, "mails");
        Directory.CreateDirectory(mails);
        await ChildProcess.RunAsync("chmod", "755", server._folder);
        await ChildProcess.RunAsync("chown", "mail:mail", mails);
        var file = Path.Combine(server._folder, "dovecot.conf");
        await File.WriteAllTextAsync(file, $$"""
            base_dir = {{server._folder}}/run
            state_dir = {{server._folder}}/state
            log_path = /dev/stderr
            protocols = imap{{(speaksPop ? " pop3" : "")}}
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            auth_mechanisms = plain login
            first_valid_uid = 1
            first_valid_gid = 1
            mail_location = maildir:{{mails}}/%u
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = uid=mail gid=mail home={{mails}}/%u
            }
            service imap-login {
              inet_listener imap {
                port = {{server.Port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            {{pop}}
            """);
        server._process = ChildProcess.Start(["/usr/sbin/dovecot", "-F", "-c", file], Repository.Output("logs", $"imap-{server.Port}.log"));
        await Eventually.Async(
            async () =>
            {
                using var client = await server.SignInAsync("probe");
                return true;
            },
            "the IMAP server lets somebody in",
            TimeSpan.FromSeconds(60));
        return server;
    }

    /// <summary>Puts a mail into an inbox, as a mail server would after delivery.</summary>
    public async Task DeliverAsync(string mailbox, MimeMessage mail)
    {
        using var client = await SignInAsync(mailbox);
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);
        await client.Inbox.AppendAsync(mail);
    }

    public async Task<int> CountAsync(string mailbox)
    {
        using var client = await SignInAsync(mailbox);
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly);
        return client.Inbox.Count;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync();
            await _process.DisposeAsync();
        }
        Scratch.Delete(_folder);
    }

    private async Task<ImapClient> SignInAsync(string mailbox)
    {
        var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(mailbox, Password);
        return client;
    }
}

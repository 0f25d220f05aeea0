using Parley.Platform.Bus;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Platform.Mail;

/// <summary>Takes mails for sending. A mail that was taken survives a restart and is tried again while the mail server is away.</summary>
public interface IMailer
{
    /// <summary>Whether the workspace has a mail server and an address to send from.</summary>
    bool CanSend { get; }

    /// <summary>Takes it as a part of this unit: it is sent only if the unit commits.</summary>
    /// <returns>False when the workspace cannot send mail: then nothing is kept.</returns>
    /// <exception cref="WireError"><c>error-invalid-email</c> for what is no single address.</exception>
    bool Queue(WriteUnit unit, Mail mail);

    /// <summary>As <see cref="Queue(WriteUnit, Mail)"/> in a unit of its own.</summary>
    Task<bool> QueueAsync(Mail mail, CancellationToken ct);

    /// <summary>Sends at once, for somebody who waits for the outcome.</summary>
    /// <exception cref="WireError"><c>error-email-send-failed</c> with what the mail server said, <c>error-invalid-email</c>.</exception>
    Task SendNowAsync(Mail mail, CancellationToken ct);
}

internal sealed class MailQueue(IStore store, ISettings settings, SmtpDelivery delivery, SecretBox secrets, TimeProvider clock) : IMailer
{
    public bool CanSend => settings.Get(MailSettings.Host).Length > 0 && delivery.SenderAddress is not null;

    public bool Queue(WriteUnit unit, Mail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!CanSend) return false;
        unit.Db.Add(RowOf(mail, unit.Now).Sealed(secrets));
        unit.Publish(new MailQueued());
        return true;
    }

    public Task<bool> QueueAsync(Mail mail, CancellationToken ct) => !CanSend
        ? Task.FromResult(false)
        : store.WriteAsync(async unit =>
        {
            Queue(unit, mail);
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);

    public async Task SendNowAsync(Mail mail, CancellationToken ct)
    {
        if (!CanSend) throw new WireError("error-email-send-failed", "This workspace has no mail server or no sender address");
        var row = RowOf(mail, clock.GetUtcNow());
        await using var line = delivery.Open();
        if (await line.SendAsync(row, ct) is { IsSent: false } outcome) throw new WireError("error-email-send-failed", $"Error trying to send email: {outcome.Reason}");
    }

    private static MailRow RowOf(Mail mail, DateTimeOffset now)
    {
        if (!Mail.IsAddress(mail.To)) throw new WireError("error-invalid-email", "This is not the address of one mailbox");
        return new()
        {
            Id = Id.New(),
            Recipient = mail.To,
            Subject = MailTemplates.OneLine(mail.Subject),
            Html = mail.Html,
            Sender = mail.From,
            ReplyTo = mail.ReplyTo,
            UnsubscribeUrl = mail.UnsubscribeUrl,
            QueuedAt = now,
            NextAt = now,
        };
    }
}

/// <summary>Mail waits to be sent.</summary>
internal sealed record MailQueued : Events.IDomainEvent;

/// <summary>Wakes the worker, wherever it runs.</summary>
internal sealed class MailBell : Events.IEventHandler<MailQueued>
{
    private const string Channel = "mail";
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly IBus _bus;

    public MailBell(IBus bus)
    {
        _bus = bus;
        bus.Listen(Channel, _ => Ring());
    }

    public Task HandleAsync(MailQueued happened, CancellationToken ct)
    {
        Ring();
        _bus.Publish(Channel, ReadOnlyMemory<byte>.Empty);
        return Task.CompletedTask;
    }

    /// <returns>At the latest when the time is over.</returns>
    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _rung.WaitAsync(longest, ct);

    private void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException) // rung already, and not yet heard
        {
        }
    }
}

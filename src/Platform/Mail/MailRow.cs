using Parley.Platform.Secrets;

namespace Parley.Platform.Mail;

/// <summary>A mail that waits to be sent. It is removed as soon as it is delivered or given up, since it may hold secrets of its reader.</summary>
public sealed class MailRow
{
    public required string Id { get; init; }
    public required string Recipient { get; init; }
    public required string Subject { get; init; }

    /// <summary>Sealed while it waits: it may hold a code or a link that opens an account, and a database forgets slowly (SEC-044).</summary>
    public required string Html { get; init; }
    public string? Sender { get; init; }
    public string? ReplyTo { get; init; }
    public string? UnsubscribeUrl { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Not before; also the end of the claim of a node that is sending it.</summary>
    public DateTimeOffset NextAt { get; set; }

    public int Attempts { get; set; }

    public MailRow Sealed(SecretBox secrets) => With(secrets.SealForAll(Html, PurposeOf(Id)));

    /// <returns>Null when the key is not here any more.</returns>
    public MailRow? Opened(SecretBox secrets) => secrets.TryOpen(Html, PurposeOf(Id)) is { } html ? With(html) : null;

    private static string PurposeOf(string id) => "mail " + id;

    private MailRow With(string html) => new()
    {
        Id = Id,
        Recipient = Recipient,
        Subject = Subject,
        Html = html,
        Sender = Sender,
        ReplyTo = ReplyTo,
        UnsubscribeUrl = UnsubscribeUrl,
        QueuedAt = QueuedAt,
        NextAt = NextAt,
        Attempts = Attempts,
    };
}

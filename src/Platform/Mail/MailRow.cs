namespace Parley.Platform.Mail;

/// <summary>A mail that waits to be sent. It is removed as soon as it is delivered or given up, since it may hold secrets of its reader.</summary>
public sealed class MailRow
{
    public required string Id { get; init; }
    public required string Recipient { get; init; }
    public required string Subject { get; init; }
    public required string Html { get; init; }
    public string? Sender { get; init; }
    public string? ReplyTo { get; init; }
    public string? UnsubscribeUrl { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Not before; also the end of the claim of a node that is sending it.</summary>
    public DateTimeOffset NextAt { get; set; }

    public int Attempts { get; set; }
}

using Parley.Platform.Wire;

namespace Parley.Administration.Inboxes;

/// <summary>A mailbox of the workspace: mails to it are for those who serve contacts. What is not said here is for them to do.</summary>
internal sealed class InboxRow
{
    public required string Id { get; init; }
    public bool IsActive { get; set; }
    public required string Name { get; set; }

    /// <summary>Each address belongs to one inbox.</summary>
    public required string Email { get; set; }

    public string? Description { get; set; }
    public string? SenderInfo { get; set; }
    public string? Department { get; set; }
    public required string SmtpServer { get; set; }
    public int SmtpPort { get; set; }
    public required string SmtpUsername { get; set; }

    /// <summary>Sealed.</summary>
    public required string SmtpSecret { get; set; }

    /// <summary>Encrypted from the first byte; otherwise as soon as the server offers it.</summary>
    public bool SmtpIsSecure { get; set; }

    public required string ImapServer { get; set; }
    public int ImapPort { get; set; }
    public required string ImapUsername { get; set; }

    /// <summary>Sealed.</summary>
    public required string ImapSecret { get; set; }

    public bool ImapIsSecure { get; set; }
    public int ImapMaxRetries { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedById { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Passwords are told to nobody, whoever asks.</summary>
    public WireObject View() => new()
    {
        { "_id", Id }, { "active", IsActive }, { "name", Name }, { "email", Email }, { "description", Description }, { "senderInfo", SenderInfo }, { "department", Department },
        { "smtp", new WireObject { { "server", SmtpServer }, { "port", SmtpPort }, { "username", SmtpUsername }, { "password", "" }, { "secure", SmtpIsSecure } } },
        { "imap", new WireObject { { "server", ImapServer }, { "port", ImapPort }, { "username", ImapUsername }, { "password", "" }, { "secure", ImapIsSecure }, { "maxRetries", ImapMaxRetries } } },
        { "_createdAt", CreatedAt }, { "_createdBy", new WireObject { { "_id", CreatedById }, { "username", CreatedByName } } }, { "_updatedAt", UpdatedAt },
    };
}

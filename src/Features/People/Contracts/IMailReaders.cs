namespace Parley.People.Contracts;

/// <summary>Somebody who can be told by mail.</summary>
/// <param name="Address">Confirmed as theirs.</param>
/// <param name="Presence"><c>online</c>, <c>away</c>, <c>busy</c> or <c>offline</c>, as of now.</param>
public sealed record MailReader(string UserId, string Username, string? Name, string Address, string Presence);

/// <summary>Whom mails of the workspace may reach.</summary>
public interface IMailReaders
{
    /// <summary>Of these people the active ones whose address is confirmed, read from the database and not from memory.</summary>
    Task<IReadOnlyList<MailReader>> FindAsync(IReadOnlyCollection<string> userIds, CancellationToken ct);

    /// <returns>Null for everybody who cannot be told.</returns>
    async Task<MailReader?> FindAsync(string userId, CancellationToken ct) => await FindAsync([userId], ct) is [var reader] ? reader : null;
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Storage;

namespace Parley.People.AccountMail;

internal sealed class MailReaders(IStore store) : IMailReaders
{
    private const int Chunk = 500;

    public async Task<IReadOnlyList<MailReader>> FindAsync(IReadOnlyCollection<string> userIds, CancellationToken ct)
    {
        var found = new List<MailReader>(userIds.Count);
        foreach (var ids in userIds.Distinct().Chunk(Chunk))
        {
            var rows = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking()
                .Where(u => ids.Contains(u.Id) && u.IsActive && u.Type == "user" && u.Email != null && u.IsEmailVerified && u.Username != null)
                .Select(u => new MailReader(u.Id, u.Username!, u.Name, u.Email!, u.Status)).ToListAsync(ct), ct);
            found.AddRange(rows.Where(row => Mail.IsAddress(row.Address)));
        }
        return found;
    }
}

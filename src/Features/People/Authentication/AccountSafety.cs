using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Storage;

namespace Parley.People.Authentication;

internal sealed class AccountSafety(Sessions sessions, IMailer mailer, MailTemplates templates) : IAccountSafety
{
    public Task SignOutAsync(string userId, CancellationToken ct) => sessions.EndAllAsync(userId, ct);

    public async Task TellAsync(WriteUnit unit, string userId, string subject, string body, CancellationToken ct)
    {
        var row = await unit.Db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct);
        if (row is not { IsEmailVerified: true, Email: { } address } || !Mail.IsAddress(address)) return;
        mailer.Queue(unit, templates.Compose(address, subject, body, new Dictionary<string, string?> { ["username"] = row.Username }));
    }
}

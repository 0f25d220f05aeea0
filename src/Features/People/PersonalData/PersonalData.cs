using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.PersonalData;

internal sealed class PersonalData(IStore store, UserView view, IMailer mailer, MailTemplates templates) : IPersonalData
{
    public async Task<WireObject?> DescribeAsync(string userId, CancellationToken ct) => await FindAsync(userId, ct) is { } user ? view.Me(user) : null;

    public async Task TellAsync(string userId, string url, CancellationToken ct)
    {
        if (await FindAsync(userId, ct) is not { Email: { } address } user || !Mail.IsAddress(address)) return;
        var values = AccountMails.ValuesOf(user);
        values["download_link"] = url;
        await mailer.QueueAsync(templates.Compose(address, "[Site_Name]: your data is ready",
            "<p>Hello [name],</p><p>the copy of your data is ready: <a class=\"button\" href=\"[download_link]\">Download it</a></p><p>Only you can open it, for seven days.</p>", values), ct);
    }

    private Task<UserRow?> FindAsync(string userId, CancellationToken ct) => store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, ct), ct);
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Ids;
using Parley.Platform.Storage;

namespace Parley.People.Registration;

internal sealed class ImportAccount(IStore store, UserRules rules, UserStore users) : IAccountImport
{
    public async Task<UserBrief> TakeAsync(ImportedAccount account, CancellationToken ct)
    {
        var row = await FindAsync(account, ct) ?? await MakeAsync(account, ct);
        return UserStore.BriefOf(row);
    }

    private Task<UserRow?> FindAsync(ImportedAccount account, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var (email, username) = (account.Email?.ToLowerInvariant(), account.Username.ToLowerInvariant());
        var found = email is { Length: > 0 } ? await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.EmailLower == email, ct) : null;
        return found ?? await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == username, ct);
    }, ct);

    private async Task<UserRow> MakeAsync(ImportedAccount account, CancellationToken ct)
    {
        rules.CheckUsername(account.Username);
        if (account.Name is { Length: > 0 } name) UserRules.CheckName(name);
        var made = await store.WriteAsync(async unit =>
        {
            await UserRules.EnsureUsernameFreeAsync(unit.Db, account.Username, null, ct);
            if (account.Email is { Length: > 0 } email) await rules.CheckEmailAsync(unit.Db, email, null, ct);
            var row = new UserRow { Id = Id.New(), Name = account.Name is { Length: > 0 } given ? given : account.Username, CreatedAt = unit.Now, UpdatedAt = unit.Now };
            row.SetUsername(account.Username);
            if (account.Email is { Length: > 0 } address) row.SetEmail(address, isVerified: false);
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            unit.Publish(new UserRegistered(row.Id, JoinsDefaultRooms: true), row.Id);
            return row;
        }, ct);
        users.Forget(made.Id);
        return made;
    }
}

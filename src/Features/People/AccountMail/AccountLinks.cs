using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Ids;
using Parley.Platform.Storage;

namespace Parley.People.AccountMail;

/// <summary>Tokens in mailed links: good once, for three days, known to their reader alone.</summary>
internal static class AccountLinks
{
    private static readonly TimeSpan _life = TimeSpan.FromDays(3);

    /// <summary>Earlier links of the same kind are void.</summary>
    public static async Task<string> IssueAsync(WriteUnit unit, string userId, string kind, string? email, CancellationToken ct)
    {
        await unit.Db.Set<AccountLinkRow>().Where(l => (l.UserId == userId && l.Kind == kind) || l.ExpiresAt < unit.Now).ExecuteDeleteAsync(ct);
        var token = Id.NewSecret();
        unit.Db.Add(new AccountLinkRow { HashedToken = LoginTokens.Hash(token), UserId = userId, Kind = kind, Email = email, ExpiresAt = unit.Now + _life });
        return token;
    }

    public static Task<AccountLinkRow?> FindAsync(ParleyDb db, string token, string kind, DateTimeOffset now, CancellationToken ct)
    {
        var hash = LoginTokens.Hash(token);
        return db.Set<AccountLinkRow>().AsNoTracking().FirstOrDefaultAsync(l => l.HashedToken == hash && l.Kind == kind && l.ExpiresAt > now, ct);
    }

    /// <returns>Null when it is unknown, over or used.</returns>
    public static async Task<AccountLinkRow?> TakeAsync(WriteUnit unit, string token, string kind, CancellationToken ct)
    {
        if (await FindAsync(unit.Db, token, kind, unit.Now, ct) is not { } link) return null;
        var taken = await unit.Db.Set<AccountLinkRow>().Where(l => l.HashedToken == link.HashedToken).ExecuteDeleteAsync(ct);
        return taken == 1 ? link : null;
    }
}

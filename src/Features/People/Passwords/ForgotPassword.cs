using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.Platform.Events;
using Parley.Platform.RateLimits;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Passwords;

/// <summary>Somebody asked for a new password of the account with this address, if there is one.</summary>
internal sealed record PasswordForgotten(string Email) : IDomainEvent;

/// <summary>
/// Mails a link for a new password (ACC-021). The account is looked up behind the answer, which therefore is the same, and takes the same time,
/// whether there is one or not.
/// </summary>
internal sealed class ForgotPassword(IStore store, EventDispatcher events, AccountMails mails, ISettings settings, IRateLimiter limiter) : IEventHandler<PasswordForgotten>
{
    private const int LongestAddress = 254;
    private static readonly RateLimit _perAccount = new(5, 60 * 60_000);

    public void Ask(string email)
    {
        if (settings.Get(PasswordSettings.AllowReset) && email.Length is > 2 and <= LongestAddress) events.Enqueue(email, new PasswordForgotten(email.Trim().ToLowerInvariant()));
    }

    public async Task HandleAsync(PasswordForgotten happened, CancellationToken ct)
    {
        if (!mails.CanSend) return;
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.EmailLower == happened.Email, ct), ct);
        if (user is null || !user.IsActive || user.Type != "user") return;
        if (user.PasswordHash is null && !settings.Get(PasswordSettings.AllowForOthers)) return;
        if (!(await limiter.TakeAsync("reset mail to " + user.Id, _perAccount)).IsAllowed) return;
        await store.WriteAsync(async unit =>
        {
            mails.ResetLink(unit, user, await AccountLinks.IssueAsync(unit, user.Id, AccountLinkRow.Reset, user.Email, ct));
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }
}

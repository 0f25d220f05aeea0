using Microsoft.EntityFrameworkCore;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Devices;
using Parley.People.TwoFactor;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Storage;

namespace Parley.People.EmailAddresses;

/// <summary>Somebody asked for the confirmation mail of this address again.</summary>
internal sealed record ConfirmationAsked(string Email) : IDomainEvent;

/// <summary>Mails links that confirm an address, and takes them (ACC-017).</summary>
internal sealed class ConfirmAddress(IStore store, EventDispatcher events, AccountMails mails, UserStore users, LogIn logIn, ConfirmFactor factor, IRateLimiter limiter) : IEventHandler<ConfirmationAsked>
{
    private const int LongestAddress = 254;
    private static readonly RateLimit _perAccount = new(5, 60 * 60_000);

    /// <summary>The answer is the same whether there is such an account or not.</summary>
    public void Ask(string email)
    {
        if (email.Length is > 2 and <= LongestAddress) events.Enqueue(email, new ConfirmationAsked(email.Trim().ToLowerInvariant()));
    }

    public async Task HandleAsync(ConfirmationAsked happened, CancellationToken ct)
    {
        if (!mails.CanSend) return;
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.EmailLower == happened.Email && !u.IsEmailVerified, ct), ct);
        if (user is null || !(await limiter.TakeAsync("confirmation mail to " + user.Id, _perAccount)).IsAllowed) return;
        await store.WriteAsync(async unit =>
        {
            await SendAsync(unit, user, ct);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>As a part of the unit that gave the account its address.</summary>
    public async Task SendAsync(WriteUnit unit, UserRow user, CancellationToken ct)
    {
        if (mails.CanSend && user.Email is not null) mails.VerifyLink(unit, user, await AccountLinks.IssueAsync(unit, user.Id, AccountLinkRow.Verify, user.Email, ct));
    }

    /// <summary>Marks exactly the address that the mail went to.</summary>
    /// <returns>A new session.</returns>
    /// <exception cref="WireError"><c>403</c> for a link that is unknown, used, over, or of an address that was changed since; <c>verify-email</c> when the
    /// address is confirmed but an authenticator code is needed to sign in.</exception>
    public async Task<LogIn.Result> ExecuteAsync(string token, Device device, CancellationToken ct)
    {
        var user = await store.WriteAsync(async unit =>
        {
            var link = await AccountLinks.TakeAsync(unit, token, AccountLinkRow.Verify, ct) ?? throw new WireError("403", "Verify email link expired", 401);
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == link.UserId, ct);
            if (row is null || !string.Equals(row.Email, link.Email, StringComparison.OrdinalIgnoreCase)) throw new WireError("403", "Verify email link is for unknown address", 401);
            row.IsEmailVerified = true;
            row.UpdatedAt = unit.Now;
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        users.Forget(user.Id);
        if (factor.HasTotp(user)) throw new WireError("verify-email", "E-mail verified", 401);
        return await logIn.BeginAsync(user.Id, device, ct);
    }
}

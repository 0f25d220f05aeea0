using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Passwords;
using Parley.Platform.Ids;
using Parley.Platform.Mail;
using Parley.Platform.RateLimits;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <param name="IsNew">Whether one was just made and mailed.</param>
internal sealed record MailedCodes(bool IsNew, IReadOnlyList<DateTimeOffset> ExpireAt);

/// <summary>Six digits by mail, good once and for a while (ACC-029).</summary>
internal sealed class EmailCodes(IStore store, ISettings settings, IMailer mailer, MailTemplates templates, PasswordHashes passwords, IRateLimiter limiter, TimeProvider clock)
{
    private static readonly RateLimit _perAccount = new(5, 60 * 60_000);

    /// <summary>A code with less time left than this is replaced.</summary>
    private static readonly TimeSpan _stillLong = TimeSpan.FromMinutes(5);

    private TimeSpan Life => TimeSpan.FromSeconds(Math.Clamp(settings.Get(TwoFactorSettings.EmailCodeSeconds), 60, 86_400));

    /// <summary>Mails a code unless one that is good for long enough is on its way.</summary>
    public async Task<MailedCodes> EnsureAsync(UserRow user, CancellationToken ct)
    {
        var fresh = clock.GetUtcNow() + _stillLong;
        var waiting = await store.ReadAsync(db => db.Set<FactorCodeRow>().Where(c => c.UserId == user.Id && c.ExpiresAt > fresh).Select(c => c.ExpiresAt).ToListAsync(ct), ct);
        if (waiting.Count > 0 || !(await limiter.TakeAsync("code mail to " + user.Id, _perAccount)).IsAllowed) return new(false, waiting);
        var code = RandomNumberGenerator.GetString("0123456789", 6);
        var hash = await passwords.HashAsync(code, ct);
        return await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<FactorCodeRow>().Where(c => c.ExpiresAt < unit.Now).ExecuteDeleteAsync(ct);
            var row = new FactorCodeRow { Id = Id.New(), UserId = user.Id, Hash = hash, ExpiresAt = unit.Now + Life };
            unit.Db.Add(row);
            mailer.Queue(unit, templates.Compose(user.Email!, "[Site_Name]: your sign-in code",
                "<p>Your code for [Site_Name] is</p><p class=\"code\">[code]</p><p>Tell it to nobody. If you did not try to sign in, somebody else knows your password: change it.</p>",
                new Dictionary<string, string?> { ["code"] = code }));
            await unit.Db.SaveChangesAsync(ct);
            return new MailedCodes(true, [row.ExpiresAt]);
        }, ct);
    }

    /// <summary>Takes a right code out of use.</summary>
    public async Task<bool> TakeAsync(UserRow user, string code, CancellationToken ct)
    {
        var digits = new string([.. code.Where(char.IsAsciiDigit)]);
        if (digits.Length != 6) return false;
        var now = clock.GetUtcNow();
        var waiting = await store.ReadAsync(db => db.Set<FactorCodeRow>().AsNoTracking().Where(c => c.UserId == user.Id && c.ExpiresAt > now).ToListAsync(ct), ct);
        foreach (var row in waiting)
        {
            if (!await passwords.VerifyAsync(digits, row.Hash, ct)) continue;
            return await store.WriteAsync(unit => unit.Db.Set<FactorCodeRow>().Where(c => c.Id == row.Id).ExecuteDeleteAsync(ct), ct) == 1;
        }
        return false;
    }

    /// <summary>After too many guesses: nobody can go on guessing at the codes that wait.</summary>
    public Task DropAsync(string userId, CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<FactorCodeRow>().Where(c => c.UserId == userId).ExecuteDeleteAsync(ct), ct);
}

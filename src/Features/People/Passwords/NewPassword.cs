using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Passwords;

/// <summary>The rules a new password of an existing account keeps, and how it takes the place of the old one (ACC-022, ACC-023).</summary>
internal sealed class NewPassword(UserRules rules, PasswordHashes hashes, SettingsRegistry settings)
{
    private const int LongestHistory = 24;

    private int Remembered => settings.Get(PasswordSettings.KeepHistory) ? (int)Math.Clamp(settings.Get(PasswordSettings.HistoryAmount), 0, LongestHistory) : 0;

    /// <returns>The hash to store.</returns>
    /// <exception cref="WireError"><c>error-password-policy-not-met</c>, <c>error-password-same-as-current</c>, <c>error-password-in-history</c>.</exception>
    public Task<string> CheckAsync(UserRow user, string password, CancellationToken ct)
    {
        rules.CheckPassword(password);
        return CheckDigestAsync(user, PasswordHashes.Digest(password), ct);
    }

    /// <summary>As <see cref="CheckAsync"/> for somebody who need not know the present password, and so is not told whether this is it.</summary>
    public async Task<string> CheckForOtherAsync(UserRow user, string password, CancellationToken ct)
    {
        rules.CheckPassword(password);
        var digest = PasswordHashes.Digest(password);
        await CheckHistoryAsync(user, digest, ct);
        return await hashes.HashAsync(digest, ct);
    }

    /// <summary>As <see cref="CheckAsync"/> for clients that send only the digest, whose rules nobody can check.</summary>
    public async Task<string> CheckDigestAsync(UserRow user, string digest, CancellationToken ct)
    {
        if (await hashes.VerifyAsync(digest, user.PasswordHash, ct)) throw new WireError("error-password-same-as-current", "Entered password same as current password");
        await CheckHistoryAsync(user, digest, ct);
        return await hashes.HashAsync(digest, ct);
    }

    private async Task CheckHistoryAsync(UserRow user, string digest, CancellationToken ct)
    {
        foreach (var earlier in HistoryOf(user).Take(Remembered))
        {
            if (await hashes.VerifyAsync(digest, earlier, ct)) throw new WireError("error-password-in-history", "Entered password has been previously used");
        }
    }

    /// <summary>Inside a unit. Open reset links are void; sessions are the caller's to end.</summary>
    public async Task ApplyAsync(WriteUnit unit, UserRow row, string hash, CancellationToken ct)
    {
        if (row.PasswordHash is { } old) row.PasswordHistory = string.Join('\n', HistoryOf(row).Prepend(old).Take(Remembered));
        row.PasswordHash = hash;
        row.UpdatedAt = unit.Now;
        await unit.Db.Set<AccountLinkRow>().Where(l => l.UserId == row.Id && l.Kind == AccountLinkRow.Reset).ExecuteDeleteAsync(ct);
    }

    private static string[] HistoryOf(UserRow user) => user.PasswordHistory.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OtpNet;
using Parley.People.Accounts;
using Parley.Platform.Ids;
using Parley.Platform.Secrets;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <summary>Codes of an authenticator app, and the backup codes that stand in for it. Each is good once.</summary>
internal sealed class AuthenticatorCodes(IStore store, ISettings settings, SecretBox secrets, TimeProvider clock)
{
    private const int BackupLength = 8;
    private const int BackupCount = 12;
    private const int SecretBytes = 20;

    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretBytes)).TrimEnd('=');

    /// <summary>As it is stored.</summary>
    public string Seal(string userId, string secret) => secrets.SealForAll(secret, PlaceOf(userId));

    private static string PlaceOf(string userId) => "authenticator " + userId;

    /// <summary>For the QR code.</summary>
    public static string UrlOf(string secret, string issuer, string username) => new OtpUri(OtpType.Totp, secret, username, issuer).ToString();

    /// <returns>The codes, shown once, and what is stored of them.</returns>
    public static (string[] Codes, string Stored) NewBackups()
    {
        string[] codes = [.. Enumerable.Range(0, BackupCount).Select(_ => Id.New(BackupLength))];
        return (codes, string.Join('\n', codes.Select(HashOf)));
    }

    /// <param name="stored">As <see cref="Seal"/> made it, or in the clear.</param>
    /// <returns>The time step of a right code, null for a wrong one.</returns>
    public long? StepOf(string userId, string stored, string code)
    {
        if (secrets.TryOpen(stored, PlaceOf(userId)) is not { } secret) return null;
        var delta = (int)Math.Clamp(settings.Get(TwoFactorSettings.MaxDelta), 0, 20);
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        return new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(clock.GetUtcNow().UtcDateTime, digits, out var step, new VerificationWindow(delta, delta)) ? step : null;
    }

    /// <summary>Takes a code of the account's authenticator, or one of its backup codes, out of use.</summary>
    public async Task<bool> TakeAsync(UserRow user, string code, CancellationToken ct)
    {
        if (user.TotpSecret is not { } secret) return false;
        if (code.Length == BackupLength) return await TakeBackupAsync(user.Id, HashOf(code), ct);
        if (StepOf(user.Id, secret, code) is not { } step) return false;
        var current = secrets.IsCurrent(secret) ? secret : Seal(user.Id, secrets.TryOpen(secret, PlaceOf(user.Id))!);
        return await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == user.Id && u.TotpSecret == secret && u.TotpStep < step)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.TotpStep, step).SetProperty(u => u.TotpSecret, current), ct), ct) == 1;
    }

    private Task<bool> TakeBackupAsync(string userId, string hash, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct);
        var left = row?.TotpBackups.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList() ?? [];
        if (!left.Remove(hash)) return false;
        row!.TotpBackups = string.Join('\n', left);
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    private static string HashOf(string code) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}

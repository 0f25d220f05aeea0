using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.Passwords;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.TwoFactor;

/// <summary>
/// Decides whether a second factor is needed, which one, and whether what was given is right.
/// </summary>
internal sealed class ConfirmFactor(
    IStore store, ISettings settings, AuthenticatorCodes authenticator, EmailCodes mailed, PasswordHashes passwords, IMailer mailer, FactorTries tries, TimeProvider clock) : ITwoFactor
{
    public async Task RequireAsync(Caller caller, FactorDemand demand, CancellationToken ct)
    {
        if (!settings.Get(TwoFactorSettings.Enabled) && demand != FactorDemand.Strict) return;
        var (user, token) = await store.ReadAsync(async db => (
            await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.UserId, ct) ?? throw new WireError("totp-user-not-found", "There is no such account"),
            await db.Set<LoginTokenRow>().AsNoTracking().FirstOrDefaultAsync(t => t.HashedToken == caller.TokenHash && t.UserId == caller.UserId, ct)), ct);
        if (token is not null && demand != FactorDemand.Strict && IsWaived(user, token, caller, demand)) return;
        if (MethodFor(user, caller.Proof?.Method, demand) is not { } method) return;
        await ProveAsync(user, method, caller.Proof, caller.Address, ct);
        if (demand == FactorDemand.Usual && token is not null) await RememberAsync(token, caller, ct);
    }

    /// <summary>At sign-in the password was given already: only an enrolled factor is asked for.</summary>
    /// <returns>Whether one was given.</returns>
    /// <exception cref="WireError"><c>totp-required</c>, <c>totp-invalid</c>, <c>error-too-many-requests</c>.</exception>
    public async Task<bool> RequireAtLoginAsync(UserRow user, FactorProof? proof, string? address, CancellationToken ct)
    {
        if (!settings.Get(TwoFactorSettings.Enabled) || EnrolledMethod(user, proof?.Method) is not { } method) return false;
        await ProveAsync(user, method, proof, address, ct);
        return true;
    }

    public bool HasTotp(UserRow user) => user.TotpSecret is not null && settings.Get(TwoFactorSettings.ByTotp);

    /// <summary>Codes by mail need a confirmed address and a workspace that can send them.</summary>
    public bool HasEmail(UserRow user) => user is { HasEmailFactor: true, IsEmailVerified: true, Email: not null } && settings.Get(TwoFactorSettings.ByEmail) && mailer.CanSend;

    /// <summary>What a session remembers a factor for: the same device at the same address.</summary>
    public static string MarkOf(string? userAgent, string? address) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{userAgent}\n{address}")));

    /// <returns>Until when a factor given now counts; null when it is not remembered.</returns>
    public DateTimeOffset? RememberedFrom(DateTimeOffset moment) => settings.Get(TwoFactorSettings.RememberSeconds) is > 0 and var seconds ? moment.AddSeconds(Math.Min(seconds, 31_536_000)) : null;

    private bool IsWaived(UserRow user, LoginTokenRow token, Caller caller, FactorDemand demand)
    {
        if (token.BypassTwoFactor) return true;
        if (demand != FactorDemand.Usual) return false;
        var now = clock.GetUtcNow();
        if (RememberedFrom(user.CreatedAt) is { } after && after >= now) return true;
        return token.FactorUntil > now && token.FactorMark == MarkOf(caller.UserAgent, caller.Address);
    }

    private string? EnrolledMethod(UserRow user, string? wanted) => wanted switch
    {
        "totp" when HasTotp(user) => "totp",
        "email" when HasEmail(user) => "email",
        _ => HasTotp(user) ? "totp" : HasEmail(user) ? "email" : null,
    };

    private string? MethodFor(UserRow user, string? wanted, FactorDemand demand)
    {
        if (settings.Get(TwoFactorSettings.Enabled) && EnrolledMethod(user, wanted) is { } enrolled) return enrolled;
        if (user.PasswordHash is null) return null;
        return demand == FactorDemand.Strict || settings.Get(TwoFactorSettings.PasswordFallback) ? "password" : null;
    }

    private async Task ProveAsync(UserRow user, string method, FactorProof? proof, string? address, CancellationToken ct)
    {
        if (proof is null) throw await RefusalAsync("totp-required", "TOTP Required", user, method, ct);
        var isLast = await tries.CountAsync(user.Id, address);
        var isRight = method switch
        {
            "totp" => await authenticator.TakeAsync(user, proof.Code, ct),
            "email" => await mailed.TakeAsync(user, proof.Code, ct),
            _ => await passwords.VerifyAsync(PasswordHashes.IsDigest(proof.Code) ? proof.Code : PasswordHashes.Digest(proof.Code), user.PasswordHash, ct),
        };
        if (isRight)
        {
            await tries.SucceedAsync(user.Id, address);
            return;
        }
        if (isLast && method == "email") await mailed.DropAsync(user.Id, ct);
        throw await RefusalAsync("totp-invalid", "TOTP Invalid", user, method, ct);
    }

    private async Task<WireError> RefusalAsync(string code, string reason, UserRow user, string method, CancellationToken ct)
    {
        var codes = method == "email" ? await mailed.EnsureAsync(user, ct) : null;
        var available = new List<string>();
        if (HasTotp(user)) available.Add("totp");
        if (HasEmail(user)) available.Add("email");
        return new WireError(code, reason, details: new WireObject
        {
            { "method", method }, { "codeGenerated", codes?.IsNew ?? false }, { "emailOrUsername", method == "email" ? user.Username ?? user.Email : null },
            { "codeCount", codes is { IsNew: false } ? codes.ExpireAt.Count : null }, { "codeExpires", codes is { IsNew: false } ? codes.ExpireAt.Select(t => (object)t).ToList() : null },
            { "availableMethods", available },
        });
    }

    private Task RememberAsync(LoginTokenRow token, Caller caller, CancellationToken ct) => RememberedFrom(clock.GetUtcNow()) is not { } until
        ? Task.CompletedTask
        : store.WriteAsync(unit => unit.Db.Set<LoginTokenRow>().Where(t => t.HashedToken == token.HashedToken)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.FactorUntil, until).SetProperty(t => t.FactorMark, MarkOf(caller.UserAgent, caller.Address)), ct), ct);
}

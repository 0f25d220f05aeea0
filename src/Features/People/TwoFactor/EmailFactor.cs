using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.People.TwoFactor;

/// <summary>A person turns codes by mail on or off, or asks for one (ACC-027, ACC-029).</summary>
internal sealed class EmailFactor(IStore store, ITwoFactor factor, ConfirmFactor confirm, EmailCodes codes, UserStore users)
{
    /// <summary>Turning it off needs a factor given now.</summary>
    public async Task SetAsync(Caller caller, bool isOn, CancellationToken ct)
    {
        if (!isOn) await factor.RequireAsync(caller, FactorDemand.Fresh, ct);
        await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == caller.UserId)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.HasEmailFactor, isOn).SetProperty(u => u.UpdatedAt, unit.Now), ct), ct);
        users.Forget(caller.UserId);
    }

    /// <summary>Mails a code to an account that has the factor. Whoever asks learns nothing of whether it is one.</summary>
    public async Task SendAsync(string emailOrUsername, CancellationToken ct)
    {
        var lower = emailOrUsername.Trim().ToLowerInvariant();
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == lower || u.EmailLower == lower, ct), ct);
        if (user is null || !user.IsActive || !confirm.HasEmail(user)) return;
        await codes.EnsureAsync(user, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.People.Passwords;

/// <summary>A person who must change their password does so, without giving the present one (ACC-024).</summary>
internal sealed class ForcedPasswordChange(IStore store, NewPassword rules, Sessions sessions, UserStore users)
{
    /// <exception cref="WireError"><c>error-not-allowed</c> when nothing demands it, and those of <see cref="NewPassword"/>.</exception>
    public async Task ExecuteAsync(Caller caller, string password, CancellationToken ct)
    {
        var user = await store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstAsync(u => u.Id == caller.UserId, ct), ct);
        if (!user.RequirePasswordChange) throw WireError.NotAllowed("setUserPassword");
        var hash = await rules.CheckAsync(user, password, ct);
        await store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstAsync(u => u.Id == caller.UserId, ct);
            await rules.ApplyAsync(unit, row, hash, ct);
            row.RequirePasswordChange = false;
            row.RequirePasswordChangeReason = null;
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        users.Forget(caller.UserId);
        await sessions.RemoveOthersAsync(caller, ct);
    }
}

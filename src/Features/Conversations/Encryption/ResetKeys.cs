using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;

namespace Parley.Conversations.Encryption;

/// <summary>Somebody begins anew with other keys: the old ones and all that was encrypted for them go, and so do the sessions that know them (E2E-010, E2E-011).</summary>
internal sealed class ResetKeys(IStore store, IUserDirectory users, ITwoFactor factor, IAccountSafety safety, PermissionRegistry permissions)
{
    /// <exception cref="WireError">Those of <see cref="ITwoFactor"/>.</exception>
    public async Task OfOneselfAsync(Caller caller, CancellationToken ct)
    {
        await factor.RequireAsync(caller, FactorDemand.Fresh, ct);
        await RunAsync(caller, caller.UserId, caller.Username, ct);
    }

    /// <param name="username">When <paramref name="userId"/> is null.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-user</c>, those of <see cref="ITwoFactor"/>.</exception>
    public async Task OfAnotherAsync(Caller caller, string? userId, string? username, CancellationToken ct)
    {
        if (!permissions.Has(caller, EncryptionSettings.EditOthers)) throw WireError.NotAllowed();
        await factor.RequireAsync(caller, FactorDemand.Fresh, ct);
        var user = (userId is not null ? await users.FindAsync(userId, ct) : await users.FindByUsernameAsync(username ?? "", ct)) ?? throw WireError.InvalidUser();
        await RunAsync(caller, user.Id, user.Username, ct);
    }

    private async Task RunAsync(Caller caller, string userId, string username, CancellationToken ct)
    {
        await store.WriteAsync(async unit =>
        {
            await unit.Db.Set<UserKeysRow>().Where(k => k.UserId == userId).ExecuteDeleteAsync(ct);
            await unit.Db.Set<SubscriptionRow>().Where(s => s.UserId == userId && (s.RoomKey != null || s.SuggestedRoomKey != null))
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.RoomKey, (string?)null).SetProperty(r => r.SuggestedRoomKey, (string?)null).SetProperty(r => r.UpdatedAt, unit.Now), ct);
            await unit.AuditAsync(caller, "user.reset-e2e-key", "user", userId, username, null, null, ct);
            if (userId != caller.UserId)
            {
                await safety.TellAsync(unit, userId, "[Site_Name]: your encryption key was reset",
                    "<p>The key of your account <strong>[username]</strong> for encrypted rooms was removed and you were signed out everywhere. Older messages become readable again when a member shares a room's key with you.</p><p>If nobody should have done this, write to your administrators.</p>", ct);
            }
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
        await safety.SignOutAsync(userId, ct);
    }
}

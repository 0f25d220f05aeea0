using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Authentication;
using Parley.Platform.Audit;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;

namespace Parley.People.Activation;

/// <summary>Keeps out all whose last sign-in, or whose making when they never signed in, is long ago.</summary>
internal sealed class DeactivateIdle(IStore store, PermissionRegistry permissions, Sessions sessions)
{
    /// <param name="role">Only accounts with this role.</param>
    /// <returns>How many were deactivated. Administrators never are.</returns>
    /// <exception cref="WireError"><c>error-unauthorized</c>.</exception>
    public async Task<int> ExecuteAsync(Caller caller, long daysIdle, string role, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.EditOtherActive)) throw WireError.Unauthorized();
        var mark = "|" + role + "|";
        var ids = await store.WriteAsync(async unit =>
        {
            var before = unit.Now.AddDays(-Math.Clamp(daysIdle, 0, 36_500));
            var idle = await unit.Db.Set<UserRow>()
                .Where(u => u.IsActive && u.Type == "user" && u.Id != caller.UserId && (u.LastLoginAt ?? u.CreatedAt) < before && u.Roles.Contains(mark) && !u.Roles.Contains("|admin|")).ToListAsync(ct);
            var gone = idle.ConvertAll(u => u.Id);
            foreach (var row in idle)
            {
                row.IsActive = false;
                row.UpdatedAt = unit.Now;
                unit.Publish(new Contracts.UserActivationChanged(row.Id, row.Username ?? "", false), row.Id);
            }
            foreach (var chunk in gone.Chunk(500)) await unit.Db.Set<LoginTokenRow>().Where(t => chunk.Contains(t.UserId)).ExecuteDeleteAsync(ct);
            await unit.AuditAsync(caller, "user.deactivate-idle", "role", role, role, null, new Platform.Wire.WireObject { { "daysIdle", daysIdle }, { "count", gone.Count } }, ct);
            return gone;
        }, ct);
        foreach (var id in ids) await sessions.ReviewAsync(id);
        return ids.Count;
    }
}

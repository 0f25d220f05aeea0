using Parley.People.Accounts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.People.Permissions;

/// <summary>Administrators decide which roles have a permission; the change counts at once on every node and in every open client.</summary>
internal sealed class EditPermissions(PermissionRegistry permissions, RoleStore roles)
{
    private const string Guest = "guest";

    /// <summary>All that guests can be given: what they need in the rooms they were taken into (ADM-072).</summary>
    private static readonly HashSet<string> _guestsMay = ["view-d-room", "view-joined-room", "view-p-room", "start-discussion", "start-discussion-other-user"];

    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-edit-permissions-not-allowed</c>, <c>error-invalid-permission</c>, <c>error-invalid-role</c>;
    /// nothing is changed then.</exception>
    public async Task SetAsync(Caller caller, IReadOnlyDictionary<string, IReadOnlyList<string>> changes, CancellationToken ct)
    {
        CheckMayEdit(caller);
        var known = (await roles.ListAsync(ct)).Select(r => r.Id).ToHashSet();
        foreach (var (id, granted) in changes)
        {
            if (permissions.Find(id) is not { } present) throw WireError.Plain("Invalid permission", "error-invalid-permission");
            if (granted.Contains(Guest) && !present.Roles.Contains(Guest) && !_guestsMay.Contains(id)) throw new WireError("error-action-not-allowed", "Permission is restricted", details: new WireObject { { "action", "Adding_permission" } });
            if (!granted.All(known.Contains)) throw WireError.Plain("Invalid role", "error-invalid-role");
        }
        KeepTheWayBack(changes);
        await permissions.SetAsync(WithGroups(caller, changes), ct);
    }

    /// <exception cref="WireError">As <see cref="SetAsync"/>.</exception>
    public Task GrantAsync(Caller caller, string permissionId, string roleId, bool isGranted, CancellationToken ct)
    {
        CheckMayEdit(caller);
        var state = permissions.Find(permissionId) ?? throw new WireError(isGranted ? "error-invalid-permission" : "error-permission-not-found", "There is no such permission");
        IReadOnlyList<string> granted = isGranted ? [.. state.Roles.Append(roleId).Distinct()] : [.. state.Roles.Where(r => r != roleId)];
        return SetAsync(caller, new Dictionary<string, IReadOnlyList<string>> { [permissionId] = granted }, ct);
    }

    /// <summary>Whoever may change a setting may also open its group, so the group's right follows (ADM-095).</summary>
    private Dictionary<string, IReadOnlyList<string>> WithGroups(Caller caller, IReadOnlyDictionary<string, IReadOnlyList<string>> changes)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(changes);
        foreach (var id in changes.Keys)
        {
            if (permissions.Find(id)?.Grant is not { } grant) continue;
            if (!permissions.Has(caller, AccountPermissions.AccessSettingPermissions)) throw new WireError("error-edit-permissions-not-allowed", "Editing permissions is not allowed");
            if (grant.Group is not { } group) continue;
            all[SettingGrant.IdOf(group)] = [.. permissions.All.Where(p => p.Grant?.Group == group).SelectMany(p => all.GetValueOrDefault(p.Id) ?? p.Roles).Distinct()];
        }
        return all;
    }

    private void CheckMayEdit(Caller caller)
    {
        if (!permissions.Has(caller, AccountPermissions.AccessPermissions))
            throw new WireError("error-action-not-allowed", "Editing permission is not allowed", details: new WireObject { { "action", "Adding_permission" } });
    }

    /// <summary>Without this nobody could ever undo a change of permissions.</summary>
    private static void KeepTheWayBack(IReadOnlyDictionary<string, IReadOnlyList<string>> changes)
    {
        if (changes.TryGetValue(AccountPermissions.AccessPermissions.Id, out var roles) && !roles.Contains("admin"))
            throw new WireError("error-action-not-allowed", "Administrators must keep the right to edit permissions", details: new WireObject { { "action", "Adding_permission" } });
    }
}

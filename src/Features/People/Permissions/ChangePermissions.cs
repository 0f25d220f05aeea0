using Parley.People.Accounts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;

namespace Parley.People.Permissions;

/// <summary>Says which roles hold which rights. Whoever may change a setting may also open its group, so the group's right follows (ADM-095).</summary>
internal sealed class ChangePermissions(PermissionRegistry permissions)
{
    /// <exception cref="WireError"><c>error-edit-permissions-not-allowed</c>, <c>error-invalid-permission</c>; nothing is changed then.</exception>
    public Task ExecuteAsync(Caller caller, IReadOnlyDictionary<string, IReadOnlyList<string>> wanted, CancellationToken ct)
    {
        if (!permissions.Has(caller, AccountPermissions.AccessPermissions)) throw Refused();
        var changes = new Dictionary<string, IReadOnlyList<string>>(wanted);
        foreach (var id in wanted.Keys)
        {
            var state = permissions.Find(id) ?? throw new WireError("error-invalid-permission", "Invalid permission");
            if (state.Grant is null) continue;
            if (!permissions.Has(caller, AccountPermissions.AccessSettingPermissions)) throw Refused();
            if (state.Grant.Group is { } group) changes[SettingGrant.IdOf(group)] = RolesOfGroup(group, changes);
        }
        return permissions.SetAsync(changes, ct);
    }

    private List<string> RolesOfGroup(string group, Dictionary<string, IReadOnlyList<string>> changes) =>
        [.. permissions.All.Where(p => p.Grant?.Group == group).SelectMany(p => changes.GetValueOrDefault(p.Id) ?? p.Roles).Distinct()];

    private static WireError Refused() => new("error-edit-permissions-not-allowed", "Editing permissions is not allowed");
}

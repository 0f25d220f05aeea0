using Parley.People.Accounts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.People.Settings;

/// <summary>Who may see and change which settings: those with the right to all of them, and those with the right to this one (ADM-094).</summary>
internal sealed class SettingAccess(PermissionRegistry permissions)
{
    public bool MaySee(Caller? caller, SettingState state)
    {
        if (state.IsHidden) return false;
        return state.Setting.IsPublic || (caller is not null && (permissions.Has(caller, AccountPermissions.ViewPrivilegedSettings) || HasGrant(caller, state.Setting.Id)));
    }

    /// <summary>As an administrator sees it, with its default and where its value comes from.</summary>
    public bool MayAdminister(Caller caller, SettingState state) =>
        !state.IsHidden && (permissions.Has(caller, AccountPermissions.ViewPrivilegedSettings) || permissions.Has(caller, AccountPermissions.EditPrivilegedSettings) || HasGrant(caller, state.Setting.Id));

    public bool MayAdministerAny(Caller caller) =>
        permissions.Has(caller, AccountPermissions.ViewPrivilegedSettings) || permissions.Has(caller, AccountPermissions.EditPrivilegedSettings) || permissions.Has(caller, AccountPermissions.ManageSelectedSettings);

    public bool MayChange(Caller caller, string settingId) =>
        permissions.Has(caller, AccountPermissions.EditPrivilegedSettings) || HasGrant(caller, settingId);

    private bool HasGrant(Caller caller, string settingId) =>
        permissions.Has(caller, AccountPermissions.ManageSelectedSettings) && permissions.HasAny(caller.Roles, SettingGrant.IdOf(settingId));
}

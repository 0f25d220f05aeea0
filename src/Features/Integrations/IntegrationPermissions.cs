using Parley.Platform.Operations;
using Parley.Platform.Permissions;

namespace Parley.Integrations;

internal static class IntegrationPermissions
{
    public static readonly Permission ManageIncoming = new("manage-incoming-integrations", "admin");
    public static readonly Permission ManageOwnIncoming = new("manage-own-incoming-integrations", "admin");
    public static readonly Permission ManageOutgoing = new("manage-outgoing-integrations", "admin");
    public static readonly Permission ManageOwnOutgoing = new("manage-own-outgoing-integrations", "admin");

    public static IReadOnlyList<Permission> All => [ManageIncoming, ManageOwnIncoming, ManageOutgoing, ManageOwnOutgoing];

    /// <summary>Whether somebody may see, change and remove a webhook.</summary>
    public static bool MayManage(this PermissionRegistry permissions, Caller caller, Integration integration)
    {
        var (all, own) = Of(integration.Type);
        return permissions.Has(caller, all) || (integration.CreatedById == caller.UserId && permissions.Has(caller, own));
    }

    public static bool MayManageAny(this PermissionRegistry permissions, Caller caller, string type)
    {
        var (all, own) = Of(type);
        return permissions.Has(caller, all) || permissions.Has(caller, own);
    }

    public static bool MayManageAny(this PermissionRegistry permissions, Caller caller) =>
        permissions.MayManageAny(caller, IntegrationRow.Incoming) || permissions.MayManageAny(caller, IntegrationRow.Outgoing);

    public static (Permission All, Permission Own) Of(string type) => type == IntegrationRow.Incoming ? (ManageIncoming, ManageOwnIncoming) : (ManageOutgoing, ManageOwnOutgoing);
}

using Parley.Platform.Permissions;

namespace Parley.Administration;

internal static class AdministrationPermissions
{
    public static readonly Permission ViewStatistics = new("view-statistics", "admin");
    public static readonly Permission ViewLogs = new("view-logs", "admin");
    public static readonly Permission ManageCloud = new("manage-cloud", "admin");
    public static readonly Permission RegisterOnCloud = new("register-on-cloud", "admin");
    public static readonly Permission ViewSettings = new("view-privileged-setting", "admin");
    public static readonly Permission EditSettings = new("edit-privileged-setting", "admin");

    public static IReadOnlyList<Permission> All => [ViewStatistics, ViewLogs, ManageCloud, RegisterOnCloud, ViewSettings, EditSettings, Banners.Banners.Manage, Inboxes.Inboxes.Manage, Nodes.RestartNode.Restart, AuditTrails.AuditEntries.View];
}
